/** Names and phones of those who complain: sealed at rest, compared by keyed hash only, shown masked. */
import { createHash } from 'node:crypto'
import { maskPhone } from '@smart-market/shared/resident-id.ts'
import type { Ctx } from '../../context.ts'
import { maskName } from '../markets/index.ts'

/** Digits alone: 138-0000 0000 and 13800000000 are one phone, and so is +86 138 0000 0000. */
const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '')

export const sealContact = (
  ctx: Ctx,
  table: 'complaints' | 'violation_reports',
  contact: { readonly contactName: string | null; readonly phone?: string | null | undefined },
) => {
  const { cipher } = ctx.deps
  const phone = contact.phone ?? null
  return {
    contactNameEncrypted:
      contact.contactName === null ? null : cipher.encrypt(contact.contactName, `${table}.contact_name_encrypted`),
    phoneEncrypted: phone === null ? null : cipher.encrypt(phone, `${table}.phone_encrypted`),
    phoneMasked: phone === null ? null : maskPhone(digitsOf(phone)),
    phoneHash: phone === null ? null : cipher.fingerprint(digitsOf(phone), 'case.phone'),
  }
}

export const openContact = (
  ctx: Ctx,
  row: { readonly contactNameEncrypted: string | null; readonly phoneEncrypted: string | null },
): { name: string | null; phone: string | null } => {
  const open = (stored: string | null, column: string): string | null =>
    stored === null ? null : ctx.deps.cipher.decrypt(stored, `complaints.${column}`)
  return {
    name: open(row.contactNameEncrypted, 'contact_name_encrypted'),
    phone: open(row.phoneEncrypted, 'phone_encrypted'),
  }
}

export const maskedContact = (
  ctx: Ctx,
  row: {
    readonly contactNameEncrypted: string | null
    readonly phoneEncrypted: string | null
    readonly phoneMasked: string | null
  },
) => {
  const { name } = openContact(ctx, { ...row, phoneEncrypted: null })
  return { nameMasked: name === null ? null : maskName(name), phoneMasked: row.phoneMasked }
}

/** Whence an anonymous call came, for flood limits; the same for all others. */
export const addressHashOf = (ctx: Ctx): string =>
  ctx.deps.cipher.fingerprint(ctx.actor.kind === 'anonymous' ? ctx.actor.address : '', 'case.address')

export const codeHashOf = (code: string): string => createHash('sha256').update(code).digest('hex')
