/**
 * A market's trade in bad weather, from a seed: shoppers, stalls with their scales and a rider do anything at any moment
 * over HTTP, several at once, while the wire to the channel and the server fail as weather.ts says. Whoever got no answer
 * asks again by the same key, or gives up. Then the weather clears, the server runs on, and trade-books.ts and
 * trade-batches.ts compare everything.
 */
import { createApp } from '@smart-market/server/app.ts'
import { type Deps, systemCtx } from '@smart-market/server/context.ts'
import { expireUnpaidOrders, goodsReturner, remindStalls } from '@smart-market/server/features/orders/index.ts'
import { sweepMarket } from '@smart-market/server/features/payments/index.ts'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { applyAllPaymentFacts } from '@smart-market/server/jobs/payment-facts.ts'
import type { PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { ApiError, type Client } from '@smart-market/shared/client.ts'
import type { CheckoutAnswer } from '@smart-market/shared/contracts/orders.ts'
import { clientOver, type TestApp } from '../support/app.ts'
import { type Scale, standScale } from './scale.ts'
import type { PaidApp } from '../support/payments.ts'
import { sourcingOf } from '../support/sourcing.ts'
import { homeIn, makeSellingMarket } from '../support/selling.ts'
import { type BatchBooks, compareBatches } from './trade-batches.ts'
import { arePaymentsSettled } from './payment-books.ts'
import {
  areOrdersSettled,
  compareTrade,
  type PlacedGoods,
  readCharges,
  retryLostRefunds,
  type TradeBooks,
} from './trade-books.ts'
import { Crash, crashed, diceOf, raiseWeather } from './weather.ts'

export interface TradeStormInput {
  readonly app: PaidApp
  readonly seed: number
  /** Turns; in each one to three people act at once. */
  readonly turns: number
  readonly alipay?: PaymentChannel | undefined
  readonly combined?: boolean
}

export interface TradeStormReport extends TradeBooks, Omit<BatchBooks, 'wrong'> {
  readonly crashes: number
  readonly faults: number
  readonly restarts: number
}

const minuteMs = 60_000
const patience = 4

interface Seller {
  readonly stallCode: string
  readonly client: Client<Api>
  readonly scale: Scale
}
interface Batch {
  readonly batchId: string
  readonly traceCode: string
  readonly stallCode: string
  readonly name: string
  /** Grams at the start. */
  readonly quantity: number
}
interface Order {
  readonly id: string
  readonly groupId: string
  readonly shopper: Client<Api>
  readonly seller: Client<Api>
  readonly scale: Scale
  readonly pickupCode: string
}

export const tradeStorm = async (input: TradeStormInput): Promise<TradeStormReport> => {
  const { app } = input
  const { gateway, now, setNow } = app
  const dice = diceOf(input.seed)
  const { chance, pick, below } = dice
  const wrong: string[] = []

  // A fine morning: the market opens.
  const market = await makeSellingMarket(app)
  const { marketId, params } = market
  const marketCode = market.code
  const stalls = [await market.openStall('A-001'), await market.openStall('A-002')]
  const rider = await app.login('market_staff', { marketId })
  const goods: PlacedGoods[] = []
  for (const { stallId, stallCode } of stalls)
    for (const first of [4000, 900])
      goods.push({
        listing: await market.addListing(stallId, { name: `货${goods.length}`, available: first }),
        stallCode,
        first,
      })
  // Each of the goods in a batch; of the second, less than the listing sells.
  const gate = sourcingOf(app, market.operator, marketId, market.operator.token)
  const batches: Batch[] = []
  for (const { listing, stallCode, first } of goods) {
    const quantity = first < 1000 ? 600 : 5000
    const { batch } = await gate.addIntake(stallCode, { commodityName: listing.name, quantity })
    await market.operator.linkListingBatch({
      params: { ...params, listingId: listing.listingId },
      body: { batchId: batch.batchId },
    })
    const { batchId, traceCode } = batch
    batches.push({ batchId, traceCode, stallCode, name: listing.name, quantity })
  }
  const tokens = [(await market.newShopper()).token, (await market.newShopper()).token]
  const fromNow = (minutes: number): string => new Date(now().getTime() + minutes * minuteMs).toISOString()
  const [slotId = ''] = await market.openDelivery({ feeFen: 301 }, [
    { startsAt: fromNow(30), endsAt: fromNow(600), capacity: 5 },
  ])

  const weather = raiseWeather({
    dice,
    gateway,
    database: app.deps.database,
    now,
    alipay: input.alipay,
    combined: input.combined,
  })
  // Only the weather may break anything.
  const logger = Object.assign(Object.create(app.deps.logger) as Deps['logger'], {
    error: (about: { readonly err?: { readonly message?: string; readonly stack?: string } }, message?: string) => {
      if (about.err?.message !== crashed) wrong.push(`${message}: ${about.err?.stack ?? JSON.stringify(about)}`)
    },
  })
  const deps: Deps = { ...app.deps, database: weather.database, payments: weather.desk, logger }
  let server = createApp(deps)
  let restarts = 0
  const fetchServer: TestApp['fetch'] = async (path, init) => server.request(path, init)
  app.connect(async (url, { headers, body }) =>
    server.request(new URL(url).pathname, { method: 'POST', headers, body }),
  )
  const clientOf = (token: string): Client<Api> => clientOver(fetchServer, token)
  const shoppers = tokens.map(clientOf)
  const carrier = clientOf(rider.token)
  const sellers: Seller[] = []
  for (const { stallId, stallCode, merchant } of stalls) {
    const scale = await standScale(market, stallId, { send: (path, init) => fetchServer(path, init), now })
    sellers.push({ stallCode, client: clientOf(merchant.token), scale })
  }
  const sellerOf = (stallCode: string): Seller =>
    sellers.find((seller) => seller.stallCode === stallCode) ?? pick(sellers)

  const orders: Order[] = []
  const acknowledged: CheckoutAnswer[] = []
  const bought: { id: string; seller: Client<Api> }[] = []
  let keys = 0
  const newKey = (): string => `storm-${input.seed}-${++keys}`

  /** No answer: most people ask again by the same key. */
  const persist = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    for (let n = 0; n < patience; n++) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'server.unexpected') throw error
        if (chance(0.2)) return undefined
      }
    }
    return undefined
  }
  const checkOut = async (): Promise<void> => {
    const shopper = pick(shoppers)
    const chosen = goods.filter(() => chance(0.4))
    const bag = stalls.flatMap(({ stallCode }) => {
      const lines = chosen
        .filter((one) => one.stallCode === stallCode)
        .map(({ listing }) => market.line(listing, 1 + below(600)))
      return lines.length === 0 ? [] : [{ stallCode, lines }]
    })
    if (bag.length === 0) return
    const body = {
      idempotencyKey: newKey(),
      payment: chance(0.75) ? ('online' as const) : ('at_stall' as const),
      stalls: bag,
      ...(chance(0.4) ? { fulfilment: 'delivery' as const, delivery: homeIn(slotId) } : {}),
    }
    const answer = await persist(() => shopper.checkOut({ params: { marketCode }, body }))
    if (answer === undefined) return
    acknowledged.push(answer)
    for (const order of answer.stallOrders)
      orders.push({
        id: order.stallOrderId,
        groupId: answer.orderGroupId,
        shopper,
        seller: sellerOf(order.stallCode).client,
        scale: sellerOf(order.stallCode).scale,
        pickupCode: order.pickupCode,
      })
  }
  const channel = (): 'wechat' | 'alipay' => (input.alipay !== undefined && chance(0.3) ? 'alipay' : 'wechat')
  /** Mostly the newest: old ones are over. */
  const anOrder = (): Order =>
    chance(0.7) ? (orders.at(-1 - below(Math.min(5, orders.length))) as Order) : pick(orders)
  const at = (order: Order) => ({ params: { ...params, stallOrderId: order.id } })
  const mine = (order: Order) => ({ params: { marketCode, stallOrderId: order.id } })
  /** What the scale is told: mostly one of the stall's goods by name, now and then by its label's code. */
  const onScale = (scale: Scale, grams: number): Promise<void> => {
    const batch = pick(batches.filter(({ stallCode }) => sellerOf(stallCode).scale === scale))
    const known = chance(0.8)
      ? { commodityName: batch.name, ...(chance(0.3) ? { traceCode: batch.traceCode } : {}) }
      : {}
    return scale.weigh({ weightGrams: grams, amountFen: 1 + below(3000), ...known })
  }
  /** Typed, or taken from the scale; the last thing on it may be another order's by now. */
  const pickedBy = async (order: Order, quantity: number) => {
    if (quantity === 0 || chance(0.6)) return { quantity }
    await onScale(order.scale, quantity)
    const [last] = (await order.seller.listScaleWeighings(at(order))).items
    return last === undefined ? { quantity } : { weighingSaleId: last.saleId }
  }
  const weigh = async (order: Order): Promise<void> => {
    const { lines } = await order.seller.getStallOrder(at(order))
    for (const { lineNo, orderedQuantity } of lines) {
      const ids = { stallOrderId: order.id, lineNo: String(lineNo) }
      const quantity = chance(0.05) ? 0 : Math.floor(orderedQuantity * (0.7 + dice.random() * 0.6))
      const body = await pickedBy(order, quantity)
      const weighed = await order.seller.weighLine({ params: { ...params, ...ids }, body })
      if (weighed.lines.find((line) => line.lineNo === lineNo)?.consent !== 'asked') continue
      await order.shopper.answerOverweight({ params: { marketCode, ...ids }, body: { agreed: chance(0.7) } })
    }
  }
  const carry = async (order: Order): Promise<void> => {
    const { parcel } = await order.shopper.getMyOrder({ params: { marketCode, orderGroupId: order.groupId } })
    if (parcel === null) return
    const ids = { ...params, parcelId: parcel.parcelId }
    const body = { reason: '家里没人' }
    await attempt(() => carrier.assignParcel({ params: ids, body: {} }))
    for (const one of orders.filter(({ groupId }) => groupId === order.groupId))
      await attempt(() => carrier.collectStallOrder({ params: { ...ids, stallOrderId: one.id } }))
    const outcome = dice.random()
    if (outcome < 0.15) return void (await carrier.failParcel({ params: ids, body }))
    if (outcome < 0.25) return void (await carrier.returnParcel({ params: ids, body }))
    const handOverCode = parcel.handOverCode ?? ''
    await carrier.handOverParcel({ params: ids, body: { handOverCode, declaredMeans: 'cash' } })
  }
  const refund = async (order: Order): Promise<void> => {
    const body = { idempotencyKey: newKey(), amountFen: 1 + below(chance(0.2) ? 6000 : 300), reason: '坏果' }
    await persist(() => order.seller.refundStallOrder({ ...at(order), body }))
  }
  const buyAtStall = async (): Promise<void> => {
    const { stallCode } = pick(stalls)
    const shopper = pick(shoppers)
    const body = { channel: channel(), idempotencyKey: newKey(), amountFen: 1 + below(5000) }
    const paying = await persist(() => shopper.payAtStall({ params: { marketCode, stallCode }, body }))
    if (paying !== undefined) bought.push({ id: paying.payment.stallPaymentId, seller: sellerOf(stallCode).client })
  }
  const refundAtStall = async (): Promise<void> => {
    if (bought.length === 0) return
    const { id, seller } = pick(bought)
    const body = { idempotencyKey: newKey(), amountFen: 1 + below(2000), reason: '退货' }
    await persist(() => seller.refundStallPayment({ params: { ...params, stallPaymentId: id }, body }))
  }
  const payAtChannel = async (): Promise<void> => {
    const waiting = (await readCharges(app, marketId)).filter(
      ({ number }) => gateway.ledger.findTrade(number)?.state === 'waiting',
    )
    await weather.pause()
    if (waiting.length > 0) gateway.pay(pick(waiting).number)
  }
  const sweep = async (): Promise<void> => {
    await sweepMarket(deps, marketId)
    await applyAllPaymentFacts(deps, marketId)
    await expireUnpaidOrders(deps, marketId)
    await remindStalls(deps, marketId)
    await relayOutbox(deps)
    await followFeeds(deps, [goodsReturner])
  }
  const restart = async (): Promise<void> => {
    server = createApp(deps)
    restarts += 1
  }
  const pay = (order: Order): Promise<unknown> =>
    input.combined === true && chance(0.5)
      ? order.shopper.payMyOrderGroup({
          params: { marketCode, orderGroupId: order.groupId },
          body: { scene: 'native' },
        })
      : order.shopper.payMyStallOrder({ ...mine(order), body: { channel: channel() } })
  const accept = (order: Order): Promise<unknown> =>
    order.seller.acceptStallOrder(at(order)).then(() => order.seller.startPicking(at(order)))
  const prepare = (order: Order): Promise<unknown> => weigh(order).then(() => order.seller.finishPicking(at(order)))
  const handOver = (order: Order): Promise<unknown> =>
    order.seller.handOver({ ...at(order), body: { pickupCode: order.pickupCode, declaredMeans: 'cash' } })

  /** What sensible people do next. */
  const goOn = async (order: Order): Promise<void> => {
    const { state, payment } = await order.seller.getStallOrder(at(order))
    if (state === 'placed' && payment === 'online') await pay(order).then(payAtChannel)
    else if (state === 'placed' || state === 'paid') await accept(order)
    else if (state === 'accepted') await order.seller.startPicking(at(order))
    else if (state === 'picking') await prepare(order)
    else if (state === 'waiting_for_pickup') await handOver(order)
    else if (state === 'ready' || state === 'out_for_delivery') await carry(order)
    else if (state === 'completed' && chance(0.3)) await refund(order)
  }
  /** What may happen at any moment, sensible or not, and how often. */
  const happenings: readonly (readonly [number, (order: Order) => Promise<unknown> | number])[] = [
    [6, checkOut],
    [6, pay],
    [12, payAtChannel],
    [8, () => gateway.deliverDue()],
    [10, sweep],
    [3, () => gateway.finishRefunds(pick(['succeeded', 'succeeded', 'failed', 'abnormal']))],
    [2, () => weather.arrive()],
    [1, restart],
    [3, (order) => order.shopper.cancelMyStallOrder({ ...mine(order), body: { reason: '不要了' } })],
    [1, (order) => order.seller.declineStallOrder({ ...at(order), body: { reason: '卖完了' } })],
    [2, (order) => order.seller.abandonStallOrder({ ...at(order), body: { reason: '断货' } })],
    [4, accept],
    [4, prepare],
    [4, handOver],
    [4, carry],
    [5, refund],
    [3, buyAtStall],
    // Somebody at the stall who pays in cash.
    [2, (order) => onScale(order.scale, 1 + below(900))],
    [3, refundAtStall],
    [4, () => (setNow(new Date(now().getTime() + below(6) * minuteMs)), sweep())],
  ]
  const often = happenings.flatMap(([times, happening]) => Array.from({ length: times }, () => happening))
  const deed = async (): Promise<unknown> => {
    if (orders.length === 0) return checkOut()
    return chance(0.45) ? goOn(anOrder()) : pick(often)(anOrder())
  }
  /** Refusals are part of the game, and so is a server that dies; anything else is not. */
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof Crash)) throw error
    }
  }
  for (let turn = 0; turn < input.turns; turn++) {
    await Promise.all(Array.from({ length: 1 + below(3) }, () => attempt(deed)))
    setNow(new Date(now().getTime() + below(20_000)))
  }

  await weather.clear()
  for (const { scale } of sellers) await scale.send()
  const ctx = () => systemCtx(deps, 'storm', marketId)
  const operator = () => app.login('market_operator', { marketId })
  // Now and then the channel brings nothing back for days, until the refunds under way are given up.
  if (chance(0.3))
    for (let shifts = 0; shifts < 9; shifts++) {
      setNow(new Date(now().getTime() + 480 * minuteMs))
      await sweep()
      gateway.finishRefunds('failed')
      await gateway.deliverDue()
      await sweep()
    }
  for (let rounds = 0; rounds < 150; rounds++) {
    setNow(new Date(now().getTime() + minuteMs * Math.min(30, rounds + 1)))
    await gateway.deliverDue()
    gateway.finishRefunds()
    // What the channel could not bring back by itself is settled by hand at its desk.
    gateway.finishRefunds('succeeded', 'abnormal')
    await sweep()
    const ids = (await readCharges(app, marketId)).map(({ id }) => id)
    if (gateway.waitingCallbacks() > 0 || !(await arePaymentsSettled(ctx(), ids))) continue
    if (!(await areOrdersSettled(app, marketId))) continue
    if ((await retryLostRefunds(app, marketId, operator)) === 0) break
  }
  const books = await compareTrade({
    app,
    ctx: ctx(),
    marketId,
    goods,
    acknowledged,
    weighed: sellers.flatMap(({ scale }) => scale.weighed),
  })
  const traced = await compareBatches(
    deps,
    marketId,
    new Map(batches.map(({ batchId, quantity }) => [batchId, quantity])),
  )
  return { ...weather.seen, restarts, ...books, ...traced, wrong: [...wrong, ...books.wrong, ...traced.wrong] }
}
