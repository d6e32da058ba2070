/**
 * Shoppers and merchants over HTTP, who never give up: a call that got no answer is made again, by the same key, until
 * somebody answers. They write down what was acknowledged, so that a test can ask for all of it after a crash.
 */
import type { Api } from '@smart-market/shared/api.ts'
import { ApiError, type Client, createClient } from '@smart-market/shared/client.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { CheckoutAnswer, CheckoutBody, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'

/** A client whose calls throw whatever fetch throws when nobody answers. */
export const httpClient = (base: string, token?: string): Client<Api> =>
  createClient<Api>(paths, async ({ method, url, headers, body }) => {
    const response = await fetch(base + url, {
      method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: body as string }),
    })
    const text = await response.text()
    const json = (response.headers.get('content-type') ?? '').includes('json')
    return { status: response.status, data: json ? (JSON.parse(text) as unknown) : text }
  })

export interface SellingStall {
  readonly stallCode: string
  readonly merchant: Client<Api>
  readonly listing: Listing
}

/** What the server said yes to. */
export interface Acknowledged {
  readonly checkouts: { readonly key: string; readonly answer: CheckoutAnswer }[]
  readonly handedOver: string[]
  readonly cancelled: string[]
  /** Calls that got no answer and were made again. */
  unanswered: number
}

export interface TradeLoad {
  readonly marketCode: string
  readonly marketId: string
  readonly stalls: readonly SellingStall[]
  readonly random: () => number
  /** The shopper confirms at the channel. */
  readonly pay: (chargeNumber: string) => unknown
  /** True until the test wants no further visits. */
  readonly open: () => boolean
  readonly acknowledged: Acknowledged
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Sentences of refusals that a repeated call earns when the first one did get through. */
const isRefusal = (error: unknown): error is ApiError => error instanceof ApiError && error.status < 500

/** Visits one after the other until the load is closed; every order begun is brought to its end. */
export const visit = async (load: TradeLoad, shopper: Client<Api>, name: string): Promise<void> => {
  const { random, acknowledged, marketCode, marketId } = load
  const persist = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (isRefusal(error)) throw error
        acknowledged.unanswered += 1
        await pause(150)
      }
    }
  }
  /** A refusal is an answer too: the order itself says how far it got. */
  const attempt = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await persist(call)
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  const checkOut = async (n: number): Promise<CheckoutAnswer> => {
    const chosen = load.stalls.filter(() => random() < 0.6)
    const body: CheckoutBody = {
      idempotencyKey: `visit-${name}-${n}`,
      payment: 'online',
      fulfilment: 'pickup',
      stalls: (chosen.length === 0 ? load.stalls.slice(0, 1) : chosen).map(({ stallCode, listing }) => ({
        stallCode,
        note: null,
        lines: [
          {
            listingId: listing.listingId,
            quantity: 1 + Math.floor(random() * 5),
            priceFen: listing.priceFen,
            priceBasis: listing.priceBasis,
          },
        ],
      })),
    }
    const answer = await persist(() => shopper.checkOut({ params: { marketCode }, body }))
    acknowledged.checkouts.push({ key: body.idempotencyKey, answer })
    return answer
  }

  const pay = async (stallOrderId: string): Promise<void> => {
    const params = { marketCode, stallOrderId }
    for (let tries = 0; tries < 60; tries++) {
      const answer = await attempt(() => shopper.payMyStallOrder({ params, body: { channel: 'wechat' } }))
      if (answer === undefined || answer.state === 'paid') return
      const number =
        answer.parameters?.kind === 'code' ? /[?&]pr=(.+)$/.exec(answer.parameters.codeUrl)?.[1] : undefined
      if (number !== undefined) {
        load.pay(number)
        return
      }
      await pause(200)
    }
    throw new Error(`${stallOrderId} could not be paid`)
  }

  const read = async (orderGroupId: string, stallOrderId: string): Promise<StallOrderView> => {
    const group = await persist(() => shopper.getMyOrder({ params: { marketCode, orderGroupId } }))
    const order = group.stallOrders.find((one) => one.stallOrderId === stallOrderId)
    if (order === undefined) throw new Error(`${stallOrderId} is gone`)
    return order
  }

  const finish = async (orderGroupId: string, stallOrderId: string, cancels: boolean): Promise<void> => {
    for (let tries = 0; tries < 600; tries++) {
      const order = await read(orderGroupId, stallOrderId)
      const merchant = load.stalls.find((stall) => stall.stallCode === order.stallCode)?.merchant
      if (merchant === undefined) throw new Error(`no stall ${order.stallCode}`)
      const at = { params: { marketId, stallOrderId } }
      switch (order.state) {
        case 'placed':
          await pause(60)
          break
        case 'paid':
          if (cancels) {
            const params = { marketCode, stallOrderId }
            const done = await attempt(() => shopper.cancelMyStallOrder({ params, body: { reason: '不要了' } }))
            if (done !== undefined) acknowledged.cancelled.push(stallOrderId)
          } else await attempt(() => merchant.acceptStallOrder(at))
          break
        case 'accepted':
          await attempt(() => merchant.startPicking(at))
          break
        case 'picking': {
          for (const line of order.lines)
            // One piece short now and then: the difference goes back by itself.
            await attempt(() =>
              merchant.weighLine({
                params: { ...at.params, lineNo: String(line.lineNo) },
                body: { quantity: line.orderedQuantity - (line.orderedQuantity > 1 && random() < 0.3 ? 1 : 0) },
              }),
            )
          await attempt(() => merchant.finishPicking(at))
          break
        }
        case 'ready':
        case 'waiting_for_pickup': {
          const done = await attempt(() => merchant.handOver({ ...at, body: { pickupCode: order.pickupCode ?? '' } }))
          if (done !== undefined) acknowledged.handedOver.push(stallOrderId)
          break
        }
        case 'out_for_delivery':
          throw new Error('nothing is delivered here')
        case 'completed':
        case 'cancelled':
        case 'refunding':
        case 'refunded':
          return
      }
    }
    throw new Error(`${stallOrderId} came to no end`)
  }

  for (let n = 0; load.open(); n++) {
    const { orderGroupId, stallOrders } = await checkOut(n)
    // Two taps on the button now and then.
    await Promise.all(
      stallOrders.flatMap(({ stallOrderId }) => [pay(stallOrderId), ...(random() < 0.2 ? [pay(stallOrderId)] : [])]),
    )
    for (const { stallOrderId } of stallOrders) await finish(orderGroupId, stallOrderId, random() < 0.2)
  }
}
