/** 对账: what a difference means, and what to do first. Pure. */
import { formatFen } from '@smart-market/shared/money.ts'
import { addDays, formatInstant } from '@smart-market/shared/time.ts'
import type { Difference, Quarantined, ReconciledDay } from './api.ts'

export const channelLabels = { wechat: '微信支付', alipay: '支付宝', declared: '经营户自报' } as const
export const billChannels = ['wechat', 'alipay'] as const
export type AnyChannel = keyof typeof channelLabels

export const differenceTexts: Record<Difference['kind'], { readonly what: string; readonly next: string }> = {
  missing_in_statement: {
    what: '我们记了，渠道账单里没有',
    next: '第二天再对一次；还是没有，请向渠道查这一笔。',
  },
  missing_here: {
    what: '渠道收了钱，我们没有记录',
    next: '请核对单号是哪个摊位的；不是本市场的，写明后结案。',
  },
  amount_differs: { what: '两边金额不一样', next: '以渠道为准核对订单，写明差在哪里。' },
  state_differs: { what: '两边状态不一样', next: '看这笔退款在渠道是否成功，再决定要不要重新退。' },
  not_applied: { what: '钱到了，订单没有变', next: '打开订单看现在的状态，必要时原路退款。' },
  fund_missing: { what: '交易账单里有，资金流水里没有', next: '请向渠道查这笔钱有没有进摊位的账户。' },
  fund_differs: { what: '交易账单和资金流水的金额不一样', next: '请向渠道核对这笔钱实际进出多少。' },
  refund_failed: { what: '退款试了几次都没有成功', next: '请和消费者联系，当面退款或重新申请，写明后结案。' },
  not_in_terminal: {
    what: '经营户说刷卡或扫码收了，终端流水里没有',
    next: '请经营户拿出小票；可能记错了收款方式，写明后结案。',
  },
  shipping_failed: {
    what: '发货信息没有报到微信，货款可能被冻结',
    next: '系统会继续试。请看原因；超过 48 小时前，到小程序后台「发货信息管理」手工录入，写明后结案。',
  },
}

export const quarantineTexts: Record<Quarantined['kind'], string> = {
  unknown_charge: '通知里的单号我们没有开过',
  amount_mismatch: '通知的金额和应收不一样',
  currency_mismatch: '通知的币种不对',
  merchant_mismatch: '通知的商户号不是这个摊位的',
  second_payment: '同一单付了两次',
  refund_mismatch: '退款和我们申请的不一样',
  event_reused: '同一个通知号又来了别的内容',
}

/** What a person does next; the money itself never counts until somebody has found out. */
export const quarantineSteps: Record<Quarantined['kind'], string> = {
  unknown_charge: '到渠道的商户后台按交易号查：是本市场商户的钱，请摊位退给付款人；不是，写明后结案。',
  amount_mismatch: '按交易号核对渠道账单的金额。以账单为准，多收的请摊位在商户后台退，少收的联系付款人补。',
  currency_mismatch: '不是人民币的付款，请摊位在渠道的商户后台全额退回。',
  merchant_mismatch: '钱可能进了别人的账户：核对摊位登记的商户号，再请实收的商户退回。',
  second_payment: '付款人付了两次。请摊位在渠道的商户后台退回这一笔。',
  refund_mismatch: '按退款单号到渠道核对实退多少，再和摊位、付款人说清。',
  event_reused: '同一通知号说了两样话，可能有人仿造。把两份内容发给渠道客服核实，核实前不要发货。',
}

const stateWords: Readonly<Record<string, string>> = {
  created: '已申请',
  unknown: '结果不明',
  processing: '处理中',
  succeeded: '成功',
  failed: '失败',
  abnormal: '退款异常',
  paid: '已付款',
  closed: '已关闭',
  SUCCESS: '成功',
  PROCESSING: '处理中',
  FAIL: '失败',
  CHANGE: '退款异常',
}
const yuan = (value: unknown): string => (typeof value === 'number' ? `${formatFen(value)} 元` : String(value))
const moment = (value: unknown): string => formatInstant(new Date(String(value)))
const stateText = (value: unknown): string => stateWords[String(value)] ?? String(value)
/** What an operator can work with, in the order to read it; the rest of a side is for programs. */
const fields: readonly (readonly [string, string, (value: unknown) => string])[] = [
  ['amountFen', '金额', yuan],
  ['payerAmountFen', '付款人付', yuan],
  ['fundFlowFen', '资金流水', yuan],
  ['feeFen', '手续费', yuan],
  ['state', '状态', stateText],
  ['refundState', '退款', stateText],
  ['outcome', '退款', stateText],
  ['currency', '币种', String],
  ['merchantNumber', '商户号', String],
  ['chargeNumber', '收款单号', String],
  ['transactionNumber', '渠道单号', String],
  ['refundNumber', '退款单号', String],
  ['channelRefundNumber', '渠道退款单号', String],
  ['failures', '失败次数', (value) => `${String(value)} 次`],
  ['tries', '试过', (value) => `${String(value)} 次`],
  ['failure', '原因', String],
  ['paidAt', '时间', moment],
  ['happenedAt', '时间', moment],
  ['handedOverAt', '交货时间', moment],
  ['finishedAt', '完成时间', moment],
]
/** One side of a difference, a line a field, without `known`, a number that stands beside; null knows nothing. */
export const sideLines = (side: Readonly<Record<string, unknown>> | null, known?: string): string[] => {
  const lines = fields.flatMap(([name, label, text]) => {
    const value = side?.[name]
    return value === null || value === undefined || value === known ? [] : [`${label} ${text(value)}`]
  })
  return lines.length === 0 ? ['没有'] : lines
}

export type DayState = 'agrees' | 'differs' | 'undeclared' | 'waiting' | 'failed' | 'never'
export const dayStateTexts: Record<
  DayState,
  { readonly text: string; readonly tone: 'good' | 'warn' | 'bad' | 'unknown' }
> = {
  agrees: { text: '一致', tone: 'good' },
  differs: { text: '有差异', tone: 'warn' },
  undeclared: { text: '没有自报', tone: 'unknown' },
  waiting: { text: '等账单', tone: 'unknown' },
  failed: { text: '没有核对成', tone: 'bad' },
  never: { text: '还没有核对', tone: 'unknown' },
}

export interface DayRow {
  readonly businessDate: string
  readonly channel: AnyChannel
  /** Null while nobody has compared the day. */
  readonly result: ReconciledDay | null
}

export const dayStateOf = ({ channel, result }: DayRow): DayState => {
  if (result === null) return 'never'
  if (result.state !== 'done') return result.state
  if (result.open > 0) return 'differs'
  // The terminals took money that nobody declared: no difference, but nothing that agrees either.
  return channel === 'declared' && result.matched === 0 && result.lines > 0 ? 'undeclared' : 'agrees'
}

/** Every recorded day, and the days of `recent` that a channel has not been compared for; newest first. */
export const dayRows = (
  days: readonly ReconciledDay[],
  recent: readonly string[],
  channels: readonly AnyChannel[],
): DayRow[] => {
  const known = new Set(days.map((day) => `${day.businessDate} ${day.channel}`))
  const never = recent.flatMap((businessDate) =>
    channels
      .filter((channel) => !known.has(`${businessDate} ${channel}`))
      .map((channel): DayRow => ({ businessDate, channel, result: null })),
  )
  const order: readonly AnyChannel[] = ['wechat', 'alipay', 'declared']
  const rows = days.map((day): DayRow => ({ businessDate: day.businessDate, channel: day.channel, result: day }))
  return [...rows, ...never].sort(
    (a, b) =>
      (a.businessDate < b.businessDate ? 1 : a.businessDate > b.businessDate ? -1 : 0) ||
      order.indexOf(a.channel) - order.indexOf(b.channel),
  )
}

export const receiptMeansTexts = {
  bank_card: '银行卡',
  wechat: '微信',
  alipay: '支付宝',
  unionpay: '云闪付',
  other: '其他',
} as const
export const receiptKindTexts = { payment: '收款', refund: '退款', void: '撤销' } as const

/** Business days that can be reconciled, the newest first: a day's bill exists when the day has ended. */
export const recentDays = (today: string, count = 3): string[] =>
  Array.from({ length: count }, (_, i) => addDays(today, -1 - i))
