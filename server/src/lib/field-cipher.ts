/** AES-256-GCM for single fields such as ID numbers. Stored form: `v1.` + base64url(iv ‖ tag ‖ ciphertext). */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

export interface FieldCipher {
  /** `context` (table and column) is authenticated, so that a value cannot be moved to another column. */
  encrypt(plain: string, context: string): string
  /** Throws when the value was altered, moved, or written under another key. */
  decrypt(stored: string, context: string): string
  /** Keyed hash, the same for the same text and context: to compare without keeping the text. */
  fingerprint(plain: string, context: string): string
}

export const createFieldCipher = (keyHex: string): FieldCipher => {
  const key = Buffer.from(keyHex, 'hex')
  if (key.length !== 32) throw new RangeError('field key must be 32 bytes')
  // A key of its own: what is compared must say nothing about what is encrypted.
  const hashKey = createHmac('sha256', key).update('fingerprint').digest()
  return {
    encrypt: (plain, context) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    decrypt: (stored, context) => {
      if (!stored.startsWith('v1.')) throw new Error('unknown field cipher version')
      const raw = Buffer.from(stored.slice(3), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(context))
        .setAuthTag(raw.subarray(12, 28))
      return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
    },
    fingerprint: (plain, context) =>
      createHmac('sha256', hashKey).update(context).update('\0').update(plain).digest('hex'),
  }
}
