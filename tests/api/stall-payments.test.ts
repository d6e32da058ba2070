/** Paying at a stall by its printed code: who is paid, once, and what becomes of it in the day's sales. */
import fc from 'fast-check'
import { eq, and } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { charges, refunds } from '@smart-market/server/db/schema/payments.ts'
import { askCharge, executeRefund, sweepPayments } from '@smart-market/server/features/payments/index.ts'
import { applyAllPaymentFacts } from '@smart-market/server/jobs/payment-facts.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import type { OpenedStall } from '../support/selling.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
let stall: OpenedStall
let keys = 0

beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
  shop = await makeShop(app)
  stall = await shop.openStall('A-001')
})
afterAll(() => app.close())

type Shopper = Awaited<ReturnType<Shop['newShopper']>>
const newKey = () => `scan-${++keys}-key`
const at = (stallCode = stall.stallCode) => ({ marketCode: shop.code, stallCode })
const pay = (shopper: Shopper, body: { amountFen: number; idempotencyKey?: string }, stallCode?: string) =>
  shopper.payAtStall({ params: at(stallCode), body: { channel: 'wechat', idempotencyKey: newKey(), ...body } })
const chargesOf = async (stallPaymentId: string) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select()
      .from(charges)
      .where(and(eq(charges.marketId, shop.marketId), eq(charges.purposeId, stallPaymentId))),
  )
/** Money comes at the channel for whatever of the purchase is open; somebody looks. */
const moneyComes = async (stallPaymentId: string): Promise<void> => {
  for (const charge of await chargesOf(stallPaymentId)) {
    const entry = shop.played.ledger.get(charge.chargeNumber)
    if (entry?.state !== 'waiting') continue
    entry.state = 'paid'
    await askCharge(app.deps, shop.marketId, charge.chargeId)
  }
  await applyAllPaymentFacts(app.deps, shop.marketId)
}
const refundsGo = async (): Promise<void> => {
  const all = await withSystemTransaction(app.deps, (tx) =>
    tx.select().from(refunds).where(eq(refunds.marketId, shop.marketId)),
  )
  for (const refund of all) await executeRefund(app.deps, shop.marketId, refund.refundId)
  await applyAllPaymentFacts(app.deps, shop.marketId)
}
interface Sold {
  amount: number
  channel: string
  means: string
  stall: string
}
const soldOf = (key: string) =>
  rowsOfTable<Sold>(
    app,
    `select amount_fen::float8 as amount, channel, payment_means as means, stall_id as stall from sales
     where market_id = $1 and source = '摊位码付款' and source_key like '%' || $2 order by amount desc`,
    [shop.marketId, key],
  )
const trail = async (subjectId: string): Promise<string[]> =>
  (
    await rowsOfTable<{ action: string }>(
      app,
      'select action from audit_log where market_id = $1 and subject_id = $2',
      [shop.marketId, subjectId],
    )
  )
    .map(({ action }) => action)
    .sort()
const told = async (type: string, stallPaymentId: string): Promise<number> =>
  (
    await rowsOfTable(
      app,
      `select 1 from outbox where market_id = $1 and type = $2 and payload->>'stallPaymentId' = $3`,
      [shop.marketId, type, stallPaymentId],
    )
  ).length

describe('before paying', () => {
  it('a shopper sees the stall, its merchant, the licences and how it can be paid', async () => {
    const counter = await app.as().getStallCounter({ params: at() })
    expect(counter).toMatchObject({ stallCode: 'A-001', merchantName: stall.name, channels: ['wechat'] })
  })

  it('a stall without an account of its own takes cash, and says so when asked all the same', async () => {
    await shop.addTrader('A-002')
    expect((await app.as().getStallCounter({ params: at('A-002') })).channels).toEqual([])
    await expect(pay(await shop.newShopper(), { amountFen: 100 }, 'A-002')).rejects.toMatchObject({
      code: 'stall_payment.no_account',
      message: expect.stringContaining('请付现金') as string,
    })
  })

  it('an amount below a fen or above the limit is refused before any channel is asked', async () => {
    const shopper = await shop.newShopper()
    const before = shop.played.ledger.size
    for (const amountFen of [0, -1, 2_000_001])
      await expect(pay(shopper, { amountFen })).rejects.toMatchObject({ status: 422 })
    expect(shop.played.ledger.size).toBe(before)
  })

  it('a stall that nobody holds cannot be paid', async () => {
    const { tenancyId } = await shop.addTrader('A-003')
    await shop.operator.endTenancy({ params: { ...shop.params, tenancyId }, body: { to: '2026-03-01' } })
    expect((await app.as().getStallCounter({ params: at('A-003') })).merchantName).toBeNull()
    await expect(pay(await shop.newShopper(), { amountFen: 100 }, 'A-003')).rejects.toMatchObject({
      code: 'stall_payment.no_merchant',
    })
  })
})

describe('paying', () => {
  it('makes one sale by the stall’s code of what the channel has confirmed, and both sides see it', async () => {
    const shopper = await shop.newShopper()
    const opened = await pay(shopper, { amountFen: 1250 })
    expect(opened).toMatchObject({ state: 'open', payment: { state: 'waiting', amountFen: 1250 } })
    const { stallPaymentId, number } = opened.payment
    expect(await soldOf(stallPaymentId)).toEqual([])
    await moneyComes(stallPaymentId)
    await moneyComes(stallPaymentId)
    expect(await soldOf(stallPaymentId)).toEqual([
      { amount: 1250, channel: 'stall_code', means: 'wechat', stall: stall.stallId },
    ])
    const receipt = await shopper.getMyStallPayment({ params: { marketCode: shop.code, stallPaymentId } })
    expect(receipt).toMatchObject({ state: 'paid', channel: 'wechat', number, merchantName: stall.name })
    const seen = await stall.merchant.listStallPayments({ params: shop.params, query: { state: 'paid' } })
    expect(seen.items.map((one) => one.number)).toContain(number)
    const byChannel = await stall.merchant.listChannelSales({ params: shop.params, query: {} })
    expect(byChannel.items.find((one) => one.channel === 'stall_code')?.amountFen).toBeGreaterThanOrEqual(1250)
    expect((await shopper.exportMyData()).stallPayments).toMatchObject([
      { number, stallCode: 'A-001', state: '已付款', amountFen: 1250 },
    ])
    expect(await trail(stallPaymentId)).toEqual(['stall_payment.open', 'stall_payment.pay'])
    expect(await told('stall_payment.opened', stallPaymentId)).toBe(1)
    expect(await told('stall_payment.paid', stallPaymentId)).toBe(1)
  })

  it('is one purchase for one key, however often and at once it is sent', async () => {
    const shopper = await shop.newShopper()
    const body = { amountFen: 300, idempotencyKey: newKey() }
    const answers = await Promise.all([pay(shopper, body), pay(shopper, body), pay(shopper, body)])
    const ids = new Set(answers.map(({ payment }) => payment.stallPaymentId))
    expect(ids.size).toBe(1)
    expect(await chargesOf([...ids][0] ?? '')).toHaveLength(1)
    await expect(pay(shopper, { ...body, amountFen: 301 })).rejects.toMatchObject({ code: 'stall_payment.key_reused' })
    await moneyComes([...ids][0] ?? '')
    expect(await pay(shopper, body)).toMatchObject({ state: 'paid', payment: { state: 'paid' } })
  })

  it('that nobody finishes is closed by the sweep, and money that comes later goes back and is no sale', async () => {
    const shopper = await shop.newShopper()
    const body = { amountFen: 700, idempotencyKey: newKey() }
    const { payment } = await pay(shopper, body)
    const before = app.now().toISOString()
    app.setNow(new Date(app.now().getTime() + 16 * 60_000).toISOString())
    await sweepPayments(app.deps, (marketId) => applyAllPaymentFacts(app.deps, marketId))
    const params = { marketCode: shop.code, stallPaymentId: payment.stallPaymentId }
    expect(await shopper.getMyStallPayment({ params })).toMatchObject({ state: 'closed', paidAt: null })
    expect(await told('stall_payment.closed', payment.stallPaymentId)).toBe(1)
    await expect(pay(shopper, body)).rejects.toMatchObject({ code: 'stall_payment.too_late' })
    const [charge] = await chargesOf(payment.stallPaymentId)
    expect(await shop.played.payLate(app.deps, shop.marketId, charge?.chargeNumber ?? '')).toBe('late')
    const late = { amountFen: 700, refund: 'wanted', paidAt: app.now().toISOString(), settledAt: null }
    expect(await shopper.getMyStallPayment({ params })).toMatchObject({ state: 'closed', latePayments: [late] })
    await refundsGo()
    expect(await shopper.getMyStallPayment({ params })).toMatchObject({
      state: 'closed',
      refunds: [],
      latePayments: [{ ...late, refund: 'arrived', settledAt: app.now().toISOString() }],
    })
    expect(await soldOf(payment.stallPaymentId)).toEqual([])
    app.setNow(before)
  })

  it('by another merchant’s eyes does not exist', async () => {
    const other = await shop.openStall('B-009')
    const shopper = await shop.newShopper()
    const { payment } = await pay(shopper, { amountFen: 500 })
    await moneyComes(payment.stallPaymentId)
    const seen = await other.merchant.listStallPayments({ params: shop.params, query: {} })
    expect(seen.items).toEqual([])
    await expect(
      other.merchant.refundStallPayment({
        params: { ...shop.params, stallPaymentId: payment.stallPaymentId },
        body: { idempotencyKey: 'foreign-refund', amountFen: 100, reason: '不是我的' },
      }),
    ).rejects.toMatchObject({ code: 'stall_payment.not_found' })
    await expect(
      (await shop.newShopper()).getMyStallPayment({
        params: { marketCode: shop.code, stallPaymentId: payment.stallPaymentId },
      }),
    ).rejects.toMatchObject({ code: 'stall_payment.not_found' })
  })
})

describe('sending money back', () => {
  it('lowers the sales once it has arrived, never by more than was paid, and twice the same key is one refund', async () => {
    const shopper = await shop.newShopper()
    const { payment } = await pay(shopper, { amountFen: 1000 })
    const params = { ...shop.params, stallPaymentId: payment.stallPaymentId }
    const body = { idempotencyKey: 'refund-key-1', amountFen: 400, reason: '称错了' }
    await expect(stall.merchant.refundStallPayment({ params, body })).rejects.toMatchObject({
      code: 'stall_payment.not_paid',
    })
    await moneyComes(payment.stallPaymentId)
    await stall.merchant.refundStallPayment({ params, body })
    await stall.merchant.refundStallPayment({ params, body })
    expect((await soldOf(payment.stallPaymentId)).map(({ amount }) => amount)).toEqual([1000])
    const counted = async () => {
      const { items } = await shop.operator.listChannelSales({ params: shop.params })
      return items.find(({ channel }) => channel === 'stall_code')
    }
    const before = await counted()
    await refundsGo()
    await refundsGo()
    // A refund is no sale: the day keeps its sales and has one refund more.
    expect(await counted()).toMatchObject({
      saleCount: before?.saleCount,
      refundCount: (before?.refundCount ?? 0) + 1,
      refundFen: (before?.refundFen ?? 0) + 400,
    })
    expect((await soldOf(payment.stallPaymentId)).map(({ amount }) => amount)).toEqual([1000, -400])
    await expect(
      stall.merchant.refundStallPayment({ params, body: { ...body, idempotencyKey: 'refund-key-2', amountFen: 601 } }),
    ).rejects.toMatchObject({ code: 'refund.exceeds_payment' })
    const receipt = await shopper.getMyStallPayment({
      params: { marketCode: shop.code, stallPaymentId: payment.stallPaymentId },
    })
    expect(receipt.refunds).toMatchObject([{ amountFen: 400, state: 'arrived', reason: '称错了' }])
    expect(await trail(payment.stallPaymentId)).toEqual([
      'stall_payment.open',
      'stall_payment.pay',
      'stall_payment.refund',
      'stall_payment.refund_arrive',
    ])
    expect(await told('stall_payment.refund_wanted', payment.stallPaymentId)).toBe(1)
    expect(await told('stall_payment.refund_settled', payment.stallPaymentId)).toBe(1)
  })
})

describe('a stall’s printed code', () => {
  it('leads to the stall while it is the newest, and says plainly when it is not', async () => {
    await shop.operator.issueStallCodes({ params: shop.params, body: { stallIds: [stall.stallId] } })
    await shop.operator.printStallCodes({ params: shop.params })
    const codeNow = async () =>
      (
        await rowsOfTable<{ code: string }>(
          app,
          'select code from stall_code_prints where market_id = $1 and stall_id = $2 and revoked_at is null',
          [shop.marketId, stall.stallId],
        )
      )[0]?.code ?? ''
    const first = await codeNow()
    expect(await app.as().readPublicStallCode({ params: { code: first } })).toEqual(at())
    const page = await (await app.fetch(`/s/${first}`, {})).text()
    expect(page).toContain(stall.name)
    expect(page).toContain('/m/#/packages/shop/pay/index?')
    await shop.operator.issueStallCodes({ params: shop.params, body: { stallIds: [stall.stallId] } })
    await shop.operator.printStallCodes({ params: shop.params })
    await expect(app.as().readPublicStallCode({ params: { code: first } })).rejects.toMatchObject({
      code: 'stall_code.revoked',
    })
    expect(await (await app.fetch(`/s/${first}`, {})).text()).toContain('已经停用')
    await expect(app.as().readPublicStallCode({ params: { code: '0123456789abcdefgh' } })).rejects.toMatchObject({
      code: 'stall_code.not_found',
    })
  })
})

/** What may happen around one purchase, in any order. */
type Turn =
  | { readonly kind: 'ask' | 'money' | 'look' | 'sweep' | 'later' | 'refunds' | 'silence' | 'voice' }
  | { readonly kind: 'refund'; readonly amountFen: number }
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Turn>({ kind: 'ask' }, { kind: 'money' }, { kind: 'look' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Turn>(
      { kind: 'sweep' },
      { kind: 'later' },
      { kind: 'refunds' },
      { kind: 'silence' },
      { kind: 'voice' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('refund' as const), amountFen: fc.integer({ min: 1, max: 900 }) }),
  },
)

it('sells each paid fen exactly once, whatever order payments, silences, closings and refunds come in', async () => {
  const sweep = () => sweepPayments(app.deps, (marketId) => applyAllPaymentFacts(app.deps, marketId))
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 3, maxLength: 14 }), async (turns) => {
      const start = app.now()
      const shopper = await shop.newShopper()
      const body = { amountFen: 900, idempotencyKey: newKey() }
      let id = ''
      let refundKeys = 0
      const ask = async () => {
        const answer = await pay(shopper, body).catch(() => null)
        if (answer !== null) id = answer.payment.stallPaymentId
      }
      await ask()
      for (const { kind, ...rest } of turns) {
        switch (kind) {
          case 'ask':
            await ask()
            break
          case 'money':
            // The shopper pays at the channel, also what we have meanwhile closed on our side alone.
            for (const charge of await chargesOf(id)) {
              const entry = shop.played.ledger.get(charge.chargeNumber)
              if (entry?.state === 'waiting') entry.state = 'paid'
            }
            break
          case 'look':
            for (const charge of await chargesOf(id)) await askCharge(app.deps, shop.marketId, charge.chargeId)
            break
          case 'sweep':
            await sweep()
            break
          case 'later':
            app.setNow(new Date(app.now().getTime() + 10 * 60_000).toISOString())
            break
          case 'refunds':
            await refundsGo()
            break
          case 'silence':
            shop.played.mood.silent = true
            break
          case 'voice':
            shop.played.mood.silent = false
            break
          case 'refund':
            await shop.operator
              .refundStallPayment({
                params: { ...shop.params, stallPaymentId: id },
                body: {
                  idempotencyKey: `${body.idempotencyKey}-${++refundKeys}`,
                  amountFen: 'amountFen' in rest ? rest.amountFen : 1,
                  reason: '退',
                },
              })
              .catch(() => undefined)
        }
      }
      // At last everybody answers and time passes.
      shop.played.mood.silent = false
      for (let i = 0; i < 3; i++) {
        app.setNow(new Date(app.now().getTime() + 40 * 60_000).toISOString())
        await sweep()
        await refundsGo()
      }
      const [money] = await rowsOfTable<{ paid: number; back: number }>(
        app,
        `select coalesce(sum(p.amount_fen) filter (where not p.late), 0)::float8 as paid,
           coalesce((select sum(r.amount_fen) from refunds r join charges c on c.market_id = r.market_id and c.charge_id = r.charge_id
             where c.market_id = $1 and c.purpose_id = $2 and r.state = 'succeeded' and r.purpose_id <> 'late'), 0)::float8 as back
         from payments p join charges c on c.market_id = p.market_id and c.charge_id = p.charge_id
         where c.market_id = $1 and c.purpose_id = $2`,
        [shop.marketId, id],
      )
      const sold = (await soldOf(id)).map(({ amount }) => amount)
      const gross = sold.filter((amount) => amount > 0)
      expect(gross.reduce((sum, amount) => sum + amount, 0)).toBe(money?.paid)
      expect(gross.length).toBeLessThanOrEqual(1)
      expect(sold.reduce((sum, amount) => sum + amount, 0)).toBe((money?.paid ?? 0) - (money?.back ?? 0))
      const [unapplied] = await rowsOfTable<{ count: number }>(
        app,
        'select count(*)::int as count from payment_facts where market_id = $1 and applied_at is null',
        [shop.marketId],
      )
      expect(unapplied?.count).toBe(0)
      app.setNow(start.toISOString())
    }),
    { numRuns: 25 },
  )
}, 300_000)
