import { isH5 } from '../platform/system.ts'

/** The name of a field for a screen reader: on H5 it belongs on the element inside Taro's own. */
export const spokenName = (name: string): object =>
  isH5 ? { nativeProps: { 'aria-label': name } } : { 'aria-label': name }
