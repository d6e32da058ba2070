/** Notices that go up by themselves on their morning, and the word before a topic goes stale. */
import type { Notice } from '@smart-market/shared/contracts/notices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { announceChange, appendEvent } from '../../feed/outbox.ts'
import { staleOn, transitions } from './domain.ts'
import { auditNotice, listTopicStates, lockFor } from './service.ts'
import * as store from './store.ts'
import { noticeView } from './views.ts'

/** Null takes the draft off the schedule. Throws notice.not_found, notice.state, notice.schedule. */
export const scheduleNotice = async (
  ctx: Ctx,
  noticeId: string,
  { publishOn }: { publishOn: string | null },
): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    if (publishOn !== null && publishOn <= businessDate(ctx.now)) throw new AppError('notice.schedule')
    const { title } = await lockFor(ctx, tx, noticeId, 'schedule')
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      publishOn,
      approvedBy: publishOn === null ? null : actorName(ctx),
    })
    if (publishOn === null) await announceChange(ctx, tx)
    else await appendEvent(ctx, tx, 'notice.scheduled', { noticeId, publishAt: publishOn })
    const summary = publishOn === null ? `取消公示「${title}」的定时发布` : `公示「${title}」定于 ${publishOn} 发布`
    await auditNotice(ctx, tx, 'schedule', noticeId, summary)
    return noticeView(tx, row)
  })

/** Publishes every draft whose day has come; says how many. */
export const publishScheduledNotices = async (ctx: Ctx): Promise<number> =>
  withTransaction(ctx, async (tx) => {
    const due = await store.lockDueDrafts(tx, marketOf(ctx), businessDate(ctx.now))
    for (const { noticeId, kind, title } of due) {
      await store.updateNotice(tx, marketOf(ctx), noticeId, { state: transitions.publish.to, publishedAt: ctx.now })
      await appendEvent(ctx, tx, 'notice.published', { noticeId, kind, title })
      await auditNotice(ctx, tx, 'publish', noticeId, `定时发布公示「${title}」`)
    }
    return due.length
  })

/** Mentions each required topic that goes stale today or tomorrow, once; says how many. */
export const remindOfTopics = async (ctx: Ctx): Promise<number> =>
  withTransaction(ctx, async (tx) => {
    const tomorrow = addDays(businessDate(ctx.now), 1)
    let reminded = 0
    for (const state of await listTopicStates(tx, marketOf(ctx), ctx.now)) {
      const { topic: kind, ageDays, cadenceDays } = state
      const day = staleOn(state)
      if (day === null || day > tomorrow) continue
      if (!(await store.insertReminder(tx, { marketId: marketOf(ctx), kind, staleOn: day, remindedAt: ctx.now })))
        continue
      await appendAudit(ctx, tx, {
        action: 'notice_topic.remind',
        subjectKind: 'notice_topic',
        subjectId: kind,
        summary: `公示「${labels.noticeKind[kind]}」${day} 起超期，请更换`,
      })
      await appendEvent(ctx, tx, 'notice_topic.going_stale', { kind, ageDays, cadenceDays })
      reminded++
    }
    return reminded
  })

export const listNoticeReminders = async (ctx: Ctx) => {
  const rows = await withTransaction(ctx, (tx) => store.listReminders(tx, marketOf(ctx)))
  return {
    items: rows.map(({ kind, staleOn: day, remindedAt }) => ({
      kind,
      staleOn: day,
      remindedAt: remindedAt.toISOString(),
    })),
  }
}
