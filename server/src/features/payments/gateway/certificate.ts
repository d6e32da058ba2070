/**
 * Self-signed X.509 certificates for the local gateway's platform keys, written as DER by hand: Node makes keys but no
 * certificates, and the product must not need a program of the system for a demonstration.
 */
import { createPublicKey, createSign, type KeyObject } from 'node:crypto'

const tlv = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const sequence = (...parts: Uint8Array[]): Buffer => tlv(0x30, ...parts)
/** 1.2.840.113549.1.1.11 sha256WithRSAEncryption, with NULL parameters. */
const sha256WithRsa = sequence(tlv(0x06, Buffer.from('2a864886f70d01010b', 'hex')), tlv(0x05))
/** 2.5.4.3 commonName. */
const name = (common: string): Buffer =>
  sequence(tlv(0x31, sequence(tlv(0x06, Buffer.from('550403', 'hex')), tlv(0x0c, Buffer.from(common)))))
const utcTime = (at: Date): Buffer => tlv(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))

/** `serialHex`: whole bytes, first below 0x80 so that the number is positive. Valid for five years from `from`. */
export const selfSign = (privateKey: KeyObject, common: string, serialHex: string, from: Date): string => {
  const until = new Date(from.getTime() + 5 * 365 * 86_400_000)
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from(serialHex, 'hex')),
    sha256WithRsa,
    name(common),
    sequence(utcTime(from), utcTime(until)),
    name(common),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey)
  const der = sequence(body, sha256WithRsa, tlv(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
