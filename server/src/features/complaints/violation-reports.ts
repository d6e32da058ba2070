/** 举报: handled by the market's own people and the authority; no merchant sees that one exists. */
import type { reportFindings } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { getMarketRow, insideMarket } from '../markets/index.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { clockView, startClocks } from './clocks.ts'
import { allowedActions, nextState, readCaseCode, type ReportAction, reportTransitions } from './domain.ts'
import { codeHashOf } from './people.ts'
import { stallPlaces } from './report.ts'
import { calendarOf, ownRules } from './settings.ts'
import * as store from './store.ts'
import * as clockStore from './clock-store.ts'
import * as photoStore from './photo-store.ts'
import * as reportStore from './report-store.ts'

const found = (row: reportStore.ReportRow | undefined): reportStore.ReportRow => {
  if (row === undefined) throw new AppError('violation_report.not_found')
  return row
}

const summariesOf = async (ctx: Ctx, tx: Tx, rows: readonly reportStore.ReportRow[]) => {
  const today = businessDate(ctx.now)
  const places = await stallPlaces(
    tx,
    marketOf(ctx),
    rows.map((row) => row.stallId),
  )
  const clocks = await clockStore.listClocks(
    tx,
    marketOf(ctx),
    rows.map((row) => row.reportId),
  )
  return rows.map((row) => ({
    reportId: row.reportId,
    channel: row.channel,
    category: row.category,
    state: row.state,
    finding: row.finding,
    stallCode: places.get(row.stallId ?? '')?.code ?? null,
    description: row.description,
    receivedAt: row.receivedAt.toISOString(),
    clocks: clocks.filter((clock) => clock.caseId === row.reportId).map((clock) => clockView(clock, today)),
    limitFlags: row.limitFlags,
  }))
}

export const listReports = async (ctx: Ctx, query: reportStore.ReportQuery) =>
  withTransaction(ctx, async (tx) => {
    const market = await getMarketRow(tx, marketOf(ctx))
    const { items, total } = await reportStore.listReportPage(tx, market, query)
    return { items: await summariesOf(ctx, tx, items), total, page: query.page, pageSize: query.pageSize }
  })

const detailOf = async (ctx: Ctx, tx: Tx, row: reportStore.ReportRow) => {
  const [summary] = await summariesOf(ctx, tx, [row])
  if (summary === undefined) throw new AppError('violation_report.not_found')
  const photos = await photoStore.listPhotos(tx, row.marketId, row.reportId)
  const moves = await store.listMoves(tx, row.marketId, row.reportId)
  const isDesk = ctx.role === 'market_staff' || ctx.role === 'market_operator'
  return {
    ...summary,
    photos: photos.map(({ photoId, mediaType, sha256 }) => ({ photoId, mediaType, sha256 })),
    moves: moves.map((move) => ({ ...move, at: move.at.toISOString() })),
    allowed: allowedActions(reportTransitions, row.state, isDesk ? 'operator' : 'authority'),
  }
}

/** Throws violation_report.not_found. */
export const getReport = async (ctx: Ctx, reportId: string) =>
  withTransaction(ctx, async (tx) =>
    detailOf(ctx, tx, found(await reportStore.findReport(tx, marketOf(ctx), reportId))),
  )

/** Throws violation_report.not_found, violation_report.state, violation_report.finding. */
export const moveReport = async (
  ctx: Ctx,
  reportId: string,
  input: { action: ReportAction; note: string; finding?: (typeof reportFindings)[number] | undefined },
) =>
  withTransaction(ctx, async (tx) => {
    const row = found(await reportStore.lockReport(tx, marketOf(ctx), reportId))
    const to = nextState(reportTransitions[input.action], row.state, 'operator')
    if (to === undefined) throw new AppError('violation_report.state', { state: labels.reportState[row.state] })
    if (input.action === 'close' && input.finding === undefined) throw new AppError('violation_report.finding')
    const of = { marketId: row.marketId, caseId: row.reportId, merchantId: null }
    if (input.action === 'close' || input.action === 'hand_over')
      await clockStore.stopClocks(tx, row.marketId, row.reportId, ctx.now, ['report_check'])
    if (input.action === 'close' && row.phoneHash !== null)
      await startClocks(tx, of, ['report_notice'], businessDate(ctx.now), {
        rules: await ownRules(tx, row.marketId),
        calendar: await calendarOf(tx, row.marketId),
      })
    if (input.action === 'note' && row.state === 'closed')
      await clockStore.stopClocks(tx, row.marketId, row.reportId, ctx.now, ['report_notice'])
    const set =
      input.action === 'close' ? { state: to, finding: input.finding ?? null, endedAt: ctx.now } : { state: to }
    await reportStore.updateReport(tx, row.marketId, reportId, set)
    await store.appendMove(tx, {
      ...of,
      at: ctx.now,
      action: input.action,
      by: 'operator',
      byName: actorName(ctx),
      from: row.state,
      to,
      note: input.note,
    })
    await appendAudit(ctx, tx, {
      action: `violation_report.${input.action}`,
      subjectKind: 'violation_report',
      subjectId: reportId,
      summary: `举报${labels.reportAction[input.action]}`,
      details: { from: row.state, to },
    })
    await appendEvent(ctx, tx, 'violation_report.moved', { reportId, action: input.action, from: row.state, to })
    return detailOf(ctx, tx, { ...row, ...set })
  })

/** Throws violation_report.not_found. */
export const lookUpReport = async (ctx: Ctx, text: string) => {
  const read = readCaseCode(text)
  if (read === undefined) throw new AppError('violation_report.not_found')
  const { ctx: inside } = await insideMarket(ctx, read.marketCode).catch(() => {
    throw new AppError('violation_report.not_found')
  })
  return withTransaction(inside, async (tx) => {
    const row = found(await reportStore.findReportByCode(tx, marketOf(inside), codeHashOf(read.code)))
    const [summary] = await summariesOf(inside, tx, [row])
    if (summary === undefined) throw new AppError('violation_report.not_found')
    return { state: row.state, finding: row.finding, receivedAt: summary.receivedAt, clocks: summary.clocks }
  })
}
