/**
 * Requests to WeChat Pay: signed by wechatpay-node-v3, sent by our own client (time limit, base address, key asked for),
 * and every answer verified on its raw bytes before anybody reads it. The package's own HTTP client and its verbs are
 * closed off: they verify nothing and turn a network error into an answer without a status.
 */
import { randomBytes } from 'node:crypto'
import Pay from 'wechatpay-node-v3'
import type { KeyRing } from './keys.ts'
import { checkSeal, sealOf } from './seal.ts'
import type { WechatSettings } from './settings.ts'

/** `sealed`: the channel's verified word. `silent`: nothing certain came back. */
export type WireAnswer =
  | { readonly kind: 'sealed'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'silent'; readonly reason: string }

export interface WireOptions {
  readonly settings: WechatSettings
  readonly clock: () => Date
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly timeoutMs: number
}

/** A signed request on its way; answers come back unjudged. */
export interface Sender {
  (method: 'GET' | 'POST', path: string, text: string, askedSerial: string | undefined): Promise<Response>
  /** RSA-SHA256 with the merchant's key, base64. */
  readonly sign: (text: string) => string
}

export interface Wire {
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<WireAnswer>
  /** A signed GET whose answer carries no signature (bill files). Undefined when nothing certain came back. */
  download(url: string): Promise<Uint8Array | undefined>
}

const refuse = (): Promise<never> => Promise.reject(new Error('verbs of the package are closed: use the wire'))

class Signer extends Pay {
  constructor(settings: WechatSettings) {
    super({
      appid: settings.serviceAppId,
      mchid: settings.serviceMerchantNumber,
      serial_no: settings.merchantSerial.toUpperCase(),
      // Only read to find the serial, which we give.
      publicKey: Buffer.from(settings.privateKey),
      privateKey: Buffer.from(settings.privateKey),
    })
    this.createHttp({ post: refuse, get: refuse, upload: refuse })
  }
  authorize(method: string, path: string, body: string, now: Date): string {
    const timestamp = String(Math.floor(now.getTime() / 1000))
    // The package's own nonce is 11 characters of Math.random.
    const nonce = randomBytes(16).toString('hex')
    return this.getAuthorization(nonce, timestamp, this.getSignature(method, nonce, timestamp, path, body))
  }
}

export const createSender = ({ settings, clock, fetch, timeoutMs }: WireOptions): Sender => {
  const signer = new Signer(settings)
  const base = settings.baseUrl.replace(/\/$/, '')
  const send = (method: 'GET' | 'POST', path: string, text: string, askedSerial: string | undefined) =>
    fetch(base + path, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'smart-market',
        authorization: signer.authorize(method, path, text, clock()),
        ...(text === '' ? {} : { 'content-type': 'application/json' }),
        ...(askedSerial === undefined ? {} : { 'wechatpay-serial': askedSerial }),
      },
      ...(text === '' ? {} : { body: text }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  return Object.assign(send, { sign: (text: string) => signer.sha256WithRsa(text) })
}

export const createWire = (send: Sender, keys: KeyRing, clock: () => Date): Wire => ({
  call: async (method, path, body) => {
    try {
      const response = await send(method, path, body === undefined ? '' : JSON.stringify(body), keys.asked)
      const raw = await response.text()
      const sealed = sealOf((name) => response.headers.get(name) ?? undefined, raw)
      const seal = await checkSeal(sealed, keys.find, clock())
      // An unsigned refusal may come from anything between us and the channel: it proves nothing.
      if (!seal.holds) return { kind: 'silent', reason: `${response.status}: ${seal.reason}` }
      return { kind: 'sealed', status: response.status, body: raw === '' ? null : JSON.parse(raw) }
    } catch (error) {
      return { kind: 'silent', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
    }
  },
  download: async (url) => {
    // Only path and query are taken: our signed header goes to the channel's own address and nowhere else.
    const place = new URL(url)
    try {
      const response = await send('GET', place.pathname + place.search, '', keys.asked)
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
    } catch {
      return undefined
    }
  },
})
