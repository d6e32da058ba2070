/** 追溯和召回: from a sale back to the supplier, from a batch forward to every sale, and against the clock. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import { marketTeam } from '../access.ts'
import * as f from '../fields.ts'
import { batchRef } from './batches.ts'
import { base, readers, watchers } from './shape.ts'
import { linkBases, quickTestResults, recallSteps } from './words.ts'

export const publicTest = z.object({
  testedOn: f.date,
  item: z.string(),
  method: z.string(),
  result: z.enum(quickTestResults),
})
const publicStep = z.object({
  traceCode: z.string(),
  commodityName: z.string(),
  originPlace: z.string(),
  enteredOn: f.date,
  producedOn: f.date.nullable(),
  /** Name of the firm; a person is shown as a kind only. */
  supplier: z.string().nullable(),
  certificate: z
    .object({ issuedOn: f.date, promisor: z.string(), commitment: z.string(), bases: z.array(z.string()) })
    .nullable(),
  papers: z.array(z.string()),
  tests: z.array(publicTest),
})
export const publicTrace = z.object({
  traceCode: z.string(),
  marketName: z.string(),
  stallCode: z.string(),
  merchantName: z.string(),
  commodityName: z.string(),
  /** True while the batch may not be sold. */
  onHold: z.boolean(),
  /** The batch itself first, then what it was made of. */
  steps: z.array(publicStep),
  asOf: f.instant,
})
export type PublicTrace = z.output<typeof publicTrace>
const saleLinkView = z.object({
  saleId: z.string(),
  lineNo: z.number().int(),
  batchId: z.string(),
  stallCode: z.string(),
  soldAt: f.instant,
  channel: z.string(),
  basis: z.enum(linkBases),
  quantity: z.number().int(),
  excess: z.number().int(),
  amountFen: z.number().int(),
})
export const forwardTrace = z.object({
  batches: z.array(batchRef),
  stalls: z.array(
    z.object({
      stallCode: z.string(),
      merchantName: z.string(),
      remaining: z.number().int(),
      lineCount: z.number().int(),
    }),
  ),
  /** Sold lines, and those of online orders, whose buyers can be told. */
  lineCount: z.number().int(),
  onlineLineCount: z.number().int(),
  quantitySold: z.number().int(),
  sales: z.array(saleLinkView),
})
export const recallView = z.object({
  recallId: z.string(),
  drill: z.boolean(),
  reason: z.string(),
  startedAt: f.instant,
  startedBy: z.string(),
  closedAt: f.instant.nullable(),
  conclusion: z.string().nullable(),
  batchId: z.string(),
  commodityName: z.string(),
  batchIds: z.array(z.string()),
  steps: z.array(z.object({ step: z.enum(recallSteps), at: f.instant, count: z.number().int(), minutes: z.number() })),
})
export type RecallView = z.output<typeof recallView>

export const tracingRoutes = {
  traceForward: route({
    method: 'GET',
    path: `${base}/batches/{batchId}/forward`,
    summary: '这一批去了哪里：新批次、摊位、交易',
    access: { ...readers, stallRight: 'money' },
    query: z.object({ limit: z.coerce.number().int().min(0).max(5000).default(200) }),
    output: forwardTrace,
  }),
  traceSale: route({
    method: 'GET',
    path: `${base}/sales/{saleId}/sources`,
    summary: '这笔交易的货从哪里来',
    access: readers,
    output: z.object({
      lines: z.array(
        z.object({
          lineNo: z.number().int(),
          basis: z.enum(linkBases),
          traceCode: z.string(),
          batches: z.array(
            batchRef.extend({
              intakeId: z.string().nullable(),
              supplierName: z.string().nullable(),
              originPlace: z.string(),
            }),
          ),
        }),
      ),
    }),
  }),
  startRecall: route({
    method: 'POST',
    path: `${base}/recalls`,
    summary: '召回或召回演练：停止销售、列出摊位和交易，逐步计时',
    access: marketTeam,
    body: z.object({ batchId: f.id, drill: z.boolean(), reason: f.text(200, '原因') }),
    output: recallView,
    status: 201,
  }),
  listRecalls: route({
    method: 'GET',
    path: `${base}/recalls`,
    summary: '召回和演练记录',
    access: watchers,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(recallView),
  }),
  getRecall: route({
    method: 'GET',
    path: `${base}/recalls/{recallId}`,
    summary: '一次召回：步骤用时、摊位、交易',
    access: watchers,
    output: recallView.extend({ forward: forwardTrace }),
  }),
  closeRecall: route({
    method: 'POST',
    path: `${base}/recalls/{recallId}/close`,
    summary: '结束召回；演练结束时自动恢复销售',
    access: marketTeam,
    body: z.object({ conclusion: f.text(500, '结论') }),
    output: recallView,
  }),
  printRecall: route({
    method: 'GET',
    path: `${base}/recalls/{recallId}/report.html`,
    summary: '召回报告，可打印',
    access: watchers,
    file: 'text/html; charset=utf-8',
  }),
  listPublicBatches: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/stalls/{stallCode}/batches',
    summary: '摊位正在卖的批次：追溯码、产地、快检',
    access: { scope: 'public' },
    output: z.object({
      items: z.array(
        z.object({
          listingId: z.string(),
          commodityName: z.string(),
          traceCode: z.string(),
          originPlace: z.string(),
          enteredOn: f.date,
          /** True while the batch may not be sold. */
          onHold: z.boolean(),
          tests: z.array(publicTest),
        }),
      ),
      asOf: f.instant,
    }),
  }),
  getPublicTrace: route({
    method: 'GET',
    path: '/api/v1/public/traces/{traceCode}',
    summary: '追溯码查询（消费者，无需登录）',
    access: { scope: 'public' },
    output: publicTrace,
  }),
}
