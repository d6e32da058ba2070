/** The keys that WeChat Pay signs with, by serial: given ones, and in certificate mode those the platform hands out. */
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { checkSeal, openResource, type PlatformCertificate, publicKeyOf, readCertificate, sealOf } from './seal.ts'
import type { WechatSettings } from './settings.ts'
import type { Sender } from './wire.ts'

const certificateList = z.object({
  data: z.array(
    z.object({
      serial_no: z.string(),
      encrypt_certificate: z.object({
        algorithm: z.string(),
        ciphertext: z.string(),
        associated_data: z.string(),
        nonce: z.string(),
      }),
    }),
  ),
})

export interface KeyRing {
  find(serial: string): Promise<KeyObject | undefined>
  /** Serial to ask for in requests. */
  readonly asked: string | undefined
}

/** An unknown serial asks the platform at most once a minute: a forger must not make us ask for ever. */
const askAgainMs = 60_000
/** The documents ask for a refresh at least every 12 hours. */
const refreshMs = 12 * 3_600_000

export const createKeyRing = (settings: WechatSettings, send: Sender, clock: () => Date): KeyRing => {
  const given = new Map(Object.entries(settings.verification.keys).map(([serial, pem]) => [serial, publicKeyOf(pem)]))
  if (settings.verification.mode === 'public_key') {
    return { find: async (serial) => given.get(serial), asked: settings.verification.primary }
  }
  // Two at a time while one takes over from the other.
  let downloaded = new Map<string, PlatformCertificate>()
  let askedAt = -Infinity
  let asking: Promise<void> | undefined

  /** A certificate out of its time signs nothing any more. */
  const keyOf = (certificate: PlatformCertificate | undefined): KeyObject | undefined => {
    const now = clock()
    return certificate !== undefined && certificate.validFrom <= now && now < certificate.validTo
      ? certificate.key
      : undefined
  }

  const download = async (): Promise<void> => {
    const response = await send('GET', '/v3/certificates', '', undefined)
    const body = await response.text()
    const list = certificateList.parse(JSON.parse(body))
    // Only the holder of our APIv3 key can have sealed these; the answer must then be signed by one of them.
    const fresh = new Map(
      list.data.map((item) => {
        const certificate = readCertificate(openResource(item.encrypt_certificate, settings.apiKey))
        return [certificate.serial, certificate] as const
      }),
    )
    const sealed = sealOf((name) => response.headers.get(name) ?? undefined, body)
    const seal = await checkSeal(sealed, async (serial) => keyOf(fresh.get(serial)), clock())
    if (seal.holds) downloaded = fresh
  }

  return {
    asked: undefined,
    find: async (serial) => {
      const now = clock().getTime()
      const known = given.get(serial) ?? keyOf(downloaded.get(serial))
      const due = now - askedAt > (known === undefined ? askAgainMs : refreshMs)
      if (due && !(known !== undefined && given.has(serial))) {
        askedAt = now
        // A failed download leaves the old keys; the message at hand is then judged by them.
        asking = download()
          .catch(() => undefined)
          .finally(() => {
            asking = undefined
          })
      }
      await asking
      return given.get(serial) ?? keyOf(downloaded.get(serial))
    },
  }
}
