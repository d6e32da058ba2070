/** A day's head of the feed under the market's own Ed25519 key: who holds it can prove that nothing before it changed. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { canonicalJson } from './chain.ts'

export interface HeadStatement {
  readonly marketId: string
  readonly keyId: string
  readonly businessDate: string
  readonly signedAt: string
  readonly sequence: number
  readonly hash: string
  /** Events of each type from the first to `sequence`. */
  readonly eventCounts: Readonly<Record<string, number>>
  /** Sum of `amountFen` and `saleCount` over all `sales.recorded` events up to `sequence`. */
  readonly salesAmountFen: number
  readonly saleCount: number
}

export interface SignedHead extends HeadStatement {
  /** Base64 of the Ed25519 signature over the canonical JSON of the statement. */
  readonly signature: string
}

/** Keys as PEM: SPKI for the public, PKCS #8 for the private one. */
export const newSigningKey = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

export const signHead = (statement: HeadStatement, privateKeyPem: string): SignedHead => ({
  ...statement,
  signature: sign(null, Buffer.from(canonicalJson(statement)), createPrivateKey(privateKeyPem)).toString('base64'),
})

/** False for any alteration, a foreign key, or a key that cannot be read. */
export const isHeadGenuine = ({ signature, ...statement }: SignedHead, publicKeyPem: string): boolean => {
  try {
    return verify(
      null,
      Buffer.from(canonicalJson(statement)),
      createPublicKey(publicKeyPem),
      Buffer.from(signature, 'base64'),
    )
  } catch {
    return false
  }
}
