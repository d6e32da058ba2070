import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { type Ctx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import {
  callbackInbox,
  charges,
  paymentQuarantine,
  payments,
  refunds,
} from '@smart-market/server/db/schema/payments.ts'
import {
  askCharge,
  type ChargeRequest,
  closeCharge,
  declareReceived,
  executeRefund,
  listSettlements,
  markFactsApplied,
  openCharge,
  requestCharge,
  requestRefund,
  sweepMarket,
  takeUnappliedFacts,
} from '@smart-market/server/features/payments/index.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

let app: PaidApp
let market: TestMarket
let marketId: string
let stallId: string
let operator: Client<Api>
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startPaidApp()
})
beforeEach(async () => {
  app.setNow(start)
  app.gateway.setFaults(noFaults)
  app.gateway.dropCallbacks()
  app.callbackAnswers.length = 0
  market = await makeMarket(app)
  ;({ marketId } = market)
  stallId = (await market.addStall('A-001')).stallId
  operator = await app.login('market_operator', { marketId })
})
afterAll(() => app.close())

const ctx = (): Ctx => marketCtx(app, market)
const after = (seconds: number): void => app.setNow(new Date(app.now().getTime() + seconds * 1000))
let orders = 0
const open = async (more: Partial<ChargeRequest> = {}) =>
  withTransaction(ctx(), (tx) =>
    openCharge(ctx(), tx, {
      purpose: { kind: 'stall_order', id: `order-${++orders}` },
      stallId,
      amountFen: 1234,
      channel: 'wechat',
      description: '青菜',
      expiresAt: new Date(app.now().getTime() + 15 * 60_000),
      ...more,
    }),
  )
const opened = async (more: Partial<ChargeRequest> = {}) => {
  const charge = await open(more)
  expect(await requestCharge(app.deps, marketId, charge.chargeId)).toMatchObject({ state: 'open' })
  return charge
}
const paid = async (more: Partial<ChargeRequest> = {}) => {
  const charge = await opened(more)
  expect(app.gateway.pay(charge.chargeNumber)).toBe('paid')
  await app.gateway.deliverDue()
  await sweepMarket(app.deps, marketId)
  return charge
}
const chargeRow = async (chargeId: string) => {
  const [row] = await withTransaction(ctx(), (tx) => tx.select().from(charges).where(eq(charges.chargeId, chargeId)))
  if (row === undefined) throw new Error('no charge')
  return row
}
const facts = async () =>
  (await withTransaction(ctx(), (tx) => listSettlements(tx, marketId, 0))).map(({ kind, chargeId, amountFen }) => ({
    kind,
    chargeId,
    amountFen,
  }))
const events = async (type: string) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select()
      .from(outbox)
      .where(and(eq(outbox.marketId, marketId), eq(outbox.type, type))),
  )
const audits = async (action: string) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.marketId, marketId), eq(auditLog.action, action))),
  )
const refundOf = async (chargeId: string, amountFen: number, purposeId = 'cancel:1') =>
  withTransaction(ctx(), (tx) => requestRefund(ctx(), tx, { chargeId, amountFen, reason: '取消', purposeId }))
const refundRow = async (refundId: string) => {
  const [row] = await withTransaction(ctx(), (tx) => tx.select().from(refunds).where(eq(refunds.refundId, refundId)))
  return row
}

describe('a charge', () => {
  it('is paid when the channel’s callback agrees in everything, once', async () => {
    const { chargeId, chargeNumber } = await open()
    const asked = await requestCharge(app.deps, marketId, chargeId)
    expect(asked).toMatchObject({
      state: 'open',
      parameters: { kind: 'code' },
      demoPageUrl: `http://market.test/pay/local/${chargeNumber}`,
    })
    app.gateway.pay(chargeNumber)
    app.gateway.setFaults({ ...noFaults, callback: () => 'twice' })
    await app.gateway.deliverDue()
    expect(app.callbackAnswers.map(({ status }) => status)).toEqual([204, 204])
    await sweepMarket(app.deps, marketId)
    expect(await chargeRow(chargeId)).toMatchObject({ state: 'paid', nextCheckAt: null })
    expect(await facts()).toEqual([{ kind: 'charge_paid', chargeId, amountFen: 1234 }])
    expect(await events('payment.received')).toMatchObject([{ payload: { chargeId, amountFen: 1234, late: false } }])
    expect(await audits('payment.receive')).toMatchObject([{ summary: '微信支付到账 12.34 元' }])
    expect(await requestCharge(app.deps, marketId, chargeId)).toEqual({ state: 'paid' })
    expect(await closeCharge(app.deps, marketId, chargeId)).toBe('paid')
  })

  it('carries signed parameters when the payer is in the mini-program', async () => {
    const { chargeId } = await open({ payerOpenId: 'o-payer' })
    expect(await requestCharge(app.deps, marketId, chargeId)).toMatchObject({
      parameters: { kind: 'jsapi', package: expect.stringMatching(/^prepay_id=/), signType: 'RSA' },
    })
    // The same parameters again: the shopper tapped twice.
    const [first, second] = [
      await requestCharge(app.deps, marketId, chargeId),
      await requestCharge(app.deps, marketId, chargeId),
    ]
    expect(first).toEqual(second)
  })

  it('is found paid by asking when the callback never comes', async () => {
    const { chargeId, chargeNumber } = await opened()
    app.gateway.setFaults({ ...noFaults, callback: () => 'lost' })
    app.gateway.pay(chargeNumber)
    await app.gateway.deliverDue()
    after(60)
    await sweepMarket(app.deps, marketId)
    expect((await chargeRow(chargeId)).state).toBe('paid')
  })

  it('is unknown after a time-out, and asked for again by the same number', async () => {
    const { chargeId, chargeNumber } = await open()
    app.gateway.setFaults({ ...noFaults, request: () => 'silent' })
    expect(await requestCharge(app.deps, marketId, chargeId)).toEqual({ state: 'unknown' })
    expect(await closeCharge(app.deps, marketId, chargeId)).toBe('unknown')
    expect((await chargeRow(chargeId)).state).toBe('unknown')
    app.gateway.setFaults(noFaults)
    expect(app.gateway.ledger.trades().filter((t) => t.chargeNumber === chargeNumber)).toHaveLength(1)
    expect(await closeCharge(app.deps, marketId, chargeId)).toBe('closed')
    expect(await facts()).toMatchObject([{ kind: 'charge_closed', chargeId }])
  })

  it('is one at a time for a purpose, and free again once closed', async () => {
    const purpose = { kind: 'stall_order', id: 'same-order' } as const
    const first = await opened({ purpose })
    await expect(open({ purpose })).rejects.toMatchObject({ code: 'charge.exists' })
    await closeCharge(app.deps, marketId, first.chargeId)
    await paid({ purpose })
    await expect(open({ purpose })).rejects.toMatchObject({ code: 'charge.exists' })
  })

  it('closes by itself when its time is over, and tells so', async () => {
    const { chargeId } = await opened()
    const never = await open()
    after(16 * 60)
    await sweepMarket(app.deps, marketId)
    expect((await chargeRow(chargeId)).state).toBe('closed')
    expect((await chargeRow(never.chargeId)).state).toBe('closed')
    expect(await events('charge.closed')).toHaveLength(2)
    expect(await audits('charge.close')).toHaveLength(2)
  })

  it('does not close while nobody knows whether it was paid', async () => {
    const { chargeId, chargeNumber } = await opened()
    app.gateway.pay(chargeNumber)
    app.gateway.setFaults({ ...noFaults, request: () => 'broken' })
    after(16 * 60)
    await sweepMarket(app.deps, marketId)
    expect((await chargeRow(chargeId)).state).toBe('open')
    app.gateway.setFaults(noFaults)
    expect(await closeCharge(app.deps, marketId, chargeId)).toBe('paid')
  })

  it('is refused for a channel that is not there and for no money', async () => {
    await expect(open({ amountFen: 0 })).rejects.toMatchObject({ code: 'charge.amount' })
    await expect(open({ scene: 'wap' })).rejects.toMatchObject({ code: 'payment_channel.unavailable' })
  })

  it('is declared by the merchant where no channel stands behind it, and stays labelled', async () => {
    const { chargeId } = await opened({ channel: 'declared' })
    await withTransaction(ctx(), (tx) => declareReceived(ctx(), tx, { chargeId, means: 'cash' }))
    const [fact] = await withTransaction(ctx(), (tx) => takeUnappliedFacts(tx, marketId, 'stall_order', 10))
    expect(fact).toMatchObject({ kind: 'charge_paid', channel: 'declared', declaredMeans: 'cash' })
    expect((await operator.listCharges({ params: { marketId } })).items).toMatchObject([
      { declared: true, state: 'paid' },
    ])
    const online = await opened()
    await expect(
      withTransaction(ctx(), (tx) => declareReceived(ctx(), tx, { chargeId: online.chargeId, means: 'cash' })),
    ).rejects.toMatchObject({ code: 'charge.state' })
  })
})

describe('a callback', () => {
  const post = (path: string, init: { headers: Record<string, string>; body: string }) =>
    app.fetch(path, { method: 'POST', ...init })

  it.each(['tampered', 'probe', 'foreign_key'] as const)(
    'is refused when %s, and the timetable brings the good one',
    async (fault) => {
      const { chargeId, chargeNumber } = await opened()
      app.gateway.setFaults({ ...noFaults, callback: () => fault })
      app.gateway.pay(chargeNumber)
      await app.gateway.deliverDue()
      expect(app.callbackAnswers).toEqual([{ status: 401, body: '{"code":"FAIL","message":"失败"}' }])
      expect((await chargeRow(chargeId)).state).toBe('open')
      app.gateway.setFaults(noFaults)
      after(15)
      await app.gateway.deliverDue()
      await sweepMarket(app.deps, marketId)
      expect((await chargeRow(chargeId)).state).toBe('paid')
    },
  )

  it.each([
    ['amount_mismatch', { amountFen: 1233 }],
    ['merchant_mismatch', { merchantNumber: '1900000000' }],
  ] as const)('that disagrees goes to quarantine as %s and never to paid', async (kind, wrong) => {
    const { chargeId, chargeNumber } = await opened()
    const trade = app.gateway.ledger.findTrade(chargeNumber)
    if (trade === undefined) throw new Error('no trade')
    app.gateway.ledger.putTrade({ ...trade, ...wrong })
    app.gateway.pay(chargeNumber)
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    expect((await chargeRow(chargeId)).state).toBe('open')
    const { items } = await operator.listPaymentQuarantine({ params: { marketId } })
    expect(items).toMatchObject([{ kind, chargeNumber, settledAt: null }])
    expect(await events('payment.quarantined')).toHaveLength(1)
    const params = { marketId, quarantineCaseId: items[0]?.quarantineCaseId ?? '' }
    await operator.settlePaymentQuarantine({ params, body: { note: '已电话核实' } })
    await expect(operator.settlePaymentQuarantine({ params, body: { note: '再次' } })).rejects.toMatchObject({
      code: 'quarantine.settled',
    })
    expect(await audits('payment.settle_quarantine')).toHaveLength(1)
  })

  it('for a charge we never made, or for another market, is quarantined there', async () => {
    const other = await makeMarket(app)
    const { chargeNumber } = await opened()
    const trade = app.gateway.ledger.findTrade(chargeNumber)
    if (trade === undefined) throw new Error('no trade')
    app.gateway.ledger.putTrade({ ...trade, notifyUrl: trade.notifyUrl.replace(marketId, other.marketId) })
    app.gateway.pay(chargeNumber)
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, other.marketId)
    const rows = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(paymentQuarantine).where(eq(paymentQuarantine.marketId, other.marketId)),
    )
    expect(rows).toMatchObject([{ kind: 'unknown_charge', chargeNumber }])
  })

  it('is refused for a market that does not exist, and when it is no callback at all', async () => {
    const { chargeNumber } = await opened()
    const trade = app.gateway.ledger.findTrade(chargeNumber)
    if (trade === undefined) throw new Error('no trade')
    app.gateway.ledger.putTrade({ ...trade, notifyUrl: trade.notifyUrl.replace(marketId, 'mkt_nowhere') })
    app.gateway.pay(chargeNumber)
    await app.gateway.deliverDue()
    expect(app.callbackAnswers).toMatchObject([{ status: 401 }])
    const junk = await post(`/api/v1/payment-callbacks/wechat/${marketId}`, { headers: {}, body: 'not json' })
    expect(junk.status).toBe(401)
    const large = await post(`/api/v1/payment-callbacks/wechat/${marketId}`, { headers: {}, body: 'x'.repeat(70_000) })
    expect(large.status).toBe(413)
  })

  it('counts once: the same bytes again change nothing', async () => {
    const { chargeNumber, chargeId } = await opened()
    app.gateway.pay(chargeNumber)
    let kept: { url: string; init: { headers: Record<string, string>; body: string } } | undefined
    const seen = await keepCallbacks(async (url, init) => {
      kept = { url, init }
      return post(new URL(url).pathname, init)
    })
    await app.gateway.deliverDue()
    seen()
    if (kept === undefined) throw new Error('no callback came')
    for (let i = 0; i < 3; i++) expect((await post(new URL(kept.url).pathname, kept.init)).status).toBe(204)
    await sweepMarket(app.deps, marketId)
    const inbox = await withTransaction(ctx(), (tx) => tx.select().from(callbackInbox))
    expect(inbox).toMatchObject([{ state: 'processed' }])
    expect((await facts()).filter((fact) => fact.chargeId === chargeId)).toHaveLength(1)
  })
})

/** Looks at callbacks on their way; the returned function looks away again. */
const keepCallbacks = async (
  deliver: (url: string, init: { headers: Record<string, string>; body: string }) => Promise<Response>,
): Promise<() => void> => {
  app.connect(deliver)
  return () => app.connect(undefined)
}

describe('money after closing', () => {
  it('goes back by itself and is no fact of the order', async () => {
    const { chargeId, chargeNumber } = await opened()
    const trade = app.gateway.ledger.findTrade(chargeNumber)
    if (trade === undefined) throw new Error('no trade')
    expect(await closeCharge(app.deps, marketId, chargeId)).toBe('closed')
    // The channel reopens what it had closed: nothing a channel should do, and nothing we may lose money by.
    app.gateway.ledger.putTrade(trade)
    expect(app.gateway.pay(chargeNumber)).toBe('paid')
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    expect(await chargeRow(chargeId)).toMatchObject({ state: 'closed' })
    expect(app.gateway.finishRefunds()).toBe(1)
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    const rows = await withTransaction(ctx(), (tx) => tx.select().from(refunds).where(eq(refunds.chargeId, chargeId)))
    expect(rows).toMatchObject([{ amountFen: 1234, state: 'succeeded', purposeId: 'late' }])
    expect((await facts()).map((fact) => fact.kind)).toEqual(['charge_closed'])
  })
})

describe('a refund', () => {
  it('is sent once, ends with the channel’s word, and never exceeds the payment', async () => {
    const { chargeId } = await paid()
    const refundId = await refundOf(chargeId, 234)
    expect(await refundOf(chargeId, 234)).toBe(refundId)
    await expect(refundOf(chargeId, 235)).rejects.toMatchObject({ code: 'refund.conflict' })
    await expect(refundOf(chargeId, 1001, 'more')).rejects.toMatchObject({
      code: 'refund.exceeds_payment',
      details: { left: '10.00' },
    })
    expect(await executeRefund(app.deps, marketId, refundId)).toBe('processing')
    app.gateway.finishRefunds()
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    expect(await refundRow(refundId)).toMatchObject({ state: 'succeeded', nextCheckAt: null })
    expect(await facts()).toMatchObject([{ kind: 'charge_paid' }, { kind: 'refund_succeeded', amountFen: 234 }])
    expect((await operator.listCharges({ params: { marketId } })).items).toMatchObject([{ refundedFen: 234 }])
    expect(await events('refund.finished')).toMatchObject([{ payload: { succeeded: true } }])
    expect(await audits('refund.succeed')).toHaveLength(1)
  })

  it('keeps a minute from the refund before it', async () => {
    const { chargeId } = await paid()
    const first = await refundOf(chargeId, 100, 'a')
    const second = await refundOf(chargeId, 100, 'b')
    await executeRefund(app.deps, marketId, first)
    expect(await executeRefund(app.deps, marketId, second)).toBe('waiting')
    after(61)
    expect(await executeRefund(app.deps, marketId, second)).toBe('processing')
  })

  it('is sent again by the same number after a time-out', async () => {
    const { chargeId, chargeNumber } = await paid()
    const refundId = await refundOf(chargeId, 500)
    app.gateway.setFaults({ ...noFaults, request: () => 'broken_after' })
    expect(await executeRefund(app.deps, marketId, refundId)).toBe('unknown')
    app.gateway.setFaults(noFaults)
    after(10)
    await sweepMarket(app.deps, marketId)
    expect(await refundRow(refundId)).toMatchObject({ state: 'processing' })
    expect(app.gateway.ledger.refundsOf(chargeNumber)).toHaveLength(1)
  })

  const reservedOf = async (chargeId: string): Promise<number | undefined> =>
    (await withTransaction(ctx(), (tx) => tx.select().from(payments).where(eq(payments.chargeId, chargeId))))[0]
      ?.refundReservedFen

  it('that the payer’s bank would not take is told, and stays reserved', async () => {
    const { chargeId } = await paid()
    const refundId = await refundOf(chargeId, 500)
    await executeRefund(app.deps, marketId, refundId)
    app.gateway.finishRefunds('abnormal')
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    expect(await refundRow(refundId)).toMatchObject({ state: 'abnormal' })
    expect(await facts()).toMatchObject([{ kind: 'charge_paid' }, { kind: 'refund_failed' }])
    expect(await reservedOf(chargeId)).toBe(500)
  })

  it.each([
    ['brought by hand', 'succeeded', 'succeeded'],
    ['closed by hand, so that it is sent again', 'failed', 'created'],
  ] as const)(
    'that was abnormal and then %s takes the late notice of before for old news',
    async (_, outcome, state) => {
      const { chargeId } = await paid()
      const refundId = await refundOf(chargeId, 500)
      await executeRefund(app.deps, marketId, refundId)
      const faults = ['late', 'none'] as const
      let sent = 0
      app.gateway.setFaults({ ...noFaults, callback: () => faults[sent++] ?? 'none' })
      app.gateway.finishRefunds('abnormal')
      await app.gateway.deliverDue()
      app.gateway.finishRefunds(outcome, 'abnormal')
      await app.gateway.deliverDue()
      await sweepMarket(app.deps, marketId)
      expect(await refundRow(refundId)).toMatchObject({ state })
      after(100)
      expect(await app.gateway.deliverDue()).toBe(1)
      await sweepMarket(app.deps, marketId)
      expect(await refundRow(refundId)).toMatchObject({ state })
      expect(await events('payment.quarantined')).toEqual([])
    },
  )

  it('that the channel closed is sent again by itself under a new number, and arrives once', async () => {
    const { chargeId, chargeNumber } = await paid()
    const refundId = await refundOf(chargeId, 500)
    await executeRefund(app.deps, marketId, refundId)
    app.gateway.finishRefunds('failed')
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    const waiting = await refundRow(refundId)
    expect(waiting).toMatchObject({ state: 'created', failures: 1, refundNumber: expect.stringMatching(/r1$/) })
    expect(await reservedOf(chargeId)).toBe(500)
    expect(await facts()).toMatchObject([{ kind: 'charge_paid' }])
    expect(await audits('refund.retry')).toMatchObject([{ summary: '退款 5.00 元没有成功，稍后自动再试（第 1 次）' }])
    expect(await events('refund.retried')).toMatchObject([{ payload: { refundId, failures: 1 } }])
    after(9 * 60)
    await sweepMarket(app.deps, marketId)
    expect(app.gateway.ledger.refundsOf(chargeNumber)).toHaveLength(1)
    after(2 * 60)
    await sweepMarket(app.deps, marketId)
    app.gateway.finishRefunds()
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, marketId)
    expect(await refundRow(refundId)).toMatchObject({ state: 'succeeded', failure: null })
    expect(app.gateway.ledger.refundsOf(chargeNumber).map((refund) => refund.state)).toEqual(['failed', 'succeeded'])
    expect(await facts()).toMatchObject([{ kind: 'charge_paid' }, { kind: 'refund_succeeded', amountFen: 500 }])
    expect((await operator.listPaymentQuarantine({ params: { marketId } })).items).toEqual([])
  })

  it('that fails every time ends on the work list, and its amount is free again', async () => {
    const { chargeId } = await paid()
    const refundId = await refundOf(chargeId, 500)
    for (const hours of [0, 1, 2, 7, 25]) {
      after(hours * 3600)
      await sweepMarket(app.deps, marketId)
      await executeRefund(app.deps, marketId, refundId)
      app.gateway.finishRefunds('failed')
      await app.gateway.deliverDue()
      await sweepMarket(app.deps, marketId)
    }
    expect(await refundRow(refundId)).toMatchObject({ state: 'failed', failures: 5 })
    expect(await facts()).toMatchObject([{ kind: 'charge_paid' }, { kind: 'refund_failed' }])
    expect(await reservedOf(chargeId)).toBe(0)
    operator = await app.login('market_operator', { marketId })
    expect((await operator.listDifferences({ params: { marketId }, query: { state: 'open' } })).items).toMatchObject([
      { kind: 'refund_failed', ours: { amountFen: 500, failures: 5 } },
    ])
  })

  it('is refused before payment and a year after', async () => {
    const { chargeId } = await opened()
    await expect(refundOf(chargeId, 1)).rejects.toMatchObject({ code: 'refund.not_paid' })
    const old = await paid()
    after(366 * 86_400)
    await expect(refundOf(old.chargeId, 1)).rejects.toMatchObject({ code: 'refund.too_late', details: { days: 365 } })
  })

  it('races with others and never takes more than was paid', async () => {
    const { chargeId } = await paid()
    const tries = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => refundOf(chargeId, 300, `race:${i}`)))
    expect(tries.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(4)
  })
})

describe('facts', () => {
  it('are taken in order and marked in the same transaction', async () => {
    // Found by asking: nobody in the app is told, so nobody takes the facts before the test does.
    const paidQuietly = async () => {
      const charge = await opened()
      app.gateway.pay(charge.chargeNumber)
      app.gateway.dropCallbacks()
      expect(await askCharge(app.deps, marketId, charge.chargeId)).toBe('paid')
      return charge
    }
    const first = await paidQuietly()
    const second = await paidQuietly()
    const taken = await withTransaction(ctx(), async (tx) => {
      const found = await takeUnappliedFacts(tx, marketId, 'stall_order', 1)
      await markFactsApplied(
        tx,
        marketId,
        found.map((fact) => fact.paymentFactId),
        app.now(),
      )
      return found
    })
    expect(taken.map((fact) => fact.chargeId)).toEqual([first.chargeId])
    const rest = await withTransaction(ctx(), (tx) => takeUnappliedFacts(tx, marketId, 'stall_order', 10))
    expect(rest.map((fact) => fact.chargeId)).toEqual([second.chargeId])
  })
})

describe('Alipay', () => {
  it('is paid through its page and told by its notice', async () => {
    const { chargeId, chargeNumber } = await open({ channel: 'alipay', scene: 'wap' })
    const asked = await requestCharge(app.deps, marketId, chargeId)
    if (asked.state !== 'open' || asked.parameters.kind !== 'page') throw new Error('no page')
    const page = new URL(asked.parameters.url)
    const arrival = await app.fetch(page.pathname + page.search)
    expect(arrival.headers.get('location')).toBe(`/pay/local/${chargeNumber}`)
    const confirm = await app.fetch(`/pay/local/${chargeNumber}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=confirm',
    })
    expect(confirm.status).toBe(303)
    expect(app.callbackAnswers).toEqual([{ status: 200, body: 'success' }])
    await sweepMarket(app.deps, marketId)
    expect((await chargeRow(chargeId)).state).toBe('paid')
    const refundId = await refundOf(chargeId, 1234)
    expect(await executeRefund(app.deps, marketId, refundId)).toBe('succeeded')
    // A trade refunded in full is closed at Alipay, and still was paid.
    expect(await askCharge(app.deps, marketId, chargeId)).toBe('paid')
  })
})

describe('the local cash desk', () => {
  it('says on every page that no money moves', async () => {
    const { chargeNumber } = await opened({ description: '<b>青菜</b>' })
    const before = await (await app.fetch(`/pay/local/${chargeNumber}`)).text()
    expect(before).toContain('本地演示收银台，不是真实付款')
    expect(before).toContain('￥12.34')
    expect(before).toContain('确认付款')
    expect(before).not.toContain('<b>青菜</b>')
    app.gateway.pay(chargeNumber)
    expect(await (await app.fetch(`/pay/local/${chargeNumber}`)).text()).toContain('已付款（演示）')
    expect((await app.fetch('/pay/local/nothing')).status).toBe(404)
    expect((await operator.listPaymentChannels({ params: { marketId } })).items).toMatchObject([
      { channel: 'wechat', demo: true, label: '微信支付（本地演示收银台，不是真实付款）' },
      { channel: 'alipay', demo: true },
      { channel: 'declared', demo: false },
    ])
  })
})

describe('accounts', () => {
  it('are one live number a stall and channel', async () => {
    const params = { marketId }
    const body = { stallId, channel: 'wechat', merchantNumber: '1900009999' } as const
    const { paymentAccountId } = await operator.openPaymentAccount({ params, body })
    // Without the stall's own token the money would be the service provider's.
    const alipay = { ...body, channel: 'alipay' as const, merchantNumber: '2088000000000001' }
    await expect(operator.openPaymentAccount({ params, body: alipay })).rejects.toMatchObject({
      code: 'request.invalid',
    })
    await expect(operator.openPaymentAccount({ params, body })).rejects.toMatchObject({
      code: 'payment_account.exists',
    })
    const { chargeNumber } = await opened()
    expect(app.gateway.ledger.findTrade(chargeNumber)?.merchantNumber).toBe('1900009999')
    await operator.closePaymentAccount({ params: { marketId, paymentAccountId } })
    expect((await operator.listPaymentAccounts({ params })).items).toMatchObject([
      { stallCode: 'A-001', closedAt: start.toISOString() },
    ])
    expect(await audits('payment_account.open')).toHaveLength(1)
    expect(await events('payment_account.closed')).toHaveLength(1)
  })
})
