import { useState } from 'react'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { openPayment } from '../../platform/pay.ts'
import { removeStored, readStored, writeStored } from '../../platform/storage.ts'
import { isH5 } from '../../platform/system.ts'
import { shopText } from '../../text-shop.ts'
import { asShopper } from '../session/shopper.ts'
import { writeFailureOf } from '../writing/use-write.ts'

const words = shopText.pay
const leftKey = 'paying'
const leftForMs = 30 * 60_000

/** The order a browser left for a payment page, for the way back; forgotten once read. */
export const takeLeftOrder = (now: Date): { market: string; group: string } | null => {
  const stored = readStored(leftKey)
  if (stored === null) return null
  removeStored(leftKey)
  try {
    const { market, group, at } = JSON.parse(stored) as { market: string; group: string; at: number }
    return now.getTime() - at < leftForMs ? { market, group } : null
  } catch {
    return null
  }
}

/** WeChat pays in its own dialog; a browser goes to Alipay's page. */
const channel = isH5 ? 'alipay' : 'wechat'

/**
 * Opens the payment of one stall order. What is told afterwards never says "paid": that only the order itself says
 * when it is read again, which `onReturn` does.
 */
export const usePay = (marketCode: string, onReturn: () => void) => {
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<string | null>(null)

  const open = async ({ stallOrderId, orderGroupId }: StallOrderView): Promise<string | null> => {
    const answer = await asShopper((api) =>
      api.payMyStallOrder({ params: { marketCode, stallOrderId }, body: { channel } }),
    )
    if (answer.state === 'unknown') return words.unsure
    if (answer.state === 'closed') return words.closed
    if (answer.state === 'paid') return null
    writeStored(leftKey, JSON.stringify({ market: marketCode, group: orderGroupId, at: Date.now() }))
    const opened = await openPayment(answer.parameters, answer.demoPageUrl)
    if (opened !== 'left') removeStored(leftKey)
    switch (opened) {
      case 'closed':
      case 'left':
        return words.waiting
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
  return { busy, told, pay: (order: StallOrderView) => void pay(order) }
}
