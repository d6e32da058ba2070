import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Signer, signedContent, verifyListed } from './signer.ts'

const prefix = 'whsec_'
const digest = (secret: string, content: string): Buffer =>
  createHmac('sha256', Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64'))
    .update(content)
    .digest()

/** Standard Webhooks 1.0, symmetric: `v1,` HMAC-SHA256 under a `whsec_` secret. */
export const hmacSigner: Signer = {
  profile: 'webhook-hmac',
  algorithm: 'HMAC',
  sign: (message, keys) => ({
    'webhook-signature': keys
      .map(({ secret }) => `v1,${digest(secret, signedContent(message)).toString('base64')}`)
      .join(' '),
  }),
  verify: (message, keys) => {
    const content = signedContent(message)
    return verifyListed(message, 'v1', keys, (signature, { key }) => {
      const [given, wanted] = [Buffer.from(signature, 'base64'), digest(key, content)]
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    })
  },
}
