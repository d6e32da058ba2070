/**
 * Subscribe messages and phone numbers as the local gateway knows them. A message needs a consent given in WeChat's own
 * dialog, which a test stands in for with `agree`, and uses it up. Limits of keys as in developers.weixin.qq.com
 * (subscribe-message/sendMessage).
 */
import type { MessageTemplates } from '../channels/wechat/subscribe-message.ts'
import { type Body, record, text } from './wechat-words.ts'

export interface TakenMessage {
  readonly openId: string
  readonly templateId: string
  readonly page: string
  readonly data: Readonly<Record<string, string>>
}

export interface MessageDesk {
  /** The person tapped "allow" in WeChat: one message more may be sent. */
  agree(openId: string, templateId: string): void
  /** The person switched messages of this app off in WeChat. */
  forgetConsents(openId: string): void
  /** Refuses the next sends with these codes, one each, and does nothing for them. */
  refuseNext(...errcodes: readonly number[]): void
  taken(): readonly TakenMessage[]
  send(body: Body): object
  phone(body: Body): object
}

/** Made-up templates, one a kind, so that a demonstration has the whole path. */
export const demoTemplates: MessageTemplates = {
  order_accepted: {
    templateId: 'local-demo-order-accepted',
    fields: { character_string1: 'number', thing2: 'stall', phrase3: 'status', time4: 'at' },
  },
  order_overweight: {
    templateId: 'local-demo-order-overweight',
    fields: { character_string1: 'number', thing2: 'stall', thing3: 'goods', thing4: 'tip' },
  },
  order_ready: {
    templateId: 'local-demo-order-ready',
    fields: { character_string1: 'number', thing2: 'stall', thing3: 'goods', thing4: 'tip' },
  },
  order_on_the_way: {
    templateId: 'local-demo-order-on-the-way',
    fields: { character_string1: 'number', phrase2: 'status', time3: 'at', thing4: 'tip' },
  },
  refund_arrived: {
    templateId: 'local-demo-refund-arrived',
    fields: { character_string1: 'number', amount2: 'amount', time3: 'at', thing4: 'tip' },
  },
  complaint_answered: {
    templateId: 'local-demo-complaint-answered',
    fields: { thing1: 'stall', phrase2: 'status', time3: 'at', thing4: 'tip' },
  },
  goods_recalled: {
    templateId: 'local-demo-goods-recalled',
    fields: { thing1: 'goods', thing2: 'stall', time3: 'at', thing4: 'tip' },
  },
  new_order: {
    templateId: 'local-demo-new-order',
    fields: { character_string1: 'number', thing2: 'goods', amount3: 'amount', time4: 'at' },
  },
}

const limits: readonly [kind: string, fits: RegExp][] = [
  ['character_string', /^[\x21-\x7e]{1,32}$/],
  ['thing', /^.{1,20}$/su],
  ['number', /^\d+(\.\d+)?$/],
  ['amount', /^[¥$]?\d{1,10}(\.\d+)?元?$/],
  ['time', /^\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}$/],
  ['date', /^\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2})?$/],
  ['phrase', /^[\u4e00-\u9fa5]{1,5}$/],
]
const fits = (key: string, value: string): boolean =>
  limits.find(([kind]) => key.startsWith(kind))?.[1].test(value) ?? false

const refusal = (errcode: number, errmsg: string) => ({ errcode, errmsg })

export const createMessageDesk = (): MessageDesk => {
  const consents = new Map<string, number>()
  const taken: TakenMessage[] = []
  const refusals: number[] = []
  const usedCodes = new Set<string>()
  const keyOf = (openId: string, templateId: string): string => `${openId} ${templateId}`

  return {
    agree: (openId, templateId) => {
      const key = keyOf(openId, templateId)
      consents.set(key, (consents.get(key) ?? 0) + 1)
    },
    forgetConsents: (openId) => {
      for (const key of consents.keys()) if (key.startsWith(`${openId} `)) consents.delete(key)
    },
    refuseNext: (...errcodes) => void refusals.push(...errcodes),
    taken: () => [...taken],
    send: (body) => {
      const errcode = refusals.shift()
      if (errcode !== undefined) return refusal(errcode, 'refused by the local gateway')
      const [openId, templateId, page] = [text(body.touser), text(body.template_id), text(body.page)]
      if (!openId.startsWith('local-demo-')) return refusal(40003, 'invalid openid')
      const template = Object.values(demoTemplates).find((one) => one.templateId === templateId)
      if (template === undefined) return refusal(40037, 'invalid template_id')
      if (page.startsWith('/') || !/^(pages|packages)\//.test(page)) return refusal(41030, 'invalid page')
      const data = Object.fromEntries(
        Object.entries(record(body.data)).map(([key, held]) => [key, text(record(held).value)]),
      )
      const wrong = Object.keys(template.fields).find((key) => !fits(key, data[key] ?? ''))
      if (wrong !== undefined) return refusal(47003, `argument invalid! data.${wrong}.value invalid`)
      const left = consents.get(keyOf(openId, templateId)) ?? 0
      if (left === 0) return refusal(43101, 'user refuse to accept the msg')
      consents.set(keyOf(openId, templateId), left - 1)
      taken.push({ openId, templateId, page, data })
      return refusal(0, 'ok')
    },
    /** A code is `phone-COUNTRY-NUMBER` with anything after it. */
    phone: (body) => {
      const code = text(body.code)
      const [, countryCode, purePhoneNumber] = /^phone-(\d{1,3})-(\d{5,15})(?:-|$)/.exec(code) ?? []
      if (countryCode === undefined || purePhoneNumber === undefined) return refusal(40029, 'invalid code')
      if (usedCodes.has(code)) return refusal(40029, 'code been used')
      usedCodes.add(code)
      const phoneNumber = countryCode === '86' ? purePhoneNumber : `+${countryCode}${purePhoneNumber}`
      return { ...refusal(0, 'ok'), phone_info: { phoneNumber, purePhoneNumber, countryCode: Number(countryCode) } }
    },
  }
}
