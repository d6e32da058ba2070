/** 常用地址: where orders were sent before, newest first. Pure. */
import type { Place } from '../../platform/place.ts'

export interface Address {
  readonly place: Place
  readonly contactName: string
  readonly phone: string
  readonly address: string
}

/** A household's; the oldest makes room. */
export const mostAddresses = 8

/** The same door of the same person, whatever the place under it is called. */
export const isSameAddress = (a: Omit<Address, 'place'>, b: Omit<Address, 'place'>): boolean =>
  a.address.trim() === b.address.trim() && a.contactName.trim() === b.contactName.trim() && a.phone === b.phone

/** With one more on top, each once. */
export const withAddress = (book: readonly Address[], one: Address): readonly Address[] =>
  [one, ...book.filter((kept) => !isSameAddress(kept, one))].slice(0, mostAddresses)
