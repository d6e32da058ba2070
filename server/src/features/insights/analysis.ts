import type { Analysis } from '@smart-market/shared/contracts/insights.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listDayPrices } from '../catalogue/index.ts'
import { listStallRows, merchantAtStallByDate } from '../markets/index.ts'
import { listCategoryTotals, listStallTotals } from '../sales/index.ts'
import { analyseDay } from './domain.ts'
import * as store from './store.ts'

const topStallCount = 10

/** Analyses a business date from the rollups and keeps the result. Throws analysis.day_not_over for a day to come. */
export const runAnalysis = async (ctx: Ctx, input: { businessDate: string }): Promise<Analysis> => {
  if (input.businessDate > businessDate(ctx.now))
    throw new AppError('analysis.day_not_over', { businessDate: input.businessDate })
  return withTransaction(ctx, (tx) => analyse(ctx, tx, input.businessDate))
}

/**
 * The day's regular analysis: once, after the day has ended, whoever else runs it at the same time. Returns whether
 * this call did it.
 */
export const runDailyAnalysis = async (ctx: Ctx, date: string): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    await store.lockAnalysisDay(tx, marketOf(ctx), date)
    const [done] = await store.listNewestAnalyses(tx, marketOf(ctx), date, date)
    if (done !== undefined && new Date(done.computedAt) >= businessDateStart(addDays(date, 1))) return false
    await analyse(ctx, tx, date)
    return true
  })

const analyse = async (ctx: Ctx, tx: Tx, date: string): Promise<Analysis> => {
  const marketId = marketOf(ctx)
  const totals = await listStallTotals(tx, marketId, date, date)
  const categories = await listCategoryTotals(tx, marketId, date)
  const hours = await store.listHours(tx, marketId, date, date)
  const stalls = await listStallRows(tx, marketId)
  const codes = new Map(stalls.map((stall) => [stall.stallId, stall.code]))
  const top = totals.slice(0, topStallCount)
  const topIds = top.map((stall) => stall.stallId)
  const tenancies = await merchantAtStallByDate(tx, marketId, topIds, date, addDays(date, 1))
  const result: Analysis = {
    analysisRunId: newId(ctx, 'analysisRun'),
    businessDate: date,
    computedAt: ctx.now.toISOString(),
    ...analyseDay({ stalls: totals, categories, hours }),
    topStalls: top.map(({ stallId, amountFen }) => ({
      stallCode: codes.get(stallId) ?? '',
      merchantName: tenancies.find((tenancy) => tenancy.stallId === stallId)?.merchantName ?? null,
      amountFen,
    })),
    stalls: stalls.length,
  }
  const { analysisRunId } = result
  const kept = await store.insertAnalysis(tx, {
    marketId,
    analysisRunId,
    businessDate: date,
    computedAt: ctx.now,
    result,
  })
  if (!kept) {
    const [same] = await store.listNewestAnalyses(tx, marketId, date, date)
    return same ?? result
  }
  await appendAudit(ctx, tx, {
    action: 'analysis.run',
    subjectKind: 'analysis_run',
    subjectId: analysisRunId,
    summary: `分析 ${date} 的经营`,
  })
  await appendEvent(ctx, tx, 'analysis.completed', {
    analysisRunId,
    businessDate: date,
    turnoverFen: result.turnoverFen,
    saleCount: result.saleCount,
    refundCount: result.refundCount ?? 0,
    entryCount: result.entryCount,
    prices: await listDayPrices(tx, marketId, date),
  })
  return result
}

/** The newest analysis of each business date, the last 30 days unless told, newest first. */
export const listAnalyses = async (ctx: Ctx, query: { from?: string | undefined; to?: string | undefined }) => {
  const to = query.to ?? businessDate(ctx.now)
  const from = query.from ?? addDays(to, -29)
  return { items: await withTransaction(ctx, (tx) => store.listNewestAnalyses(tx, marketOf(ctx), from, to)) }
}

/**
 * When an analysis was last completed by `asOf`, and for how many business dates one was completed in the 30 business
 * days up to it.
 */
export const analysisState = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ lastRunAt: Date | null; runs30d: number }> => {
  const since = businessDateStart(addDays(businessDate(asOf), -29))
  const { lastMs, runs } = await store.countAnalyses(tx, marketId, since, asOf)
  return { lastRunAt: lastMs === null ? null : new Date(lastMs), runs30d: runs }
}
