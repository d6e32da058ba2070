import { createHash, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto'
import type { Message, Signer, VerifyingKey } from './signer.ts'

/** What must be signed: who is asked to do what, with which content, when. */
const components = ['@method', '@target-uri', 'content-type', 'content-digest', 'webhook-id', 'webhook-timestamp']

/** RFC 9530. */
export const contentDigest = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`

/** Components that are derived from the request itself, RFC 9421 §2.2. */
const derived: Readonly<Record<string, (message: Message) => string>> = {
  '@method': ({ method }) => method,
  '@target-uri': ({ url }) => url,
  '@authority': ({ url }) => new URL(url).host,
  '@path': ({ url }) => new URL(url).pathname,
}

/** The signature base of RFC 9421 §2.5; undefined when a component is missing. */
export const signatureBase = (message: Message, covered: readonly string[], parameters: string): string | undefined => {
  const lines: string[] = []
  for (const name of covered) {
    const value = derived[name]?.(message) ?? message.headers[name]?.trim()
    if (value === undefined) return undefined
    lines.push(`"${name}": ${value}`)
  }
  return [...lines, `"@signature-params": ${parameters}`].join('\n')
}

/** HTTP Message Signatures (RFC 9421) with `ed25519`, over the body by Content-Digest (RFC 9530). */
export const httpSignatureSigner: Signer = {
  profile: 'http-signature',
  algorithm: 'Ed25519',
  sign: (unsigned, keys) => {
    const digest = contentDigest(unsigned.body)
    const message = { ...unsigned, headers: { ...unsigned.headers, 'content-digest': digest } }
    const list = `(${components.map((name) => `"${name}"`).join(' ')})`
    const signed = keys.map(({ keyId, secret }, i) => {
      const parameters = `${list};created=${unsigned.headers['webhook-timestamp'] ?? ''};keyid="${keyId}";alg="ed25519"`
      const base = signatureBase(message, components, parameters)
      if (base === undefined) throw new TypeError('a signed header is missing')
      const signature = sign(null, Buffer.from(base), createPrivateKey(secret)).toString('base64')
      return { input: `sig${i + 1}=${parameters}`, signature: `sig${i + 1}=:${signature}:` }
    })
    return {
      'content-digest': digest,
      'signature-input': signed.map((one) => one.input).join(', '),
      signature: signed.map((one) => one.signature).join(', '),
    }
  },
  verify: (message, keys) => {
    const inputs = message.headers['signature-input']
    if (inputs === undefined) return { result: 'absent' }
    if (!sameText(message.headers['content-digest'] ?? '', contentDigest(message.body))) return { result: 'forged' }
    for (const [, label = '', list = '', rest = ''] of inputs.matchAll(
      /(\w+)=\(([^)]*)\)((?:;[a-z]+=(?:"[^"]*"|\d+))*)/g,
    )) {
      const covered = [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
      if (!components.every((name) => covered.includes(name))) continue
      const base = signatureBase(message, covered, `(${list})${rest}`)
      const keyId = /;keyid="([^"]*)"/.exec(rest)?.[1]
      const signature = new RegExp(`(?:^|[, ])${label}=:([^:]+):`).exec(message.headers.signature ?? '')?.[1]
      const key = keys.find((one) => one.keyId === keyId)
      if (base !== undefined && signature !== undefined && key !== undefined && isValid(base, signature, key))
        return { result: 'genuine', keyId: key.keyId }
    }
    return { result: 'forged' }
  },
}

const isValid = (base: string, signature: string, { key }: VerifyingKey): boolean =>
  verify(null, Buffer.from(base), createPublicKey(key), Buffer.from(signature, 'base64'))

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
