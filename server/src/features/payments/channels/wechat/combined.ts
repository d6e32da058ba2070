/**
 * Combined payment (合单支付) of an ordinary service provider, as pay.weixin.qq.com/docs/partner/apis/combine-payment
 * (2025-01) has it: 1 to 50 parts, each to its own sub-merchant; closed only as a whole and with the same list; each part
 * has its own transaction and is refunded alone. It needs a permission of its own, so that it stands behind a flag.
 */
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import type { ChargeReference, CombinedOrder } from '../answers.ts'
import type { CombinedPayments } from '../channel.ts'
import { partStatuses } from './combined-readings.ts'
import { beijingTime, chargeAnswer, closeAnswer, refusalCode, unknown } from './readings.ts'
import type { WechatSettings } from './settings.ts'
import type { Wire } from './wire.ts'

const base = '/v3/combine-transactions'

export const createCombined = (
  settings: WechatSettings,
  wire: Wire,
  sign: (prepayId: string) => PayParameters,
): CombinedPayments => ({
  maxParts: 50,
  create: async (order) => {
    if (order.scene !== 'jsapi' && order.scene !== 'native')
      return { state: 'refused', reason: `no scene ${order.scene}` }
    if (order.scene === 'jsapi' && order.payerOpenId === null) return { state: 'refused', reason: 'no payer' }
    return chargeAnswer(await wire.call('POST', `${base}/${order.scene}`, orderBody(settings, order)), sign)
  },
  get: async ({ combinedNumber }) => {
    const answer = await wire.call('GET', `${base}/out-trade-no/${combinedNumber}`)
    const code = refusalCode(answer)
    if (code === 'ORDER_NOT_EXIST' || code === 'ORDERNOTEXIST') return { state: 'not_found' }
    if (answer.kind !== 'sealed' || answer.status !== 200) return unknown(answer)
    const parts = partStatuses(answer.body, combinedNumber, settings)
    return parts === undefined ? { state: 'unknown', reason: 'answers another payment' } : { state: 'seen', parts }
  },
  close: async ({ combinedNumber, parts }) =>
    closeAnswer(
      await wire.call('POST', `${base}/out-trade-no/${combinedNumber}/close`, {
        combine_appid: settings.serviceAppId,
        sub_orders: parts.map((part) => partKey(settings, part)),
      }),
    ),
})

const partKey = (settings: WechatSettings, { chargeNumber, payee }: ChargeReference): object => ({
  mchid: settings.serviceMerchantNumber,
  out_trade_no: chargeNumber,
  sub_mchid: payee.merchantNumber,
  ...(payee.appId === null ? {} : { sub_appid: payee.appId }),
})

const orderBody = (settings: WechatSettings, order: CombinedOrder): object => ({
  combine_appid: settings.serviceAppId,
  combine_mchid: settings.serviceMerchantNumber,
  combine_out_trade_no: order.combinedNumber,
  sub_orders: order.parts.map((part) => ({
    ...partKey(settings, part),
    // Required; comes back with the notice and stands in the bill.
    attach: order.combinedNumber,
    amount: { total_amount: part.amountFen, currency: 'CNY' },
    description: part.description.slice(0, 127),
  })),
  time_expire: beijingTime(order.expiresAt),
  notify_url: order.notifyUrl,
  // Under combine_appid: the payer pays in the service provider's own mini-program.
  ...(order.scene === 'jsapi' ? { combine_payer_info: { openid: order.payerOpenId } } : {}),
})
