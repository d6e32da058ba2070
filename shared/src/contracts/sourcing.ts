/** 食安: suppliers, intakes with their papers, batches, quick tests, holds, recall, trace. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import { categoryCodes } from './catalogue.ts'
import * as f from './fields.ts'
import { marketTeam } from './access.ts'

export const supplierKinds = ['firm', 'cooperative', 'farmer', 'market'] as const
export const intakeOrigins = ['gate', 'merchant', 'import'] as const
/** `awaiting_test`: no certificate, enters only when a test is negative. */
export const intakeStates = ['admitted', 'awaiting_test', 'refused'] as const
export const batchUnits = ['gram', 'piece'] as const
/**
 * `purchase_voucher` says where the goods came from; the others say that they are sound (令81 第八条). The
 * 承诺达标合格证 has a record of its own.
 */
export const paperKinds = [
  'purchase_voucher',
  'compliance_certificate',
  'self_test',
  'animal_quarantine',
  'meat_inspection',
  'import_inspection',
  'other',
] as const
export type PaperKind = (typeof paperKinds)[number]
/** 承诺事项: the wording of producers, and that of acquirers (农业农村部令2025年第4号). */
export const commitmentStyles = ['producer', 'acquirer'] as const
export const commitmentBases = ['quality_control', 'own_test', 'commissioned_test'] as const
export const quickTestResults = ['negative', 'positive', 'invalid'] as const
/** `own_stop`: the merchant stopped selling before anybody asked (食品安全法 第六十三条). */
export const holdReasons = ['positive_test', 'recall', 'inspection', 'own_stop'] as const
export const transformationKinds = ['split', 'mix', 'repack', 'butcher'] as const
/** How a sold line is known to come from a batch. */
export const linkBases = ['scale_code', 'listing', 'time_rule'] as const
export const recallSteps = [
  'started',
  'held',
  'stalls_listed',
  'sales_listed',
  'buyers_queued',
  'buyers_told',
  'closed',
] as const
export const batchStates = ['on_sale', 'awaiting_test', 'refused', 'on_hold', 'sold_out'] as const

const readers = {
  scope: 'market',
  roles: ['merchant', 'market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
const watchers = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
const traders = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const
const base = '/api/v1/markets/{marketId}'

/** Grams or pieces, at most 1,000 tonnes. */
const quantity = z.number().int('数量应为整数').min(1, '数量至少为 1').max(1_000_000_000, '数量过大，请核对')
const category = z.enum(categoryCodes, '请选择品类')

export const newSupplier = z.object({
  code: f.code('供货者编号').nullish(),
  kind: z.enum(supplierKinds, '请选择供货者类型'),
  name: f.text(60, '供货者名称'),
  creditCode: f.creditCode.nullish(),
  residentId: f.residentId.nullish(),
  phone: f.phone.nullish(),
  address: f.optionalText(120),
})
export const supplier = z.object({
  supplierId: z.string(),
  code: z.string(),
  kind: z.enum(supplierKinds),
  name: z.string(),
  creditCode: z.string().nullable(),
  residentIdMasked: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  updatedAt: f.instant,
})
export type Supplier = z.output<typeof supplier>

/** The eight fields, and the optional number. */
export const complianceCertificate = z.object({
  productName: f.text(60, '产品名称'),
  quantityText: f.text(40, '数量（重量）'),
  producedAt: f.text(80, '产地'),
  issuedOn: f.date,
  promisor: f.text(60, '承诺主体'),
  promisorIsPerson: z.boolean().default(false),
  contact: f.text(40, '联系方式'),
  style: z.enum(commitmentStyles, '请选择承诺事项'),
  bases: z.array(z.enum(commitmentBases)).min(1, '请至少选一项承诺依据').max(3),
  number: f.optionalText(60),
  fileId: f.id.nullish(),
})
export type ComplianceCertificate = z.output<typeof complianceCertificate>

export const paper = z.object({
  kind: z.enum(paperKinds, '请选择凭证类型'),
  number: f.optionalText(60),
  issuedOn: f.date.nullish(),
  fileId: f.id.nullish(),
})
export const newIntake = z
  .object({
    stallCode: f.text(32, '摊位号'),
    supplierId: f.id.nullish(),
    /** Instead of the id: what the gate's scanner read. */
    supplierCode: z.string().trim().max(32).nullish(),
    selfGrown: z.boolean().default(false),
    commodityName: f.text(40, '品名'),
    categoryCode: category,
    originPlace: f.text(80, '产地'),
    unit: z.enum(batchUnits).default('gram'),
    quantity,
    producedOn: f.date.nullish(),
    expiresOn: f.date.nullish(),
    imported: z.boolean().default(false),
    papers: z.array(paper).max(20).default([]),
    certificate: complianceCertificate.nullish(),
  })
  .refine((v) => v.selfGrown || v.supplierId != null || (v.supplierCode ?? '') !== '', '请选择供货者，或注明自产自销')
export type NewIntake = z.output<typeof newIntake>

const holdView = z.object({
  salesHoldId: z.string(),
  batchId: z.string(),
  reason: z.enum(holdReasons),
  heldAt: f.instant,
  heldBy: z.string(),
  releasedAt: f.instant.nullable(),
  releaseNote: z.string().nullable(),
})
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
export const intakeView = z.object({
  intakeId: z.string(),
  businessDate: f.date,
  enteredAt: f.instant,
  origin: z.enum(intakeOrigins),
  state: z.enum(intakeStates),
  supplierName: z.string().nullable(),
  selfGrown: z.boolean(),
  papersMissing: z.array(z.string()),
  papers: z.array(
    z.object({
      kind: z.enum(paperKinds),
      number: z.string().nullable(),
      issuedOn: f.date.nullable(),
      fileId: z.string().nullable(),
    }),
  ),
  certificate: complianceCertificate.nullable(),
  batch: batchView,
})
export type IntakeView = z.output<typeof intakeView>

export const ruleView = z.object({
  ruleId: z.string(),
  label: z.string(),
  value: z.unknown(),
  source: z.string(),
  effectiveFrom: f.date,
  /** `statute`: read in the text; `quoted`: seen quoted; `recall`: to be checked before relying on it; `market`: set here. */
  mark: z.enum(['statute', 'quoted', 'recall', 'market']),
})
export const planView = z.object({
  categoryCode: category,
  effectiveFrom: f.date,
  perDay: z.number().int(),
  items: z.array(z.string()),
  source: z.string(),
})

export const newQuickTest = z.object({
  batchId: f.id,
  item: f.text(60, '检测项目'),
  method: f.text(60, '检测方法'),
  kit: f.optionalText(60),
  result: z.enum(quickTestResults, '请选择检测结果'),
  measured: f.optionalText(40),
  limitText: f.optionalText(40),
  sampleNumber: f.optionalText(40),
  testedAt: f.instant.nullish(),
  tester: f.text(40, '检测人'),
  photoFileId: f.id.nullish(),
  retestOf: f.id.nullish(),
})
export const quickTestView = z.object({
  quickTestId: z.string(),
  batchId: z.string().nullable(),
  stallCode: z.string().nullable(),
  merchantName: z.string().nullable(),
  commodityName: z.string(),
  item: z.string(),
  method: z.string(),
  kit: z.string().nullable(),
  result: z.enum(quickTestResults),
  measured: z.string().nullable(),
  limitText: z.string().nullable(),
  sampleNumber: z.string().nullable(),
  testedAt: f.instant,
  tester: z.string(),
  photoFileId: z.string().nullable(),
  retestOf: z.string().nullable(),
})
export type QuickTestView = z.output<typeof quickTestView>

const dutyLine = z.object({
  categoryCode: category,
  perDay: z.number().int(),
  done: z.number().int(),
  items: z.array(z.string()),
  /** Who is next: the longest untested first. */
  next: z.array(
    z.object({
      merchantId: z.string(),
      merchantName: z.string(),
      stallCode: z.string(),
      batchId: z.string().nullable(),
      commodityName: z.string().nullable(),
      lastTestedOn: f.date.nullable(),
    }),
  ),
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

const publicTest = z.object({
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
const batchRef = z.object({
  batchId: z.string(),
  traceCode: z.string(),
  commodityName: z.string(),
  stallCode: z.string(),
  merchantName: z.string(),
  remaining: z.number().int(),
  depth: z.number().int(),
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

export const newCorrection = z
  .object({
    quantity: quantity.optional(),
    commodityName: f.text(40, '品名').optional(),
    originPlace: f.text(80, '产地').optional(),
    reason: f.text(200, '更正原因'),
  })
  .refine(
    (v) => v.quantity !== undefined || v.commodityName !== undefined || v.originPlace !== undefined,
    '请填写要更正的内容',
  )
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
export const testReportView = z.object({
  testReportId: z.string(),
  reportedTo: z.string(),
  note: z.string().nullable(),
  factsHash: z.string(),
  reportedAt: f.instant,
  reportedBy: z.string(),
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

export const sourcingRoutes = {
  listSuppliers: route({
    method: 'GET',
    path: `${base}/suppliers`,
    summary: '供货者',
    access: readers,
    query: z.object({ ...f.search, code: z.string().max(32).optional(), ...pageQuery }),
    output: page(supplier),
  }),
  registerSupplier: route({
    method: 'POST',
    path: `${base}/suppliers`,
    summary: '登记供货者',
    access: traders,
    body: newSupplier,
    output: supplier,
    status: 201,
  }),
  uploadPaperFile: route({
    method: 'POST',
    path: `${base}/paper-files`,
    summary: '上传凭证照片或扫描件（PNG、JPEG、PDF，最大 5 MB）',
    access: traders,
    upload: 5 * 1024 * 1024,
    output: z.object({ fileId: z.string(), mediaType: z.string(), size: z.number().int() }),
    status: 201,
  }),
  getPaperFile: route({
    method: 'GET',
    path: `${base}/paper-files/{fileId}`,
    summary: '下载凭证文件',
    access: readers,
    file: 'application/octet-stream',
  }),
  printSupplierCard: route({
    method: 'GET',
    path: `${base}/suppliers/{supplierId}/card.pdf`,
    summary: '供货者卡片：编号做成二维码，入场时扫',
    access: watchers,
    file: 'application/pdf',
  }),
  recordIntake: route({
    method: 'POST',
    path: `${base}/intakes`,
    summary: '进货登记：没有进货凭证不得入场；没有合格凭证的，检测阴性后入场',
    access: traders,
    body: newIntake,
    output: intakeView,
    status: 201,
  }),
  listIntakes: route({
    method: 'GET',
    path: `${base}/intakes`,
    summary: '进货登记列表',
    access: readers,
    query: z.object({
      ...f.search,
      from: f.date.optional(),
      to: f.date.optional(),
      state: z.enum(intakeStates).optional(),
      merchantId: f.id.optional(),
      ...pageQuery,
    }),
    output: page(intakeView),
  }),
  getIntake: route({
    method: 'GET',
    path: `${base}/intakes/{intakeId}`,
    summary: '一次进货登记',
    access: readers,
    output: intakeView,
  }),
  addIntakePaper: route({
    method: 'POST',
    path: `${base}/intakes/{intakeId}/papers`,
    summary: '补交凭证',
    access: traders,
    body: z.union([z.object({ certificate: complianceCertificate }), z.object({ paper })]),
    output: intakeView,
    status: 201,
  }),
  correctIntake: route({
    method: 'POST',
    path: `${base}/intakes/{intakeId}/corrections`,
    summary: '更正进货登记：原来的追溯事件声明有误，另出一条正确的',
    access: marketTeam,
    body: newCorrection,
    output: intakeView,
  }),
  declareEventWrong: route({
    method: 'POST',
    path: `${base}/epcis-error-declarations`,
    summary: '声明本市场发出的追溯事件有误或没有发生（EPCIS errorDeclaration）',
    access: marketTeam,
    body: z.object({
      eventId: z.string().min(1).max(200),
      reason: z.enum(['did_not_occur', 'incorrect_data']),
      correctiveEventIds: z.array(z.string().max(200)).max(20).default([]),
    }),
    output: f.ok,
  }),
  exportMeatVegetable: route({
    method: 'GET',
    path: `${base}/exchange/meat-vegetable.xml`,
    summary: '商务部肉菜流通追溯 XML：某一天的进场和交易',
    access: watchers,
    query: z.object({ date: f.date }),
    file: 'application/xml; charset=utf-8',
  }),
  importMeatVegetable: route({
    method: 'POST',
    path: `${base}/exchange/meat-vegetable`,
    summary: '导入商务部肉菜流通追溯 XML 的进场记录',
    access: marketTeam,
    upload: 8 * 1024 * 1024,
    output: z.object({
      created: z.number().int(),
      alreadyKnown: z.number().int(),
      rejected: z.number().int(),
      errors: z.array(z.object({ place: z.string(), value: z.string(), reason: z.string() })),
    }),
    status: 201,
  }),
  listFoodSafetyRules: route({
    method: 'GET',
    path: `${base}/food-safety-rules`,
    summary: '食安规则：依据、生效日期和取值',
    access: readers,
    query: z.object({ on: f.date.optional() }),
    output: z.object({ items: z.array(ruleView) }),
  }),
  setFoodSafetyRule: route({
    method: 'PUT',
    path: `${base}/food-safety-rules/{ruleId}`,
    summary: '从某日起改用本市场的取值',
    access: marketTeam,
    body: z.object({ effectiveFrom: f.date, value: z.unknown(), source: f.text(120, '依据') }),
    output: ruleView,
  }),
  listTestPlans: route({
    method: 'GET',
    path: `${base}/test-plans`,
    summary: '快检计划',
    access: readers,
    output: z.object({ items: z.array(planView) }),
  }),
  setTestPlan: route({
    method: 'PUT',
    path: `${base}/test-plans/{categoryCode}`,
    summary: '设定某品类每天快检多少批、检什么',
    access: marketTeam,
    body: z.object({
      effectiveFrom: f.date.optional(),
      perDay: z.number().int().min(0).max(1000),
      items: z.array(f.text(60, '检测项目')).min(1, '请至少填一个检测项目').max(20),
      source: f.text(120, '依据'),
    }),
    output: planView,
  }),
  listTestDuties: route({
    method: 'GET',
    path: `${base}/test-duties`,
    summary: '今天该检谁：按多久没检排序，保证人人轮到',
    access: watchers,
    query: z.object({ on: f.date.optional() }),
    output: z.object({ businessDate: f.date, items: z.array(dutyLine), untestedMerchants: z.number().int() }),
  }),
  recordQuickTest: route({
    method: 'POST',
    path: `${base}/quick-tests`,
    summary: '登记快检结果；阳性即停止销售',
    access: marketTeam,
    body: newQuickTest,
    output: quickTestView,
    status: 201,
  }),
  listQuickTests: route({
    method: 'GET',
    path: `${base}/quick-tests`,
    summary: '快检记录',
    access: readers,
    query: z.object({
      ...f.search,
      from: f.date.optional(),
      to: f.date.optional(),
      result: z.enum(quickTestResults).optional(),
      merchantId: f.id.optional(),
      ...pageQuery,
    }),
    output: page(quickTestView),
  }),
  importQuickTests: route({
    method: 'POST',
    path: `${base}/quick-test-sheets`,
    summary: '导入检测结果表（每行一个样品一个项目）',
    access: marketTeam,
    upload: 8 * 1024 * 1024,
    output: z.object({
      created: z.number().int(),
      alreadyKnown: z.number().int(),
      rejected: z.number().int(),
      errors: z.array(z.object({ row: z.number().int(), column: z.string(), value: z.string(), reason: z.string() })),
    }),
    status: 201,
  }),
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
    query: z.object({ open: z.enum(['true', 'false']).optional(), merchantId: f.id.optional(), ...pageQuery }),
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
  reportTest: route({
    method: 'POST',
    path: `${base}/quick-tests/{quickTestId}/reports`,
    summary: '不合格情况已报告监管部门：记下报给谁、什么时候',
    access: marketTeam,
    body: z.object({ reportedTo: f.text(80, '报告对象'), note: f.optionalText(500) }),
    output: testReportView,
    status: 201,
  }),
  listTestReports: route({
    method: 'GET',
    path: `${base}/quick-tests/{quickTestId}/reports`,
    summary: '一次检测的报告记录',
    access: readers,
    output: z.object({ items: z.array(testReportView) }),
  }),
  printTestReport: route({
    method: 'GET',
    path: `${base}/quick-tests/{quickTestId}/report.pdf`,
    summary: '不合格食用农产品处置报告（PDF）',
    access: watchers,
    file: 'application/pdf',
  }),
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
    query: z.object({ ...pageQuery }),
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
