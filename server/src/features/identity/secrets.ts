/** Tokens and keys are 256 random bits; only their SHA-256 is stored, so a leaked table opens nothing. */
import { createHash } from 'node:crypto'

const keyPrefix = 'smk_'

export const newSecret = (random: (bytes: number) => Uint8Array, kind: 'session' | 'key'): string =>
  (kind === 'key' ? keyPrefix : '') + Buffer.from(random(32)).toString('base64url')

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export const isKeySecret = (text: string): boolean => text.startsWith(keyPrefix)
