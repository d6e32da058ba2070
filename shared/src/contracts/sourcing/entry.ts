/** What comes in: suppliers, intakes with their papers, corrections, the national exchange file, and the rules of entry. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import { marketTeam } from '../access.ts'
import * as f from '../fields.ts'
import { batchView } from './batches.ts'
import { base, category, quantity, readers, traders, watchers } from './shape.ts'
import {
  batchUnits,
  commitmentBases,
  commitmentStyles,
  intakeOrigins,
  intakeStates,
  paperKinds,
  supplierKinds,
} from './words.ts'

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
/** One run of the job that deletes papers past their legal term. */
export const paperDeletion = z.object({
  deletedAt: f.instant,
  intakes: z.number().int(),
  certificates: z.number().int(),
  files: z.number().int(),
  /** Half-open: what entered before these dates was past its term. */
  intakesBefore: f.date,
  certificatesBefore: f.date,
  /** The rules that set the terms. */
  sources: z.array(z.string()),
})
export type PaperDeletion = z.output<typeof paperDeletion>

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

export const entryRoutes = {
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
  listPaperDeletions: route({
    method: 'GET',
    path: `${base}/paper-deletions`,
    summary: '保存期满后删除了什么：几条进货登记、几份合格证、几个文件，按哪条规则',
    access: watchers,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(paperDeletion),
  }),
}
