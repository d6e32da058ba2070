/** What a subscriber refused for good: seen here, and sent again when somebody has put it right. */
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { deliverTo, resendEvents } from './delivering.ts'
import { isWhole } from './subscribers.ts'
import * as rows from './subscriber-store.ts'

export const listDeadLetters = async (
  ctx: Ctx,
  subscriberId: string,
  query: { q?: string | undefined; page: number; pageSize: number },
) =>
  withTransaction(ctx, async (tx) => {
    const found = await rows.listDeadLetters(tx, marketOf(ctx), subscriberId, {
      q: query.q,
      limit: query.pageSize,
      offset: (query.page - 1) * query.pageSize,
    })
    return {
      items: found.map(({ row }) => ({
        deadLetterId: row.deadLetterId,
        sequence: row.sequence,
        type: row.type,
        status: row.status,
        reason: row.reason,
        holdsUp: row.holdsUp,
        refusedAt: row.refusedAt.toISOString(),
        replayedAt: row.replayedAt?.toISOString() ?? null,
      })),
      total: found[0]?.total ?? 0,
      page: query.page,
      pageSize: query.pageSize,
    }
  })

/**
 * A subscriber of the whole feed is simply tried again from where it stands. Throws subscriber.not_found.
 */
export const replayDeadLetters = async (
  ctx: Ctx,
  subscriberId: string,
  { deadLetterIds }: { deadLetterIds: readonly string[] },
) => {
  const { row, letters } = await withTransaction(ctx, async (tx) => {
    const locked = await rows.lockSubscriber(tx, marketOf(ctx), subscriberId)
    if (locked === undefined) throw new AppError('subscriber.not_found')
    const all = await rows.listDeadLetters(tx, marketOf(ctx), subscriberId, { limit: 1000, offset: 0 })
    const chosen = all.map((one) => one.row).filter((one) => deadLetterIds.includes(one.deadLetterId))
    if (isWhole(locked)) await rows.updateSubscriber(tx, marketOf(ctx), subscriberId, { nextAttemptAt: ctx.now })
    return { row: locked, letters: chosen.filter((one) => one.replayedAt === null) }
  })
  let arrived: ReadonlySet<number>
  if (isWhole(row)) {
    await deliverTo(ctx.deps, marketOf(ctx), subscriberId)
    const after = await withTransaction(ctx, (tx) => rows.lockSubscriber(tx, marketOf(ctx), subscriberId))
    arrived = new Set(letters.map((one) => one.sequence).filter((sequence) => sequence <= (after?.cursor ?? 0)))
  } else {
    arrived = await resendEvents(
      ctx,
      row,
      letters.map((one) => one.sequence),
    )
  }
  return withTransaction(ctx, async (tx) => {
    const done = letters.filter((one) => arrived.has(one.sequence)).map((one) => one.deadLetterId)
    if (done.length > 0) await rows.markReplayed(tx, marketOf(ctx), subscriberId, { deadLetterIds: done }, ctx.now)
    const result = { arrived: done.length, refused: letters.length - done.length }
    await appendAudit(ctx, tx, {
      action: 'subscriber.replay_dead_letters',
      subjectKind: 'feed_subscriber',
      subjectId: subscriberId,
      summary: `向「${row.name}」重推拒收的事件：到达 ${result.arrived}，仍被拒 ${result.refused}`,
    })
    await appendEvent(ctx, tx, 'dead_letters.replayed', { subscriberId, ...result })
    return result
  })
}
