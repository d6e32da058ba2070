/** The form in which an uploaded file waits: shape, and its rows compressed and, as they hold ID numbers, encrypted. */
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { FieldCipher } from '../../lib/field-cipher.ts'
import { normaliseHeading, type StoredRows } from './domain.ts'

/** Rejected rows of a finished import, for its download. */
export interface RejectedRow {
  readonly row: number
  readonly cells: readonly string[]
  readonly reasons: readonly string[]
}

const cipherContext = 'imports.rows'

/** The same for files whose headings differ only in spaces, brackets and case. */
export const shapeOf = (headings: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(headings.map(normaliseHeading)))
    .digest('hex')
    .slice(0, 32)

export const packRows = (cipher: FieldCipher, rows: StoredRows | readonly RejectedRow[]): Uint8Array =>
  Buffer.from(cipher.encrypt(gzipSync(JSON.stringify(rows)).toString('base64'), cipherContext))

const unpack = (cipher: FieldCipher, packed: Uint8Array): unknown =>
  JSON.parse(
    gunzipSync(Buffer.from(cipher.decrypt(Buffer.from(packed).toString(), cipherContext), 'base64')).toString(),
  )

const none: StoredRows = { rows: [], skipped: [], defects: [] }

export const unpackRows = (cipher: FieldCipher, packed: Uint8Array): StoredRows =>
  packed.length === 0 ? none : (unpack(cipher, packed) as StoredRows)

export const unpackRejected = (cipher: FieldCipher, packed: Uint8Array): readonly RejectedRow[] =>
  packed.length === 0 ? [] : (unpack(cipher, packed) as readonly RejectedRow[])

/** What an import came to; the shape of `imports.result`. */
export interface ImportResult {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  /** First 200. */
  readonly errors: RowError[]
}
