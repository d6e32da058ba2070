import { useState } from 'react'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { ApiError } from '@smart-market/shared/client.ts'
import { openPayment, payerCode, payRequest, payWays, type PayWay } from '../../platform/pay.ts'
import type { ApiClient } from '../../platform/request.ts'
import { shopText } from '../../text-shop.ts'
import { asShopper } from '../session/shopper.ts'
import { writeFailureOf } from '../writing/use-write.ts'
import { forgetLeft, rememberLeft } from './left-page.ts'

const words = shopText.pay
/** In the mini-program the server must first learn from WeChat who pays; once is enough for a session. */
const askToPay = async (api: ApiClient, marketCode: string, stallOrderId: string, way: PayWay) => {
  const pay = () => api.payMyStallOrder({ params: { marketCode, stallOrderId }, body: payRequest(way) })
  try {
    return await pay()
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.code !== 'payer.not_linked') throw cause
    await api.linkWechatPayer({ body: { code: await payerCode() } })
    return pay()
  }
}

/** A code to scan, and for which order. */
export interface PayCode {
  readonly image: string
  readonly stallOrderId: string
}

/**
 * Opens the payment of one stall order. What is told afterwards never says "paid": that only the order itself says
 * when it is read again, which `onReturn` does.
 */
export const usePay = (marketCode: string, onReturn: () => void) => {
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<string | null>(null)
  const [way, setWay] = useState<PayWay>(payWays[0] ?? 'wechat')
  const [code, setCode] = useState<PayCode | null>(null)

  const open = async ({ stallOrderId, orderGroupId }: StallOrderView): Promise<string | null> => {
    setCode(null)
    const answer = await asShopper((api) => askToPay(api, marketCode, stallOrderId, way))
    if (answer.state === 'unknown') return words.unsure
    if (answer.state === 'closed') return words.closed
    if (answer.state === 'paid') return null
    rememberLeft({ market: marketCode, group: orderGroupId }, Date.now())
    const opened = await openPayment(answer.parameters, answer.demoPageUrl)
    if (opened !== 'left') forgetLeft()
    switch (opened) {
      case 'closed':
      case 'left':
        return words.waiting
      case 'scan':
        if (answer.codeImage !== null) setCode({ image: answer.codeImage, stallOrderId })
        return answer.codeImage === null ? words.cannot : null
      case 'cancelled':
        return words.cancelled
      case 'desk':
        return words.demoDesk(answer.demoPageUrl ?? '')
      case 'impossible':
        return words.cannot
    }
  }
  const pay = async (order: StallOrderView) => {
    setBusy(true)
    try {
      setTold(await open(order))
    } catch (cause) {
      const failure = writeFailureOf(cause)
      setTold('message' in failure ? failure.message : null)
    }
    setBusy(false)
    onReturn()
  }
  const choose = (chosen: PayWay) => {
    setWay(chosen)
    setCode(null)
    setTold(null)
  }
  return { busy, told, way, code, choose, pay: (order: StallOrderView) => void pay(order) }
}
