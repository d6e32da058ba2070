import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '@smart-market/shared/client.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { type Ctx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { statementLines, statements } from '@smart-market/server/db/schema/reconciliation.ts'
import { stallCodePrints } from '@smart-market/server/db/schema/stall-codes.ts'
import {
  askCharge,
  executeRefund,
  markFactsApplied,
  openCharge,
  reconcileMarket,
  requestCharge,
  requestRefund,
  sweepMarket,
  takeUnappliedFacts,
} from '@smart-market/server/features/payments/index.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'
import { type PaidApp, publicUrl, startPaidApp } from '../support/payments.ts'

let app: PaidApp
let market: TestMarket
let marketId: string
let stallId: string
let operator: Client<Api>
const day = '2026-03-02'

beforeAll(async () => {
  app = await startPaidApp()
})
beforeEach(async () => {
  app.setNow(`${day}T02:00:00Z`)
  app.gateway.setFaults(noFaults)
  app.gateway.dropCallbacks()
  market = await makeMarket(app)
  ;({ marketId } = market)
  stallId = (await market.addStall('A-001')).stallId
  operator = await app.login('market_operator', { marketId })
})
afterAll(() => app.close())

const ctx = (): Ctx => marketCtx(app, market)
let orders = 0
const pay = async (amountFen: number, callbacks = true, channel: 'wechat' | 'alipay' = 'wechat') => {
  const charge = await withTransaction(ctx(), (tx) =>
    openCharge(ctx(), tx, {
      purpose: { kind: 'stall_order', id: `bill-${++orders}` },
      stallId,
      amountFen,
      channel,
      description: '青菜',
      expiresAt: new Date(app.now().getTime() + 15 * 60_000),
    }),
  )
  await requestCharge(app.deps, marketId, charge.chargeId)
  app.gateway.pay(charge.chargeNumber)
  if (callbacks) {
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    await applyAll()
  }
  return charge
}
const applyAll = async (): Promise<void> =>
  withTransaction(ctx(), async (tx) => {
    const found = await takeUnappliedFacts(tx, marketId, 'stall_order', 100)
    await markFactsApplied(
      tx,
      marketId,
      found.map((fact) => fact.paymentFactId),
      app.now(),
    )
  })
const reconcile = () => operator.reconcileDay({ params: { marketId }, body: { businessDate: day, channel: 'wechat' } })
/** Sessions end overnight, so the operator logs in again. */
const at = async (moment: string): Promise<void> => {
  app.setNow(moment)
  operator = await app.login('market_operator', { marketId })
}
const differences = async () => (await operator.listDifferences({ params: { marketId } })).items

describe('reconciliation of a day', () => {
  it('finds nothing where everything agrees, however often it runs', async () => {
    const { chargeId } = await pay(1234)
    await pay(5_000)
    const refundId = await withTransaction(ctx(), (tx) =>
      requestRefund(ctx(), tx, { chargeId, amountFen: 34, reason: '退差', purposeId: 'w' }),
    )
    await executeRefund(app.deps, marketId, refundId)
    app.gateway.finishRefunds()
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    await at('2026-03-03T03:00:00Z')
    const expected = { businessDate: day, channel: 'wechat', lines: 3, matched: 3, differences: 0 }
    expect(await reconcile()).toEqual(expected)
    expect(await reconcile()).toEqual(expected)
    const stored = await withTransaction(ctx(), async (tx) => ({
      statements: await tx.select().from(statements),
      lines: await tx.select().from(statementLines),
    }))
    // Trade bill and fund flow.
    expect([stored.statements.length, stored.lines.length]).toEqual([2, 6])
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, marketId), eq(outbox.type, 'reconciliation.completed'))),
    )
    expect(events).toHaveLength(2)
    const audit = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, marketId), eq(auditLog.action, 'reconciliation.run'))),
    )
    expect(audit[0]?.summary).toBe('核对 2026-03-02 的微信支付账：3 笔一致，0 处差异')
  })

  it('is too early on the day itself, and quiet on a day without business', async () => {
    await pay(100)
    await expect(reconcile()).rejects.toMatchObject({ code: 'statement.not_ready' })
    await at('2026-03-04T03:00:00Z')
    const quiet = await operator.reconcileDay({
      params: { marketId },
      body: { businessDate: '2026-03-03', channel: 'wechat' },
    })
    expect(quiet).toMatchObject({ lines: 0, matched: 0, differences: 0 })
  })

  it('finds a payment whose callback never came by the channel’s own list', async () => {
    const { chargeNumber } = await pay(1234, false)
    app.gateway.dropCallbacks()
    await at('2026-03-03T03:00:00Z')
    expect(await reconcile()).toMatchObject({ lines: 1, matched: 1, differences: 0 })
    expect((await operator.listCharges({ params: { marketId }, query: { q: chargeNumber } })).items).toMatchObject([
      { state: 'paid' },
    ])
  })

  it('lists what is missing or differs on either side, and strikes it off once it agrees', async () => {
    const kept = await pay(1000)
    const other = await pay(2000)
    await pay(3000)
    // The channel's books change behind our back: an amount, a payment that vanishes, one we never asked for.
    const { ledger } = app.gateway
    const wrong = ledger.findTrade(kept.chargeNumber)
    const gone = ledger.findTrade(other.chargeNumber)
    if (wrong === undefined || gone === undefined) throw new Error('no trade')
    ledger.putTrade({ ...wrong, amountFen: 1001 })
    ledger.putTrade({ ...gone, paidAt: null })
    ledger.putTrade({ ...gone, chargeNumber: 'foreign-charge', transactionNumber: '42000', amountFen: 77 })
    await at('2026-03-03T03:00:00Z')
    expect(await reconcile()).toMatchObject({ lines: 3, matched: 1, differences: 3 })
    const found = await differences()
    expect(found.map(({ kind, reference }) => `${kind} ${reference}`).sort()).toEqual(
      [
        `amount_differs ${kept.chargeNumber}`,
        `missing_in_statement ${other.chargeNumber}`,
        'missing_here foreign-charge',
      ].sort(),
    )
    const foreign = found.find((row) => row.reference === 'foreign-charge')
    const params = { marketId, differenceId: foreign?.differenceId ?? '' }
    await operator.settleDifference({ params, body: { note: '已联系微信支付' } })
    await expect(operator.settleDifference({ params, body: { note: '又一次' } })).rejects.toMatchObject({
      code: 'difference.not_found',
    })
    ledger.putTrade(wrong)
    ledger.putTrade(gone)
    expect(await reconcile()).toMatchObject({ differences: 1 })
    expect((await operator.listDifferences({ params: { marketId }, query: { open: 'true' } })).items).toEqual([])
    expect(await differences()).toHaveLength(3)
  })

  it('lists a payment that nobody has applied within the hour', async () => {
    const { chargeId, chargeNumber } = await pay(1234, false)
    app.gateway.dropCallbacks()
    expect(await askCharge(app.deps, marketId, chargeId)).toBe('paid')
    await at('2026-03-03T03:00:00Z')
    await reconcile()
    expect(await differences()).toMatchObject([{ kind: 'not_applied', reference: chargeNumber }])
  })

  it('leaves the other markets of the service provider out', async () => {
    const other = await makeMarket(app)
    await pay(1234)
    await at('2026-03-03T03:00:00Z')
    const theirs = await app.login('market_operator', { marketId: other.marketId })
    expect(
      await theirs.reconcileDay({
        params: { marketId: other.marketId },
        body: { businessDate: day, channel: 'wechat' },
      }),
    ).toMatchObject({ lines: 0, differences: 0 })
  })
})

describe('the daily job', () => {
  const days = async () => (await operator.listReconciliations({ params: { marketId } })).items
  const eventsOf = async (type: string) =>
    withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, marketId), eq(outbox.type, type))),
    )

  it('compares trade bill, fund flow, payments and orders of both channels once, after half past ten', async () => {
    const wechat = await pay(1234)
    await pay(2500, true, 'alipay')
    const { chargeId } = await pay(700, true, 'alipay')
    const refundId = await withTransaction(ctx(), (tx) =>
      requestRefund(ctx(), tx, { chargeId, amountFen: 200, reason: '退差', purposeId: 'w' }),
    )
    await executeRefund(app.deps, marketId, refundId)
    await applyAll()
    await at('2026-03-03T02:29:00Z')
    expect(await reconcileMarket(app.deps, marketId)).toBe(0)
    await at('2026-03-03T02:31:00Z')
    expect(await reconcileMarket(app.deps, marketId)).toBe(2)
    expect(await days()).toMatchObject([
      { channel: 'wechat', businessDate: day, state: 'done', lines: 1, matched: 1, open: 0, fundFlow: 'compared' },
      { channel: 'alipay', businessDate: day, state: 'done', lines: 3, matched: 3, open: 0, fundFlow: 'compared' },
    ])
    expect(await differences()).toEqual([])
    expect(await eventsOf('reconciliation.completed')).toHaveLength(2)
    expect(await reconcileMarket(app.deps, marketId)).toBe(0)
    const stored = await withTransaction(ctx(), (tx) => tx.select().from(statements))
    expect(stored.map((row) => `${row.channel} ${row.kind}`).sort()).toEqual([
      'alipay fund_flow',
      'alipay trade',
      'wechat fund_flow',
      'wechat trade',
    ])
    expect(wechat.chargeNumber).not.toBe('')
  })

  it('waits when the channel gives no certain answer, says so, and makes up for it later', async () => {
    await pay(1234)
    await at('2026-03-03T03:00:00Z')
    app.gateway.setFaults({ ...noFaults, request: () => 'broken' })
    expect(await reconcileMarket(app.deps, marketId)).toBe(0)
    expect(await days()).toMatchObject([{ state: 'waiting', nextTryAt: '2026-03-03T03:10:00.000Z', fundFlow: null }])
    expect(await eventsOf('reconciliation.postponed')).toMatchObject([
      { payload: { channel: 'wechat', businessDate: day, state: 'waiting' } },
    ])
    const audit = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, marketId), eq(auditLog.action, 'reconciliation.postpone'))),
    )
    expect(audit).toHaveLength(1)
    app.gateway.setFaults(noFaults)
    app.setNow('2026-03-03T03:09:00Z')
    expect(await reconcileMarket(app.deps, marketId)).toBe(0)
    // Three days later, after an outage: every day that was missed.
    await at('2026-03-06T03:00:00Z')
    expect(await reconcileMarket(app.deps, marketId)).toBe(4)
    expect((await days()).map((row) => [row.businessDate, row.state, row.lines])).toEqual([
      ['2026-03-05', 'done', 0],
      ['2026-03-04', 'done', 0],
      ['2026-03-03', 'done', 0],
      ['2026-03-02', 'done', 1],
    ])
  })

  it('leaves a work list: open, taken by somebody, settled with a note', async () => {
    const { chargeNumber } = await pay(1234)
    const trade = app.gateway.ledger.findTrade(chargeNumber)
    if (trade === undefined) throw new Error('no trade')
    app.gateway.ledger.putTrade({ ...trade, paidAt: null })
    await at('2026-03-03T03:00:00Z')
    await reconcileMarket(app.deps, marketId)
    const [found] = await differences()
    expect(found).toMatchObject({ kind: 'missing_in_statement', state: 'open', takenBy: null })
    const params = { marketId, differenceId: found?.differenceId ?? '' }
    await operator.takeDifference({ params })
    const list = async (state: 'open' | 'working' | 'settled') =>
      (await operator.listDifferences({ params: { marketId }, query: { state } })).items
    expect(await list('open')).toEqual([])
    expect(await list('working')).toMatchObject([{ state: 'working', takenAt: '2026-03-03T03:00:00.000Z' }])
    expect((await days())[0]).toMatchObject({ open: 1 })
    await operator.settleDifference({ params, body: { note: '已联系渠道' } })
    expect(await list('settled')).toMatchObject([{ state: 'settled', note: '已联系渠道' }])
    await expect(operator.takeDifference({ params })).rejects.toMatchObject({ code: 'difference.not_found' })
    expect(await eventsOf('reconciliation.difference_taken')).toHaveLength(1)
    expect((await days())[0]).toMatchObject({ open: 0 })
  })
})

describe('printed stall codes', () => {
  const codes = async (): Promise<string[]> =>
    (await withTransaction(ctx(), (tx) => tx.select().from(stallCodePrints)))
      .filter((row) => row.revokedAt === null)
      .map((row) => row.code)
  const print = async (): Promise<string> => {
    await market.operator.issueStallCodes({ params: { marketId }, body: { stallIds: [stallId] } })
    expect(await operator.printStallCodes({ params: { marketId } })).toEqual({ printed: 1 })
    const [code] = await codes()
    return code ?? ''
  }
  const look = async (code: string, userAgent = '') => {
    const response = await app.fetch(`/s/${code}`, { headers: { 'user-agent': userAgent } })
    return { status: response.status, html: await response.text() }
  }

  it('open a page that shows stall and licence before any amount', async () => {
    const { merchantId } = await market.addMerchant({ name: '王<记>蔬菜' })
    await market.addTenancy({ stallId, merchantId, from: '2026-01-01' })
    await market.addLicence(merchantId, { number: 'JY14101050001' })
    const code = await print()
    expect(await operator.printStallCodes({ params: { marketId } })).toEqual({ printed: 0 })
    const page = await look(code)
    expect(page.status).toBe(200)
    for (const text of ['A-001', '王&lt;记&gt;蔬菜', 'JY14101050001', market.name]) expect(page.html).toContain(text)
    expect((await look(code, 'MicroMessenger/8.0')).html).toContain('小程序')
    expect((await look(code, 'AlipayClient/10.5')).html).toContain('支付宝付款')
  })

  it('say not to pay when replaced, altered or made up', async () => {
    const code = await print()
    const altered = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0')
    expect(await look(altered)).toMatchObject({ status: 404, html: expect.stringContaining('不是本市场发放的') })
    expect((await look('abc')).status).toBe(404)
    await market.operator.issueStallCodes({ params: { marketId }, body: { stallIds: [stallId] } })
    // Withdrawn at once, before the new one is printed.
    expect(await look(code)).toMatchObject({ status: 404, html: expect.stringContaining('已经停用') })
    expect(await operator.printStallCodes({ params: { marketId } })).toEqual({ printed: 1 })
    expect((await look((await codes())[0] ?? '')).status).toBe(200)
  })

  it('are told apart by a patrol: ours, another stall’s, foreign', async () => {
    const code = await print()
    const otherStall = (await market.addStall('A-002')).stallId
    const scan = async (at: string, content: string) =>
      (await operator.scanStallCode({ params: { marketId }, body: { stallId: at, content } })).verdict
    expect(await scan(stallId, `${publicUrl}/s/${code}`)).toBe('ours')
    expect(await scan(otherStall, code)).toBe('other_stall')
    expect(await scan(stallId, 'https://qr.alipay.com/fkx123')).toBe('foreign')
    expect(
      (await operator.listStallCodePatrol({ params: { marketId } })).findings.map((row) => row.verdict).sort(),
    ).toEqual(['foreign', 'other_stall'])
    expect(await operator.listStallCodePatrol({ params: { marketId } })).toMatchObject({
      printed: 1,
      toPrint: 0,
      unseen: [],
      findings: expect.arrayContaining([
        expect.objectContaining({ stallCode: 'A-001', content: 'https://qr.alipay.com/fkx123' }),
        expect.objectContaining({ stallCode: 'A-002' }),
      ]),
    })
    await market.operator.issueStallCodes({ params: { marketId }, body: {} })
    expect(await operator.listStallCodePatrol({ params: { marketId } })).toMatchObject({ printed: 1, toPrint: 1 })
    await at('2026-04-02T03:00:00Z')
    expect((await operator.listStallCodePatrol({ params: { marketId } })).unseen).toMatchObject([
      { stallCode: 'A-001', version: 1 },
    ])
  })

  it.each(['A4', 'A6'] as const)('are printed on %s sheets, as a PDF of vectors', async (size) => {
    await print()
    const response = await app.fetch(`/api/v1/markets/${marketId}/stall-code-sheet?size=${size}`, {
      headers: { authorization: `Bearer ${(await app.login('market_staff', { marketId })).token}` },
    })
    expect(response.headers.get('content-type')).toContain('application/pdf')
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1')
    expect(text.startsWith('%PDF-')).toBe(true)
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1)
    expect(text).not.toContain('/Subtype /Image')
  })
})
