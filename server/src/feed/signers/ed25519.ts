import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { type Signer, signedContent, verifyListed } from './signer.ts'

/** Standard Webhooks 1.0, asymmetric: `v1a,` Ed25519. */
export const ed25519Signer: Signer = {
  profile: 'webhook-ed25519',
  algorithm: 'Ed25519',
  sign: (message, keys) => {
    const content = Buffer.from(signedContent(message))
    return {
      'webhook-signature': keys
        .map(({ secret }) => `v1a,${sign(null, content, createPrivateKey(secret)).toString('base64')}`)
        .join(' '),
    }
  },
  verify: (message, keys) => {
    const content = Buffer.from(signedContent(message))
    return verifyListed(message, 'v1a', keys, (signature, { key }) =>
      verify(null, content, createPublicKey(key), Buffer.from(signature, 'base64')),
    )
  },
}

/** The public key as Standard Webhooks writes it: `whpk_` and the 32 raw bytes, which end an Ed25519 SPKI. */
export const webhookPublicKey = (publicKeyPem: string): string =>
  `whpk_${createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`
