/** 微信小程序: messages that a person agreed to, one for each yes, and the phone number of a WeChat account. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'

export const shopperMessageKinds = [
  'order_accepted',
  'order_overweight',
  'order_ready',
  'order_on_the_way',
  'refund_arrived',
  'complaint_answered',
  'goods_recalled',
] as const
export const merchantMessageKinds = ['new_order'] as const
export const wechatMessageKinds = [...shopperMessageKinds, ...merchantMessageKinds] as const
export type WechatMessageKind = (typeof wechatMessageKinds)[number]

/** What a message may say. A template has keys of its own for them; which key says what is configuration. */
export const wechatMessageFields = ['number', 'market', 'stall', 'goods', 'amount', 'status', 'at', 'tip'] as const
export type WechatMessageField = (typeof wechatMessageFields)[number]

/** A complaint has neither order nor money. */
const lacking: Partial<Record<WechatMessageKind, readonly WechatMessageField[]>> = {
  complaint_answered: ['number', 'goods', 'amount'],
}
export const saysField = (kind: WechatMessageKind, field: WechatMessageField): boolean =>
  !(lacking[kind] ?? []).includes(field)

/** `unavailable`: WeChat did not ask, because messages are switched off there or the template is banned. */
export const messageAnswers = ['accepted', 'refused', 'unavailable'] as const
export type MessageAnswer = (typeof messageAnswers)[number]
export const messageGrantStates = ['granted', 'used', 'refused', 'void'] as const
/** `unsure`: sent, and no answer came; never sent again, for it may have arrived. */
export const wechatMessageStates = ['waiting', 'sending', 'sent', 'refused', 'failed', 'unsure', 'expired'] as const
/** WeChat takes three templates a prompt. */
export const mostAskedAtOnce = 3

export const messageOffer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(wechatMessageKinds),
      templateId: z.string(),
      /** Messages that the person has agreed to and that were not sent yet. */
      ready: z.number().int(),
      /** False for a while after a no: the page then does not offer it. */
      mayAsk: z.boolean(),
    }),
  ),
})
export type MessageOffer = z.output<typeof messageOffer>

const answerBody = z.object({
  /** Made by the client once for each prompt; the same key counts once. */
  promptKey: z.string().min(8).max(80),
  /** Of wx.login, so that the server learns whom to write to; needed for a yes. */
  code: z.string().min(1).max(128).nullish(),
  answers: z
    .array(z.object({ kind: z.enum(wechatMessageKinds), answer: z.enum(messageAnswers) }))
    .min(1)
    .max(mostAskedAtOnce)
    .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, '同一种消息只答一次'),
})
export type MessageAnswers = z.output<typeof answerBody>

const shopper = { scope: 'platform', roles: ['shopper'] } as const
const merchant = { scope: 'market', roles: ['merchant'] } as const

export const wechatRoutes = {
  getMyMessageOffer: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/wechat-messages',
    summary: '可以用微信通知我的事；没有配置消息模板时为空，消息仍在小程序里看',
    access: shopper,
    output: messageOffer,
  }),
  answerMyMessageOffer: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/wechat-messages/answers',
    summary: '我在微信的弹窗里同意或拒绝了哪些通知；同意一次只发一条，拒绝后一段时间不再问',
    access: shopper,
    body: answerBody,
    output: messageOffer,
  }),
  getStallMessageOffer: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/wechat-messages',
    summary: '可以用微信通知摊主的事',
    access: merchant,
    output: messageOffer,
  }),
  answerStallMessageOffer: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/wechat-messages/answers',
    summary: '摊主在微信的弹窗里同意或拒绝了哪些通知；同意一次只发一条',
    access: merchant,
    body: answerBody,
    output: messageOffer,
  }),
  readMyWechatPhone: route({
    method: 'POST',
    path: '/api/v1/shopper/wechat-phone',
    summary: '用手机号按钮给的 code 换本人的手机号，填进正在写的表单；服务端不另外保存',
    access: shopper,
    body: z.object({ code: z.string().min(1).max(256) }),
    output: z.object({ phone: f.phone }),
  }),
}
