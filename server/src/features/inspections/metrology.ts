/** 计量检定 of scales, with its expiry. */
import type { metrologyResults } from '@smart-market/shared/contracts/inspections.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate, daysBetween } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { merchantAt, requireStall } from '../complaints/index.ts'
import { listStallRows } from '../markets/index.ts'
import * as store from './store.ts'

const viewsOf = async (ctx: Ctx, tx: Tx, rows: readonly store.MetrologyRow[]) => {
  const today = businessDate(ctx.now)
  const codes = new Map((await listStallRows(tx, marketOf(ctx))).map((stall) => [stall.stallId, stall.code]))
  return rows.map((row) => ({
    metrologyCheckId: row.metrologyCheckId,
    scaleCode: row.scaleCode,
    stallCode: codes.get(row.stallId ?? '') ?? null,
    fairScale: row.fairScale,
    checkedOn: row.checkedOn,
    validTo: row.validTo,
    institute: row.institute,
    certificateNumber: row.certificateNumber,
    result: row.result,
    expired: row.validTo < today,
    daysLeft: daysBetween(today, row.validTo),
  }))
}

interface NewMetrologyCheck {
  readonly scaleCode: string
  readonly stallCode?: string | null | undefined
  readonly deviceId?: string | null | undefined
  readonly fairScale: boolean
  readonly checkedOn: string
  readonly validTo: string
  readonly institute: string
  readonly certificateNumber: string
  readonly result: (typeof metrologyResults)[number]
}

/** Throws stall.not_found, metrology_check.exists. */
export const recordMetrologyCheck = async (ctx: Ctx, input: NewMetrologyCheck) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const { stallCode, deviceId, ...fields } = input
    const stall = stallCode == null || stallCode === '' ? null : await requireStall(tx, marketId, stallCode)
    const row = await store.insertMetrologyCheck(tx, {
      marketId,
      metrologyCheckId: newId(ctx, 'metrologyCheck'),
      ...fields,
      deviceId: deviceId ?? null,
      stallId: stall?.stallId ?? null,
      merchantId: stall === null ? null : await merchantAt(tx, marketId, stall.stallId, ctx.now),
      recordedBy: actorName(ctx),
      recordedAt: ctx.now,
    })
    if (row === undefined) throw new AppError('metrology_check.exists', { ...fields })
    await appendAudit(ctx, tx, {
      action: 'metrology_check.record',
      subjectKind: 'metrology_check',
      subjectId: row.metrologyCheckId,
      summary: `登记秤「${row.scaleCode}」检定${labels.metrologyResult[row.result]}，有效期至 ${row.validTo}`,
    })
    await appendEvent(ctx, tx, 'metrology_check.recorded', {
      metrologyCheckId: row.metrologyCheckId,
      scaleCode: row.scaleCode,
      validTo: row.validTo,
      result: row.result,
    })
    const [view] = await viewsOf(ctx, tx, [row])
    if (view === undefined) throw new AppError('metrology_check.exists', { ...fields })
    return view
  })

export const listMetrologyChecks = async (
  ctx: Ctx,
  query: { q?: string | undefined; page: number; pageSize: number },
) =>
  withTransaction(ctx, async (tx) => {
    const { items, total } = await store.listMetrologyPage(tx, marketOf(ctx), query)
    return { items: await viewsOf(ctx, tx, items), total, page: query.page, pageSize: query.pageSize }
  })
