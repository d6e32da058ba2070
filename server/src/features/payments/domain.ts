/** Rules of charges and refunds. Pure. */
import type {
  ChargeScene,
  ChargeState,
  PaymentChannelName,
  quarantineKinds,
  RefundState,
} from '@smart-market/shared/contracts/payments.ts'
import { dayMs } from '@smart-market/shared/time.ts'
import type { SeenPayment, SeenRefund } from './channels/answers.ts'

export const channelLabels = { wechat: '微信支付', alipay: '支付宝', declared: '摊位收款' } as const
export const chargeStateLabels: Readonly<Record<ChargeState, string>> = {
  created: '待付款',
  unknown: '正在向支付渠道核实',
  open: '待付款',
  paid: '已付款',
  closed: '已关闭',
}

/** What ties an encrypted payer to its column. */
export const payerContext = 'charges.payer_open_id'

/** Where a charge may go. `paid` and `closed` are final; money after `closed` is sent back. */
export const chargeSteps: Readonly<Record<ChargeState, readonly ChargeState[]>> = {
  created: ['unknown', 'paid', 'closed'],
  unknown: ['unknown', 'open', 'paid', 'closed'],
  open: ['unknown', 'open', 'paid', 'closed'],
  paid: [],
  closed: [],
}
/** `abnormal` can still end either way, once a person has seen to it at the channel. */
export const refundSteps: Readonly<Record<RefundState, readonly RefundState[]>> = {
  created: ['unknown', 'processing', 'succeeded', 'failed', 'abnormal'],
  unknown: ['unknown', 'processing', 'succeeded', 'failed', 'abnormal'],
  processing: ['unknown', 'processing', 'succeeded', 'failed', 'abnormal'],
  succeeded: [],
  failed: [],
  abnormal: ['succeeded', 'failed'],
}

/** Default scene of a channel. */
export const sceneOf = (channel: PaymentChannelName, payerOpenId: string | undefined): ChargeScene =>
  channel === 'declared' ? 'declared' : channel === 'alipay' ? 'qr' : payerOpenId === undefined ? 'native' : 'jsapi'

const scenes: Readonly<Record<PaymentChannelName, readonly ChargeScene[]>> = {
  wechat: ['jsapi', 'native'],
  alipay: ['wap', 'qr'],
  declared: ['declared'],
}
export const canUseScene = (channel: PaymentChannelName, scene: ChargeScene): boolean => scenes[channel].includes(scene)

type Mismatch = { kind: (typeof quarantineKinds)[number]; expected: Record<string, unknown> }

/** What keeps a payment from counting for a charge; undefined when everything agrees. */
export const paymentMismatch = (
  charge: { amountFen: number; merchantNumber: string },
  seen: SeenPayment,
): Mismatch | undefined => {
  if (seen.merchantNumber !== charge.merchantNumber)
    return { kind: 'merchant_mismatch', expected: { merchantNumber: charge.merchantNumber } }
  if (seen.currency !== 'CNY') return { kind: 'currency_mismatch', expected: { currency: 'CNY' } }
  if (seen.amountFen !== charge.amountFen) return { kind: 'amount_mismatch', expected: { amountFen: charge.amountFen } }
  return undefined
}

export const refundMismatch = (
  refund: { amountFen: number; state: RefundState },
  chargeNumber: string,
  seen: SeenRefund,
): Mismatch | undefined => {
  if (seen.chargeNumber !== chargeNumber) return { kind: 'refund_mismatch', expected: { chargeNumber } }
  if (seen.amountFen !== refund.amountFen) return { kind: 'refund_mismatch', expected: { amountFen: refund.amountFen } }
  // Abnormal after success is no contradiction: the notice of how it stood before somebody brought the money by hand.
  const contradicts =
    (refund.state === 'succeeded' && seen.outcome === 'failed') ||
    (refund.state === 'failed' && seen.outcome === 'succeeded')
  return contradicts ? { kind: 'refund_mismatch', expected: { state: refund.state } } : undefined
}

/** WeChat Pay's limits (refund interface): 365 days, 50 refunds an order, a minute between them. */
export const refundLimits = { days: 365, count: 50, apartMs: 60_000 } as const

export const isTooLateToRefund = (paidAt: Date, now: Date): boolean =>
  now.getTime() - paidAt.getTime() > refundLimits.days * dayMs

const waits = [5, 15, 30, 60, 300, 600, 1800]
/** When to ask again after `checks` questions. */
export const nextCheck = (checks: number, now: Date): Date =>
  new Date(now.getTime() + (waits[Math.min(checks, waits.length - 1)] ?? 1800) * 1000)

/** Number we give a channel: business date, then the id's own characters. At most 32 of `[0-9a-z]`. */
export const numberOf = (id: string, businessDate: string): string =>
  businessDate.replaceAll('-', '') + id.slice(id.indexOf('_') + 1)
