/** What follows from a finding: rectification, recheck, penalty, lateness. */
import { dueDate } from '@smart-market/shared/calendar/working-days.ts'
import type { Finding } from '@smart-market/shared/contracts/inspections.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { attachPhotos, calendarOf, recordCreditEvent } from '../complaints/index.ts'
import { listStallRows } from '../markets/index.ts'
import { publishNoticeNow } from '../notices/index.ts'
import { findingTransitions } from './domain.ts'
import * as store from './store.ts'

/** Days for a second try after a failed recheck. */
const secondTry = { days: 3, unit: 'working_day' } as const

export const findingViews = async (ctx: Ctx, tx: Tx, rows: readonly store.FindingRow[]): Promise<Finding[]> => {
  const today = businessDate(ctx.now)
  const codes = new Map((await listStallRows(tx, marketOf(ctx))).map((stall) => [stall.stallId, stall.code]))
  return rows.map((row) => ({
    findingId: row.findingId,
    inspectionId: row.inspectionId,
    itemId: row.itemId,
    itemText: row.itemText,
    stallCode: codes.get(row.stallId ?? '') ?? null,
    merchantId: row.merchantId,
    severity: row.severity,
    note: row.note,
    photoIds: row.photoIds,
    state: row.state,
    dueOn: row.dueOn,
    overdue: row.state === 'open' && row.dueOn < today,
    foundAt: row.foundAt.toISOString(),
    rectifiedAt: row.rectifiedAt?.toISOString() ?? null,
    rectification: row.rectification,
    recheckedAt: row.recheckedAt?.toISOString() ?? null,
    recheckNote: row.recheckNote,
    rechecks: row.rechecks,
    penaltyNoticeId: row.penaltyNoticeId,
  }))
}

/** A merchant sees its own only. */
export const listFindings = async (ctx: Ctx, query: store.FindingQuery) =>
  withTransaction(ctx, async (tx) => {
    const { items, total } = await store.listFindingPage(tx, marketOf(ctx), query, businessDate(ctx.now))
    return { items: await findingViews(ctx, tx, items), total, page: query.page, pageSize: query.pageSize }
  })

const lockIn = async (
  ctx: Ctx,
  tx: Tx,
  findingId: string,
  step?: keyof typeof findingTransitions,
): Promise<store.FindingRow> => {
  const row = await store.lockFinding(tx, marketOf(ctx), findingId)
  if (row === undefined) throw new AppError('inspection_finding.not_found')
  if (step !== undefined && row.state !== findingTransitions[step].from)
    throw new AppError('inspection_finding.state', { state: labels.findingState[row.state] })
  return row
}

const changed = async (
  ctx: Ctx,
  tx: Tx,
  row: store.FindingRow,
  action: string,
  summary: string,
  set: Partial<store.FindingRow>,
): Promise<Finding> => {
  await store.updateFinding(tx, row.marketId, row.findingId, set)
  await appendAudit(ctx, tx, {
    action: `inspection_finding.${action}`,
    subjectKind: 'inspection_finding',
    subjectId: row.findingId,
    summary,
  })
  await appendEvent(ctx, tx, 'inspection_finding.moved', {
    findingId: row.findingId,
    action,
    to: set.state ?? row.state,
  })
  const [view] = await findingViews(ctx, tx, [{ ...row, ...set }])
  if (view === undefined) throw new AppError('inspection_finding.not_found')
  return view
}

/** Throws inspection_finding.not_found, inspection_finding.state, case_photo.not_found. */
export const rectifyFinding = async (
  ctx: Ctx,
  findingId: string,
  input: { rectification: string; photoIds: string[] },
) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockIn(ctx, tx, findingId, 'rectify')
    await attachPhotos(tx, row.marketId, input.photoIds, findingId, row.merchantId)
    return changed(ctx, tx, row, 'rectify', `报告整改完成：${row.itemText}`, {
      state: 'rectified',
      rectifiedAt: ctx.now,
      rectification: input.rectification,
      photoIds: [...row.photoIds, ...input.photoIds],
    })
  })

/** A failed recheck opens the finding again with a new date. Throws inspection_finding.not_found, inspection_finding.state. */
export const recheckFinding = async (ctx: Ctx, findingId: string, input: { passed: boolean; note: string }) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockIn(ctx, tx, findingId, 'recheck')
    const today = businessDate(ctx.now)
    const set = { recheckedAt: ctx.now, recheckNote: input.note, rechecks: row.rechecks + 1 }
    const again = input.passed
      ? { state: 'passed' as const }
      : {
          state: 'open' as const,
          dueOn: dueDate(await calendarOf(tx, row.marketId), today, secondTry).dueOn,
          escalatedAt: null,
        }
    const onTime = row.rechecks === 0 && row.rectifiedAt !== null && businessDate(row.rectifiedAt) <= row.dueOn
    if (row.merchantId !== null && (!input.passed || onTime))
      await recordCreditEvent(ctx, tx, {
        merchantId: row.merchantId,
        kind: input.passed ? 'rectified_on_time' : 'recheck_failed',
        occurredOn: today,
        sourceId: `${findingId}:${set.rechecks}`,
        reason: `${input.passed ? '按期整改' : '复查不合格'}：${row.itemText}`,
      })
    return changed(ctx, tx, row, 'recheck', `复查${input.passed ? '通过' : '不合格'}：${row.itemText}`, {
      ...set,
      ...again,
    })
  })

/** Publishes the decision as a notice. Throws inspection_finding.not_found, inspection_finding.no_merchant, inspection_finding.penalised. */
export const publishPenalty = async (ctx: Ctx, findingId: string, input: { title: string; decision: string }) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockIn(ctx, tx, findingId)
    if (row.merchantId === null) throw new AppError('inspection_finding.no_merchant')
    if (row.penaltyNoticeId !== null) throw new AppError('inspection_finding.penalised')
    const { noticeId } = await publishNoticeNow(ctx, tx, { kind: 'penalty', title: input.title, body: input.decision })
    await recordCreditEvent(ctx, tx, {
      merchantId: row.merchantId,
      kind: 'penalty',
      occurredOn: businessDate(ctx.now),
      sourceId: findingId,
      reason: input.title,
    })
    return changed(ctx, tx, row, 'penalise', `公示处理决定「${input.title}」`, { penaltyNoticeId: noticeId })
  })

/** Once for each date that was missed; says how many. */
export const escalateFindings = async (ctx: Ctx): Promise<number> =>
  withTransaction(ctx, async (tx) => {
    const overdue = await store.lockOverdueFindings(tx, marketOf(ctx), businessDate(ctx.now))
    for (const { marketId, findingId, dueOn, itemText } of overdue) {
      await store.updateFinding(tx, marketId, findingId, { escalatedAt: ctx.now })
      await appendAudit(ctx, tx, {
        action: 'inspection_finding.overdue',
        subjectKind: 'inspection_finding',
        subjectId: findingId,
        summary: `整改逾期（${dueOn}）：${itemText}`,
      })
      await appendEvent(ctx, tx, 'inspection_finding.overdue', { findingId, dueOn })
    }
    return overdue.length
  })
