/** What WeChat Pay says of a combined payment: a list of its parts, each with its own state, number and merchant. */
import { z } from 'zod'
import type { ChargeStatus, SeenPayment } from '../answers.ts'
import type { WechatSettings } from './settings.ts'
import { statusOf } from './trade-state.ts'

/** Fields differ from the single payment's: total_amount and payer_amount stand for total and payer_total. */
const part = z.object({
  mchid: z.string(),
  sub_mchid: z.string().optional(),
  out_trade_no: z.string(),
  trade_state: z.string(),
  transaction_id: z.string().optional(),
  success_time: z.string().optional(),
  amount: z
    .object({ total_amount: z.int(), payer_amount: z.int().optional(), currency: z.string().optional() })
    .optional(),
})
type Part = z.output<typeof part>

const combined = z.object({
  combine_mchid: z.string(),
  combine_out_trade_no: z.string(),
  sub_orders: z.array(part),
})

export const isCombined = (value: unknown): boolean =>
  z.object({ combine_out_trade_no: z.string() }).safeParse(value).success

const paidPart = part.extend({
  transaction_id: z.string().min(1),
  success_time: z.iso.datetime({ offset: true }),
  amount: z.object({ total_amount: z.int(), payer_amount: z.int().optional(), currency: z.string() }),
})

/** Throws when a field that money depends on is missing. */
const seenPart = (value: Part, combineMerchant: string, settings: WechatSettings): SeenPayment => {
  const paid = paidPart.parse(value)
  const own =
    combineMerchant === settings.serviceMerchantNumber && paid.mchid === settings.serviceMerchantNumber
      ? paid.sub_mchid
      : undefined
  return {
    chargeNumber: paid.out_trade_no,
    transactionNumber: paid.transaction_id,
    amountFen: paid.amount.total_amount,
    payerAmountFen: paid.amount.payer_amount ?? null,
    currency: paid.amount.currency,
    // A foreign service provider makes a foreign merchant, whatever the sub-merchant's number.
    merchantNumber: own ?? `${combineMerchant}/${paid.mchid}/${paid.sub_mchid ?? ''}`,
    paidAt: new Date(paid.success_time).toISOString(),
  }
}

/** Parts that a notice calls paid. Throws when the notice is incomplete. */
export const paidParts = (
  value: unknown,
  settings: WechatSettings,
): { combinedNumber: string; payments: SeenPayment[] } => {
  const read = combined.parse(value)
  return {
    combinedNumber: read.combine_out_trade_no,
    payments: read.sub_orders
      .filter((one) => one.trade_state === 'SUCCESS')
      .map((one) => seenPart(one, read.combine_mchid, settings)),
  }
}

/** Undefined when the answer is about another payment, or unreadable. */
export const partStatuses = (
  value: unknown,
  combinedNumber: string,
  settings: WechatSettings,
): ReadonlyMap<string, ChargeStatus> | undefined => {
  const read = combined.safeParse(value)
  if (!read.success || read.data.combine_out_trade_no !== combinedNumber) return undefined
  const { combine_mchid, sub_orders } = read.data
  return new Map(
    sub_orders.map((one) => [
      one.out_trade_no,
      statusOf(one.trade_state, () => seenPart(one, combine_mchid, settings)),
    ]),
  )
}
