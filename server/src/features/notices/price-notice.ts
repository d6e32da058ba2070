/** 今日参考价 as a notice: written from the guide prices of a day, before the market opens or by hand. */
import { formatFen } from '@smart-market/shared/money.ts'
import type { Notice } from '@smart-market/shared/contracts/notices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate, isDate } from '@smart-market/shared/time.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { guidePricesOn } from '../catalogue/index.ts'
import { transitions } from './domain.ts'
import { auditNotice } from './service.ts'
import * as store from './store.ts'
import { found, noticeView } from './views.ts'

export const priceNoticeTitle = (day: string): string => `今日参考价（${day}）`

/** Null when the day has no guide price. */
const bodyOf = async (tx: Tx, marketId: string, day: string): Promise<string | null> => {
  const rows = await guidePricesOn(tx, marketId, day)
  if (rows.length === 0) return null
  const sources = [...new Set(rows.map((row) => row.source))]
  const lines = rows.map(
    ({ commodityName, priceFen, priceBasis }) =>
      `${commodityName} ${formatFen(priceFen)} ${labels.priceBasis[priceBasis]}`,
  )
  return [...lines, '', `来源：${sources.join('、')}。共 ${rows.length} 种。${labels.guidePriceNote}`].join('\n')
}

const publish = async (ctx: Ctx, tx: Tx, day: string, body: string): Promise<store.NoticeRow> => {
  const noticeId = newId(ctx, 'notice')
  const title = priceNoticeTitle(day)
  const row = await store.insertNotice(tx, {
    marketId: marketOf(ctx),
    noticeId,
    kind: 'price',
    title,
    body,
    state: 'published',
    createdBy: actorName(ctx),
    approvedBy: actorName(ctx),
    createdAt: ctx.now,
    publishedAt: ctx.now,
  })
  await appendEvent(ctx, tx, 'notice.published', { noticeId, kind: 'price', title })
  await auditNotice(ctx, tx, 'publish', noticeId, `发布公示「${title}」`)
  return found(row)
}

/** One of the same day that stands is withdrawn first. Throws request.invalid, notice.no_prices. */
export const publishGuidePrices = async (ctx: Ctx, day: string): Promise<Notice> => {
  if (!isDate(day)) throw new AppError('request.invalid', { count: 1, first: '日期应写成 2026-01-31 的样子' })
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const body = await bodyOf(tx, marketId, day)
    if (body === null) throw new AppError('notice.no_prices', { businessDate: day })
    for (const { noticeId, kind } of await store.lockStandingByTitle(tx, marketId, priceNoticeTitle(day))) {
      const reason = '参考价有更新'
      await store.updateNotice(tx, marketId, noticeId, {
        state: transitions.withdraw.to,
        withdrawnAt: ctx.now,
        withdrawnReason: reason,
      })
      await appendEvent(ctx, tx, 'notice.withdrawn', { noticeId, kind, reason })
      await auditNotice(ctx, tx, 'withdraw', noticeId, `撤回公示「${priceNoticeTitle(day)}」：${reason}`)
    }
    return noticeView(tx, await publish(ctx, tx, day, body))
  })
}

/** The morning's own work: publishes today's prices once, when there are any; says whether it did. */
export const publishTodaysPrices = async (ctx: Ctx): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    const day = businessDate(ctx.now)
    if (await store.hasNoticeOfTitle(tx, marketOf(ctx), priceNoticeTitle(day))) return false
    const body = await bodyOf(tx, marketOf(ctx), day)
    if (body === null) return false
    await publish(ctx, tx, day, body)
    return true
  })
