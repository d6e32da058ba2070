/** One payment for the stalls of a checkout, as with COMBINED_PAYMENTS=on: one scan, and every stall its own money. */
import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { applyPaymentFacts, expireUnpaidOrders } from '@smart-market/server/features/orders/index.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { executeRefund, openCombined, sweepMarket } from '@smart-market/server/features/payments/index.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

const stalls = ['A-001', 'A-002', 'A-003']
let app: PaidApp
let market: TestMarket
const listings = new Map<string, string>()

beforeAll(async () => {
  app = await startPaidApp('2026-03-02T02:00:00Z', { combined: true, timeoutMs: 10_000 })
  market = await makeMarket(app)
  for (const stallCode of stalls) {
    const { stallId } = await market.addTrader(stallCode)
    const { listingId } = await market.operator.createListing({
      params: { marketId: market.marketId },
      body: {
        stallId,
        categoryCode: 'vegetable',
        name: `${stallCode} 的豆腐`,
        priceFen: 300,
        priceBasis: 'per_piece',
        pieceUnit: 'piece',
        stockKind: 'counted',
        available: 1000,
      },
    })
    listings.set(stallCode, listingId)
  }
})
afterAll(() => app.close())
beforeEach(() => {
  app.gateway.setFaults(noFaults)
  app.gateway.dropCallbacks()
})

let visits = 0
const placeBag = async (stallCodes: readonly string[] = stalls) => {
  const { token } = await app.as().startShopperSession()
  const shopper = app.as(token)
  const placed = await shopper.checkOut({
    params: { marketCode: market.code },
    body: {
      idempotencyKey: `together-${++visits}`,
      stalls: stallCodes.map((stallCode, i) => ({
        stallCode,
        lines: [
          {
            listingId: listings.get(stallCode) ?? '',
            quantity: i + 1,
            priceFen: 300,
            priceBasis: 'per_piece' as const,
          },
        ],
      })),
    },
  })
  const params = { marketCode: market.code, orderGroupId: placed.orderGroupId }
  const group = () => shopper.getMyOrder({ params })
  return { shopper, params, group, ids: placed.stallOrders.map((order) => order.stallOrderId) }
}
const pay = ({ shopper, params }: Awaited<ReturnType<typeof placeBag>>, scene: 'jsapi' | 'native' = 'native') =>
  shopper.payMyOrderGroup({ params, body: { scene } })
const statesOf = async ({ group }: Awaited<ReturnType<typeof placeBag>>) =>
  (await group()).stallOrders.map((order) => order.state).sort()
interface Row extends Record<string, unknown> {
  id: string
  purpose: string
  combined: string | null
  state: string
  paid: number | null
  merchant: string
  number: string
}
const chargesOf = (ids: readonly string[]): Promise<Row[]> =>
  withSystemTransaction(app.deps, (tx) =>
    rowsOf<Row>(
      tx,
      sql`select c.charge_id as id, c.purpose_id as purpose, c.combined_number as combined, c.state,
          p.amount_fen::float8 as paid, c.merchant_number as merchant, c.charge_number as number
        from charges c left join payments p on p.market_id = c.market_id and p.charge_id = c.charge_id
        where c.market_id = ${market.marketId}
          and c.purpose_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
        order by c.created_at, c.charge_id`,
    ),
  )
/** Sends the callbacks that are due, and lets the orders learn of what they said; answers how many were sent. */
const deliver = async (): Promise<number> => {
  const sent = await app.gateway.deliverDue()
  await sweepMarket(app.deps, market.marketId)
  await applyPaymentFacts(app.deps, market.marketId)
  return sent
}
const eventsOf = async (type: 'stall_order.paid' | 'charge.opened', ids: readonly string[]) => {
  const events = await withSystemTransaction(app.deps, (tx) =>
    tx
      .select()
      .from(outbox)
      .where(and(eq(outbox.marketId, market.marketId), eq(outbox.type, type))),
  )
  return events.filter((event) => ids.some((id) => JSON.stringify(event.payload).includes(id)))
}
const auditsOf = (action: string, ids: readonly string[]) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select()
      .from(auditLog)
      .where(
        and(eq(auditLog.marketId, market.marketId), eq(auditLog.action, action), inArray(auditLog.subjectId, [...ids])),
      ),
  )
const combinedOf = async (ids: readonly string[]): Promise<string> => {
  const open = (await chargesOf(ids)).filter((row) => row.state === 'open')
  return open[0]?.combined ?? ''
}
const later = (minutes: number): void => app.setNow(new Date(app.now().getTime() + minutes * 60_000))

describe('one payment for several stalls', () => {
  it('pays every order with one scan, each into its own stall’s account, told by one callback', async () => {
    const bag = await placeBag()
    expect([...(await bag.group()).payTogether].sort()).toEqual([...bag.ids].sort())
    const asked = await pay(bag)
    expect(asked).toMatchObject({
      state: 'open',
      parameters: { kind: 'code' },
      codeImage: expect.stringMatching(/^data:image/),
      leftOut: [],
    })
    expect([...asked.stallOrderIds].sort()).toEqual([...bag.ids].sort())
    expect(asked.demoPageUrl).toContain('/pay/local/')
    const charges = await chargesOf(bag.ids)
    expect(new Set(charges.map((row) => row.combined)).size).toBe(1)
    expect(new Set(charges.map((row) => row.merchant)).size).toBe(3)
    app.gateway.pay(await combinedOf(bag.ids))
    expect(await deliver()).toBe(1)
    expect(await statesOf(bag)).toEqual(['paid', 'paid', 'paid'])
    expect((await chargesOf(bag.ids)).map((row) => [row.state, row.paid]).sort()).toEqual([
      ['paid', 300],
      ['paid', 600],
      ['paid', 900],
    ])
    expect((await bag.group()).payTogether).toEqual([])
    const chargeIds = charges.map((row) => row.id)
    expect(await eventsOf('charge.opened', chargeIds)).toHaveLength(3)
    expect(await auditsOf('charge.open', chargeIds)).toHaveLength(3)
    expect(await auditsOf('payment.receive', chargeIds)).toHaveLength(3)
    expect(await eventsOf('stall_order.paid', bag.ids)).toHaveLength(3)
    await expect(pay(bag)).rejects.toMatchObject({ code: 'stall_order.nothing_to_pay' })
  })

  it('shows all parts on the local gateway’s page, and pays them there', async () => {
    const bag = await placeBag(['A-001', 'A-002'])
    const { demoPageUrl } = await pay(bag)
    const place = new URL(demoPageUrl ?? '').pathname
    const page = await (await app.fetch(place, {})).text()
    expect(page).toContain('￥9.00')
    expect(page).toContain('2 个摊位，分别收款')
    expect(page).toContain('不是真实付款')
    const body = new URLSearchParams({ action: 'confirm' })
    const answer = await app.fetch(place, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer.status).toBe(303)
    await deliver()
    expect(await statesOf(bag)).toEqual(['paid', 'paid'])
  })

  it('is the same payment when asked again, and unknown while the channel is silent', async () => {
    const bag = await placeBag()
    app.gateway.setFaults({ ...noFaults, request: () => 'broken_after' })
    expect(await pay(bag)).toMatchObject({ state: 'unknown', parameters: null })
    app.gateway.setFaults(noFaults)
    const first = await pay(bag)
    expect(first.state).toBe('open')
    expect(await pay(bag)).toEqual(first)
    expect(await chargesOf(bag.ids)).toHaveLength(3)
  })

  it('closes for all when one order is cancelled, and the others are paid together anew', async () => {
    const bag = await placeBag()
    await pay(bag)
    const before = await combinedOf(bag.ids)
    const [gone = '', ...rest] = bag.ids
    await bag.shopper.cancelMyStallOrder({
      params: { marketCode: market.code, stallOrderId: gone },
      body: { reason: '不要了' },
    })
    expect((await chargesOf(bag.ids)).map((row) => row.state)).toEqual(['closed', 'closed', 'closed'])
    expect(app.gateway.pay(before)).toBe('late')
    const asked = await pay(bag)
    expect([...asked.stallOrderIds].sort()).toEqual([...rest].sort())
    app.gateway.pay(await combinedOf(rest))
    await deliver()
    expect(await statesOf(bag)).toEqual(['cancelled', 'paid', 'paid'])
  })

  it('gives way when one stall is to be paid alone, and takes the place of payments begun one by one', async () => {
    const bag = await placeBag()
    await pay(bag)
    const [alone = ''] = bag.ids
    const single = { params: { marketCode: market.code, stallOrderId: alone }, body: { channel: 'wechat' as const } }
    await bag.shopper.payMyStallOrder(single)
    const open = (await chargesOf(bag.ids)).filter((row) => row.state === 'open')
    expect(open.map((row) => [row.purpose, row.combined])).toEqual([[alone, null]])
    await pay(bag)
    const now = (await chargesOf(bag.ids)).filter((row) => row.state === 'open')
    expect(now).toHaveLength(3)
    expect(now.every((row) => row.combined !== null)).toBe(true)
  })

  it('is asked about as a whole when the callback is lost, by one question', async () => {
    const bag = await placeBag()
    await pay(bag)
    const combined = await combinedOf(bag.ids)
    app.gateway.pay(combined)
    app.gateway.dropCallbacks()
    const asked: string[] = []
    app.gateway.setFaults({ ...noFaults, request: (path) => (asked.push(path), 'none') })
    later(1)
    await sweepMarket(app.deps, market.marketId)
    await applyPaymentFacts(app.deps, market.marketId)
    expect(asked.filter((path) => path === `/v3/combine-transactions/out-trade-no/${combined}`)).toHaveLength(1)
    expect(asked.some((path) => path.startsWith('/v3/pay/partner/'))).toBe(false)
    expect(await statesOf(bag)).toEqual(['paid', 'paid', 'paid'])
  })

  it('ends with its orders when nobody pays in time, and money that came before is taken', async () => {
    const [unpaid, paid] = [await placeBag(), await placeBag()]
    await pay(unpaid)
    await pay(paid)
    app.gateway.pay(await combinedOf(paid.ids))
    app.gateway.dropCallbacks()
    later(60)
    await expireUnpaidOrders(app.deps, market.marketId)
    expect(await statesOf(unpaid)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect(await statesOf(paid)).toEqual(['paid', 'paid', 'paid'])
    expect(new Set((await chargesOf(unpaid.ids)).map((row) => row.state))).toEqual(new Set(['closed']))
  })

  it('refunds one stall’s order alone', async () => {
    const bag = await placeBag()
    await pay(bag)
    app.gateway.pay(await combinedOf(bag.ids))
    await deliver()
    const [gone = ''] = bag.ids
    await bag.shopper.cancelMyStallOrder({
      params: { marketCode: market.code, stallOrderId: gone },
      body: { reason: '不要了' },
    })
    const due = await withSystemTransaction(app.deps, (tx) =>
      rowsOf<{ id: string }>(
        tx,
        sql`select refund_id as id from refunds where market_id = ${market.marketId} and state = 'created'`,
      ),
    )
    for (const { id } of due) await executeRefund(app.deps, market.marketId, id)
    app.gateway.finishRefunds()
    await deliver()
    expect(await statesOf(bag)).toEqual(['paid', 'paid', 'refunded'])
  })

  it('puts a part aside whose money does not agree, and counts the others', async () => {
    const bag = await placeBag()
    await pay(bag)
    const combined = await combinedOf(bag.ids)
    const [wrong] = app.gateway.ledger.partsOf(combined)
    if (wrong === undefined) throw new Error('no part')
    app.gateway.ledger.putTrade({ ...wrong, amountFen: wrong.amountFen - 1 })
    app.gateway.pay(combined)
    await deliver()
    const charges = await chargesOf(bag.ids)
    expect(charges.map((row) => row.state).sort()).toEqual(['open', 'paid', 'paid'])
    const { items } = await market.operator.listPaymentQuarantine({ params: { marketId: market.marketId } })
    expect(items.filter((item) => charges.some((row) => row.number === item.chargeNumber))).toMatchObject([
      { kind: 'amount_mismatch', chargeNumber: wrong.chargeNumber },
    ])
    const listed = async (query: { q?: string; open?: 'true' | 'false' }) => {
      const found = await market.operator.listPaymentQuarantine({ params: { marketId: market.marketId }, query })
      return found.items.filter((item) => item.chargeNumber === wrong.chargeNumber).length
    }
    expect([await listed({ q: wrong.chargeNumber.slice(-8) }), await listed({ q: 'nowhere' })]).toEqual([1, 0])
    expect([await listed({ open: 'true' }), await listed({ open: 'false' })]).toEqual([1, 0])
    // Nobody pays the rest a second time while a person looks at it.
    await expect(pay(bag)).rejects.toMatchObject({ code: 'stall_order.payment_unsure' })
  })

  it('is paid inside the mini-program by the payer that WeChat named', async () => {
    const bag = await placeBag(['A-001', 'A-002'])
    await expect(pay(bag, 'jsapi')).rejects.toMatchObject({ code: 'payer.not_linked' })
    await bag.shopper.linkWechatPayer({ body: { code: `together-${visits}` } })
    expect(await pay(bag, 'jsapi')).toMatchObject({ state: 'open', parameters: { kind: 'jsapi' } })
  })

  it('belongs to the shopper alone, and is an ordinary payment for one stall', async () => {
    const bag = await placeBag(['A-001'])
    const { token } = await app.as().startShopperSession()
    await expect(
      app.as(token).payMyOrderGroup({ params: bag.params, body: { scene: 'native' } }),
    ).rejects.toMatchObject({ code: 'order_group.not_found' })
    expect(await pay(bag)).toMatchObject({ state: 'open', stallOrderIds: bag.ids })
    expect((await chargesOf(bag.ids)).map((row) => row.combined)).toEqual([null])
    expect((await bag.group()).payTogether).toEqual([])
  })
})

describe('without the permission', () => {
  it('stalls are paid one by one, and the API says so', async () => {
    const plain = await startPaidApp()
    const other = await makeMarket(plain)
    const { token } = await plain.as().startShopperSession()
    await expect(
      plain.as(token).payMyOrderGroup({ params: { marketCode: other.code, orderGroupId: 'grp_x' }, body: {} }),
    ).rejects.toMatchObject({ code: 'order_group.pay_singly' })
    await plain.close()
  })
})

it('the first payments of the same stalls do not wait for each other, whatever order their shoppers bought in', async () => {
  const ctx = systemCtx(app.deps, 'test', market.marketId)
  for (let round = 0; round < 10; round++) {
    const fresh = await Promise.all(
      ['L', 'R'].map(async (side) => (await market.addTrader(`${side}-${100 + round}`)).stallId),
    )
    const begin = (stallIds: readonly string[], who: number) =>
      withTransaction(ctx, (tx) =>
        openCombined(
          ctx,
          tx,
          stallIds.map((stallId) => ({
            purpose: { kind: 'stall_order' as const, id: `first-${who}-${stallId}` },
            stallId,
            amountFen: 100,
            channel: 'wechat' as const,
            scene: 'native' as const,
            description: '豆腐',
            expiresAt: new Date(app.now().getTime() + 600_000),
          })),
        ),
      )
    const begun = await Promise.all([0, 1, 2, 3].map((who) => begin(who % 2 === 0 ? fresh : fresh.toReversed(), who)))
    // Each answer stands where its question stood.
    const rows = await chargesOf(fresh.flatMap((stallId) => [0, 1, 2, 3].map((who) => `first-${who}-${stallId}`)))
    for (const [who, charges] of begun.entries())
      expect(charges.map(({ chargeId }) => rows.find(({ id }) => id === chargeId)?.purpose)).toEqual(
        (who % 2 === 0 ? fresh : fresh.toReversed()).map((stallId) => `first-${who}-${stallId}`),
      )
  }
})
