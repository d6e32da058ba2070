import { useState } from 'react'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { openPayment, payRequest, payWays, type PayWay } from '../../platform/pay.ts'
import { makeKey } from '../../platform/system.ts'
import { payText } from '../../text-pay.ts'
import { forgetLeft, rememberLeft } from '../orders/left-page.ts'
import { payAsLinked } from '../session/linked-payer.ts'
import { asShopper } from '../session/shopper.ts'
import { useOneAtATime, writeFailureOf } from '../writing/use-write.ts'
import type { StallCounter } from './read-counter.ts'

export interface Begun {
  readonly payment: StallPaymentView
  /** Data address of the code to scan; null when none is shown. */
  readonly image: string | null
}

/**
 * Pays one amount at a stall. The key stays the same until the amount changes or the server has refused, so that a lost
 * answer or a second tap never pays twice. What is told never says "paid": only the payment read again does.
 */
export const useStallPay = (counter: StallCounter) => {
  const open = counter.channels
  const ways = payWays.filter((way) => open.includes(way))
  const [way, setWay] = useState<PayWay>(ways[0] ?? 'wechat')
  const [sent, setSent] = useState<{ key: string; fen: number } | null>(null)
  const { busy, alone } = useOneAtATime()
  const [told, setTold] = useState<string | null>(null)
  const [begun, setBegun] = useState<Begun | null>(null)

  const begin = async (amountFen: number): Promise<string | null> => {
    const key = sent?.fen === amountFen ? sent.key : makeKey()
    setSent({ key, fen: amountFen })
    const answer = await asShopper((api) =>
      payAsLinked(api, () =>
        api.payAtStall({
          params: { marketCode: counter.marketCode, stallCode: counter.stallCode },
          body: { idempotencyKey: key, amountFen, ...payRequest(way) },
        }),
      ),
    )
    const { payment } = answer
    setBegun({ payment, image: null })
    if (answer.state === 'unknown') return payText.unsure
    if (answer.state === 'paid') return null
    if (answer.state === 'closed') {
      setBegun(null)
      return payText.closed
    }
    rememberLeft({ market: counter.marketCode, payment: payment.stallPaymentId }, Date.now())
    const opened = await openPayment(answer.parameters, answer.demoPageUrl)
    if (opened !== 'left') forgetLeft()
    switch (opened) {
      case 'closed':
      case 'left':
        return null
      case 'scan':
        setBegun({ payment, image: answer.codeImage })
        return answer.codeImage === null ? payText.cannot : null
      case 'cancelled':
        setBegun(null)
        return payText.cancelled
      case 'desk':
        return payText.desk(answer.demoPageUrl ?? '')
      case 'impossible':
        setBegun(null)
        return payText.cannot
    }
  }
  const pay = (amountFen: number) =>
    alone(async () => {
      setTold(null)
      try {
        setTold(await begin(amountFen))
      } catch (cause) {
        const failure = writeFailureOf(cause)
        setTold('message' in failure ? failure.message : null)
        if (failure.status === 'refused') setSent(null)
      }
    })
  const back = () => {
    setBegun(null)
    setTold(null)
  }
  /** The same purchase by another way: the server closes the first before it opens the second. */
  const choose = (chosen: PayWay) => {
    setWay(chosen)
    back()
  }
  /** Another purchase. */
  const restart = () => {
    setSent(null)
    back()
  }
  return { ways, way, choose, busy, told, begun, pay: (fen: number) => void pay(fen), restart }
}
