/** 检查、整改、处罚和计量检定. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketViewers } from './access.ts'

export const templateKinds = ['hygiene', 'licences', 'price_tags', 'fire_lanes', 'scales', 'other'] as const
export const findingSeverities = ['minor', 'serious'] as const
/** `passed` ends it; a failed recheck opens it again with a new date. */
export const findingStates = ['open', 'rectified', 'passed'] as const
export const metrologyResults = ['qualified', 'unqualified'] as const
export const itemAnswers = ['ok', 'not_ok', 'not_applicable'] as const

const base = '/api/v1/markets/{marketId}'
const staff = { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector'] } as const
const withMerchants = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] } as const
const operators = { scope: 'market', roles: ['market_operator'] } as const

export const templateItem = z.object({
  itemId: z.string().regex(/^[a-z0-9-]{1,40}$/, '检查项编号只能用小写字母、数字和 -'),
  text: f.text(120, '检查项'),
  /** Document and article, where there is one. */
  source: f.optionalText(200),
  severity: z.enum(findingSeverities),
  /** Working days to put it right. */
  rectifyDays: z.number().int().min(1).max(60),
})
export type TemplateItem = z.output<typeof templateItem>
export const template = z.object({
  templateId: z.string(),
  version: z.number().int(),
  kind: z.enum(templateKinds),
  name: z.string(),
  items: z.array(templateItem),
  everyDays: z.number().int(),
  lastFinishedAt: f.instant.nullable(),
  due: z.boolean(),
})
const templateFields = z.object({
  kind: z.enum(templateKinds, '请选择检查类型'),
  name: f.text(40, '检查名称'),
  items: z.array(templateItem).min(1, '请至少写一个检查项').max(60),
  everyDays: z.number().int().min(1).max(366),
})

export const newRound = z.object({
  /** Made by the phone when the draft begins; the same draft arrives once. */
  draftKey: z.string().min(8).max(64),
  templateId: f.id,
  templateVersion: z.number().int().min(1),
  startedAt: f.instant,
  finishedAt: f.instant,
  note: f.optionalText(500),
  places: z
    .array(
      z.object({
        /** Absent: a place of the operator's own. */
        stallCode: z.string().trim().max(32).nullish(),
        answers: z
          .array(
            z.object({
              itemId: z.string().max(40),
              answer: z.enum(itemAnswers),
              note: f.optionalText(500),
              photoIds: z.array(f.id).max(6).default([]),
            }),
          )
          .min(1)
          .max(60),
      }),
    )
    .min(1, '请至少检查一处')
    .max(600),
})
export type NewRound = z.output<typeof newRound>

export const finding = z.object({
  findingId: z.string(),
  inspectionId: z.string(),
  itemId: z.string(),
  itemText: z.string(),
  stallCode: z.string().nullable(),
  merchantId: z.string().nullable(),
  severity: z.enum(findingSeverities),
  note: z.string(),
  photoIds: z.array(z.string()),
  state: z.enum(findingStates),
  dueOn: f.date,
  overdue: z.boolean(),
  foundAt: f.instant,
  rectifiedAt: f.instant.nullable(),
  rectification: z.string().nullable(),
  recheckedAt: f.instant.nullable(),
  recheckNote: z.string().nullable(),
  rechecks: z.number().int(),
  penaltyNoticeId: z.string().nullable(),
})
export type Finding = z.output<typeof finding>
const round = z.object({
  inspectionId: z.string(),
  templateId: z.string(),
  templateVersion: z.number().int(),
  templateName: z.string(),
  inspectorName: z.string(),
  startedAt: f.instant,
  finishedAt: f.instant,
  stallCount: z.number().int(),
  itemCount: z.number().int(),
  findingCount: z.number().int(),
  note: z.string().nullable(),
})
const metrologyCheck = z.object({
  metrologyCheckId: z.string(),
  scaleCode: z.string(),
  stallCode: z.string().nullable(),
  fairScale: z.boolean(),
  checkedOn: f.date,
  validTo: f.date,
  institute: z.string(),
  certificateNumber: z.string(),
  result: z.enum(metrologyResults),
  expired: z.boolean(),
  /** Days until it expires; negative when it has. */
  daysLeft: z.number().int(),
})

export const inspectionRoutes = {
  listInspectionTemplates: route({
    method: 'GET',
    path: `${base}/inspection-templates`,
    summary: '检查表，到期该查的在前',
    access: marketViewers,
    output: z.object({ items: z.array(template), asOf: f.instant }),
  }),
  createInspectionTemplate: route({
    method: 'POST',
    path: `${base}/inspection-templates`,
    summary: '新建检查表',
    access: operators,
    body: templateFields,
    output: template,
    status: 201,
  }),
  reviseInspectionTemplate: route({
    method: 'PUT',
    path: `${base}/inspection-templates/{templateId}`,
    summary: '修订检查表，成为新版本',
    access: operators,
    body: templateFields.extend({ retired: z.boolean().default(false) }),
    output: template,
  }),
  uploadInspectionPhoto: route({
    method: 'POST',
    path: `${base}/inspection-photos`,
    summary: '上传检查、整改照片',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector', 'merchant'] },
    upload: 5 * 1024 * 1024,
    output: z.object({ photoId: z.string(), mediaType: z.string(), size: z.number().int() }),
    status: 201,
  }),
  submitInspection: route({
    method: 'POST',
    path: `${base}/inspections`,
    summary: '提交一次检查；同一草稿只收一次',
    access: staff,
    body: newRound,
    bodyLimit: 2 * 1024 * 1024,
    output: round.extend({ findings: z.array(finding) }),
    status: 201,
  }),
  listInspections: route({
    method: 'GET',
    path: `${base}/inspections`,
    summary: '检查记录',
    access: marketViewers,
    query: z.object({ templateId: f.id.optional(), ...f.search, ...pageQuery }),
    output: page(round),
  }),
  listFindings: route({
    method: 'GET',
    path: `${base}/inspection-findings`,
    summary: '检查发现，先到期的在前',
    access: withMerchants,
    query: z.object({
      state: z.enum(findingStates).optional(),
      overdue: z.stringbool().optional(),
      ...f.search,
      ...pageQuery,
    }),
    output: page(finding),
  }),
  rectifyFinding: route({
    method: 'POST',
    path: `${base}/inspection-findings/{findingId}/rectification`,
    summary: '报告整改完成',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'merchant'] },
    body: z.object({ rectification: f.text(500, '整改情况'), photoIds: z.array(f.id).max(6).default([]) }),
    output: finding,
  }),
  recheckFinding: route({
    method: 'POST',
    path: `${base}/inspection-findings/{findingId}/recheck`,
    summary: '复查',
    access: staff,
    body: z.object({ passed: z.boolean(), note: f.text(500, '复查情况') }),
    output: finding,
  }),
  publishPenalty: route({
    method: 'POST',
    path: `${base}/inspection-findings/{findingId}/penalty`,
    summary: '处理并公示',
    access: operators,
    body: z.object({ title: f.text(80, '标题'), decision: f.text(2000, '处理决定') }),
    output: finding,
    status: 201,
  }),
  recordMetrologyCheck: route({
    method: 'POST',
    path: `${base}/metrology-checks`,
    summary: '登记电子秤检定',
    access: { scope: 'market', roles: ['market_staff', 'market_operator'] },
    body: z
      .object({
        scaleCode: f.code('秤编号'),
        stallCode: z.string().trim().max(32).nullish(),
        deviceId: f.id.nullish(),
        fairScale: z.boolean().default(false),
        checkedOn: f.date,
        validTo: f.date,
        institute: f.text(60, '检定机构'),
        certificateNumber: f.text(40, '证书编号'),
        result: z.enum(metrologyResults),
      })
      .refine((v) => v.validTo >= v.checkedOn, '有效期不能早于检定日期'),
    output: metrologyCheck,
    status: 201,
  }),
  listMetrologyChecks: route({
    method: 'GET',
    path: `${base}/metrology-checks`,
    summary: '每台秤最近一次检定，先到期的在前',
    access: withMerchants,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(metrologyCheck),
  }),
}
