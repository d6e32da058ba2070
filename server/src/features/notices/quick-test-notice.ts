/** The day's quick tests as a notice: a new one stands as soon as a result is in, and the one before it is withdrawn. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import type { Follower } from '../../feed/followers.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listQuickTestFigures, listRecentQuickTests } from '../sourcing/index.ts'
import { transitions } from './domain.ts'
import { auditNotice, publishNoticeNow } from './service.ts'
import * as store from './store.ts'

export const quickTestNoticeTitle = (day: string): string => `${day} 快检结果`
/** A market that tests more has its sheet; a notice must stay readable. */
const mostLines = 200

/** Nothing is published for a day without tests. */
const publishQuickTests = async (ctx: Ctx, tx: Tx): Promise<void> => {
  const marketId = marketOf(ctx)
  const day = businessDate(ctx.now)
  const [figures] = await listQuickTestFigures(tx, marketId, day, day)
  if (figures === undefined) return
  const tests = await listRecentQuickTests(tx, marketId, { since: day, limit: mostLines })
  const title = quickTestNoticeTitle(day)
  for (const { noticeId, kind } of await store.lockStandingByTitle(tx, marketId, title)) {
    const withdrawnReason = '有新的检测结果，已更新'
    await store.updateNotice(tx, marketId, noticeId, {
      state: transitions.withdraw.to,
      withdrawnAt: ctx.now,
      withdrawnReason,
    })
    await appendEvent(ctx, tx, 'notice.withdrawn', { noticeId, kind, reason: withdrawnReason })
    await auditNotice(ctx, tx, 'withdraw', noticeId, `撤回公示「${title}」：${withdrawnReason}`)
  }
  const lines = tests.map(
    (test) =>
      `${test.stallCode === null ? '' : `摊位 ${test.stallCode} `}${test.commodityName}：${test.item} ${labels.quickTestResult[test.result]}`,
  )
  const body = [
    `截至 ${formatInstant(ctx.now)}，检测 ${figures.tests} 批次，涉及 ${figures.merchants} 户：阴性 ${figures.negative}，阳性 ${figures.positive}，无效 ${figures.invalid}。`,
    ...lines,
    ...(tests.length === mostLines ? [`此处列出最新 ${mostLines} 条。`] : []),
    '快检只作筛查；阳性的批次停止销售并复检。',
  ].join('\n')
  await publishNoticeNow(ctx, tx, { kind: 'quickTest', title, body })
}

/** Follows the feed, so that many results at once make one notice. */
export const quickTestPublisher: Follower = {
  name: 'quick test notices',
  types: ['quick_test.recorded', 'quick_tests.imported'],
  handle: (ctx, tx) => publishQuickTests(ctx, tx),
}
