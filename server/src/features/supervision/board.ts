/** The pages of a district or city console: all markets side by side, one market, one claim recomputed. */
import type { Claim, SupervisedMarket } from '@smart-market/shared/contracts/supervision.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { recomputeClaim } from '../assessments/index.ts'
import { receivedEventsAfter, reportingMarkets } from '../receiving/index.ts'
import { minutesBehind, turnoverOf } from './domain.ts'
import { districtsOf } from './officers.ts'
import { claimEvent, findRubric, readClaim, takeInReceived } from './project.ts'
import * as store from './store.ts'

type Reporting = Awaited<ReturnType<typeof reportingMarkets>>[number]

const claimView = (row: store.ClaimRow): Claim => ({
  sequence: row.sequence,
  takenAt: row.takenAt.toISOString(),
  rubricId: row.rubricId,
  low: row.low,
  high: row.high,
  max: row.max,
  recomputedLow: row.recomputedLow,
  recomputedHigh: row.recomputedHigh,
  verdict: row.verdict,
})

const shown = async (
  ctx: Ctx,
  tx: Tx,
  markets: readonly Reporting[],
  rubricId: string,
): Promise<SupervisedMarket[]> => {
  const today = businessDate(ctx.now)
  const ids = markets.map((market) => market.marketId)
  const claims = await store.newestClaims(tx, ids)
  const open = await store.countOpenItems(tx, ids)
  const days = await store.listDays(tx, ids, addDays(today, -13))
  return markets.map((market) => {
    const own = days.filter((day) => day.marketId === market.marketId)
    const week = own.filter((day) => day.businessDate > addDays(today, -7))
    const before = own.filter((day) => day.businessDate <= addDays(today, -7))
    const sum = (name: 'saleCount' | 'tests' | 'testsPositive'): number =>
      week.reduce((total, row) => total + row[name], 0)
    const countOf = (kind: (typeof open)[number]['kind']): number =>
      open.find((each) => each.marketId === market.marketId && each.kind === kind)?.count ?? 0
    const claimed = claims.filter((row) => row.marketId === market.marketId).map(claimView)
    return {
      marketId: market.marketId,
      code: market.code,
      name: market.name,
      districtCode: market.districtCode,
      districtName: market.districtName,
      longitude: market.longitude,
      latitude: market.latitude,
      state: market.state,
      lastEventAt: market.lastEventAt,
      lastHeardAt: market.lastHeardAt,
      lag: market.lag,
      lagMinutes: minutesBehind(market, ctx.now),
      gapAt: market.gapAt,
      claim: claimed.find((claim) => claim.rubricId === rubricId) ?? null,
      claims: claimed,
      open: {
        complaint_overdue: countOf('complaint_overdue'),
        finding_overdue: countOf('finding_overdue'),
        test_positive: countOf('test_positive'),
        hold_breached: countOf('hold_breached'),
        device_silent: countOf('device_silent'),
      },
      // No sale reported is no zero: the market may simply not be connected.
      salesFen: turnoverOf(week),
      salesFenBefore: turnoverOf(before),
      saleCount: sum('saleCount'),
      tests: sum('tests'),
      testsPositive: sum('testsPositive'),
    }
  })
}

export const getBoard = async (ctx: Ctx, query: { q?: string | undefined; rubricId: string }) => {
  const districts = districtsOf(ctx)
  await takeInReceived(ctx.deps, ctx.now, districts)
  return withSystemTransaction(ctx.deps, async (tx) => {
    const q = (query.q ?? '').toLowerCase()
    const markets = (await reportingMarkets(tx, districts)).filter((market) =>
      `${market.name} ${market.code} ${market.districtName}`.toLowerCase().includes(q),
    )
    return {
      asOf: ctx.now.toISOString(),
      rubricId: query.rubricId,
      items: await shown(ctx, tx, markets, query.rubricId),
    }
  })
}

/** Throws receiving.market_not_found for a market that does not report here or belongs to another district. */
const requireMarket = async (ctx: Ctx, tx: Tx, marketId: string): Promise<Reporting> => {
  const market = (await reportingMarkets(tx, districtsOf(ctx))).find((each) => each.marketId === marketId)
  if (market === undefined) throw new AppError('receiving.market_not_found')
  return market
}

/** Throws receiving.market_not_found. */
export const getSupervisedMarket = async (ctx: Ctx, marketId: string, rubricId: string) => {
  await takeInReceived(ctx.deps, ctx.now, districtsOf(ctx))
  return withSystemTransaction(ctx.deps, async (tx) => {
    const [market] = await shown(ctx, tx, [await requireMarket(ctx, tx, marketId)], rubricId)
    if (market === undefined) throw new AppError('receiving.market_not_found')
    const days = await store.listDays(tx, [marketId], addDays(businessDate(ctx.now), -29))
    return {
      asOf: ctx.now.toISOString(),
      market,
      days: days.map(({ marketId: _market, ...day }) => day),
      claims: (await store.listClaims(tx, marketId, rubricId)).map(claimView),
      openItems: (await store.listOpenItems(tx, marketId)).map(({ kind, itemId, since }) => ({
        kind,
        itemId,
        since: since.toISOString(),
      })),
    }
  })
}

/** One claim, leaf by leaf. Throws receiving.market_not_found, claim.not_found, claim.not_comparable. */
export const getClaim = async (ctx: Ctx, marketId: string, sequence: number) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    await requireMarket(ctx, tx, marketId)
    const row = await store.findClaim(tx, marketId, sequence)
    const query = { after: sequence - 1, limit: 1, type: claimEvent }
    const [event] = row === undefined ? [] : await receivedEventsAfter(tx, marketId, query)
    const claim = readClaim(event?.payload)
    if (row === undefined || event?.sequence !== sequence || claim === null) throw new AppError('claim.not_found')
    const rubric = findRubric(row.rubricId)
    const recomputed = rubric === null ? null : recomputeClaim(rubric, claim.factsGzip, marketId)
    if (rubric === null || recomputed === null) throw new AppError('claim.not_comparable')
    const claimed = new Map(claim.leaves.map((leaf) => [leaf.leafId, leaf] as const))
    return {
      asOf: ctx.now.toISOString(),
      claim: claimView(row),
      rubricTitle: rubric.title,
      ownRules: rubric.version,
      marketRules: claim.rubricVersion,
      leaves: recomputed.leaves.map(({ leafId, name, max, low, high, why }) => {
        const theirs = claimed.get(leafId)
        return {
          leafId,
          name,
          max,
          claimed: theirs === undefined ? null : { low: theirs.low, high: theirs.high },
          recomputed: { low, high },
          agrees: theirs !== undefined && theirs.low === low && theirs.high === high,
          why: [...new Set(why)].slice(0, 10),
        }
      }),
    }
  })
