/** 分析: foot traffic and the daily analysis of the market's own records. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'
import { marketViewers } from './access.ts'

export const footTrafficHour = z.object({
  counterCode: f.text(40, '计数器编号'),
  /** Start of the hour. */
  hourAt: f.instant,
  entryCount: z.number().int().min(0).max(1_000_000),
})
export const analysis = z.object({
  analysisRunId: z.string(),
  businessDate: f.date,
  computedAt: f.instant,
  /** Of sales that machines collected, net of returns; null when none was. Declared sales are left out everywhere here. */
  turnoverFen: z.number().int().nullable(),
  saleCount: z.number().int(),
  /** Counted apart from sales; null in analyses of older days, which counted them among the sales. */
  refundCount: z.number().int().nullable(),
  refundFen: z.number().int().nullable(),
  categoryShares: z.array(z.object({ categoryName: z.string(), amountFen: z.number().int(), share: z.number() })),
  topStalls: z.array(
    z.object({ stallCode: z.string(), merchantName: z.string().nullable(), amountFen: z.number().int() }),
  ),
  entryCount: z.number().int().nullable(),
  busiestHour: z.number().int().nullable(),
  stallsReporting: z.number().int(),
  stalls: z.number().int(),
})
export type Analysis = z.output<typeof analysis>

export const insightRoutes = {
  recordFootTraffic: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/foot-traffic',
    summary: '上传每小时进场人次；同一计数器同一小时以最后一次为准',
    access: { scope: 'market', roles: ['market_operator'], keys: ['devices:write'] },
    bodyLimit: 1024 * 1024,
    body: z.object({ hours: z.array(z.looseObject(footTrafficHour.shape)).min(1).max(2000) }),
    output: z.object({ recorded: z.number().int(), unchanged: z.number().int() }),
  }),
  listFootTrafficDays: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/foot-traffic-days',
    summary: '每个营业日的进场人次',
    access: marketViewers,
    query: z.object({ from: f.date.optional(), to: f.date.optional() }),
    output: z.object({
      items: z.array(
        z.object({
          businessDate: f.date,
          entryCount: z.number().int(),
          hoursReported: z.number().int(),
          counters: z.number().int(),
        }),
      ),
      asOf: f.instant.nullable(),
    }),
  }),
  listAnalyses: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/analyses',
    summary: '每日经营分析',
    access: marketViewers,
    query: z.object({ from: f.date.optional(), to: f.date.optional() }),
    output: z.object({ items: z.array(analysis) }),
  }),
  runAnalysis: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/analyses',
    summary: '现在分析一个营业日',
    access: { scope: 'market', roles: ['market_staff', 'market_operator'] },
    body: z.object({ businessDate: f.date }),
    output: analysis,
    status: 201,
  }),
}
