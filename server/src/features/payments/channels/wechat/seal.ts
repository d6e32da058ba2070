/**
 * Signatures and sealed resources of WeChat Pay APIv3, on node:crypto alone. wechatpay-node-v3 has functions for both
 * (verifySign, decipher_gcm) that must not be used: the first ignores the timestamp, the second never checks the GCM tag.
 */
import { createDecipheriv, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'

/** Seconds that a signature stays fresh, either side of now. */
export const maximumClockOffset = 300

export interface SignedMessage {
  readonly timestamp: string | undefined
  readonly nonce: string | undefined
  readonly signature: string | undefined
  readonly serial: string | undefined
  /** The body exactly as it came. */
  readonly body: string
}

/** The four headers that seal an answer or a callback, with its body. */
export const sealOf = (header: (name: string) => string | undefined, body: string): SignedMessage => ({
  timestamp: header('wechatpay-timestamp'),
  nonce: header('wechatpay-nonce'),
  signature: header('wechatpay-signature'),
  serial: header('wechatpay-serial'),
  body,
})

export type SealCheck =
  | { readonly holds: true }
  | { readonly holds: false; readonly reason: string; readonly probe: boolean }

export type FindKey = (serial: string) => Promise<KeyObject | undefined>

/** Checks freshness first, so that an old message costs no key lookup. */
export const checkSeal = async (message: SignedMessage, findKey: FindKey, now: Date): Promise<SealCheck> => {
  const { timestamp, nonce, signature, serial, body } = message
  if (!timestamp || !nonce || !signature || !serial) return refuse('signature headers are missing')
  if (signature.startsWith('WECHATPAY/SIGNTEST/')) return { holds: false, reason: 'signature probe', probe: true }
  if (!/^\d{1,12}$/.test(timestamp)) return refuse('timestamp is no number')
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > maximumClockOffset) return refuse('message is not fresh')
  const key = await findKey(serial)
  if (key === undefined) return refuse(`no key ${serial}`)
  const signed = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`)
  return verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64'))
    ? { holds: true }
    : refuse('signature does not hold')
}

const refuse = (reason: string): SealCheck => ({ holds: false, reason, probe: false })

export interface SealedResource {
  readonly algorithm?: string
  readonly ciphertext: string
  readonly associated_data?: string
  readonly nonce: string
}

/** Opens AEAD_AES_256_GCM. Throws when the tag, the key or the associated data do not fit. */
export const openResource = (resource: SealedResource, apiKey: string): string => {
  if (resource.algorithm !== undefined && resource.algorithm !== 'AEAD_AES_256_GCM')
    throw new Error(`unknown algorithm ${resource.algorithm}`)
  const sealed = Buffer.from(resource.ciphertext, 'base64')
  if (sealed.length < 16) throw new Error('ciphertext is too short')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiKey), Buffer.from(resource.nonce), {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(resource.associated_data ?? ''))
    .setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8')
}

/** Key of a PEM that holds a public key or a certificate. */
export const publicKeyOf = (pem: string): KeyObject => createPublicKey(pem)

export interface PlatformCertificate {
  /** Upper case, as WeChat Pay writes it. */
  readonly serial: string
  readonly key: KeyObject
  readonly validFrom: Date
  readonly validTo: Date
}

/** Throws for a text that is no certificate. */
export const readCertificate = (pem: string): PlatformCertificate => {
  const { serialNumber, publicKey, validFrom, validTo } = new X509Certificate(pem)
  return {
    serial: serialNumber.toUpperCase(),
    key: publicKey,
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
  }
}
