/**
 * The mini-program's own server interface at api.weixin.qq.com: who the shopper is (jscode2session), that goods were
 * handed over (发货信息管理), messages people agreed to (订阅消息), and phone numbers they hand over. Its answers carry no
 * signature, so nothing here ever decides about money. Neither the secret nor an open id, a session key, a phone number
 * or an access token leaves this file in an error or a log line.
 */
import { z } from 'zod'
import type { Unknown } from '../answers.ts'
import { createAccessToken } from './access-token.ts'
import { type PhoneAnswer, phonePath, readPhoneAnswer } from './phone-number.ts'
import { readShippingAnswer, type ShippingAnswer, shippingCall, type ShippingReport } from './shipping.ts'
import {
  type MessageAnswer,
  messageBody,
  messagePath,
  messageTemplates,
  type MessageTemplates,
  miniProgramStates,
  readMessageAnswer,
  type SubscribeMessage,
} from './subscribe-message.ts'

export const miniProgramSettings = z.object({
  baseUrl: z.url().default('https://api.weixin.qq.com'),
  appId: z.string().min(6),
  appSecret: z.string().min(16),
  /** Templates of subscribe messages by kind; a kind without one is never offered. */
  messages: messageTemplates.default({}),
  /** Which build of the mini-program a message opens. */
  state: z.enum(miniProgramStates).default('formal'),
})
export type MiniProgramSettings = z.output<typeof miniProgramSettings>

export type OpenIdAnswer =
  | { readonly state: 'known'; readonly openId: string }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

export interface MiniProgram {
  readonly appId: string
  readonly templates: MessageTemplates
  /** Who wx.login speaks of. A code is good for five minutes, once. */
  openIdOf(code: string): Promise<OpenIdAnswer>
  /** Tells that goods were handed over; safe to repeat. */
  reportShipping(report: ShippingReport): Promise<ShippingAnswer>
  /** Not safe to repeat: each send uses up one consent. */
  sendMessage(message: SubscribeMessage): Promise<MessageAnswer>
  /** The number that a tap on WeChat's phone button stands for. A code is good for five minutes, once. */
  phoneOf(code: string): Promise<PhoneAnswer>
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

/** `unreached`: nothing was asked, so nothing was done. `silent`: asked, and nothing readable came back. */
type Heard = { readonly state: 'answered'; readonly body: unknown } | { readonly state: 'unreached' | 'silent' }

const unheard = { unreached: 'WeChat was not reached', silent: 'no readable answer' } as const

const unreachedCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
const wasUnreached = (cause: unknown): boolean => {
  const { code } = (cause instanceof Error ? (cause.cause ?? {}) : {}) as { code?: unknown }
  return typeof code === 'string' && unreachedCodes.has(code)
}

const tokenCodes = new Set([40001, 40014, 42001])
const isTokenRefused = (heard: Heard): boolean =>
  heard.state === 'answered' && tokenCodes.has(z.object({ errcode: z.int() }).safeParse(heard.body).data?.errcode ?? 0)

const sessionAnswer = z.object({ openid: z.string().min(1).max(128).optional(), errcode: z.int().optional() })

export const createMiniProgram = (options: MiniProgramOptions): MiniProgram => {
  const { settings, clock } = options
  const base = settings.baseUrl.replace(/\/$/, '')
  const fetchFrom = options.fetch ?? ((url, init) => fetch(url, init))

  const ask = async (path: string, body?: object): Promise<Heard> => {
    try {
      const response = await fetchFrom(base + path, {
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs ?? 5000),
        ...(body === undefined
          ? {}
          : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      // Answers come as text/plain.
      return { state: 'answered', body: JSON.parse(await response.text()) as unknown }
    } catch (cause) {
      return { state: wasUnreached(cause) ? 'unreached' : 'silent' }
    }
  }
  /** Undefined when nothing readable came back. */
  const call = async (path: string, body?: object): Promise<unknown> => {
    const heard = await ask(path, body)
    return heard.state === 'answered' ? heard.body : undefined
  }
  const token = createAccessToken({ call, settings, clock })
  /** Once more with another token, when WeChat has taken the one at hand away: it did nothing then. */
  const askWithToken = async (path: string, body: object): Promise<Heard> => {
    for (let tries = 0; tries < 2; tries++) {
      const held = await token.get()
      if (held === undefined) return { state: 'unreached' }
      const heard = await ask(`${path}?access_token=${encodeURIComponent(held)}`, body)
      if (!isTokenRefused(heard)) return heard
      token.drop(held)
    }
    return { state: 'unreached' }
  }

  return {
    appId: settings.appId,
    templates: settings.messages,
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
      const heard = await askWithToken(path, body)
      if (heard.state !== 'answered') return { state: 'unknown', reason: unheard[heard.state] }
      return readShippingAnswer(heard.body)
    },
    sendMessage: async (message) => {
      const heard = await askWithToken(messagePath, messageBody(message, settings.state))
      if (heard.state === 'answered') return readMessageAnswer(heard.body)
      return heard.state === 'unreached'
        ? { state: 'not_sent', reason: unheard.unreached }
        : { state: 'unknown', reason: unheard.silent }
    },
    phoneOf: async (code) => {
      const heard = await askWithToken(phonePath, { code })
      return heard.state === 'answered'
        ? readPhoneAnswer(heard.body)
        : { state: 'unknown', reason: unheard[heard.state] }
    },
  }
}
