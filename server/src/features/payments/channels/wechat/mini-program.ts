/**
 * The mini-program's own server interface at api.weixin.qq.com: who the shopper is (jscode2session), and that goods were
 * handed over (发货信息管理). Its answers carry no signature, so nothing here ever decides about money. Neither the secret
 * nor an open id, a session key or an access token leaves this file in an error or a log line.
 */
import { z } from 'zod'
import type { Unknown } from '../answers.ts'
import { createAccessToken } from './access-token.ts'
import { readShippingAnswer, type ShippingAnswer, shippingCall, type ShippingReport } from './shipping.ts'

export const miniProgramSettings = z.object({
  baseUrl: z.url().default('https://api.weixin.qq.com'),
  appId: z.string().min(6),
  appSecret: z.string().min(16),
})
export type MiniProgramSettings = z.output<typeof miniProgramSettings>

export type OpenIdAnswer =
  | { readonly state: 'known'; readonly openId: string }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

export interface MiniProgram {
  readonly appId: string
  /** Who wx.login speaks of. A code is good for five minutes, once. */
  openIdOf(code: string): Promise<OpenIdAnswer>
  /** Tells that goods were handed over; safe to repeat. */
  reportShipping(report: ShippingReport): Promise<ShippingAnswer>
}

export interface MiniProgramOptions {
  readonly settings: MiniProgramSettings
  readonly clock: () => Date
  /** mchid of the service provider, who places combined orders; null without WeChat Pay. */
  readonly serviceMerchantNumber: string | null
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Time limit of one request; 5 s unless told. */
  readonly timeoutMs?: number
}

/** `errcode` of a busy system and of too many calls: the same may succeed later. */
const transient = new Set([-1, 45011])

const sessionAnswer = z.object({ openid: z.string().min(1).max(128).optional(), errcode: z.int().optional() })

export const createMiniProgram = (options: MiniProgramOptions): MiniProgram => {
  const { settings, clock } = options
  const base = settings.baseUrl.replace(/\/$/, '')
  const fetchFrom = options.fetch ?? ((url, init) => fetch(url, init))

  /** Undefined when nothing readable came back. Answers come as text/plain. */
  const call = async (path: string, body?: object): Promise<unknown> => {
    try {
      const response = await fetchFrom(base + path, {
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs ?? 5000),
        ...(body === undefined
          ? {}
          : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      return JSON.parse(await response.text()) as unknown
    } catch {
      return undefined
    }
  }
  const token = createAccessToken({ call, settings, clock })

  return {
    appId: settings.appId,
    openIdOf: async (code) => {
      const query = new URLSearchParams({
        appid: settings.appId,
        secret: settings.appSecret,
        js_code: code,
        grant_type: 'authorization_code',
      })
      const read = sessionAnswer.safeParse(await call(`/sns/jscode2session?${query.toString()}`)).data
      if (read === undefined) return { state: 'unknown', reason: 'no readable answer' }
      if (read.openid !== undefined) return { state: 'known', openId: read.openid }
      const reason = `errcode ${read.errcode ?? 'missing'}`
      return transient.has(read.errcode ?? -1) ? { state: 'unknown', reason } : { state: 'refused', reason }
    },
    reportShipping: async (report) => {
      const { path, body } = shippingCall(report, options.serviceMerchantNumber, clock())
      // Once more with another token, when WeChat has taken the one at hand away.
      for (const last of [false, true]) {
        const held = await token.get()
        if (held === undefined) return { state: 'unknown', reason: 'no access token' }
        const answer = readShippingAnswer(await call(`${path}?access_token=${encodeURIComponent(held)}`, body))
        if (answer.state !== 'token_refused') return answer
        token.drop(held)
        if (last) return { state: 'unknown', reason: answer.reason }
      }
      return { state: 'unknown', reason: 'no access token' }
    },
  }
}
