/** A stall's networked scale: it keeps what it weighed until the server has said yes, under the same sequence. */
import type { TestApp } from '../support/app.ts'
import { callAsDevice } from '../support/device.ts'
import type { TestMarket } from '../support/market.ts'

export interface Weighed {
  readonly weightGrams: number
  readonly amountFen: number
  /** What its label says; else goods that nobody knows. */
  readonly commodityName?: string
  readonly traceCode?: string
}
export interface Scale {
  /** Weighs, and tries to send what waits. */
  weigh(goods: Weighed): Promise<void>
  /** Sends what waits, once. */
  send(): Promise<void>
  /** Amounts of all that it has weighed, fen. */
  readonly weighed: readonly number[]
}

export const standScale = async (
  { marketId, operator }: Pick<TestMarket, 'marketId' | 'operator'>,
  stallId: string,
  wire: { readonly send: TestApp['fetch']; readonly now: () => Date },
): Promise<Scale> => {
  const params = { marketId }
  const body = { code: `SCALE-${stallId.slice(-8)}`, name: '秤', kind: 'scale' as const, stallId }
  const { deviceId } = await operator.registerDevice({ params, body })
  const { secret } = await operator.issueSigningKey({ params: { ...params, deviceId } })
  const weighed: number[] = []
  let waiting: { readonly sequence: number }[] = []
  const send = async (): Promise<void> => {
    if (waiting.length === 0) return
    const sent = [...waiting]
    const response = await callAsDevice(wire.send, { marketId, deviceId, secret }, 'weigh-sales', wire.now(), {
      sales: sent,
    })
    if (response.status === 200) waiting = waiting.filter((one) => !sent.includes(one))
    if (response.status === 200 || response.status === 500) return
    const answer = await response.text()
    // Five minutes may pass while a message is under way: it is signed anew and sent with the next one.
    if (!answer.includes('device.clock_off')) throw new Error(`the scale was told ${response.status}: ${answer}`)
  }
  return {
    weighed,
    send,
    weigh: async (goods) => {
      const { amountFen } = goods
      weighed.push(amountFen)
      const lines = [{ commodityName: '散货', categoryName: '叶菜', ...goods }]
      const soldAt = wire.now().toISOString()
      waiting.push(Object.assign({ sequence: weighed.length }, { soldAt, paymentMeans: 'unknown', amountFen, lines }))
      await send()
    },
  }
}
