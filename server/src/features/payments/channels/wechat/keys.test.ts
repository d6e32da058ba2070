import {
  createCipheriv,
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { selfSign } from '../../gateway/certificate.ts'
import { createKeyRing } from './keys.ts'
import type { Sender } from './wire.ts'

const apiKey = '0123456789abcdef0123456789abcdef'
const start = new Date('2026-03-02T02:00:00Z')
const day = 86_400_000

interface Platform {
  readonly serial: string
  readonly key: KeyObject
  readonly pem: string
}
let serials = 0
/** Valid for five years from `from`. */
const certificate = (from: Date): Platform => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serial = `5FA1B2C3D4E5F60718293A4B5C6D7E8F90A1B2${String(++serials).padStart(2, '0')}`
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return { serial, key, pem: selfSign(key, 'platform', serial, from) }
}
const sealed = (plain: string, key: string) => {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), nonce).setAAD(Buffer.from('certificate'))
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: ciphertext.toString('base64'),
    associated_data: 'certificate',
    nonce,
  }
}

/** A platform that hands out `certificates`, its answer signed by `signer`. */
const ringOf = (platform: {
  certificates: Platform[]
  signer: () => Platform
  now: () => Date
  key?: string
  spoil?: (body: string) => string
}) => {
  let asked = 0
  const send: Sender = Object.assign(
    async (): Promise<Response> => {
      asked += 1
      const data = platform.certificates.map(({ serial, pem }) => ({
        serial_no: serial,
        encrypt_certificate: sealed(pem, platform.key ?? apiKey),
      }))
      const body = JSON.stringify({ data })
      const { serial, key } = platform.signer()
      const timestamp = String(Math.floor(platform.now().getTime() / 1000))
      const signature = createSign('RSA-SHA256').update(`${timestamp}\nn\n${body}\n`).sign(key, 'base64')
      return new Response(platform.spoil?.(body) ?? body, {
        headers: {
          'wechatpay-timestamp': timestamp,
          'wechatpay-nonce': 'n',
          'wechatpay-signature': signature,
          'wechatpay-serial': serial,
        },
      })
    },
    { sign: () => '' },
  )
  const settings = {
    baseUrl: 'http://platform.test',
    serviceMerchantNumber: '1900000109',
    serviceAppId: 'wx0000',
    merchantSerial: '5F',
    privateKey: '',
    apiKey,
    verification: { mode: 'certificate' as const, keys: {} },
  }
  return { ring: createKeyRing(settings, send, platform.now), asked: () => asked }
}

describe('platform certificates', () => {
  it('are fetched at the first need, opened by the APIv3 key, and asked for once', async () => {
    const one = certificate(start)
    const { ring, asked } = ringOf({ certificates: [one], signer: () => one, now: () => start })
    expect(await ring.find(one.serial)).toBeDefined()
    expect(await ring.find(one.serial)).toBeDefined()
    expect(asked()).toBe(1)
  })

  it('overlap: both the old and the new one hold while one takes over from the other', async () => {
    const [old, next] = [certificate(start), certificate(start)]
    const { ring } = ringOf({ certificates: [old, next], signer: () => old, now: () => start })
    expect(await ring.find(old.serial)).toBeDefined()
    expect(await ring.find(next.serial)).toBeDefined()
  })

  it('are fetched once more for an unknown serial, which is then refused, at most once a minute', async () => {
    const [one, next] = [certificate(start), certificate(start)]
    const certificates = [one]
    let now = start
    const { ring, asked } = ringOf({ certificates, signer: () => one, now: () => now })
    expect(await ring.find(one.serial)).toBeDefined()
    now = new Date(start.getTime() + 61_000)
    expect(await ring.find(next.serial)).toBeUndefined()
    expect(await ring.find('SOMEBODY')).toBeUndefined()
    expect(asked()).toBe(2)
    certificates.push(next)
    now = new Date(start.getTime() + 122_000)
    expect(await ring.find(next.serial)).toBeDefined()
    expect(asked()).toBe(3)
  })

  it('prove nothing once they have expired, nor before they begin', async () => {
    const old = certificate(new Date(start.getTime() - 5 * 365 * day + 60_000))
    const coming = certificate(new Date(start.getTime() + day))
    let now = start
    const { ring } = ringOf({ certificates: [old, coming], signer: () => old, now: () => now })
    expect(await ring.find(old.serial)).toBeDefined()
    expect(await ring.find(coming.serial)).toBeUndefined()
    now = new Date(start.getTime() + 120_000)
    expect(await ring.find(old.serial)).toBeUndefined()
  })

  it('are refused when sealed by another key, changed on the way, or signed by none of them', async () => {
    const [one, stranger] = [certificate(start), certificate(start)]
    const base = { certificates: [one], signer: () => one, now: () => start }
    const found = (more: Partial<Parameters<typeof ringOf>[0]>) => ringOf({ ...base, ...more }).ring.find(one.serial)
    expect(await found({ key: 'ffffffffffffffffffffffffffffffff' })).toBeUndefined()
    expect(await found({ spoil: (body) => body.replace(/"ciphertext":"./, '"ciphertext":"_') })).toBeUndefined()
    expect(await found({ signer: () => stranger })).toBeUndefined()
  })
})
