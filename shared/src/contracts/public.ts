/** What anyone may see without login: the mini-program, stall screens, kiosks. No personal data beyond masked. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import { priceBases } from './catalogue.ts'
import { screenFields } from './devices.ts'
import * as f from './fields.ts'
import { creditGrades, licenceKinds } from './markets.ts'
import { attachment, noticeKinds } from './notices.ts'
import { quickTestResults } from './sourcing.ts'

const open = { scope: 'public' } as const

export const publicMarket = z.object({
  code: z.string(),
  name: z.string(),
  demo: z.boolean(),
  address: z.string(),
  districtName: z.string(),
  openingHours: z.string(),
  introduction: z.string(),
  honours: z.array(z.object({ title: z.string(), issuer: z.string(), awardedOn: f.date.nullable() })),
  phone: z.string(),
  stallCount: z.number().int(),
  merchantCount: z.number().int(),
})
export const publicMarketHome = publicMarket.extend({
  zones: z.array(
    z.object({ zoneId: z.string(), name: z.string(), floor: z.number().int(), stallCount: z.number().int() }),
  ),
  notices: z.array(
    z.object({ noticeId: z.string(), kind: z.enum(noticeKinds), title: z.string(), publishedAt: f.instant }),
  ),
  /** By real sales of the last 30 business days; empty when too few stalls report. */
  ranking: z.object({
    items: z.array(z.object({ stallCode: z.string(), merchantName: z.string(), saleCount: z.number().int() })),
    asOf: f.instant,
    stallsReporting: z.number().int(),
    stalls: z.number().int(),
  }),
  /** Visits today by the newest full hour; null when no counter has reported today. */
  footTraffic: z.object({ entryCountToday: z.number().int(), asOf: f.instant }).nullable(),
  /**
   * The newest full hour beside the same hour of other days; null when no counter has reported within three hours.
   * `level` is null where too few days are known to say what is usual.
   */
  crowding: z
    .object({
      level: z.enum(['quiet', 'usual', 'busy']).nullable(),
      entryCount: z.number().int(),
      /** Middle of the same hour on the last 28 days. */
      usualEntryCount: z.number().int().nullable(),
      hourAt: f.instant,
      asOf: f.instant,
    })
    .nullable(),
  /** Of goods on sale here, those that most stalls sell first; each with its own date, none older than a week. */
  guidePrices: z.array(
    z.object({
      commodityName: z.string(),
      priceFen: z.number().int(),
      priceBasis: z.enum(priceBases),
      businessDate: f.date,
      source: z.string(),
    }),
  ),
  asOf: f.instant,
})
export type PublicMarketHome = z.output<typeof publicMarketHome>

export const publicStallSummary = z.object({
  stallCode: z.string(),
  zoneName: z.string().nullable(),
  merchantName: z.string().nullable(),
  goodsScope: z.string().nullable(),
  creditGrade: z.enum(creditGrades).nullable(),
})
export type PublicStallSummary = z.output<typeof publicStallSummary>
/** A quick test as anybody may see it: the goods and the result, and nobody's name. */
export const publicQuickTest = z.object({
  quickTestId: z.string(),
  stallCode: z.string().nullable(),
  commodityName: z.string(),
  item: z.string(),
  result: z.enum(quickTestResults),
  businessDate: f.date,
})
export const publicStall = publicStallSummary.extend({
  marketCode: z.string(),
  marketName: z.string(),
  demo: z.boolean(),
  contactMasked: z.string().nullable(),
  licences: z.array(
    z.object({
      kind: z.enum(licenceKinds),
      number: z.string(),
      scope: z.string().nullable(),
      validTo: f.date.nullable(),
      expired: z.boolean(),
    }),
  ),
  staff: z.array(
    z.object({
      nameMasked: z.string(),
      duty: z.string().nullable(),
      healthCertificateValidTo: f.date.nullable(),
      expired: z.boolean(),
      required: z.boolean(),
    }),
  ),
  /** Of the last thirty business days, newest first. */
  quickTests: z.array(publicQuickTest),
  /** Batches on sale with their trace codes, first to expire first. */
  batches: z.array(
    z.object({
      traceCode: z.string(),
      commodityName: z.string(),
      originPlace: z.string(),
      enteredOn: f.date,
      /** Of its newest valid test; null when it has none. */
      result: z.enum(quickTestResults).nullable(),
    }),
  ),
  asOf: f.instant,
})
export type PublicStall = z.output<typeof publicStall>
/** Fields a stall screen can show from its data; the screen reports those it really rendered. */
export const screenView = z.object({
  stall: publicStall,
  fields: z.array(z.enum(screenFields)),
  heartbeatSeconds: z.number().int(),
})

export const publicRoutes = {
  listPublicMarkets: route({
    method: 'GET',
    path: '/api/v1/public/markets',
    summary: '市场列表',
    access: open,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(publicMarket),
  }),
  getPublicMarketHome: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}',
    summary: '市场首页',
    access: open,
    output: publicMarketHome,
  }),
  listPublicStalls: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/stalls',
    summary: '摊位列表，可按摊位号、经营户、经营范围和拼音首字母搜索',
    access: open,
    query: z.object({ ...f.search, zoneId: f.id.optional(), ...pageQuery }),
    output: page(publicStallSummary).extend({
      /** Nothing is called what was typed; these are one slip away from it. */
      approximate: z.boolean(),
      asOf: f.instant,
    }),
  }),
  getPublicStall: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/stalls/{stallCode}',
    summary: '摊位和经营户',
    access: open,
    output: publicStall,
  }),
  listPublicQuickTests: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/quick-tests',
    summary: '快检结果公示：每天的数量，和最新的结果',
    access: open,
    query: z.object({ days: z.coerce.number().int().min(1).max(31).default(7) }),
    output: z.object({
      days: z.array(
        z.object({
          businessDate: f.date,
          tests: z.number().int(),
          negative: z.number().int(),
          positive: z.number().int(),
          invalid: z.number().int(),
          merchants: z.number().int(),
        }),
      ),
      newest: z.array(publicQuickTest),
      asOf: f.instant,
    }),
  }),
  getPublicNotice: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/notices/{noticeId}',
    summary: '公示全文',
    access: open,
    output: z.object({
      noticeId: z.string(),
      kind: z.enum(noticeKinds),
      title: z.string(),
      body: z.string(),
      publishedAt: f.instant,
      attachments: z.array(attachment),
    }),
  }),
  getScreenView: route({
    method: 'GET',
    path: '/api/v1/public/screens/{screenCode}',
    summary: '摊位屏内容；screenCode 是「市场代码-摊位号」',
    access: open,
    output: screenView,
  }),
}
