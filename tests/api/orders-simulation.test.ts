/**
 * Random days, each from a seed: shoppers, stalls, channel and clock act in any order, the wire goes silent, and at the
 * end everything must add up. `ORDER_DAYS` and `ORDER_STEPS` make it longer; a failing seed stands in the test's name.
 */
import { ApiError } from '@smart-market/shared/client.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { applyPaymentFacts, expireUnpaidOrders } from '@smart-market/server/features/orders/index.ts'
import { askCharge } from '@smart-market/server/features/payments/index.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

const days = Number(process.env.ORDER_DAYS ?? 3)
const steps = Number(process.env.ORDER_STEPS ?? 120)
const firstSeed = Number(process.env.ORDER_SEED ?? 1)
const minuteMs = 60_000

/** mulberry32 */
const randomOf = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

interface Row {
  id: string
  state: string
  completed: boolean
  paid: number
  wanted: number
  refunded: number
  sold: number
  final: number | null
}
const read = (shop: Shop, statement: string) => rowsOfTable<Record<string, unknown>>(app, statement, [shop.marketId])

describe('any order of deeds', () => {
  it.each(Array.from({ length: days }, (_, i) => firstSeed + i))('adds up in the end (seed %i)', async (seed) => {
    const random = randomOf(seed)
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
    app.setNow('2026-03-02T02:00:00Z')
    const shop = await makeShop(app)
    const stalls = [await shop.openStall('A-001'), await shop.openStall('A-002')]
    const goods: { listing: Listing; stallCode: string; first: number }[] = []
    for (const stall of stalls)
      for (const first of [4000, 900])
        goods.push({
          listing: await shop.addListing(stall.stallId, { name: `货${goods.length}`, available: first }),
          stallCode: stall.stallCode,
          first,
        })
    const shoppers = await Promise.all(Array.from({ length: 3 }, () => shop.newShopper()))
    const orders: { id: string; stall: (typeof stalls)[number]; shopper: (typeof shoppers)[number]; code: string }[] =
      []
    let refunds = 0

    /** Refusals are part of the game; anything else is not. */
    const attempt = async (deed: () => Promise<unknown>): Promise<void> => {
      try {
        await deed()
      } catch (error) {
        if (!(error instanceof ApiError) || error.status >= 500) throw error
      }
    }
    const checkOut = async () => {
      const shopper = pick(shoppers)
      const chosen = goods.filter(() => random() < 0.5)
      const byStall = stalls
        .map((stall) => ({
          stallCode: stall.stallCode,
          lines: chosen
            .filter((one) => one.stallCode === stall.stallCode)
            .map((one) => shop.line(one.listing, 1 + Math.floor(random() * 600))),
        }))
        .filter((one) => one.lines.length > 0)
      if (byStall.length === 0) return
      const payment = random() < 0.7 ? 'online' : 'at_stall'
      const placed = await shopper.checkOut(shop.bag({ payment, stalls: byStall }))
      for (const order of placed.stallOrders) {
        const stall = stalls.find((one) => one.stallCode === order.stallCode)
        if (stall !== undefined) orders.push({ id: order.stallOrderId, stall, shopper, code: order.pickupCode })
      }
    }
    const deeds: (() => Promise<unknown>)[] = [
      checkOut,
      async () => {
        const order = pick(orders)
        await order.shopper.payMyStallOrder({
          params: { marketCode: shop.code, stallOrderId: order.id },
          body: { channel: 'wechat' },
        })
      },
      // The payer pays at the channel; we hear of it now, later, or when we ask.
      async () => {
        if (shop.played.ledger.size === 0) return
        const [number, entry] = pick([...shop.played.ledger])
        if (entry.state === 'waiting') entry.state = 'paid'
        if (random() < 0.5) return
        const [charge] = await rowsOfTable<{ id: string }>(
          app,
          'select charge_id as id from charges where market_id = $1 and charge_number = $2',
          [shop.marketId, number],
        )
        if (charge !== undefined) await askCharge(app.deps, shop.marketId, charge.id)
        await applyPaymentFacts(app.deps, shop.marketId)
      },
      async () => {
        const order = pick(orders)
        await order.shopper.cancelMyStallOrder({
          params: { marketCode: shop.code, stallOrderId: order.id },
          body: { reason: '不要了' },
        })
      },
      async () => {
        const { stall, id } = pick(orders)
        const at = { params: { ...shop.params, stallOrderId: id } }
        await pick([
          () => stall.merchant.acceptStallOrder(at),
          () => stall.merchant.acceptStallOrder(at),
          () => stall.merchant.startPicking(at),
          () => stall.merchant.startPicking(at),
          () => stall.merchant.declineStallOrder({ ...at, body: { reason: '卖完了' } }),
          () => stall.merchant.abandonStallOrder({ ...at, body: { reason: '断货' } }),
        ])()
      },
      async () => {
        const { stall, id, shopper } = pick(orders)
        const { lines } = await shop.operator.getStallOrder({ params: { ...shop.params, stallOrderId: id } })
        for (const { lineNo, orderedQuantity } of lines) {
          const quantity = Math.floor(orderedQuantity * (0.7 + random() * 0.6))
          const params = { ...shop.params, stallOrderId: id, lineNo: String(lineNo) }
          const weighed = await stall.merchant.weighLine({ params, body: { quantity } })
          if (weighed.lines.find((line) => line.lineNo === lineNo)?.consent !== 'asked') continue
          const answer = { marketCode: shop.code, stallOrderId: id, lineNo: String(lineNo) }
          await shopper.answerOverweight({ params: answer, body: { agreed: random() < 0.7 } })
        }
      },
      async () => {
        const { stall, id, code } = pick(orders)
        const at = { params: { ...shop.params, stallOrderId: id } }
        await attempt(() => stall.merchant.finishPicking(at))
        await stall.merchant.handOver({ ...at, body: { pickupCode: code, declaredMeans: 'cash' } })
      },
      async () => {
        const { stall, id } = pick(orders)
        await stall.merchant.refundStallOrder({
          params: { ...shop.params, stallOrderId: id },
          body: {
            idempotencyKey: `refund-${seed}-${++refunds}`,
            amountFen: 1 + Math.floor(random() * 300),
            reason: '坏果',
          },
        })
      },
      async () => {
        app.setNow(new Date(app.now().getTime() + Math.floor(random() * 6) * minuteMs))
        await expireUnpaidOrders(app.deps, shop.marketId)
      },
      async () => {
        shop.played.mood.silent = random() < 0.3
      },
      () => shop.settleRefunds(),
    ]
    for (let step = 0; step < steps; step++) {
      const deed = orders.length === 0 || random() < 0.2 ? checkOut : pick(deeds)
      // Two at once now and then: the locks must hold.
      if (random() < 0.3) await Promise.all([attempt(deed), attempt(orders.length === 0 ? checkOut : pick(deeds))])
      else await attempt(deed)
    }

    // The day ends: everybody answers, unpaid orders expire, every refund arrives.
    shop.played.mood.silent = false
    app.setNow(new Date(app.now().getTime() + 60 * minuteMs))
    for (let turn = 0; turn < 5; turn++) {
      await expireUnpaidOrders(app.deps, shop.marketId)
      for (const { id } of (await read(
        shop,
        `select charge_id as id from charges where market_id = $1 and state in ('open', 'unknown')`,
      )) as { id: string }[])
        await askCharge(app.deps, shop.marketId, id)
      await applyPaymentFacts(app.deps, shop.marketId)
      await shop.settleRefunds()
      app.setNow(new Date(app.now().getTime() + 10 * minuteMs))
    }

    const rows = (await read(
      shop,
      `select stall_order_id as id, state, completed_at is not null as completed, paid_fen::int as paid,
         refund_wanted_fen::int as wanted, refunded_fen::int as refunded, sold_fen::int as sold, final_fen::int as final
       from stall_orders where market_id = $1`,
    )) as unknown as Row[]
    const sales = new Map(
      (
        (await read(
          shop,
          `select o.stall_order_id as id, sum(s.amount_fen)::int as amount from sales s
           join stall_orders o on o.market_id = s.market_id and s.source_key like '%' || o.stall_order_id || '%'
           where s.market_id = $1 group by 1`,
        )) as { id: string; amount: number }[]
      ).map((row) => [row.id, row.amount]),
    )
    for (const row of rows) {
      expect(row.state, 'no online order stays unpaid').toSatisfy(
        (state: string) => state !== 'placed' || row.paid === 0,
      )
      expect([row.id, row.refunded]).toEqual([row.id, row.wanted])
      expect(row.sold).toBe(sales.get(row.id) ?? 0)
      // Each paid fen that was not given back stands in sales once; an order that was not completed sold nothing.
      expect([row.id, row.sold]).toEqual([row.id, row.completed ? row.paid - row.refunded : 0])
      if (row.state === 'refunded') expect(row.paid).toBe(row.refunded)
      if (row.state === 'cancelled') expect(row.paid).toBe(0)
    }
    const paidAtChannel = [...shop.played.ledger.values()]
      .filter((entry) => entry.state === 'paid')
      .reduce((sum, entry) => sum + entry.amountFen, 0)
    const [own] = (await read(
      shop,
      `select coalesce(sum(paid_fen), 0)::int as paid from stall_orders where market_id = $1 and payment = 'online'`,
    )) as { paid: number }[]
    expect(own?.paid).toBe(paidAtChannel)
    const held = new Map(
      (
        (await read(
          shop,
          `select l.listing_id as id, sum(l.ordered_quantity)::int as quantity from order_lines l
           join stall_orders o on o.market_id = l.market_id and o.stall_order_id = l.stall_order_id
           where l.market_id = $1 and not (o.state in ('cancelled', 'refunding', 'refunded') and o.completed_at is null)
           group by 1`,
        )) as { id: string; quantity: number }[]
      ).map((row) => [row.id, row.quantity]),
    )
    for (const { listing, first } of goods)
      expect((await shop.availableOf(listing.listingId)) ?? 0).toBe(first - (held.get(listing.listingId) ?? 0))
    expect(rows.length).toBeGreaterThan(5)
  })
})
