/**
 * What a market states about its feed under its own Ed25519 key, beside the events themselves: where it stood on a day
 * (head), up to where a push goes (seal), and which key comes next (key). Each is signed over its canonical JSON
 * (RFC 8785), so that it proves itself wherever it is carried. Pure.
 */
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

/** Everything up to `sequence` is this market's word; `lastSequence` is where its feed stood when it said so. */
export interface SealStatement {
  readonly marketId: string
  readonly keyId: string
  readonly sequence: number
  readonly hash: string
  readonly lastSequence: number
  readonly signedAt: string
}

/** The next key, vouched for by the key before it; that one signs nothing from `previousRetiresAt` on. */
export interface KeyStatement {
  readonly marketId: string
  /** The key that signs: the one before. */
  readonly keyId: string
  readonly newKeyId: string
  readonly algorithm: 'Ed25519'
  readonly publicKey: string
  readonly signedAt: string
  readonly previousRetiresAt: string
}

/** A platform's word that it holds and has proved the market's feed up to `sequence`. */
export interface ReceiptStatement {
  readonly marketId: string
  /** The platform's key. */
  readonly keyId: string
  readonly sequence: number
  readonly hash: string
  readonly signedAt: string
}

/** Base64 of the Ed25519 signature over the canonical JSON of all other fields. */
export type Signed<S> = S & { readonly signature: string }
export type SignedHead = Signed<HeadStatement>
export type SignedSeal = Signed<SealStatement>
export type SignedKey = Signed<KeyStatement>
export type SignedReceipt = Signed<ReceiptStatement>

/** Keys as PEM: SPKI for the public, PKCS #8 for the private one. */
export const newSigningKey = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

export const signStatement = <S extends object>(statement: S, privateKeyPem: string): Signed<S> => ({
  ...statement,
  signature: sign(null, Buffer.from(canonicalJson(statement)), createPrivateKey(privateKeyPem)).toString('base64'),
})

/** False for any alteration, a foreign key, or a key that cannot be read. */
export const isGenuine = ({ signature, ...statement }: Signed<object>, publicKeyPem: string): boolean => {
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
