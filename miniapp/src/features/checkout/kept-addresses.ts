/** The address book of this phone; nobody else keeps it. */
import { readStored, writeStored } from '../../platform/storage.ts'
import { type Address, isSameAddress, withAddress } from './address-book.ts'

const key = 'addresses'

export const readAddresses = (): readonly Address[] => {
  try {
    const kept: unknown = JSON.parse(readStored(key) ?? '[]')
    return Array.isArray(kept) ? (kept as readonly Address[]) : []
  } catch {
    return []
  }
}
export const rememberAddress = (one: Address): void =>
  writeStored(key, JSON.stringify(withAddress(readAddresses(), one)))
/** What is left. */
export const forgetAddress = (one: Address): readonly Address[] => {
  const rest = readAddresses().filter((kept) => !isSameAddress(kept, one))
  writeStored(key, JSON.stringify(rest))
  return rest
}
