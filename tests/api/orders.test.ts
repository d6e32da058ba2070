import { applyPaymentFacts, expireUnpaidOrders, remindStalls } from '@smart-market/server/features/orders/index.ts'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

type Stall = Awaited<ReturnType<Shop['openStall']>>
type Shopper = Awaited<ReturnType<Shop['newShopper']>>
let app: TestApp
let shop: Shop
let a: Stall
let b: Stall
let tomato: Listing
let egg: Listing
let shopper: Shopper
const start = '2026-03-02T02:00:00Z'

beforeAll(async () => {
  app = await startTestApp(start)
  shop = await makeShop(app)
  a = await shop.openStall('A-001')
  b = await shop.openStall('A-002')
  tomato = await shop.addListing(a.stallId, { available: 1_000_000 })
  egg = await shop.addListing(b.stallId, {
    name: '鸡蛋',
    categoryCode: 'egg',
    priceFen: 120,
    priceBasis: 'per_piece',
    pieceUnit: 'piece',
    stockKind: 'counted',
    available: 10_000,
  })
  shopper = await shop.newShopper()
})
afterAll(() => app.close())

const events = async (type: string) =>
  (
    await rowsOfTable<{ payload: Record<string, unknown> }>(
      app,
      'select payload from outbox where market_id = $1 and type = $2 order by position desc',
      [shop.marketId, type],
    )
  ).map((row) => row.payload)
const auditOf = async (subjectId: string) =>
  (
    await rowsOfTable<{ action: string }>(
      app,
      'select action from audit_log where market_id = $1 and subject_id = $2 order by audit_id',
      [shop.marketId, subjectId],
    )
  ).map((row) => row.action)
const salesOf = async (stallOrderId: string) =>
  rowsOfTable<{ channel: string; means: string; amount: number }>(
    app,
    `select channel, payment_means as means, amount_fen::int as amount from sales
      where market_id = $1 and source_key like '%' || $2 || '%' order by amount_fen desc`,
    [shop.marketId, stallOrderId],
  )

const order = async (input: { payment?: 'online' | 'at_stall'; grams?: number; by?: Shopper } = {}) => {
  const placed = await (input.by ?? shopper).checkOut(
    shop.bag({
      payment: input.payment ?? 'online',
      stalls: [{ stallCode: a.stallCode, lines: [shop.line(tomato, input.grams ?? 1000)] }],
    }),
  )
  const [first] = placed.stallOrders
  if (first === undefined) throw new Error('nothing placed')
  return { ...first, orderGroupId: placed.orderGroupId }
}
const at = (stallOrderId: string) => ({ params: { ...shop.params, stallOrderId } })
const mine = (stallOrderId: string) => ({ params: { marketCode: shop.code, stallOrderId } })
const stateOf = async (stallOrderId: string) => (await shop.operator.getStallOrder(at(stallOrderId))).state

describe('checkout', () => {
  it('makes one order a stall, takes the stock, and leaves audit and event', async () => {
    const before = [await shop.availableOf(tomato.listingId), await shop.availableOf(egg.listingId)]
    const placed = await shopper.checkOut(
      shop.bag({
        stalls: [
          { stallCode: 'A-001', lines: [shop.line(tomato, 750)] },
          { stallCode: 'A-002', note: '要大的', lines: [shop.line(egg, 12)] },
        ],
      }),
    )
    expect(placed).toMatchObject({
      goodsFen: 525 + 1440,
      deliveryFeeFen: 0,
      amountFen: 1965,
      payBy: '2026-03-02T02:15:00.000Z',
      stallOrders: [
        { stallCode: 'A-001', amountFen: 525 },
        { stallCode: 'A-002', amountFen: 1440 },
      ],
    })
    expect([await shop.availableOf(tomato.listingId), await shop.availableOf(egg.listingId)]).toEqual([
      (before[0] ?? 0) - 750,
      (before[1] ?? 0) - 12,
    ])
    expect(await auditOf(placed.orderGroupId)).toEqual(['order.place'])
    expect((await events('order.placed'))[0]).toMatchObject({ orderGroupId: placed.orderGroupId, amountFen: 1965 })
    const group = await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId: placed.orderGroupId } })
    expect(group.stallOrders.map((one) => [one.state, one.note, one.lines[0]?.name])).toEqual(
      expect.arrayContaining([
        ['placed', null, '西红柿'],
        ['placed', '要大的', '鸡蛋'],
      ]),
    )
    expect(group.stallOrders.every((one) => /^\d{6}$/.test(one.pickupCode ?? ''))).toBe(true)
  })

  it('gives the same answer for the same key and bag, and refuses another bag under it', async () => {
    const input = shop.bag({ stalls: [{ stallCode: 'A-001', lines: [shop.line(tomato, 500)] }] })
    const first = await shopper.checkOut(input)
    const left = await shop.availableOf(tomato.listingId)
    expect(await shopper.checkOut(input)).toEqual(first)
    expect(await shop.availableOf(tomato.listingId)).toBe(left)
    const other = {
      ...input,
      body: { ...input.body, stalls: [{ stallCode: 'A-001', lines: [shop.line(tomato, 501)] }] },
    }
    await expect(shopper.checkOut(other)).rejects.toMatchObject({ status: 409, code: 'checkout.key_reused' })
    const anyone = await shop.newShopper()
    expect((await anyone.checkOut(input)).orderGroupId).not.toBe(first.orderGroupId)
  })

  it('sent twelve times at once under one key is one order', async () => {
    const input = shop.bag({ stalls: [{ stallCode: 'A-001', lines: [shop.line(tomato, 10)] }] })
    const left = (await shop.availableOf(tomato.listingId)) ?? 0
    const answers = await Promise.all(Array.from({ length: 12 }, () => shopper.checkOut(input)))
    expect(new Set(answers.map((answer) => answer.orderGroupId)).size).toBe(1)
    expect(await shop.availableOf(tomato.listingId)).toBe(left - 10)
  })

  it('sent twelve times at once under one key, and too much, is refused twelve times', async () => {
    const scarce = await shop.addListing(a.stallId, { name: '香椿', available: 100 })
    const input = shop.bag({ stalls: [{ stallCode: 'A-001', lines: [shop.line(scarce, 101)] }] })
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => shopper.checkOut(input)))
    expect(
      answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as { code: string }).code : 'placed')),
    ).toEqual(Array.from({ length: 12 }, () => 'listing.sold_out'))
  })

  it('takes all or nothing: one line too many leaves every stock alone', async () => {
    const scarce = await shop.addListing(b.stallId, { name: '土鸡', available: 300 })
    const left = await shop.availableOf(tomato.listingId)
    const attempt = shopper.checkOut(
      shop.bag({
        stalls: [
          { stallCode: 'A-001', lines: [shop.line(tomato, 500)] },
          { stallCode: 'A-002', lines: [shop.line(scarce, 301)] },
        ],
      }),
    )
    await expect(attempt).rejects.toMatchObject({
      code: 'listing.sold_out',
      details: { name: '土鸡', available: 300 },
    })
    expect(await shop.availableOf(tomato.listingId)).toBe(left)
  })

  it('refuses a price that is no longer so, goods off sale, a wrong stall, and a stall whose merchant has gone', async () => {
    const place = (stallCode: string, listing: Listing) =>
      shopper.checkOut(shop.bag({ stalls: [{ stallCode, lines: [shop.line(listing, 500)] }] }))
    await expect(place('A-001', { ...tomato, priceFen: 340 })).rejects.toMatchObject({
      code: 'listing.price_changed',
      details: { priceFen: 350 },
    })
    await expect(place('A-001', { ...tomato, priceBasis: 'per_kg' })).rejects.toMatchObject({
      code: 'listing.price_changed',
    })
    await expect(place('A-002', tomato)).rejects.toMatchObject({ code: 'listing.not_on_sale' })
    await expect(place('A-001', { ...tomato, listingId: 'lst_nothing' })).rejects.toMatchObject({
      code: 'listing.not_on_sale',
    })
    const paused = await shop.addListing(a.stallId, { name: '芹菜' })
    await shop.operator.updateListing({
      params: { ...shop.params, listingId: paused.listingId },
      body: { state: 'paused' },
    })
    await expect(place('A-001', paused)).rejects.toMatchObject({ code: 'listing.not_on_sale' })
    const leaver = await shop.openStall('A-007')
    const last = await shop.addListing(leaver.stallId, { name: '豆芽' })
    await shop.operator.endTenancy({
      params: { ...shop.params, tenancyId: leaver.tenancyId },
      body: { to: '2026-03-02' },
    })
    await expect(place('A-007', last)).rejects.toMatchObject({ code: 'listing.not_on_sale' })
  })

  it('lets forty buyers at once have ten pieces: ten orders, thirty refusals, no error', async () => {
    const rare = await shop.addListing(b.stallId, {
      name: '土鸡蛋礼盒',
      priceFen: 3900,
      priceBasis: 'per_piece',
      pieceUnit: 'box',
      stockKind: 'counted',
      available: 10,
    })
    const buyers = await Promise.all(Array.from({ length: 40 }, () => shop.newShopper()))
    const answers = await Promise.allSettled(
      buyers.map((buyer) =>
        buyer.checkOut(shop.bag({ stalls: [{ stallCode: 'A-002', lines: [shop.line(rare, 1)] }] })),
      ),
    )
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : []))
    expect(answers.length - refused.length).toBe(10)
    expect(refused.map((reason) => reason.code)).toEqual(Array.from({ length: 30 }, () => 'listing.sold_out'))
    expect(await shop.availableOf(rare.listingId)).toBe(0)
  })

  it('hides orders from other shoppers and other merchants', async () => {
    const { stallOrderId, orderGroupId } = await order()
    const other = await shop.newShopper()
    await expect(other.getMyOrder({ params: { marketCode: shop.code, orderGroupId } })).rejects.toMatchObject({
      code: 'order_group.not_found',
    })
    await expect(other.cancelMyStallOrder({ ...mine(stallOrderId), body: { reason: '不要了' } })).rejects.toMatchObject(
      {
        code: 'stall_order.not_found',
      },
    )
    await expect(other.payMyStallOrder({ ...mine(stallOrderId), body: { channel: 'wechat' } })).rejects.toMatchObject({
      code: 'stall_order.not_found',
    })
    await expect(b.merchant.acceptStallOrder(at(stallOrderId))).rejects.toMatchObject({ code: 'stall_order.not_found' })
    expect((await b.merchant.listStallOrders({ params: shop.params })).items.map((one) => one.stallCode)).not.toContain(
      'A-001',
    )
    expect((await a.merchant.getStallOrder(at(stallOrderId))).pickupCode).toBeNull()
  })
})

/** Brings an order to a state by the way that people would. */
const bring = async (state: string, payment: 'online' | 'at_stall') => {
  const placed = await order({ payment })
  const id = placed.stallOrderId
  const steps: Record<string, () => Promise<unknown>> = {
    paid: () => shop.payFor(shopper, id),
    accepted: () => a.merchant.acceptStallOrder(at(id)),
    picking: () => a.merchant.startPicking(at(id)),
    waiting_for_pickup: async () => {
      await a.merchant.weighLine({
        params: { ...shop.params, stallOrderId: id, lineNo: '1' },
        body: { quantity: 1000 },
      })
      await a.merchant.finishPicking(at(id))
    },
    completed: () =>
      a.merchant.handOver({
        ...at(id),
        body: { pickupCode: placed.pickupCode, ...(payment === 'at_stall' ? { declaredMeans: 'cash' as const } : {}) },
      }),
  }
  const path =
    payment === 'online'
      ? ['paid', 'accepted', 'picking', 'waiting_for_pickup', 'completed']
      : ['accepted', 'picking', 'waiting_for_pickup', 'completed']
  if (state === 'cancelled') {
    await shopper.cancelMyStallOrder({ ...mine(id), body: { reason: '买错了' } })
    return placed
  }
  if (state === 'refunding' || state === 'refunded') {
    await shop.payFor(shopper, id)
    await a.merchant.declineStallOrder({ ...at(id), body: { reason: '卖完了' } })
    if (state === 'refunded') await shop.settleRefunds()
    return placed
  }
  for (const step of path) {
    if (state === 'placed') break
    await steps[step]?.()
    if (step === state) break
  }
  return placed
}
const acts = {
  accept: (id: string) => a.merchant.acceptStallOrder(at(id)),
  decline: (id: string) => a.merchant.declineStallOrder({ ...at(id), body: { reason: '卖完了' } }),
  pick: (id: string) => a.merchant.startPicking(at(id)),
  abandon: (id: string) => a.merchant.abandonStallOrder({ ...at(id), body: { reason: '断货' } }),
  cancel: (id: string) => shopper.cancelMyStallOrder({ ...mine(id), body: { reason: '不要了' } }),
} as const
type Act = keyof typeof acts
/** What each state allows, and where it leads; all else is refused. */
const allowed: Record<'online' | 'at_stall', Record<string, Partial<Record<Act, StallOrderView['state']>>>> = {
  online: {
    placed: { cancel: 'cancelled' },
    paid: { accept: 'accepted', decline: 'refunding', cancel: 'refunding' },
    accepted: { pick: 'picking', abandon: 'refunding' },
    picking: { abandon: 'refunding' },
    waiting_for_pickup: { abandon: 'refunding' },
    completed: {},
    cancelled: {},
    refunding: {},
    refunded: {},
  },
  at_stall: {
    placed: { accept: 'accepted', decline: 'cancelled', cancel: 'cancelled' },
    accepted: { pick: 'picking', abandon: 'cancelled' },
    picking: { abandon: 'cancelled' },
    waiting_for_pickup: { abandon: 'cancelled' },
    completed: {},
    cancelled: {},
  },
}
const cases = Object.entries(allowed).flatMap(([payment, states]) =>
  Object.entries(states).flatMap(([state, ways]) =>
    (Object.keys(acts) as Act[]).map((act) => ({
      payment: payment as 'online' | 'at_stall',
      state,
      act,
      to: ways[act],
    })),
  ),
)

describe('states', () => {
  it.each(cases)('$payment, $state: $act leads to $to', async ({ payment, state, act, to }) => {
    const { stallOrderId } = await bring(state, payment)
    expect(await stateOf(stallOrderId)).toBe(state)
    if (to === undefined) {
      await expect(acts[act](stallOrderId)).rejects.toMatchObject({ status: 409, code: 'stall_order.state' })
      expect(await stateOf(stallOrderId)).toBe(state)
      return
    }
    expect((await acts[act](stallOrderId)).state).toBe(to)
    const action = {
      accept: 'accept',
      decline: 'decline',
      pick: 'start_picking',
      abandon: 'abandon',
      cancel: 'cancel',
    }[act]
    expect(await auditOf(stallOrderId)).toContain(`stall_order.${action}`)
    expect(await events('stall_order.moved')).toContainEqual(
      expect.objectContaining({ stallOrderId, action, from: state, to }),
    )
  })

  it('give the stock back when an order ends unsold, and keep it when it is sold', async () => {
    for (const [state, act] of [
      ['placed', 'cancel'],
      ['paid', 'decline'],
      ['picking', 'abandon'],
    ] as const) {
      const before = await shop.availableOf(tomato.listingId)
      const { stallOrderId } = await bring(state, 'online')
      expect(await shop.availableOf(tomato.listingId)).toBe((before ?? 0) - 1000)
      await acts[act](stallOrderId)
      expect(await shop.availableOf(tomato.listingId)).toBe(before)
    }
    const before = await shop.availableOf(tomato.listingId)
    await bring('completed', 'online')
    expect(await shop.availableOf(tomato.listingId)).toBe((before ?? 0) - 1000)
  })
})

const weigh = (id: string, quantity: number) =>
  a.merchant.weighLine({ params: { ...shop.params, stallOrderId: id, lineNo: '1' }, body: { quantity } })
const answer = (id: string, agreed: boolean) =>
  shopper.answerOverweight({ params: { marketCode: shop.code, stallOrderId: id, lineNo: '1' }, body: { agreed } })

describe('weighing', () => {
  it('sends the difference back by itself when it is less, and sells the final weight', async () => {
    const { stallOrderId, pickupCode } = await bring('picking', 'online')
    await expect(a.merchant.finishPicking(at(stallOrderId))).rejects.toMatchObject({ code: 'stall_order.not_picked' })
    await weigh(stallOrderId, 900)
    const ready = await a.merchant.finishPicking(at(stallOrderId))
    expect(ready).toMatchObject({
      state: 'waiting_for_pickup',
      finalFen: 630,
      paidFen: 700,
      refundWantedFen: 70,
      refundedFen: 0,
    })
    await shop.settleRefunds()
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({ refundedFen: 70 })
    await expect(a.merchant.handOver({ ...at(stallOrderId), body: { pickupCode: 'x' } })).rejects.toMatchObject({
      code: 'stall_order.wrong_code',
    })
    await a.merchant.handOver({ ...at(stallOrderId), body: { pickupCode } })
    expect(await salesOf(stallOrderId)).toEqual([{ channel: 'online', means: 'wechat', amount: 630 }])
  })

  it('costs a shopper who has paid nothing more for up to ten percent too much', async () => {
    const { stallOrderId } = await bring('picking', 'online')
    expect((await weigh(stallOrderId, 1100)).lines[0]).toMatchObject({
      finalFen: 700,
      consent: 'none',
      pickedQuantity: 1100,
    })
    expect(await a.merchant.finishPicking(at(stallOrderId))).toMatchObject({ finalFen: 700, refundWantedFen: 0 })
  })

  it('asks the shopper beyond that; a no sends it back to the scale', async () => {
    const { stallOrderId } = await bring('picking', 'online')
    expect((await weigh(stallOrderId, 1101)).lines[0]).toMatchObject({ consent: 'asked' })
    await expect(a.merchant.finishPicking(at(stallOrderId))).rejects.toMatchObject({
      code: 'stall_order.awaiting_answer',
    })
    expect((await answer(stallOrderId, false)).lines[0]).toMatchObject({ consent: 'refused', pickedQuantity: null })
    await expect(a.merchant.finishPicking(at(stallOrderId))).rejects.toMatchObject({ code: 'stall_order.not_picked' })
    await expect(answer(stallOrderId, true)).rejects.toMatchObject({ code: 'order_line.no_question' })
    await weigh(stallOrderId, 1000)
    expect((await a.merchant.finishPicking(at(stallOrderId))).state).toBe('waiting_for_pickup')
  })

  it('lies in the operator’s queue and on today’s work list when the shopper has not answered in time', async () => {
    app.setNow(start)
    const { stallOrderId } = await bring('picking', 'online')
    const waiting = async () => {
      const query = { queue: 'unanswered', pageSize: 200 } as const
      const { items } = await shop.operator.listStallOrders({ params: shop.params, query })
      const { work } = await shop.operator.getMarketOverview({ params: shop.params })
      return {
        queued: items.some((one) => one.stallOrderId === stallOrderId),
        agrees: work.find(({ kind }) => kind === 'unanswered_orders')?.count === items.length,
      }
    }
    expect((await weigh(stallOrderId, 1101)).lines[0]).toMatchObject({
      consent: 'asked',
      askedAt: new Date(start).toISOString(),
    })
    app.setNow('2026-03-02T02:14:59Z')
    expect(await waiting()).toEqual({ queued: false, agrees: true })
    app.setNow('2026-03-02T02:15:00Z')
    expect(await waiting()).toEqual({ queued: true, agrees: true })
    // Nobody pays more without a word: less on the scale goes on at once, and the order leaves the queue.
    expect((await weigh(stallOrderId, 1000)).lines[0]).toMatchObject({ consent: 'none', askedAt: null })
    expect(await waiting()).toEqual({ queued: false, agrees: true })
    await acts.abandon(stallOrderId)
    app.setNow(start)
  })

  it('waits for the agreed extra: the stall hands nothing over, and after the set time it lies with the market', async () => {
    app.setNow(start)
    const { stallOrderId, orderGroupId, pickupCode } = await bring('picking', 'online')
    const queued = async () => {
      const query = { queue: 'unanswered', pageSize: 200 } as const
      const { items } = await shop.operator.listStallOrders({ params: shop.params, query })
      const { work } = await shop.operator.getMarketOverview({ params: shop.params })
      expect(work.find(({ kind }) => kind === 'unanswered_orders')?.count).toBe(items.length)
      return items.some((one) => one.stallOrderId === stallOrderId)
    }
    await weigh(stallOrderId, 1200)
    app.setNow('2026-03-02T02:10:00Z')
    // The clock runs from the answer: it is now that there is something to pay.
    const owing = {
      state: 'picking',
      extraDueFen: 140,
      lines: [expect.objectContaining({ consent: 'given', askedAt: '2026-03-02T02:10:00.000Z' })],
    }
    expect(await answer(stallOrderId, true)).toMatchObject(owing)
    const seen = await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId } })
    expect(seen.stallOrders[0]).toMatchObject(owing)
    await expect(a.merchant.finishPicking(at(stallOrderId))).rejects.toMatchObject({ code: 'stall_order.extra_unpaid' })
    await expect(a.merchant.handOver({ ...at(stallOrderId), body: { pickupCode } })).rejects.toMatchObject({
      code: 'stall_order.state',
    })
    app.setNow('2026-03-02T02:24:59Z')
    expect(await queued()).toBe(false)
    app.setNow('2026-03-02T02:25:00Z')
    expect(await queued()).toBe(true)
    // Weighed once more, it has waited as long as before; paid, or as ordered, it waits for nothing.
    expect(await weigh(stallOrderId, 1150)).toMatchObject({ extraDueFen: 105 })
    expect(await queued()).toBe(true)
    await shop.payFor(shopper, stallOrderId)
    expect(await a.merchant.getStallOrder(at(stallOrderId))).toMatchObject({
      extraDueFen: 0,
      paidFen: 805,
      lines: [expect.objectContaining({ consent: 'given', askedAt: null })],
    })
    expect(await queued()).toBe(false)
    expect(await a.merchant.finishPicking(at(stallOrderId))).toMatchObject({
      state: 'waiting_for_pickup',
      finalFen: 805,
    })
    app.setNow(start)
  })

  it('needs no extra any more when the stall weighs what was ordered', async () => {
    const { stallOrderId } = await bring('picking', 'online')
    await weigh(stallOrderId, 1200)
    await answer(stallOrderId, true)
    expect(await weigh(stallOrderId, 1000)).toMatchObject({
      extraDueFen: 0,
      lines: [expect.objectContaining({ askedAt: null })],
    })
    expect((await a.merchant.finishPicking(at(stallOrderId))).state).toBe('waiting_for_pickup')
  })

  it('charges the extra once the shopper has agreed, and gives both back when the order fails', async () => {
    const { stallOrderId } = await bring('picking', 'online')
    await weigh(stallOrderId, 1200)
    expect((await answer(stallOrderId, true)).lines[0]).toMatchObject({ consent: 'given', finalFen: 840 })
    await expect(a.merchant.finishPicking(at(stallOrderId))).rejects.toMatchObject({
      code: 'stall_order.extra_unpaid',
      details: { amount: '1.40' },
    })
    await shop.payFor(shopper, stallOrderId)
    expect(await a.merchant.finishPicking(at(stallOrderId))).toMatchObject({ paidFen: 840, finalFen: 840 })
    await acts.abandon(stallOrderId)
    await shop.settleRefunds()
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({ state: 'refunded', refundedFen: 840 })
    expect(await salesOf(stallOrderId)).toEqual([])
  })

  it('at the stall is paid as weighed, declared by the merchant and labelled so', async () => {
    const { stallOrderId, pickupCode } = await bring('picking', 'at_stall')
    await weigh(stallOrderId, 1080)
    await a.merchant.finishPicking(at(stallOrderId))
    await expect(a.merchant.handOver({ ...at(stallOrderId), body: { pickupCode } })).rejects.toMatchObject({
      code: 'stall_order.means_required',
    })
    const done = await a.merchant.handOver({ ...at(stallOrderId), body: { pickupCode, declaredMeans: 'cash' } })
    expect(done).toMatchObject({ state: 'completed', finalFen: 756, paidFen: 756, declaredMeans: 'cash' })
    await applyPaymentFacts(app.deps, shop.marketId)
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({ paidFen: 756, refundWantedFen: 0 })
    expect(await salesOf(stallOrderId)).toEqual([{ channel: 'declared', means: 'cash', amount: 756 }])
  })
})

describe('payment', () => {
  it('asked for twice is one charge, and facts applied again change nothing', async () => {
    const { stallOrderId } = await order()
    const pay = () => shopper.payMyStallOrder({ ...mine(stallOrderId), body: { channel: 'wechat' } })
    const [first, second] = [await pay(), await pay()]
    expect(first).toEqual(second)
    expect(first).toMatchObject({ state: 'open', parameters: { kind: 'code' }, demoPageUrl: null })
    await shop.settleCharges(stallOrderId)
    await shop.settleCharges(stallOrderId)
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({ state: 'paid', paidFen: 700 })
    await expect(pay()).rejects.toMatchObject({ code: 'stall_order.nothing_to_pay' })
  })

  it('that does not come ends the order: the charge is closed first, then the stock is free', async () => {
    app.setNow(start)
    const before = await shop.availableOf(tomato.listingId)
    const { stallOrderId } = await order()
    await shopper.payMyStallOrder({ ...mine(stallOrderId), body: { channel: 'wechat' } })
    app.setNow('2026-03-02T02:14:59Z')
    expect(await expireUnpaidOrders(app.deps, shop.marketId)).toBe(0)
    app.setNow('2026-03-02T02:15:00Z')
    shop.played.mood.silent = true
    await expireUnpaidOrders(app.deps, shop.marketId)
    expect(await stateOf(stallOrderId)).toBe('placed')
    shop.played.mood.silent = false
    const asked = shop.played.asked.length
    await expireUnpaidOrders(app.deps, shop.marketId)
    // Closed at the channel, and asked once more, before anything is free again.
    expect(shop.played.asked.slice(asked)).toEqual(['close', 'get'])
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({
      state: 'cancelled',
      endReason: '超时未付款',
    })
    expect(await shop.availableOf(tomato.listingId)).toBeGreaterThanOrEqual(before ?? 0)
    const [chargeNumber, entry] = [...shop.played.ledger].at(-1) ?? ['']
    expect(entry?.state).toBe('closed')
    // Money that comes all the same goes back by itself, and the shopper and the stall can read so.
    expect(await shop.played.payLate(app.deps, shop.marketId, chargeNumber)).toBe('late')
    const late = { amountFen: entry?.amountFen, refund: 'wanted', settledAt: null }
    const ended = await shop.operator.getStallOrder(at(stallOrderId))
    expect(ended).toMatchObject({ state: 'cancelled', paidFen: 0, latePayments: [late] })
    await shop.settleRefunds()
    const seen = await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId: ended.orderGroupId } })
    expect(seen.stallOrders[0]).toMatchObject({
      refundedFen: 0,
      latePayments: [{ ...late, refund: 'arrived', settledAt: expect.any(String) as string }],
    })
    await expect(shopper.payMyStallOrder({ ...mine(stallOrderId), body: { channel: 'wechat' } })).rejects.toMatchObject(
      { code: 'stall_order.nothing_to_pay' },
    )
    app.setNow(start)
  })

  it('that was faster than the expiry or the shopper’s cancellation keeps the order', async () => {
    const late = await order()
    await shopper.payMyStallOrder({ ...mine(late.stallOrderId), body: { channel: 'wechat' } })
    for (const entry of shop.played.ledger.values()) if (entry.state === 'waiting') entry.state = 'paid'
    app.setNow('2026-03-02T02:20:00Z')
    await expireUnpaidOrders(app.deps, shop.marketId)
    expect(await stateOf(late.stallOrderId)).toBe('paid')
    app.setNow(start)
    const quick = await order()
    await shopper.payMyStallOrder({ ...mine(quick.stallOrderId), body: { channel: 'wechat' } })
    for (const entry of shop.played.ledger.values()) if (entry.state === 'waiting') entry.state = 'paid'
    await expect(acts.cancel(quick.stallOrderId)).rejects.toMatchObject({ code: 'stall_order.just_paid' })
    expect((await acts.cancel(quick.stallOrderId)).state).toBe('refunding')
  })

  it('goes back in parts or whole after completion, each time as a negative sale, never more than was paid', async () => {
    const { stallOrderId } = await bring('completed', 'online')
    const back = (amountFen: number, idempotencyKey: string) =>
      a.merchant.refundStallOrder({ ...at(stallOrderId), body: { idempotencyKey, amountFen, reason: '坏果' } })
    expect(await back(200, 'refund-one')).toMatchObject({ state: 'completed', refundWantedFen: 200 })
    expect(await back(200, 'refund-one')).toMatchObject({ refundWantedFen: 200 })
    await expect(back(501, 'refund-two')).rejects.toMatchObject({ code: 'stall_order.refund_too_much' })
    await shop.settleRefunds()
    expect(await salesOf(stallOrderId)).toMatchObject([{ amount: 700 }, { amount: -200 }])
    expect((await back(500, 'refund-two')).state).toBe('refunding')
    app.setNow('2026-03-02T02:05:00Z')
    await shop.settleRefunds()
    app.setNow(start)
    expect(await stateOf(stallOrderId)).toBe('refunded')
    expect((await salesOf(stallOrderId)).reduce((sum, sale) => sum + sale.amount, 0)).toBe(0)
  })

  it('that cannot go back is asked back again', async () => {
    const { stallOrderId } = await bring('refunding', 'online')
    shop.played.mood.refundFails = true
    await shop.settleRefunds()
    shop.played.mood.refundFails = false
    expect(await shop.operator.getStallOrder(at(stallOrderId))).toMatchObject({
      state: 'refunding',
      refundWantedFen: 700,
      refundedFen: 0,
    })
    app.setNow('2026-03-02T02:11:00Z')
    await shop.settleRefunds()
    app.setNow(start)
    expect(await stateOf(stallOrderId)).toBe('refunded')
  })
})

describe('the counter', () => {
  it('hands an order over by its pickup code for the stall, and not without it', async () => {
    app.setNow(start)
    const { stallOrderId, pickupCode } = await bring('waiting_for_pickup', 'online')
    const counter = await app.login('market_staff', { marketId: shop.marketId })
    const { items } = await counter.listStallOrders({ params: shop.params, query: { pickupCode } })
    expect(items.map((one) => one.stallOrderId)).toContain(stallOrderId)
    const wrong = pickupCode === '000000' ? '111111' : '000000'
    await expect(counter.handOver({ ...at(stallOrderId), body: { pickupCode: wrong } })).rejects.toMatchObject({
      code: 'stall_order.wrong_code',
    })
    expect(await stateOf(stallOrderId)).toBe('waiting_for_pickup')
    expect(await counter.handOver({ ...at(stallOrderId), body: { pickupCode } })).toMatchObject({ state: 'completed' })
    expect(await auditOf(stallOrderId)).toContain('stall_order.hand_over')
    expect(await events('stall_order.moved')).toContainEqual(
      expect.objectContaining({ stallOrderId, action: 'hand_over', to: 'completed' }),
    )
    expect(await salesOf(stallOrderId)).toMatchObject([{ channel: 'online', means: 'wechat', amount: 700 }])
  })
})

describe('an order that nobody answers', () => {
  it('is called to mind after five minutes, and lies in the operator’s queue after fifteen', async () => {
    app.setNow(start)
    const { stallOrderId } = await bring('paid', 'online')
    const queue = async () =>
      (
        await shop.operator.listStallOrders({ params: shop.params, query: { queue: 'unanswered', pageSize: 200 } })
      ).items.map((one) => one.stallOrderId)
    app.setNow('2026-03-02T02:05:00Z')
    expect((await remindStalls(app.deps, shop.marketId)).reminded).toBeGreaterThan(0)
    expect((await remindStalls(app.deps, shop.marketId)).reminded).toBe(0)
    expect(await queue()).not.toContain(stallOrderId)
    app.setNow('2026-03-02T02:15:00Z')
    await remindStalls(app.deps, shop.marketId)
    expect(await queue()).toContain(stallOrderId)
    expect(await events('stall_order.unanswered')).toContainEqual(
      expect.objectContaining({ stallOrderId, step: 'escalated' }),
    )
    await shop.operator.acceptStallOrder(at(stallOrderId))
    expect(await queue()).not.toContain(stallOrderId)
    app.setNow(start)
  })

  it('waits as long as the market has set, at the stall from the moment it was placed, and not a paid one alone', async () => {
    const usual = await shop.operator.getOrderSettings({ params: shop.params })
    const set = (body: typeof usual) => shop.operator.setOrderSettings({ params: shop.params, body })
    await expect(set({ ...usual, remindAfterMinutes: 9, escalateAfterMinutes: 9 })).rejects.toMatchObject({
      code: 'request.invalid',
    })
    await set({ ...usual, remindAfterMinutes: 2, escalateAfterMinutes: 9 })
    expect(await events('order_settings.set')).toHaveLength(1)
    app.setNow('2026-03-02T03:00:00Z')
    const { stallOrderId } = await bring('placed', 'at_stall')
    const unpaid = await bring('placed', 'online')
    const marks = async (id: string) => {
      const { remindedAt, escalatedAt } = await shop.operator.getStallOrder(at(id))
      return [remindedAt, escalatedAt]
    }
    app.setNow('2026-03-02T03:01:59Z')
    await remindStalls(app.deps, shop.marketId)
    expect(await marks(stallOrderId)).toEqual([null, null])
    app.setNow('2026-03-02T03:02:00Z')
    await remindStalls(app.deps, shop.marketId)
    expect(await marks(stallOrderId)).toEqual(['2026-03-02T03:02:00.000Z', null])
    app.setNow('2026-03-02T03:09:00Z')
    await remindStalls(app.deps, shop.marketId)
    expect(await marks(stallOrderId)).toEqual(['2026-03-02T03:02:00.000Z', '2026-03-02T03:09:00.000Z'])
    expect(await auditOf(stallOrderId)).toEqual(
      expect.arrayContaining(['stall_order.reminded', 'stall_order.escalated']),
    )
    // Nobody waits for a stall while the shopper has not paid.
    expect(await marks(unpaid.stallOrderId)).toEqual([null, null])
    await set(usual)
    app.setNow(start)
  })
})
