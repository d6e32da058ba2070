/** The messages there are: who gets each, how long it helps, and what is printed into a template's keys. Pure. */
import type { MessageOffer, WechatMessageField, WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import { merchantMessageKinds, shopperMessageKinds } from '@smart-market/shared/contracts/wechat.ts'
import { formatInstant } from '@smart-market/shared/time.ts'

export type Fields = Partial<Record<WechatMessageField, string>>

const hour = 3_600_000
/** Told later than this, it would only confuse: defaults of this product, no rule of anybody. */
export const usefulMs: Readonly<Record<WechatMessageKind, number>> = {
  order_accepted: 2 * hour,
  order_overweight: hour,
  order_ready: 12 * hour,
  order_on_the_way: 2 * hour,
  refund_arrived: 48 * hour,
  complaint_answered: 48 * hour,
  goods_recalled: 72 * hour,
  new_order: hour,
}

export const longestUsefulMs = Math.max(...Object.values(usefulMs))

export const kindsFor = (merchantId: string | null): readonly WechatMessageKind[] =>
  merchantId === null ? shopperMessageKinds : merchantMessageKinds

/** Nobody is asked again in the same visit after a no; a visit is taken to last four hours. */
export const visitMs = 4 * hour

export interface Answered {
  readonly kind: WechatMessageKind
  readonly ready: number
  readonly refusedAt: Date | null
}
export const offerOf = (
  templates: Partial<Record<WechatMessageKind, { readonly templateId: string }>>,
  kinds: readonly WechatMessageKind[],
  answered: readonly Answered[],
  now: Date,
): MessageOffer => ({
  items: kinds.flatMap((kind) => {
    const templateId = templates[kind]?.templateId
    if (templateId === undefined) return []
    const own = answered.find((one) => one.kind === kind)
    const refusedAt = own?.refusedAt ?? null
    const mayAsk = refusedAt === null || now.getTime() - refusedAt.getTime() >= visitMs
    return [{ kind, templateId, ready: own?.ready ?? 0, mayAsk }]
  }),
})

const cut = (text: string, most: number): string => {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}
const printable = (text: string): string => text.replace(/[^\x21-\x7e]/g, '')

/** `2026年3月2日 10:05`, which keys of both time and date take. Instants come as ISO text. */
const instantText = (iso: string): string => {
  const [date = '', clock = ''] = formatInstant(new Date(iso)).split(' ')
  const [year, month, day] = date.split('-').map(Number)
  return `${year}年${month}月${day}日 ${clock}`
}

const fit = (key: string, text: string): string => {
  const kind = key.replace(/\d+$/, '')
  switch (kind) {
    case 'thing':
      return cut(text, 20)
    case 'character_string':
      return printable(text).slice(0, 32)
    case 'number':
      return text.replace(/[^\d.]/g, '').slice(0, 32)
    case 'amount':
      return text.replaceAll(',', '')
    case 'phrase':
      return text.replace(/[^\u4e00-\u9fa5]/g, '').slice(0, 5)
    default:
      return text
  }
}

/**
 * Values by the template's own keys, cut to what WeChat takes (developers.weixin.qq.com, subscribe-message/sendMessage:
 * 20 characters for a thing, 32 for a string, 5 Chinese ones for a phrase). An empty value would be refused: a dash.
 */
export const dataOf = (
  keys: Readonly<Record<string, WechatMessageField>>,
  fields: Fields,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(keys).map(([key, field]) => {
      const said = fields[field] ?? ''
      const text = field === 'at' && said !== '' ? instantText(said) : said
      return [key, fit(key, text) || '-']
    }),
  )
