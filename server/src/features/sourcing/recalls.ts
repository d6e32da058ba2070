/** 召回 and its drill: one verb stops sales everywhere and lists who has the goods and who bought them, against the clock. */
import type { recallSteps, RecallView } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import { and, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { type RecallStep, recalls } from '../../db/schema/tracing.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { getMarketRow } from '../markets/index.ts'
import { batchesNamed, findBatch, lockBatches } from './batch-store.ts'
import { listHoldsOfRecall } from './hold-store.ts'
import { endHolds, placeHolds } from './holds.ts'
import { forwardOf, type ForwardTrace } from './trace.ts'
import { closure } from './trace-store.ts'

type Row = typeof recalls.$inferSelect

/**
 * Holds the batch and all that was made of it, lists stalls and sold lines, and tells the orders (by event) whose
 * buyers to inform. Throws batch.not_found.
 */
export const startRecall = async (
  ctx: Ctx,
  input: { batchId: string; drill: boolean; reason: string },
): Promise<RecallView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const batch = await findBatch(tx, marketId, input.batchId)
    if (batch === undefined) throw new AppError('batch.not_found')
    // The stopwatch reads the clock at each step: the request's own moment stands still.
    const steps: RecallStep[] = [{ step: 'started', at: ctx.now.toISOString(), count: 1 }]
    const done = (step: (typeof recallSteps)[number], count: number): void =>
      void steps.push({ step, at: ctx.deps.clock().toISOString(), count })
    const recallId = newId(ctx, 'recall')
    const locked = await lockBatches(tx, marketId, await closure(tx, marketId, [input.batchId], 'forward'))
    const { holds } = await placeHolds(ctx, tx, locked, { reason: 'recall', recallId })
    done('held', holds.length)
    const forward = await forwardOf(tx, marketId, [input.batchId], 0)
    done('stalls_listed', forward.stalls.length)
    done('sales_listed', forward.lineCount)
    await appendEvent(ctx, tx, 'recall.started', { recallId, batchId: input.batchId, drill: input.drill })
    done('buyers_queued', forward.onlineLineCount)
    const row: Row = {
      marketId,
      recallId,
      batchId: input.batchId,
      drill: input.drill,
      reason: input.reason,
      startedAt: ctx.now,
      startedBy: actorName(ctx),
      batchIds: locked.map((one) => one.batchId),
      steps,
      closedAt: null,
      conclusion: null,
    }
    await tx.insert(recalls).values(row)
    await appendAudit(ctx, tx, {
      action: 'recall.start',
      subjectKind: 'recall',
      subjectId: recallId,
      summary: `${input.drill ? '召回演练' : '召回'}「${batch.commodityName}」：${input.reason}`,
      details: { batchIds: row.batchIds, steps },
    })
    return toView(row, batch.commodityName)
  })

const toView = (row: Row, commodityName: string): RecallView => ({
  recallId: row.recallId,
  drill: row.drill,
  reason: row.reason,
  startedAt: row.startedAt.toISOString(),
  startedBy: row.startedBy,
  closedAt: row.closedAt?.toISOString() ?? null,
  conclusion: row.conclusion,
  batchId: row.batchId,
  commodityName,
  batchIds: row.batchIds,
  steps: row.steps.map((step) => ({
    ...step,
    minutes: Math.round((Date.parse(step.at) - row.startedAt.getTime()) / 600) / 100,
  })),
})

const findRecall = async (tx: Tx, marketId: string, recallId: string, lock: boolean): Promise<Row> => {
  const query = tx
    .select()
    .from(recalls)
    .where(and(eq(recalls.marketId, marketId), eq(recalls.recallId, recallId)))
  const [row] = lock ? await query.for('update') : await query
  if (row === undefined) throw new AppError('recall.not_found')
  return row
}
const nameOf = async (tx: Tx, row: Row): Promise<string> =>
  (await findBatch(tx, row.marketId, row.batchId))?.commodityName ?? ''

/** What the buyers are to be told of a recall; undefined for a drill, in which nobody is. */
export const recallOfGoods = async (
  tx: Tx,
  marketId: string,
  recallId: string,
): Promise<{ batchIds: string[]; commodityName: string; reason: string } | undefined> => {
  const row = await findRecall(tx, marketId, recallId, false)
  return row.drill ? undefined : { batchIds: row.batchIds, commodityName: await nameOf(tx, row), reason: row.reason }
}

/** Puts down in the recall when its buyers had their messages, and how many. */
export const noteBuyersTold = async (ctx: Ctx, tx: Tx, recallId: string, count: number): Promise<void> => {
  const row = await findRecall(tx, marketOf(ctx), recallId, true)
  if (row.steps.some((one) => one.step === 'buyers_told')) return
  const steps: RecallStep[] = [...row.steps, { step: 'buyers_told', at: ctx.now.toISOString(), count }]
  await tx
    .update(recalls)
    .set({ steps })
    .where(and(eq(recalls.marketId, marketOf(ctx)), eq(recalls.recallId, recallId)))
}

/** Ends a recall; after a drill sales go on, after a real one every hold stays until it is released. Throws recall.not_found, recall.closed. */
export const closeRecall = async (ctx: Ctx, recallId: string, conclusion: string): Promise<RecallView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const row = await findRecall(tx, marketId, recallId, true)
    if (row.closedAt !== null) throw new AppError('recall.closed')
    if (row.drill) await endHolds(ctx, tx, await listHoldsOfRecall(tx, marketId, recallId), '召回演练结束')
    const steps: RecallStep[] = [...row.steps, { step: 'closed', at: ctx.now.toISOString(), count: 1 }]
    const closed = { ...row, steps, closedAt: ctx.now, conclusion }
    await tx
      .update(recalls)
      .set({ steps, closedAt: ctx.now, conclusion })
      .where(and(eq(recalls.marketId, marketId), eq(recalls.recallId, recallId)))
    await appendAudit(ctx, tx, {
      action: 'recall.close',
      subjectKind: 'recall',
      subjectId: recallId,
      summary: `${row.drill ? '召回演练' : '召回'}结束：${conclusion}`,
    })
    await appendEvent(ctx, tx, 'recall.closed', { recallId, drill: row.drill })
    return toView(closed, await nameOf(tx, row))
  })

/** Throws recall.not_found. The lists are as of now: sales that arrive late are in them. */
export const getRecall = async (
  ctx: Ctx,
  recallId: string,
  limit = 1000,
): Promise<RecallView & { forward: ForwardTrace }> =>
  withTransaction(ctx, async (tx) => {
    const row = await findRecall(tx, marketOf(ctx), recallId, false)
    const forward = await forwardOf(tx, marketOf(ctx), [row.batchId], limit)
    return { ...toView(row, await nameOf(tx, row)), forward }
  })

/** Searched by the batch that was recalled, the reason and who started it. */
export const listRecalls = async (
  ctx: Ctx,
  { q, page, pageSize }: { q?: string | undefined; page: number; pageSize: number },
) =>
  withTransaction(ctx, async (tx) => {
    const pattern = patternOf(q)
    const where = and(
      eq(recalls.marketId, marketOf(ctx)),
      pattern === undefined
        ? undefined
        : or(
            inArray(recalls.batchId, batchesNamed(tx, marketOf(ctx), pattern)),
            ilike(recalls.reason, pattern),
            ilike(recalls.startedBy, pattern),
          ),
    )
    const rows = await tx
      .select()
      .from(recalls)
      .where(where)
      .orderBy(desc(recalls.startedAt))
      .limit(pageSize)
      .offset((page - 1) * pageSize)
    const [count] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(recalls)
      .where(where)
    const items: RecallView[] = []
    for (const row of rows) items.push(toView(row, await nameOf(tx, row)))
    return { items, total: count?.total ?? 0, page, pageSize }
  })

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const tableOf = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `<table><thead><tr>${headings.map((text) => `<th>${escape(text)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escape(String(cell))}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`

/** The paper for the file: steps with minutes, stalls, sold lines. Throws recall.not_found. */
export const printRecall = async (ctx: Ctx, recallId: string) => {
  const recall = await getRecall(ctx, recallId, 5000)
  const market = await withTransaction(ctx, (tx) => getMarketRow(tx, marketOf(ctx)))
  const { forward } = recall
  const title = `${recall.drill ? '召回演练报告' : '召回报告'} · ${recall.commodityName}`
  const body = [
    `<h1>${escape(title)}</h1>`,
    `<p>${escape(market.name)}${market.demo ? '（演示数据）' : ''}；启动人 ${escape(recall.startedBy)}，${formatInstant(new Date(recall.startedAt))}；原因：${escape(recall.reason)}</p>`,
    `<h2>步骤用时</h2>${tableOf(
      ['步骤', '时间', '用时（分钟）', '数量'],
      recall.steps.map((step) => [
        labels.recallStep[step.step],
        formatInstant(new Date(step.at)),
        step.minutes,
        step.count,
      ]),
    )}`,
    `<h2>批次</h2>${tableOf(
      ['追溯码', '品名', '摊位', '经营户', '剩余'],
      forward.batches.map((one) => [one.traceCode, one.commodityName, one.stallCode, one.merchantName, one.remaining]),
    )}`,
    `<h2>摊位</h2>${tableOf(
      ['摊位', '经营户', '剩余', '已售明细'],
      forward.stalls.map((one) => [one.stallCode, one.merchantName, one.remaining, one.lineCount]),
    )}`,
    `<h2>交易（共 ${forward.lineCount} 条明细，线上 ${forward.onlineLineCount} 条${forward.lineCount > forward.sales.length ? `，此处列出前 ${forward.sales.length} 条` : ''}）</h2>${tableOf(
      ['交易', '时间', '摊位', '渠道', '关联依据', '数量'],
      forward.sales.map((one) => [
        one.saleId,
        formatInstant(new Date(one.soldAt)),
        one.stallCode,
        one.channel,
        labels.linkBasis[one.basis],
        one.quantity + one.excess,
      ]),
    )}`,
    `<p>结论：${escape(recall.conclusion ?? '（尚未结束）')}</p>`,
  ].join('\n')
  const style =
    'body{font:14px/1.5 sans-serif;margin:2cm}table{border-collapse:collapse;width:100%}th,td{border:1px solid #666;padding:2px 6px;text-align:left}'
  const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`
  return {
    fileName: `${recall.drill ? '召回演练' : '召回'}-${recall.recallId}.html`,
    bytes: new TextEncoder().encode(page),
  }
}
