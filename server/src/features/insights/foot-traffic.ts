import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { findIdentityField, requireSpeaksFor } from '../devices/index.ts'
import { isReportableHour } from './domain.ts'
import * as store from './store.ts'

interface Hour {
  readonly counterCode: string
  readonly hourAt: string
  readonly entryCount: number
}

/**
 * Takes visits by the hour; for one counter and hour the last report counts. Throws reading.face_refused (nothing is
 * stored), foot_traffic.hour_invalid, device.key_bound.
 */
export const recordFootTraffic = async (
  ctx: Ctx,
  input: { hours: readonly Hour[] },
): Promise<{ recorded: number; unchanged: number }> => {
  const field = findIdentityField(input)
  if (field !== undefined) throw new AppError('reading.face_refused', { field })
  for (const [i, { hourAt }] of input.hours.entries()) {
    if (!isReportableHour(new Date(hourAt), ctx.now))
      throw new AppError('foot_traffic.hour_invalid', { row: i + 1, hourAt })
  }
  return withTransaction(ctx, async (tx) => {
    await requireSpeaksFor(ctx, tx, new Set(input.hours.map((hour) => hour.counterCode)))
    const changed = await writeHours(ctx, tx, input.hours)
    if (changed.hours > 0) await announceHours(ctx, tx, changed, ctx.actor.kind === 'key' ? ctx.actor.apiKeyId : '')
    return { recorded: changed.hours, unchanged: input.hours.length - changed.hours }
  })
}

export type Changed = Awaited<ReturnType<typeof store.upsertHours>>

/** Writes hours in the order of their keys; of equal keys the last counts. */
export const writeHours = async (ctx: Ctx, tx: Tx, hours: readonly Hour[]): Promise<Changed> => {
  const byKey = new Map<string, store.HourRow>()
  for (const { counterCode, hourAt, entryCount } of hours) {
    const at = new Date(hourAt)
    byKey.set(`${counterCode}\n${at.toISOString()}`, {
      counterCode,
      hourAt: at.toISOString(),
      businessDate: businessDate(at),
      entryCount,
    })
  }
  const rows = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return store.upsertHours(tx, marketOf(ctx), rows, ctx.now)
}

/** Audit row and event of hours that were new or different. */
export const announceHours = async (ctx: Ctx, tx: Tx, changed: Changed, subjectId: string): Promise<void> => {
  const { hours, entryCount, businessDates } = changed
  await appendAudit(ctx, tx, {
    action: 'foot_traffic.record',
    subjectKind: 'foot_traffic',
    subjectId,
    summary: `记录客流 ${hours} 个小时，共 ${entryCount} 人次`,
    details: { businessDates },
  })
  await appendEvent(ctx, tx, 'foot_traffic.recorded', { hours, entryCount })
}

/** Days of visits, the last 30 unless told; `asOf` is the start of the newest hour ever reported. */
export const listFootTrafficDays = async (ctx: Ctx, query: { from?: string | undefined; to?: string | undefined }) =>
  withTransaction(ctx, async (tx) => {
    const to = query.to ?? businessDate(ctx.now)
    const items = await store.listFootTrafficDays(tx, marketOf(ctx), query.from ?? addDays(to, -29), to)
    const { lastHourAt } = await store.footTrafficState(tx, marketOf(ctx), ctx.now)
    return { items, asOf: lastHourAt?.toISOString() ?? null }
  })
