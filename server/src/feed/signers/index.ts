/** The signing profiles of feeds: one file each, one line here. Every one is held to signers.test.ts. */
import { ed25519Signer } from './ed25519.ts'
import { hmacSigner } from './hmac.ts'
import { httpSignatureSigner } from './http-signature.ts'
import type { Message, Signer, Verdict, VerifyingKey } from './signer.ts'
import { sm2Signer } from './sm2.ts'

export const signers: readonly Signer[] = [ed25519Signer, hmacSigner, httpSignatureSigner, sm2Signer]

/** Throws TypeError for a profile that nobody has written. */
export const signerOf = (profile: string): Signer => {
  const found = signers.find((signer) => signer.profile === profile)
  if (found === undefined) throw new TypeError(`no signing profile ${profile}`)
  return found
}

/** Standard Webhooks leaves the window to the receiver; five minutes is what its libraries use. */
export const clockToleranceSeconds = 300

export type EnvelopeVerdict =
  | { readonly result: 'genuine'; readonly keyId: string }
  | { readonly result: 'forged' | 'absent' | 'skewed' }

/** Checks the message under whatever profile it carries. `skewed`: genuine, but its time is not ours. */
export const verifyEnvelope = (message: Message, keys: readonly VerifyingKey[], now: Date): EnvelopeVerdict => {
  let verdict: Verdict = { result: 'absent' }
  for (const signer of signers) {
    const found = signer.verify(
      message,
      keys.filter((key) => key.algorithm === signer.algorithm),
    )
    if (found.result !== 'absent') verdict = found
    if (found.result === 'genuine') break
  }
  if (verdict.result !== 'genuine') return { result: verdict.result }
  const sentAt = Number(message.headers['webhook-timestamp'])
  const apart = Math.abs(sentAt - now.getTime() / 1000)
  return apart <= clockToleranceSeconds ? { result: 'genuine', keyId: verdict.keyId ?? '' } : { result: 'skewed' }
}
