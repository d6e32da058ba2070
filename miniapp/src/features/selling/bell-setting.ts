import { readStored, writeStored } from '../../platform/storage.ts'

const key = 'seller-bell'

/** On until the merchant turns it off; remembered on this phone. */
export const isBellOn = (): boolean => readStored(key) !== 'off'
export const setBellOn = (on: boolean): void => writeStored(key, on ? 'on' : 'off')
