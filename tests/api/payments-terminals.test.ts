/** 终端流水: files of acquirers, as a third party's word on what merchants declared. */
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { terminalReceipts } from '@smart-market/server/db/schema/reconciliation.ts'
import { importFile } from '@smart-market/server/features/imports/index.ts'
import { declareReceived, openCharge } from '@smart-market/server/features/payments/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let stallId = ''
const params = () => ({ marketId: market.marketId })
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  market = await makeMarket(app)
  stallId = (await market.addStall('A-001')).stallId
  await market.addStall('A-002')
})

const heading = '摊位号,终端号,交易日期,交易时间,检索参考号,交易类型,支付方式,交易卡号,交易金额,手续费,交易状态'
const row = (
  cells: Partial<
    Record<
      'stall' | 'terminal' | 'date' | 'time' | 'reference' | 'kind' | 'means' | 'card' | 'amount' | 'fee' | 'status',
      string
    >
  >,
) =>
  [
    cells.stall ?? 'A-001',
    cells.terminal ?? '10000001',
    cells.date ?? '2026-03-01',
    cells.time ?? '10:00:00',
    cells.reference ?? '260301000001',
    cells.kind ?? '消费',
    cells.means ?? '银行卡',
    cells.card ?? '',
    cells.amount ?? '12.50',
    cells.fee ?? '0.05',
    cells.status ?? '交易成功',
  ].join(',')
const bring = (rows: readonly string[], mapping: Record<string, string> = {}, head = heading) =>
  importFile(
    app.deps,
    {
      kind: 'terminal_receipt',
      market: market.marketId,
      fileName: '收单.csv',
      bytes: new TextEncoder().encode([head, ...rows].join('\n')),
      mode: 'good_rows',
      actorName: 'test',
      mapping,
    },
    () => undefined,
  )
const receipts = () =>
  withSystemTransaction(app.deps, (tx) =>
    tx.select().from(terminalReceipts).where(eq(terminalReceipts.marketId, market.marketId)),
  )
let orders = 0
/** The merchant says at a moment that an order was paid by card. */
const declare = async (at: string, amountFen: number, means: 'pos_card' | 'cash' = 'pos_card', stall = stallId) => {
  app.setNow(at)
  const ctx = marketCtx(app, market)
  const number = await withTransaction(ctx, async (tx) => {
    const { chargeId, chargeNumber } = await openCharge(ctx, tx, {
      purpose: { kind: 'stall_order', id: `terminal-${++orders}` },
      stallId: stall,
      amountFen,
      channel: 'declared',
      description: '测试',
      expiresAt: new Date(app.now().getTime() + 60_000),
    })
    await declareReceived(ctx, tx, { chargeId, means })
    return chargeNumber
  })
  app.setNow('2026-03-02T02:00:00Z')
  return number
}
const differences = async () =>
  (await market.operator.listDifferences({ params: params(), query: {} })).items.filter(
    (item) => item.channel === 'declared',
  )

describe('a file of an acquirer', () => {
  it('becomes receipts with amounts in fen, the moment in UTC, and at most ten digits of a card', async () => {
    const result = await bring([
      row({ card: '6222021234567890123' }),
      row({ reference: '260301000002', means: '微信', amount: '-3.00', time: '100501', fee: '' }),
      row({ reference: '260301000003', kind: '撤销', amount: '12.50' }),
    ])
    expect(result).toMatchObject({ rows: 3, created: 3, rejected: 0 })
    expect((await receipts()).toSorted((a, b) => a.reference.localeCompare(b.reference))).toMatchObject([
      {
        stallId,
        terminalNumber: '10000001',
        kind: 'payment',
        means: 'bank_card',
        amountFen: 1250,
        feeFen: 5,
        cardMasked: '622202****0123',
        happenedAt: new Date('2026-03-01T02:00:00Z'),
        businessDate: '2026-03-01',
      },
      { kind: 'refund', means: 'wechat', amountFen: 300, feeFen: null, happenedAt: new Date('2026-03-01T02:05:01Z') },
      { kind: 'void', amountFen: 1250 },
    ])
    const audits = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, market.marketId), eq(auditLog.action, 'terminal_receipt.import'))),
    )
    expect(audits).toMatchObject([{ summary: '导入终端流水 3 笔，收款 12.50 元' }])
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, market.marketId), eq(outbox.type, 'terminal_receipts.imported'))),
    )
    expect(events).toMatchObject([{ payload: { count: 3, amountFen: 1250 } }])
  })

  it('changes nothing when imported twice, and two files that overlap count every line once', async () => {
    const first = [row({}), row({ reference: '260301000002' })]
    await bring(first)
    expect(await bring(first)).toMatchObject({ created: 0, unchanged: 2 })
    expect(await bring([...first.slice(1), row({ reference: '260301000003' })])).toMatchObject({
      created: 1,
      unchanged: 1,
    })
    expect(await receipts()).toHaveLength(3)
  })

  it('is refused row by row and column by column', async () => {
    const { errors, rejected, created } = await bring([
      row({ stall: 'X-9' }),
      row({ amount: '十二' }),
      row({ date: '三月一日', time: '' }),
      row({ reference: '' }),
      row({ status: '交易失败' }),
      row({ terminal: '' }),
      row({ date: '2026-03-09' }),
      row({ kind: '签到' }),
      row({ reference: '260301000077' }),
      row({ reference: '260301000077', amount: '13.00' }),
      row({ stall: '', terminal: '99999999', reference: '260301000078' }),
    ])
    expect({ rejected, created }).toEqual({ rejected: 10, created: 1 })
    expect(errors.map((error) => [error.row, error.column])).toEqual([
      [2, '摊位号'],
      [3, '交易金额'],
      [4, '交易日期'],
      [5, '检索参考号'],
      [6, '交易状态'],
      [7, '终端号'],
      [8, '交易日期'],
      [9, '交易类型'],
      [11, '检索参考号'],
      [12, '摊位号'],
    ])
    expect(errors.every((error) => error.reason.length > 0)).toBe(true)
  })

  it('may leave out the stall of a terminal that it was told of before', async () => {
    await bring([row({})])
    expect(await bring([row({ stall: '', reference: '260301000009', time: '11:00:00' })])).toMatchObject({ created: 1 })
    expect((await receipts()).map((receipt) => receipt.stallId)).toEqual([stallId, stallId])
  })

  it('goes through the console’s preview like any other file', async () => {
    const text = [heading, row({}), row({ amount: 'x', reference: '2' })].join('\n')
    const { importId, mapping } = await market.operator.uploadImport({
      params: { marketId: market.marketId, kind: 'terminal_receipt' },
      upload: { fileName: '收单.csv', bytes: new TextEncoder().encode(text) },
    })
    expect(mapping).toMatchObject({
      stallCode: '摊位号',
      terminalNumber: '终端号',
      happenedOn: '交易日期',
      time: '交易时间',
      reference: '检索参考号',
      amountYuan: '交易金额',
    })
    const preview = await market.operator.previewImport({
      params: { marketId: market.marketId, importId },
      body: { mapping },
    })
    expect(preview).toMatchObject({ goodRows: 1, badRows: 1 })
  })
})

describe('against what merchants declared', () => {
  it('backs a declared card payment once, lists one that no terminal knows, and leaves cash alone', async () => {
    const backed = await declare('2026-03-01T02:10:00Z', 1250)
    const alone = await declare('2026-03-01T03:00:00Z', 800)
    await declare('2026-03-01T03:10:00Z', 700, 'cash')
    await bring([row({}), row({ reference: '260301000002', amount: '99.00', time: '12:00:00' })])
    expect(await differences()).toMatchObject([
      { kind: 'not_in_terminal', reference: alone, businessDate: '2026-03-01', ours: { amountFen: 800 }, theirs: null },
    ])
    const { items } = await market.operator.listTerminalReceipts({ params: params(), query: {} })
    expect(items.map((item) => [item.amountFen, item.matched])).toEqual([
      [9900, false],
      [1250, true],
    ])
    const days = await market.operator.listReconciliations({ params: params(), query: {} })
    expect(days.items).toMatchObject([
      { channel: 'declared', businessDate: '2026-03-01', state: 'done', lines: 2, matched: 1, differences: 1 },
    ])
    expect(days.items[0]?.detail).toContain('1 笔是摊位自己的生意')
    expect(backed).not.toBe(alone)
  })

  it('settles a difference by itself when the missing line comes with a later file', async () => {
    await declare('2026-03-01T03:00:00Z', 800)
    await bring([row({})])
    expect(await differences()).toMatchObject([{ state: 'open' }])
    await bring([row({ reference: '260301000005', amount: '8.00', time: '11:01:00' })])
    expect(await differences()).toMatchObject([{ state: 'settled', settledBy: '系统' }])
  })

  it('says nothing of a stall whose terminals sent no file', async () => {
    const other = (await market.addStall('A-003')).stallId
    await declare('2026-03-01T03:00:00Z', 800, 'pos_card', other)
    await bring([row({})])
    expect(await differences()).toEqual([])
    const days = await market.operator.listReconciliations({ params: params(), query: {} })
    expect(days.items[0]?.detail).toContain('1 笔自报收款的摊位没有终端流水')
  })

  it('can be compared again by hand, which changes nothing', async () => {
    await declare('2026-03-01T02:10:00Z', 1250)
    await bring([row({})])
    const body = { businessDate: '2026-03-01', channel: 'declared' as const }
    const again = await market.operator.reconcileDay({ params: params(), body })
    expect(again).toEqual({ businessDate: '2026-03-01', channel: 'declared', lines: 1, matched: 1, differences: 0 })
    expect(await market.operator.reconcileDay({ params: params(), body })).toEqual(again)
  })

  it('finds receipts by stall, terminal and reference', async () => {
    await bring([row({}), row({ stall: 'A-002', terminal: '20000002', reference: '260301000002' })])
    const found = async (q: string) =>
      (await market.operator.listTerminalReceipts({ params: params(), query: { q } })).items.map(
        (item) => item.stallCode,
      )
    expect(await found('A-002')).toEqual(['A-002'])
    expect(await found('20000002')).toEqual(['A-002'])
    expect(await found('260301000001')).toEqual(['A-001'])
    expect(await found('没有')).toEqual([])
  })
})
