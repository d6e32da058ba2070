/** FIXTURE, for tests only: messages by WeChat and phone numbers, each answer zod-checked. */
import type { z } from 'zod'
import { type MessageOffer, type WechatMessageKind, wechatRoutes } from '@smart-market/shared/contracts/wechat.ts'
import type { Answer, Call } from './fixture-trade.ts'

type Offered = MessageOffer['items'][number]
type Answers = z.output<NonNullable<typeof wechatRoutes.answerMyMessageOffer.body>>

export interface Messages {
  /** What is offered; a test may empty it, as where no template is configured. */
  readonly offered: Offered[]
  /** What was answered in WeChat's dialog, in order. */
  readonly answers: Answers[]
  talk(call: Call, mine: (kind: WechatMessageKind) => boolean): Answer
  phone(call: Call): Answer
}

const kinds = [
  'order_accepted',
  'order_overweight',
  'order_ready',
  'goods_recalled',
  'complaint_answered',
  'new_order',
] as const

export const createMessages = (): Messages => {
  const offered = kinds.map((kind): Offered => ({ kind, templateId: `tpl-${kind}`, ready: 0, mayAsk: true }))
  const answers: Answers[] = []
  const take = (body: Answers): void => {
    answers.push(body)
    for (const { kind, answer } of body.answers)
      offered.forEach((one, at) => {
        if (one.kind !== kind) return
        offered[at] = answer === 'accepted' ? { ...one, ready: one.ready + 1 } : { ...one, mayAsk: false }
      })
  }
  return {
    offered,
    answers,
    talk: (call, mine) => {
      const body = wechatRoutes.answerMyMessageOffer.body
      if (call.method === 'POST' && body !== undefined) take(body.parse(call.body))
      const items = offered.filter(({ kind }) => mine(kind))
      return { status: 200, body: wechatRoutes.getMyMessageOffer.output?.parse({ items }) }
    },
    phone: (call) =>
      (call.body as { code: string }).code === 'good'
        ? { status: 200, body: wechatRoutes.readMyWechatPhone.output?.parse({ phone: '13800001234' }) }
        : { status: 422, body: { code: 'wechat_phone.foreign', message: '这个微信绑定的不是中国大陆手机号。' } },
  }
}
