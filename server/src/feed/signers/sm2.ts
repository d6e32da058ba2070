import { sm2 } from 'sm-crypto-v2'
import { type Signer, signedContent, verifyListed } from './signer.ts'

const options = { der: true, hash: true } as const
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

/**
 * A private profile for platforms that ask for 国密: SM2 with SM3 (GB/T 32918, user id 1234567812345678) over the content
 * that Standard Webhooks signs, as `v1sm2,`. No such version is registered anywhere. It is interface compatibility in
 * software and no 密评 (GB/T 39786), which needs certified modules.
 */
export const sm2Signer: Signer = {
  profile: 'webhook-sm2',
  algorithm: 'SM2',
  sign: (message, keys) => {
    const content = bytesOf(signedContent(message))
    return {
      'webhook-signature': keys
        .map(
          ({ secret }) => `v1sm2,${Buffer.from(sm2.doSignature(content, secret, options), 'hex').toString('base64')}`,
        )
        .join(' '),
    }
  },
  verify: (message, keys) => {
    const content = bytesOf(signedContent(message))
    return verifyListed(message, 'v1sm2', keys, (signature, { key }) => {
      try {
        return sm2.doVerifySignature(content, Buffer.from(signature, 'base64').toString('hex'), key, options)
      } catch {
        // The library throws for what is no DER; that is a signature of nobody.
        return false
      }
    })
  },
}

/** Hex keys: 32 bytes private, uncompressed point public. */
export const newSm2Key = (): { publicKey: string; privateKey: string } => sm2.generateKeyPairHex()
