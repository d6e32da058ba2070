/** Where notices are seen: the wall's content, what screens say they show, and how often a notice was opened. */
import type { NoticePlace, WallView } from '@smart-market/shared/contracts/notices.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { guidePricesOn } from '../catalogue/index.ts'
import { requireSpeaksFor } from '../devices/index.ts'
import { getMarketRow } from '../markets/index.ts'
import { insideMarket } from '../markets/index.ts'
import * as papers from './paper-store.ts'
import * as store from './store.ts'

const noticesOnWall = 12
const pricesOnWall = 60
const heartbeatSeconds = 60
/** Two spans become one when the device was silent for less than this: five missed reports. */
const gapSeconds = 300

/** Throws market.not_found. */
export const getWall = async (ctx: Ctx, marketCode: string, place: NoticePlace): Promise<WallView> => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const marketId = marketOf(inside)
    const { code, name, demo, phone } = await getMarketRow(tx, marketId)
    const standing = await store.listStanding(tx, marketId, noticesOnWall, place)
    const today = businessDate(ctx.now)
    const guides = await guidePricesOn(tx, marketId, today)
    return {
      market: { code, name, demo, phone },
      notices: standing.flatMap(({ noticeId, kind, title, body, publishedAt }) =>
        publishedAt === null ? [] : [{ noticeId, kind, title, body, publishedAt: publishedAt.toISOString() }],
      ),
      guidePrices: {
        businessDate: guides[0]?.businessDate ?? null,
        source: guides[0]?.source ?? null,
        items: guides
          .slice(0, pricesOnWall)
          .map(({ commodityName, priceFen, priceBasis }) => ({ commodityName, priceFen, priceBasis })),
      },
      heartbeatSeconds,
      asOf: ctx.now.toISOString(),
    }
  })
}

/**
 * Takes a screen's word for what it shows now; notices that are not published are left out. Like a heartbeat it writes
 * neither log nor event. Throws device.key_bound.
 */
export const reportNoticeShowings = async (
  ctx: Ctx,
  shown: { deviceCode: string; place: NoticePlace; noticeIds: string[] },
) =>
  withTransaction(ctx, async (tx) => {
    await requireSpeaksFor(ctx, tx, [shown.deviceCode])
    const noticeIds = [...new Set(shown.noticeIds)]
    const accepted = await papers.writeShowings(tx, marketOf(ctx), { ...shown, noticeIds }, ctx.now, gapSeconds)
    return { accepted, receivedAt: ctx.now.toISOString() }
  })

export const listNoticeShowings = async (
  ctx: Ctx,
  query: {
    q?: string | undefined
    noticeId?: string | undefined
    onDate?: string | undefined
    page: number
    pageSize: number
  },
) => {
  const { onDate, ...rest } = query
  const day =
    onDate === undefined ? {} : { from: businessDateStart(onDate), until: businessDateStart(addDays(onDate, 1)) }
  const found = await withTransaction(ctx, (tx) => papers.listShowingPage(tx, marketOf(ctx), { ...rest, ...day }))
  return {
    items: found.items.map((item) => ({
      ...item,
      shownFrom: item.shownFrom.toISOString(),
      shownUntil: item.shownUntil.toISOString(),
    })),
    total: found.total,
    page: query.page,
    pageSize: query.pageSize,
    asOf: ctx.now.toISOString(),
  }
}

/** A count, never who; so it writes neither log nor event. Throws market.not_found, notice.not_found. */
export const countNoticeRead = async (ctx: Ctx, marketCode: string, noticeId: string, place: NoticePlace) => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const marketId = marketOf(inside)
    if ((await store.findStanding(tx, marketId, noticeId)) === undefined) throw new AppError('notice.not_found')
    await papers.addRead(tx, { marketId, noticeId, place, businessDate: businessDate(ctx.now) })
    return { ok: true as const }
  })
}
