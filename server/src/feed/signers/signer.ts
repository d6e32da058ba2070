/**
 * A signer makes and checks the signature of one pushed message. What it hides: header names, key form, algorithm. Rules:
 * several keys sign at once while an old and a new one overlap, and any known one is enough to verify; a message without
 * a signature of the profile is `absent`, never genuine; nothing here looks at the clock.
 */
export interface SigningKey {
  readonly keyId: string
  /** `whsec_…` for HMAC, PKCS #8 PEM for Ed25519, hex for SM2. */
  readonly secret: string
}

export interface VerifyingKey {
  readonly keyId: string
  readonly algorithm: KeyAlgorithm
  /** The secret itself for HMAC, SPKI PEM for Ed25519, hex point `04…` for SM2. */
  readonly key: string
}

export type KeyAlgorithm = 'HMAC' | 'Ed25519' | 'SM2'

export interface Message {
  readonly method: string
  /** As the receiver is known from outside. */
  readonly url: string
  /** Names in lower case; `webhook-id`, `webhook-timestamp` and `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Verdict {
  readonly result: 'genuine' | 'forged' | 'absent'
  /** Key that verified. */
  readonly keyId?: string
}

export interface Signer {
  readonly profile: string
  readonly algorithm: KeyAlgorithm
  /** Headers to add to the message. */
  sign(message: Message, keys: readonly SigningKey[]): Readonly<Record<string, string>>
  verify(message: Message, keys: readonly VerifyingKey[]): Verdict
}

/** What Standard Webhooks 1.0 signs: `id.timestamp.payload`. */
export const signedContent = ({ headers, body }: Message): string =>
  `${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.${body}`

/** Signatures of one version out of the space-separated list of `webhook-signature`. */
export const signaturesOf = ({ headers }: Message, version: string): string[] =>
  (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((part) => part.startsWith(`${version},`))
    .map((part) => part.slice(version.length + 1))

/** Verifier of the profiles that write `webhook-signature`: any signature under any key. */
export const verifyListed = (
  message: Message,
  version: string,
  keys: readonly VerifyingKey[],
  isValid: (signature: string, key: VerifyingKey) => boolean,
): Verdict => {
  const signatures = signaturesOf(message, version)
  if (signatures.length === 0) return { result: 'absent' }
  const found = keys.find((key) => signatures.some((signature) => isValid(signature, key)))
  return found === undefined ? { result: 'forged' } : { result: 'genuine', keyId: found.keyId }
}
