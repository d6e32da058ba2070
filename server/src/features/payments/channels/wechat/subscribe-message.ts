/**
 * 订阅消息: one message for each consent. Path, body and the codes 40003, 40037, 41030, 43101, 47003 as in
 * developers.weixin.qq.com (subscribe-message/sendMessage), where the limits of the kinds of keys stand too; that a busy
 * system and a used-up quota have sent nothing is recall.
 */
import { z } from 'zod'
import {
  saysField,
  wechatMessageFields,
  wechatMessageKinds,
  type WechatMessageKind,
} from '@smart-market/shared/contracts/wechat.ts'
import type { Unknown } from '../answers.ts'

export const miniProgramStates = ['formal', 'trial', 'developer'] as const

/** Keys that WeChat gives a template, of the kinds that our fields can fill. */
const keyShape = /^(thing|character_string|number|amount|time|date|phrase)\d{1,3}$/

const template = z.object({
  templateId: z.string().min(1).max(100),
  /** The template's keys, each with what it is to say. */
  fields: z
    .record(z.string().regex(keyShape, '模板的字段应为 thing1、amount2 这样的名字'), z.enum(wechatMessageFields))
    .refine((fields) => Object.keys(fields).length > 0, '模板至少要有一个字段'),
})
export type MessageTemplate = z.output<typeof template>
export type MessageTemplates = Partial<Record<WechatMessageKind, MessageTemplate>>

export const messageTemplates = z
  .partialRecord(z.enum(wechatMessageKinds), template)
  .superRefine((templates, context) => {
    for (const kind of wechatMessageKinds)
      for (const [key, field] of Object.entries(templates[kind]?.fields ?? {}))
        if (!saysField(kind, field))
          context.addIssue({ code: 'custom', path: [kind, 'fields', key], message: `这种消息没有「${field}」` })
  })

export interface SubscribeMessage {
  readonly openId: string
  readonly templateId: string
  /** Address inside the mini-program, without a leading slash. */
  readonly page: string
  /** By the template's keys. */
  readonly data: Readonly<Record<string, string>>
}

/**
 * `not_sent`: certainly not, the same may succeed later. `withdrawn`: the person wants none. `wrong`: WeChat will never
 * take it as it is.
 */
export type MessageAnswer =
  | { readonly state: 'sent' }
  | { readonly state: 'not_sent' | 'withdrawn' | 'wrong'; readonly reason: string }
  | Unknown

export const messagePath = '/cgi-bin/message/subscribe/send'

export const messageBody = (message: SubscribeMessage, state: (typeof miniProgramStates)[number]): object => ({
  touser: message.openId,
  template_id: message.templateId,
  page: message.page,
  data: Object.fromEntries(Object.entries(message.data).map(([key, value]) => [key, { value }])),
  miniprogram_state: state,
  lang: 'zh_CN',
})

const laterCodes = new Set([-1, 45009, 45011])
const withdrawnCode = 43101

export const readMessageAnswer = (body: unknown): MessageAnswer => {
  const errcode = z.object({ errcode: z.int() }).safeParse(body).data?.errcode
  if (errcode === undefined) return { state: 'unknown', reason: 'no readable answer' }
  if (errcode === 0) return { state: 'sent' }
  const reason = `errcode ${errcode}`
  if (laterCodes.has(errcode)) return { state: 'not_sent', reason }
  return { state: errcode === withdrawnCode ? 'withdrawn' : 'wrong', reason }
}
