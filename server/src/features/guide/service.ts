/** What anyone may see without login. Nothing leaves here that names a person beyond a surname or shows a phone whole. */
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import type { PublicMarketHome, PublicStall } from '@smart-market/shared/contracts/public.ts'
import { maskPhone } from '@smart-market/shared/resident-id.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, type Tx, withSystemTransaction, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import {
  getMarketRow,
  insideMarket,
  isExpired,
  type MarketFace,
  type MarketRow,
  maskName,
  missingScreenFields,
  staffDocumentsMissing,
  withHashJoins,
  plainCode,
  slipPatterns,
} from '../markets/index.ts'
import { guidePriceDays } from '../catalogue/index.ts'
import { crowdingOf } from './domain.ts'
import { listNoticeAttachments } from '../notices/index.ts'
import { listBatchesOnSale, listQuickTestFigures, listRecentQuickTests } from '../sourcing/index.ts'
import * as report from './report.ts'

const rankingDays = 30
const rankingLength = 10
/** Below this many reporting stalls a ranking would rank chance. */
const rankingFewestStalls = 5
const noticesOnHome = 20
const guidesOnHome = 8
/** A counter that has not reported for longer says nothing about now. */
const crowdingHours = 3
const testDays = 30
const testsOnStall = 10
const batchesOnStall = 20
const testsOnBoard = 50
/** How often a stall screen says that it is alive. */
const heartbeatSeconds = 60

interface Paging {
  readonly page: number
  readonly pageSize: number
}
const windowOf = ({ page, pageSize }: Paging) => ({ limit: pageSize, offset: (page - 1) * pageSize })

type Traders = { readonly stallCount: number; readonly merchantCount: number }
const publicMarket = (row: MarketRow, traders: Traders = { stallCount: 0, merchantCount: 0 }) => ({
  code: row.code,
  name: row.name,
  demo: row.demo,
  address: row.address,
  districtName: row.districtName,
  openingHours: row.openingHours,
  introduction: row.introduction,
  honours: row.honours,
  phone: row.phone,
  stallCount: traders.stallCount,
  merchantCount: traders.merchantCount,
})

export const listPublicMarkets = async (ctx: Ctx, query: Paging & { q?: string | undefined }) =>
  // Row-level security admits one market at a time; these are counts of many, and nothing else.
  withSystemTransaction(ctx.deps, async (tx) => {
    const { items, total } = await report.findMarkets(tx, query.q, windowOf(query))
    const marketIds = items.map((item) => item.marketId)
    const traders = await withHashJoins(tx, () => report.countTraders(tx, marketIds, businessDate(ctx.now)))
    return {
      items: items.map((item) => publicMarket(item, traders.get(item.marketId))),
      total,
      page: query.page,
      pageSize: query.pageSize,
    }
  })

/** Runs `work` inside the market of the code. Throws market.not_found. */
const inMarket = async <T>(
  ctx: Ctx,
  marketCode: string,
  work: (tx: Tx, market: MarketFace) => Promise<T>,
): Promise<T> => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, (tx) => work(tx, market))
}

export const getPublicMarketHome = async (ctx: Ctx, marketCode: string): Promise<PublicMarketHome> =>
  inMarket(ctx, marketCode, async (tx, { marketId }) => {
    const today = businessDate(ctx.now)
    const asOf = ctx.now.toISOString()
    const traders = (await report.countTraders(tx, [marketId], today)).get(marketId)
    const ranking = await withHashJoins(tx, () => report.rankStalls(tx, marketId, today, rankingDays))
    const footTraffic = await report.sumFootTraffic(tx, marketId, today, ctx.now)
    const hour = await report.readCrowding(tx, marketId, ctx.now, crowdingHours)
    const notices = await report.listPublishedNotices(tx, marketId, noticesOnHome)
    return {
      ...publicMarket(await getMarketRow(tx, marketId), traders),
      zones: await report.listZonesWithStalls(tx, marketId),
      notices: notices.flatMap(({ publishedAt, ...notice }) =>
        publishedAt === null ? [] : [{ ...notice, publishedAt: publishedAt.toISOString() }],
      ),
      ranking: {
        items: ranking.stallsReporting < rankingFewestStalls ? [] : ranking.items.slice(0, rankingLength),
        asOf,
        stallsReporting: ranking.stallsReporting,
        stalls: traders?.stallCount ?? 0,
      },
      footTraffic:
        footTraffic === undefined ? null : { entryCountToday: footTraffic.entryCount, asOf: footTraffic.asOf },
      crowding: hour === undefined ? null : crowdingOf(hour),
      guidePrices: await report.listGuideOnHome(tx, marketId, addDays(today, -guidePriceDays), today, guidesOnHome),
      asOf,
    }
  })

/** What was typed as it stands; when that finds nothing, what it is one slip away from, and the answer says so. */
export const listPublicStalls = async (
  ctx: Ctx,
  marketCode: string,
  { q, zoneId, ...paging }: Paging & { q?: string | undefined; zoneId?: string | undefined },
) =>
  inMarket(ctx, marketCode, async (tx, { marketId }) => {
    const find = (words: Pick<report.StallSearch, 'q' | 'near'>) =>
      withHashJoins(tx, () =>
        report.searchStalls(tx, marketId, businessDate(ctx.now), { ...words, zoneId, ...windowOf(paging) }),
      )
    const frame = { ...paging, asOf: ctx.now.toISOString() }
    const found = await find({ q })
    if (found.total > 0 || !q) return { ...found, ...frame, approximate: false }
    const near = await find({ near: { likes: slipPatterns(q), code: plainCode(q) } })
    return { ...near, ...frame, approximate: near.total > 0 }
  })

/** Throws market.not_found, stall.not_found. */
export const getPublicStall = async (ctx: Ctx, marketCode: string, stallCode: string): Promise<PublicStall> =>
  inMarket(ctx, marketCode, async (tx, market) => (await readStall(ctx, tx, market, stallCode)).stall)

/** What the screen of a stall shows. `screenCode` is market code, dash, stall code; a market code has no dash. */
export const getScreenView = async (ctx: Ctx, screenCode: string) => {
  const dash = screenCode.indexOf('-')
  const [marketCode, stallCode] = [screenCode.slice(0, Math.max(dash, 0)), screenCode.slice(dash + 1)]
  return inMarket(ctx, marketCode, async (tx, market) => ({
    ...(await readStall(ctx, tx, market, stallCode)),
    heartbeatSeconds,
  }))
}

const readStall = async (ctx: Ctx, tx: Tx, market: MarketFace, stallCode: string) => {
  const today = businessDate(ctx.now)
  const found = await report.findStallToday(tx, market.marketId, stallCode, today)
  if (found === undefined) throw new AppError('stall.not_found', { code: stallCode })
  const { merchantId, ...summary } = found
  const frame = { ...summary, marketCode: market.code, marketName: market.name, demo: market.demo }
  const asOf = ctx.now.toISOString()
  if (merchantId === null) {
    const stall: PublicStall = {
      ...frame,
      contactMasked: null,
      licences: [],
      staff: [],
      quickTests: [],
      batches: [],
      asOf,
    }
    return { stall, fields: screenFields.filter((field) => field === 'stallCode') }
  }
  const papers = await report.readPapers(tx, market.marketId, merchantId, today)
  const missing = missingScreenFields({
    phone: papers.phone,
    goodsScope: summary.goodsScope,
    creditGrade: summary.creditGrade,
    licenceCount: papers.licences.length,
    licenceStatesScope: papers.licences.some((licence) => licence.scope !== null),
    staffDocumentsMissing: staffDocumentsMissing(papers.sellsReadyToEat, papers.staff),
  })
  const stall: PublicStall = {
    ...frame,
    contactMasked: papers.phone === null ? null : maskPhone(papers.phone),
    licences: papers.licences.map((licence) => ({ ...licence, expired: isExpired(licence.validTo, today) })),
    staff: papers.staff.map(({ name, duty, required, validTo }) => ({
      nameMasked: maskName(name),
      duty,
      healthCertificateValidTo: validTo,
      expired: isExpired(validTo, today),
      required,
    })),
    quickTests: await listRecentQuickTests(tx, market.marketId, {
      since: addDays(today, -testDays),
      limit: testsOnStall,
      stallCode,
    }),
    batches: await listBatchesOnSale(tx, market.marketId, stallCode, batchesOnStall),
    asOf,
  }
  return { stall, fields: screenFields.filter((field) => !missing.includes(field)) }
}

/** Throws market.not_found. */
export const listPublicQuickTests = async (ctx: Ctx, marketCode: string, days: number) =>
  inMarket(ctx, marketCode, async (tx, { marketId }) => {
    const today = businessDate(ctx.now)
    const since = addDays(today, 1 - days)
    return {
      days: await listQuickTestFigures(tx, marketId, since, today),
      newest: await listRecentQuickTests(tx, marketId, { since, limit: testsOnBoard }),
      asOf: ctx.now.toISOString(),
    }
  })

/** Throws market.not_found, and notice.not_found for a draft or a withdrawn notice. */
export const getPublicNotice = async (ctx: Ctx, marketCode: string, noticeId: string) =>
  inMarket(ctx, marketCode, async (tx, { marketId }) => {
    const notice = await report.findPublishedNotice(tx, marketId, noticeId)
    if (notice === undefined || notice.publishedAt === null) throw new AppError('notice.not_found')
    const { kind, title, body, publishedAt } = notice
    const attachments = await listNoticeAttachments(tx, marketId, [noticeId])
    return { noticeId, kind, title, body, publishedAt: publishedAt.toISOString(), attachments }
  })
