/**
 * 发货信息 of one payment, or of parts of a combined one. Shapes and 10060001 as in developers.weixin.qq.com (order-shipping;
 * uploadCombinedShippingInfo); the other error codes from recall, so that an unknown one counts as refused and is tried
 * again. A payment may be told of once more after the first time, hence nothing is told twice on purpose.
 */
import { z } from 'zod'
import type { Unknown } from '../answers.ts'

export interface ShippedPart {
  readonly chargeNumber: string
  readonly transactionNumber: string
  readonly logistics: 'city' | 'pickup'
  readonly itemDescription: string
}
export interface ShippingReport {
  /** Of the combined payment; null for a payment of one charge. */
  readonly combinedNumber: string | null
  /** One, unless combined. */
  readonly parts: readonly ShippedPart[]
  readonly payerOpenId: string
}

export type ShippingAnswer =
  | { readonly state: 'done' }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

/** 2 同城配送, 4 用户自提. */
const logisticsTypes = { city: 2, pickup: 4 } as const
/** An item description has at most 120 characters (recall). */
const longestDescription = 120

const shippedWith = ({ logistics, itemDescription }: ShippedPart) => ({
  logistics_type: logisticsTypes[logistics],
  delivery_mode: 1,
  // No tracking number in a city, yet the list must not be missing.
  shipping_list: [{ item_desc: itemDescription.slice(0, longestDescription) }],
})

export const shippingCall = (
  report: ShippingReport,
  serviceMerchantNumber: string | null,
  now: Date,
): { path: string; body: object } => {
  const rest = {
    upload_time: `${new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`,
    payer: { openid: report.payerOpenId },
  }
  const [first] = report.parts
  if (report.combinedNumber === null && first !== undefined)
    return {
      path: '/wxa/sec/order/upload_shipping_info',
      body: {
        // By the transaction, because whose number goes with out_trade_no (provider or sub-merchant) is not said.
        order_key: { order_number_type: 2, transaction_id: first.transactionNumber },
        ...shippedWith(first),
        ...rest,
      },
    }
  // The whole has no transaction number of its own, and parts must be named the same way as the whole.
  const key = (number: string) => ({ order_number_type: 1, mchid: serviceMerchantNumber, out_trade_no: number })
  return {
    path: '/wxa/sec/order/upload_combined_shipping_info',
    body: {
      order_key: key(report.combinedNumber ?? ''),
      sub_orders: report.parts.map((part) => ({ order_key: key(part.chargeNumber), ...shippedWith(part) })),
      ...rest,
    },
  }
}

/** Told before, and the answer was lost: it is done. */
const doneCodes = new Set([0, 10060002, 10060003])
const transientCodes = new Set([-1, 45009, 45011])

export const readShippingAnswer = (body: unknown): ShippingAnswer => {
  const answer = z.object({ errcode: z.int(), errmsg: z.string().optional() }).safeParse(body).data
  if (answer === undefined) return { state: 'unknown', reason: 'no readable answer' }
  const reason = `errcode ${answer.errcode}`
  if (doneCodes.has(answer.errcode)) return { state: 'done' }
  return { state: transientCodes.has(answer.errcode) ? 'unknown' : 'refused', reason }
}
