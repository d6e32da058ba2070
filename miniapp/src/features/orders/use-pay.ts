import { useState } from 'react'
import { openPayment, payRequest, payTogetherRequest, payWays, type PayWay } from '../../platform/pay.ts'
import type { ApiClient } from '../../platform/request.ts'
import { shopText } from '../../text-shop.ts'
import { payAsLinked } from '../session/linked-payer.ts'
import { asShopper } from '../session/shopper.ts'
import { useOneAtATime, writeFailureOf } from '../writing/use-write.ts'
import { forgetLeft, rememberLeft } from './left-page.ts'
import type { Payment } from './order-view.ts'

const words = shopText.pay
/** A code to scan, and what it pays. */
export interface PayCode {
  readonly image: string
  readonly payment: Payment
}

/**
 * Opens the payment of one stall order, or of several together. What is told afterwards never says "paid": that only the order itself says
 * when it is read again, which `onReturn` does.
 */
export const usePay = (marketCode: string, onReturn: () => void) => {
  const { busy, alone } = useOneAtATime()
  const [told, setTold] = useState<string | null>(null)
  const [way, setWay] = useState<PayWay>(payWays[0] ?? 'wechat')
  const [code, setCode] = useState<PayCode | null>(null)

  const ask = (api: ApiClient, payment: Payment) =>
    payment.kind === 'together'
      ? api.payMyOrderGroup({
          params: { marketCode, orderGroupId: payment.orderGroupId },
          body: payTogetherRequest(),
        })
      : api.payMyStallOrder({
          params: { marketCode, stallOrderId: payment.order.stallOrderId },
          body: payRequest(way),
        })
  const open = async (payment: Payment): Promise<string | null> => {
    setCode(null)
    const answer = await asShopper((api) => payAsLinked(api, () => ask(api, payment)))
    if (answer.state === 'unknown') return words.unsure
    if (answer.state === 'closed') return words.closed
    if (answer.state === 'paid') return null
    rememberLeft({ market: marketCode, group: payment.orderGroupId }, Date.now())
    const opened = await openPayment(answer.parameters, answer.demoPageUrl)
    if (opened !== 'left') forgetLeft()
    switch (opened) {
      case 'closed':
      case 'left':
        return words.waiting
      case 'scan':
        if (answer.codeImage !== null) setCode({ image: answer.codeImage, payment })
        return answer.codeImage === null ? words.cannot : null
      case 'cancelled':
        return words.cancelled
      case 'desk':
        return words.demoDesk(answer.demoPageUrl ?? '')
      case 'impossible':
        return words.cannot
    }
  }
  const pay = (payment: Payment) =>
    alone(async () => {
      try {
        setTold(await open(payment))
      } catch (cause) {
        const failure = writeFailureOf(cause)
        setTold('message' in failure ? failure.message : null)
      }
      onReturn()
    })
  const choose = (chosen: PayWay) => {
    setWay(chosen)
    setCode(null)
    setTold(null)
  }
  return { busy, told, way, code, choose, pay: (payment: Payment) => void pay(payment) }
}
