/** 批次: stock between the gate and the sale, what is made of what, what may not be sold, what was destroyed. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import { marketTeam } from '../access.ts'
import * as f from '../fields.ts'
import { quickTestView } from './quick-tests.ts'
import { base, category, quantity, readers, traders } from './shape.ts'
import { batchStates, batchUnits, holdReasons, transformationKinds } from './words.ts'

export const batchView = z.object({
  batchId: z.string(),
  traceCode: z.string(),
  stallCode: z.string(),
  merchantId: z.string(),
  merchantName: z.string(),
  commodityName: z.string(),
  categoryCode: category,
  originPlace: z.string(),
  unit: z.enum(batchUnits),
  quantity: z.number().int(),
  remaining: z.number().int(),
  producedOn: f.date.nullable(),
  expiresOn: f.date.nullable(),
  enteredAt: f.instant,
  state: z.enum(batchStates),
})
export type BatchView = z.output<typeof batchView>
export const batchRef = z.object({
  batchId: z.string(),
  traceCode: z.string(),
  commodityName: z.string(),
  stallCode: z.string(),
  merchantName: z.string(),
  remaining: z.number().int(),
  depth: z.number().int(),
})
export const holdView = z.object({
  salesHoldId: z.string(),
  batchId: z.string(),
  reason: z.enum(holdReasons),
  heldAt: f.instant,
  heldBy: z.string(),
  releasedAt: f.instant.nullable(),
  releaseNote: z.string().nullable(),
})
export const newTransformation = z.object({
  kind: z.enum(transformationKinds, '请选择加工方式'),
  inputs: z
    .array(z.object({ batchId: f.id, quantity }))
    .min(1, '请选择原批次')
    .max(100),
  outputs: z
    .array(
      z.object({
        stallCode: f.text(32, '摊位号'),
        commodityName: f.text(40, '品名').optional(),
        unit: z.enum(batchUnits).optional(),
        quantity,
        /** Of the inputs' unit; the same as `quantity` while the unit stays. */
        taken: quantity.optional(),
        expiresOn: f.date.nullish(),
      }),
    )
    .min(1, '请填写新批次')
    .max(200),
  loss: z.number().int().min(0, '损耗不能小于 0').default(0),
})
export const disposalView = z.object({
  disposalId: z.string(),
  batchId: z.string(),
  commodityName: z.string(),
  stallCode: z.string(),
  unit: z.enum(batchUnits),
  quantity: z.number().int(),
  method: z.string(),
  place: z.string(),
  witness: z.string(),
  evidenceFileIds: z.array(z.string()),
  reportedTo: z.string().nullable(),
  disposedAt: f.instant,
  recordedBy: z.string(),
})
/** One batch with all that is known of it: where from, tests, holds, disposals. */
export const batchDetail = z.object({
  batch: batchView,
  /** The batch itself first, then what it was made of, as far back as the suppliers. */
  sources: z.array(
    batchRef.extend({ intakeId: z.string().nullable(), supplierName: z.string().nullable(), originPlace: z.string() }),
  ),
  tests: z.array(quickTestView),
  holds: z.array(holdView),
  disposals: z.array(disposalView),
})

export const batchRoutes = {
  listBatches: route({
    method: 'GET',
    path: `${base}/batches`,
    summary: '批次和库存；按先到期先卖排序',
    access: readers,
    query: z.object({
      ...f.search,
      stallCode: z.string().max(32).optional(),
      inStock: z.enum(['true', 'false']).optional(),
      merchantId: f.id.optional(),
      ...pageQuery,
    }),
    output: page(batchView),
  }),
  getBatch: route({
    method: 'GET',
    path: `${base}/batches/{batchId}`,
    summary: '一个批次：来源、检测、停止销售、处理',
    access: readers,
    output: batchDetail,
  }),
  printBatchLabels: route({
    method: 'GET',
    path: `${base}/batches/{batchId}/labels.pdf`,
    summary: '追溯标签（60×40 毫米，一页一张）',
    access: readers,
    query: z.object({
      count: z.coerce.number().int().min(1, '至少打印 1 张').max(200, '一次最多打印 200 张').default(1),
    }),
    file: 'application/pdf',
  }),
  suggestBatch: route({
    method: 'GET',
    path: `${base}/batch-suggestion`,
    summary: '这个摊位这种商品先卖哪一批',
    access: readers,
    query: z.object({ stallCode: z.string().max(32), commodityName: z.string().max(40) }),
    output: z.object({ batch: batchView.nullable() }),
  }),
  transformBatches: route({
    method: 'POST',
    path: `${base}/transformations`,
    summary: '分装、混合、分割：原批次减少，新批次产生，数量对得上',
    access: traders,
    body: newTransformation,
    output: z.object({ transformationId: z.string(), batches: z.array(batchView) }),
    status: 201,
  }),
  linkListingBatch: route({
    method: 'PUT',
    path: `${base}/listings/{listingId}/batch`,
    summary: '这个在售商品现在卖哪一批',
    access: traders,
    body: z.object({ batchId: f.id.nullable() }),
    output: f.ok,
  }),
  listSalesHolds: route({
    method: 'GET',
    path: `${base}/sales-holds`,
    summary: '停止销售',
    access: readers,
    query: z.object({
      open: z.enum(['true', 'false']).optional(),
      merchantId: f.id.optional(),
      ...f.search,
      ...pageQuery,
    }),
    output: page(holdView.extend({ commodityName: z.string(), stallCode: z.string(), remaining: z.number().int() })),
  }),
  holdBatch: route({
    method: 'POST',
    path: `${base}/batches/{batchId}/hold`,
    summary: '检查中发现问题，停止销售；经营户可以自己先停',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector', 'merchant'] },
    body: z.object({ note: f.text(200, '原因') }),
    output: holdView,
    status: 201,
  }),
  releaseSalesHold: route({
    method: 'POST',
    path: `${base}/sales-holds/{salesHoldId}/release`,
    summary: '解除停止销售：检测阳性的须有之后的复检阴性',
    access: marketTeam,
    body: z.object({ note: f.text(200, '说明') }),
    output: holdView,
  }),
  disposeBatch: route({
    method: 'POST',
    path: `${base}/batches/{batchId}/disposals`,
    summary: '无害化处理：数量、方式、见证人、照片或视频截图',
    access: marketTeam,
    body: z.object({
      quantity,
      method: f.text(60, '处理方式'),
      place: f.text(80, '处理地点'),
      witness: f.text(40, '见证人'),
      evidenceFileIds: z.array(f.id).min(1, '请上传处理现场的照片').max(20),
      reportedTo: f.optionalText(80),
      disposedAt: f.instant.nullish(),
    }),
    output: z.object({ disposalId: z.string(), remaining: z.number().int() }),
    status: 201,
  }),
  listDisposals: route({
    method: 'GET',
    path: `${base}/disposals`,
    summary: '无害化处理记录',
    access: readers,
    query: z.object({ ...f.search, merchantId: f.id.optional(), ...pageQuery }),
    output: page(disposalView),
  }),
}
