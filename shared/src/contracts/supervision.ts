/** 监管: what a district or city platform makes of the feeds that its markets report. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'
import { receivingStates } from './receiving.ts'

const officers = { scope: 'platform', roles: ['district_officer', 'city_officer'] } as const

/** Whether the platform, from the facts in the feed, comes to the market's own points. */
export const claimVerdicts = ['agrees', 'differs', 'other_rules', 'unreadable'] as const
export const openItemKinds = [
  'complaint_overdue',
  'finding_overdue',
  'test_positive',
  'hold_breached',
  'device_silent',
] as const
export const priceUnits = ['kg', 'piece'] as const

export const claim = z.object({
  sequence: z.number().int(),
  takenAt: f.instant,
  rubricId: z.string(),
  /** What the market says. */
  low: z.number(),
  high: z.number(),
  max: z.number(),
  /** What the platform computes from the facts; null when it cannot. */
  recomputedLow: z.number().nullable(),
  recomputedHigh: z.number().nullable(),
  verdict: z.enum(claimVerdicts),
})
export type Claim = z.output<typeof claim>

export const supervisedMarket = z.object({
  marketId: z.string(),
  code: z.string(),
  name: z.string(),
  districtCode: z.string(),
  districtName: z.string(),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  state: z.enum(receivingStates),
  lastEventAt: f.instant.nullable(),
  lastHeardAt: f.instant.nullable(),
  /** Events that the market says it has and that are not here. */
  lag: z.number().int(),
  /** Whole minutes by which what is shown here is older than the market: null when nothing has ever arrived. */
  lagMinutes: z.number().int().nullable(),
  gapAt: z.number().int().nullable(),
  /** The newest claim under the rubric asked for, and under each that the market reports. */
  claim: claim.nullable(),
  claims: z.array(claim),
  open: z.object({
    complaint_overdue: z.number().int(),
    finding_overdue: z.number().int(),
    test_positive: z.number().int(),
    hold_breached: z.number().int(),
    device_silent: z.number().int(),
  }),
  /** The last seven business days, today included, and the seven before; null when nothing was reported. */
  salesFen: z.number().int().nullable(),
  salesFenBefore: z.number().int().nullable(),
  saleCount: z.number().int(),
  tests: z.number().int(),
  testsPositive: z.number().int(),
})
export type SupervisedMarket = z.output<typeof supervisedMarket>

export const supervisionRoutes = {
  getSupervisionBoard: route({
    method: 'GET',
    path: '/api/v1/supervision/board',
    summary: '辖区各市场：达标、时效、积压、预警、投诉、快检、交易',
    access: officers,
    query: z.object({ ...f.search, rubricId: z.string().max(60).default('zhengzhou-2021') }),
    output: z.object({ asOf: f.instant, rubricId: z.string(), items: z.array(supervisedMarket) }),
  }),
  getSupervisedMarket: route({
    method: 'GET',
    path: '/api/v1/supervision/markets/{marketId}',
    summary: '一个市场：每日交易和快检、历次达标、未了事项',
    access: officers,
    query: z.object({ rubricId: z.string().max(60).default('zhengzhou-2021') }),
    output: z.object({
      asOf: f.instant,
      market: supervisedMarket,
      days: z.array(
        z.object({
          businessDate: f.date,
          salesFen: z.number().int(),
          saleCount: z.number().int(),
          tests: z.number().int(),
          testsPositive: z.number().int(),
          complaints: z.number().int(),
          /** As the market summed the day up; null until it has. */
          turnoverFen: z.number().int().nullable(),
          entryCount: z.number().int().nullable(),
        }),
      ),
      claims: z.array(claim),
      openItems: z.array(z.object({ kind: z.enum(openItemKinds), itemId: z.string(), since: f.instant })),
    }),
  }),
  getSupervisionStatistics: route({
    method: 'GET',
    path: '/api/v1/supervision/statistics',
    summary: '辖区各市场的营业额和价格：中位数、四分位数、市场数',
    access: officers,
    query: z.object({
      ...f.search,
      /** Of the prices; by default the newest day that has ended and has any. */
      businessDate: f.date.optional(),
    }),
    output: z.object({
      asOf: f.instant,
      /** Markets that report here, whether or not they said anything about a day. */
      markets: z.number().int(),
      turnover: z.array(
        z.object({
          businessDate: f.date,
          markets: z.number().int(),
          totalFen: z.number().int(),
          lowFen: z.number().int(),
          q1Fen: z.number().int(),
          medianFen: z.number().int(),
          q3Fen: z.number().int(),
          highFen: z.number().int(),
        }),
      ),
      pricesOn: f.date.nullable(),
      /** Over the medians of the markets, fen a kilogram or a piece. */
      prices: z.array(
        z.object({
          commodityId: z.string(),
          name: z.string(),
          unit: z.enum(priceUnits),
          markets: z.number().int(),
          listings: z.number().int(),
          lowFen: z.number().int(),
          q1Fen: z.number().int(),
          medianFen: z.number().int(),
          q3Fen: z.number().int(),
          highFen: z.number().int(),
        }),
      ),
    }),
  }),
  getClaim: route({
    method: 'GET',
    path: '/api/v1/supervision/markets/{marketId}/claims/{sequence}',
    summary: '一次达标自评：按上报的事实逐项重算，与市场自报对照',
    access: officers,
    output: z.object({
      asOf: f.instant,
      claim,
      rubricTitle: z.string(),
      ownRules: z.string(),
      marketRules: z.string(),
      leaves: z.array(
        z.object({
          leafId: z.string(),
          name: z.string(),
          max: z.number(),
          claimed: z.object({ low: z.number(), high: z.number() }).nullable(),
          recomputed: z.object({ low: z.number(), high: z.number() }),
          agrees: z.boolean(),
          /** Why the recomputed points are what they are, in words. */
          why: z.array(z.string()),
        }),
      ),
    }),
  }),
}
