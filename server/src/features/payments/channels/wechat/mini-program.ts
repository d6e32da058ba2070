/**
 * The mini-program's own server interface at api.weixin.qq.com: who the shopper is (jscode2session), and that goods were
 * handed over (发货信息). Its answers carry no signature, so nothing here ever decides about money. Neither the secret nor
 * an open id nor a session key leaves this file in an error or a log line.
 */
import { z } from 'zod'
import type { Unknown } from '../answers.ts'

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
}

export interface MiniProgramOptions {
  readonly settings: MiniProgramSettings
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Time limit of one request; 5 s unless told. */
  readonly timeoutMs?: number
}

/** `errcode` of a busy system and of too many calls: the same may succeed later. */
const transient = new Set([-1, 45011])

const sessionAnswer = z.object({ openid: z.string().min(1).max(128).optional(), errcode: z.int().optional() })

export const createMiniProgram = (options: MiniProgramOptions): MiniProgram => {
  const { settings } = options
  const base = settings.baseUrl.replace(/\/$/, '')
  const fetchFrom = options.fetch ?? ((url, init) => fetch(url, init))

  return {
    appId: settings.appId,
    openIdOf: async (code) => {
      const query = new URLSearchParams({
        appid: settings.appId,
        secret: settings.appSecret,
        js_code: code,
        grant_type: 'authorization_code',
      })
      let read: z.output<typeof sessionAnswer>
      try {
        const response = await fetchFrom(`${base}/sns/jscode2session?${query.toString()}`, {
          redirect: 'error',
          signal: AbortSignal.timeout(options.timeoutMs ?? 5000),
        })
        // Sent as text/plain.
        read = sessionAnswer.parse(JSON.parse(await response.text()))
      } catch {
        return { state: 'unknown', reason: 'no readable answer' }
      }
      if (read.openid !== undefined) return { state: 'known', openId: read.openid }
      const reason = `errcode ${read.errcode ?? 'missing'}`
      return transient.has(read.errcode ?? -1) ? { state: 'unknown', reason } : { state: 'refused', reason }
    },
  }
}
