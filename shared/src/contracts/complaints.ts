/** 投诉、举报、服务评价、公平秤复称、信用: what a shopper says about a stall, and what follows from it. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { creditGrades } from './markets.ts'
import { marketTeam } from './access.ts'

export const complaintStates = [
  'received',
  'accepted',
  'declined',
  'mediating',
  'settled',
  'closed',
  'withdrawn',
] as const
export type ComplaintState = (typeof complaintStates)[number]
/** Who has the next word. */
export const complaintSteps = ['merchant', 'operator', 'authority', 'none'] as const
export const complaintChannels = ['mini_program', 'kiosk', 'qr', 'desk', 'open311'] as const
export const complaintCategories = [
  'weight',
  'price',
  'quality',
  'food_safety',
  'refund',
  'attitude',
  'hygiene',
  'other',
] as const
export type ComplaintCategory = (typeof complaintCategories)[number]
export const complaintActions = [
  'accept',
  'decline',
  'answer',
  'mediate',
  'pause',
  'resume',
  'settle',
  'close',
  'hand_over',
  'note',
] as const
/** What the complainant may do with the code in hand. */
export const complainantActions = ['agree', 'withdraw', 'add'] as const
export const reportStates = ['received', 'checking', 'handed_over', 'closed'] as const
export const reportActions = ['check', 'hand_over', 'close', 'note'] as const
export const reportFindings = ['confirmed', 'unconfirmed'] as const
/** Shared by complaint and report clocks. */
export const clockIds = [
  'merchant_answer',
  'acceptance',
  'mediation',
  'termination_notice',
  'report_check',
  'report_notice',
] as const
export type ClockId = (typeof clockIds)[number]
/** How sure we are of a rule's number: read in the text, read in a published copy, from memory, this product's own, the market's own. */
export const ruleMarks = ['statute', 'quoted', 'recall', 'default', 'market'] as const
export const creditEventKinds = [
  'complaint_upheld',
  'answer_overdue',
  'weight_short',
  'finding_minor',
  'finding_serious',
  'recheck_failed',
  'rectified_on_time',
  'penalty',
  'honour',
  'correction',
] as const
export type CreditEventKind = (typeof creditEventKinds)[number]
export const appealStates = ['open', 'upheld', 'rejected'] as const
export const weighVerdicts = ['within', 'short', 'over'] as const
export const toleranceClasses = ['staple', 'ordinary', 'dear', 'precious'] as const

const base = '/api/v1/markets/{marketId}'
const publicBase = '/api/v1/public/markets/{marketCode}'
const open = { scope: 'public' } as const
const officials = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
const readers = { scope: 'market', roles: [...officials.roles, 'merchant'] } as const
const handlers = { scope: 'market', roles: ['market_staff', 'market_operator', 'merchant'] } as const
const operators = { scope: 'market', roles: ['market_operator'] } as const

export const photoLimit = 5 * 1024 * 1024
const photoIds = z.array(f.id).max(6, '最多 6 张照片').default([])
const about = {
  stallCode: z.string().trim().max(32).nullish(),
  /** The scanned slip. */
  saleId: f.id.nullish(),
  stallOrderId: f.id.nullish(),
  reweighId: f.id.nullish(),
}
export const newComplaint = z.object({
  category: z.enum(complaintCategories, '请选择投诉的问题'),
  description: f.text(2000, '事情经过'),
  /** 具体的投诉请求 (投诉举报处理暂行办法 第九条). */
  wants: f.optionalText(200),
  contactName: f.optionalText(30),
  phone: f.phone.nullish(),
  channel: z.enum(['mini_program', 'kiosk', 'qr']).default('mini_program'),
  photoIds,
  ...about,
})
export type NewComplaint = z.output<typeof newComplaint>
export const newReport = z.object({
  category: z.enum(complaintCategories, '请选择举报的问题'),
  description: f.text(2000, '违法线索'),
  contactName: f.optionalText(30),
  phone: f.phone.nullish(),
  channel: z.enum(['mini_program', 'kiosk', 'qr']).default('mini_program'),
  photoIds,
  stallCode: z.string().trim().max(32).nullish(),
})
export type NewReport = z.output<typeof newReport>

export const clockView = z.object({
  clockId: z.enum(clockIds),
  startedOn: f.date,
  dueOn: f.date,
  /** False when the calendar of a counted year has not been announced. */
  certain: z.boolean(),
  days: z.number().int(),
  unit: z.enum(['working_day', 'calendar_day']),
  source: z.string(),
  mark: z.enum(ruleMarks),
  doneAt: f.instant.nullable(),
  pausedOn: f.date.nullable(),
  overdue: z.boolean(),
})
const moveView = z.object({
  at: f.instant,
  action: z.string(),
  by: z.enum(['complainant', 'merchant', 'operator', 'authority', 'system']),
  byName: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  note: z.string().nullable(),
})
/** What the complainant sees with the code. */
export const complaintLookup = z.object({
  marketName: z.string(),
  category: z.enum(complaintCategories),
  state: z.enum(complaintStates),
  step: z.enum(complaintSteps),
  stallCode: z.string().nullable(),
  receivedAt: f.instant,
  outcome: z.string().nullable(),
  clocks: z.array(clockView),
  moves: z.array(moveView.omit({ byName: true })),
  photoCount: z.number().int(),
  asOf: f.instant,
})
export const complaintSummary = z.object({
  complaintId: z.string(),
  channel: z.enum(complaintChannels),
  category: z.enum(complaintCategories),
  state: z.enum(complaintStates),
  step: z.enum(complaintSteps),
  stallCode: z.string().nullable(),
  merchantId: z.string().nullable(),
  receivedAt: f.instant,
  nextDueOn: f.date.nullable(),
  overdue: z.boolean(),
  escalation: z.number().int(),
  /** Over a limit: a person looks first; never refused by itself. */
  limitFlags: z.array(z.enum(['order', 'phone'])),
})
export const complaint = complaintSummary.extend({
  description: z.string(),
  wants: z.string().nullable(),
  saleId: z.string().nullable(),
  stallOrderId: z.string().nullable(),
  reweighId: z.string().nullable(),
  outcome: z.string().nullable(),
  /** Operators only, and only masked. */
  contact: z.object({ nameMasked: z.string().nullable(), phoneMasked: z.string().nullable() }).nullable(),
  photos: z.array(z.object({ photoId: z.string(), mediaType: z.string(), sha256: z.string() })),
  clocks: z.array(clockView),
  moves: z.array(moveView),
  allowed: z.array(z.enum(complaintActions)),
})
export type Complaint = z.output<typeof complaint>

export const report = z.object({
  reportId: z.string(),
  channel: z.enum(complaintChannels),
  category: z.enum(complaintCategories),
  state: z.enum(reportStates),
  finding: z.enum(reportFindings).nullable(),
  stallCode: z.string().nullable(),
  description: z.string(),
  receivedAt: f.instant,
  photos: z.array(z.object({ photoId: z.string(), mediaType: z.string(), sha256: z.string() })),
  clocks: z.array(clockView),
  moves: z.array(moveView),
  limitFlags: z.array(z.enum(['order', 'phone'])),
  allowed: z.array(z.enum(reportActions)),
})

export const serviceRule = z.object({
  ruleId: z.string(),
  label: z.string(),
  value: z.unknown(),
  source: z.string(),
  effectiveFrom: f.date,
  mark: z.enum(ruleMarks),
})
export const calendarYear = z.object({
  year: z.number().int().min(2020).max(2100),
  source: f.text(200, '来源文件'),
  holidays: z.array(z.object({ from: f.date, to: f.date, name: f.text(20, '节日') })).max(30),
  workdays: z.array(f.date).max(60),
})

const ratingView = z.object({
  ratingId: z.string(),
  stallCode: z.string(),
  stars: z.number().int(),
  comment: z.string().nullable(),
  basis: z.enum(['order', 'slip']),
  reply: z.string().nullable(),
  ratedOn: f.date,
})
export const purchase = z.object({
  saleId: z.string().nullable(),
  stallOrderId: z.string().nullable(),
  /** What people read: the slip's or the order's number. */
  number: z.string(),
  stallCode: z.string(),
  at: f.instant,
  amountFen: z.number().int(),
  lines: z.array(
    z.object({
      lineNo: z.number().int(),
      name: z.string(),
      /** Null for goods sold by the piece. */
      grams: z.number().int().nullable(),
      amountFen: z.number().int(),
    }),
  ),
})
export const reweigh = z.object({
  reweighId: z.string(),
  stallCode: z.string(),
  saleId: z.string().nullable(),
  stallOrderId: z.string().nullable(),
  lineNo: z.number().int(),
  commodityName: z.string(),
  settledGrams: z.number().int(),
  measuredGrams: z.number().int(),
  /** Measured less settled: negative is short weight. */
  differenceGrams: z.number().int(),
  toleranceClass: z.enum(toleranceClasses),
  /** Null when the table ends below this mass. */
  toleranceGrams: z.number().int().nullable(),
  verdict: z.enum(weighVerdicts).nullable(),
  toleranceSource: z.string(),
  toleranceMark: z.enum(ruleMarks),
  weighedAt: f.instant,
})

export const creditEvent = z.object({
  creditEventId: z.string(),
  kind: z.enum(creditEventKinds),
  occurredOn: f.date,
  points: z.number(),
  /** Points that still count today. */
  countsNow: z.number(),
  reason: z.string(),
  corrects: z.string().nullable(),
  appeal: z.enum(appealStates).nullable(),
})
export const creditView = z.object({
  stallCodes: z.array(z.string()),
  merchantName: z.string(),
  score: z.number(),
  grade: z.enum(creditGrades),
  /** No event yet: the grade is the market's own entry, or none. */
  recorded: z.boolean(),
  formula: z.object({
    base: z.number(),
    floor: z.number(),
    ceiling: z.number(),
    decayDays: z.number().int(),
    points: z.record(z.string(), z.number()),
    grades: z.array(z.object({ grade: z.enum(creditGrades), from: z.number() })),
    source: z.string(),
    mark: z.enum(ruleMarks),
    effectiveFrom: f.date,
  }),
  events: z.array(creditEvent),
  asOf: f.instant,
})
const appeal = z.object({
  appealId: z.string(),
  creditEventId: z.string(),
  merchantId: z.string(),
  text: z.string(),
  state: z.enum(appealStates),
  decision: z.string().nullable(),
  openedAt: f.instant,
})
const receipt = z.object({ code: z.string(), receivedAt: f.instant, clocks: z.array(clockView) })

export const complaintRoutes = {
  uploadComplaintPhoto: route({
    method: 'POST',
    path: `${publicBase}/complaint-photos`,
    summary: '上传投诉、举报的照片',
    access: open,
    upload: photoLimit,
    output: z.object({ photoId: z.string(), mediaType: z.string(), size: z.number().int() }),
    status: 201,
  }),
  submitComplaint: route({
    method: 'POST',
    path: `${publicBase}/complaints`,
    summary: '投诉，不用登录；答复里的查询码只给这一次',
    access: open,
    body: newComplaint,
    output: receipt,
    status: 201,
  }),
  lookUpComplaint: route({
    method: 'GET',
    path: '/api/v1/public/complaints/{code}',
    summary: '凭查询码看投诉的进展',
    access: open,
    output: complaintLookup,
  }),
  answerAsComplainant: route({
    method: 'POST',
    path: '/api/v1/public/complaints/{code}/moves',
    summary: '投诉人同意答复、补充或撤回',
    access: open,
    body: z.object({ action: z.enum(complainantActions), note: f.optionalText(1000) }),
    output: complaintLookup,
  }),
  submitReport: route({
    method: 'POST',
    path: `${publicBase}/violation-reports`,
    summary: '举报，可以不留姓名电话',
    access: open,
    body: newReport,
    output: receipt,
    status: 201,
  }),
  lookUpReport: route({
    method: 'GET',
    path: '/api/v1/public/violation-reports/{code}',
    summary: '凭查询码看举报的进展',
    access: open,
    output: z.object({
      state: z.enum(reportStates),
      finding: z.enum(reportFindings).nullable(),
      receivedAt: f.instant,
      clocks: z.array(clockView),
    }),
  }),
  listComplaints: route({
    method: 'GET',
    path: `${base}/complaints`,
    summary: '投诉，逾期的在前',
    access: readers,
    query: z.object({
      state: z.enum(complaintStates).optional(),
      step: z.enum(complaintSteps).optional(),
      overdue: z.stringbool().optional(),
      ...pageQuery,
    }),
    output: page(complaintSummary),
  }),
  createComplaint: route({
    method: 'POST',
    path: `${base}/complaints`,
    summary: '服务台代为登记投诉',
    access: marketTeam,
    body: newComplaint.omit({ channel: true }),
    output: complaint.extend({ code: z.string() }),
    status: 201,
  }),
  getComplaint: route({
    method: 'GET',
    path: `${base}/complaints/{complaintId}`,
    summary: '投诉详情',
    access: readers,
    output: complaint,
  }),
  moveComplaint: route({
    method: 'POST',
    path: `${base}/complaints/{complaintId}/moves`,
    summary: '办理投诉：受理、不予受理、答复、调解、和解、终结、移交',
    access: { ...handlers, stallRight: 'owner' },
    body: z.object({
      action: z.enum(complaintActions),
      note: f.text(1000, '办理说明'),
      upheld: z.boolean().default(false),
    }),
    output: complaint,
  }),
  getComplaintPhoto: route({
    method: 'GET',
    path: `${base}/complaint-photos/{photoId}`,
    summary: '投诉、举报的照片',
    access: readers,
    file: 'application/octet-stream',
  }),
  getEvidenceBundle: route({
    method: 'GET',
    path: `${base}/complaints/{complaintId}/evidence`,
    summary: '移交监管部门的证据包',
    access: { scope: 'market', roles: ['market_operator', 'district_officer', 'city_officer'] },
    file: 'application/json',
  }),
  getEvidencePdf: route({
    method: 'GET',
    path: `${base}/complaints/{complaintId}/evidence.pdf`,
    summary: '移交监管部门的证据材料，可以打印，含照片',
    access: { scope: 'market', roles: ['market_operator', 'district_officer', 'city_officer'] },
    file: 'application/pdf',
  }),
  listReports: route({
    method: 'GET',
    path: `${base}/violation-reports`,
    summary: '举报',
    access: officials,
    query: z.object({ state: z.enum(reportStates).optional(), ...pageQuery }),
    output: page(report.omit({ photos: true, moves: true, allowed: true })),
  }),
  getReport: route({
    method: 'GET',
    path: `${base}/violation-reports/{reportId}`,
    summary: '举报详情',
    access: officials,
    output: report,
  }),
  moveReport: route({
    method: 'POST',
    path: `${base}/violation-reports/{reportId}/moves`,
    summary: '办理举报',
    access: marketTeam,
    body: z.object({
      action: z.enum(reportActions),
      note: f.text(1000, '办理说明'),
      finding: z.enum(reportFindings).optional(),
    }),
    output: report,
  }),
  listServiceRules: route({
    method: 'GET',
    path: `${base}/service-rules`,
    summary: '办理期限、次数限制、允差和信用公式，各自的依据和起用日期',
    access: readers,
    query: z.object({ onDate: f.date.optional() }),
    output: z.object({ items: z.array(serviceRule) }),
  }),
  setServiceRule: route({
    method: 'PUT',
    path: `${base}/service-rules/{ruleId}`,
    summary: '自某日起改用新的取值',
    access: operators,
    body: z.object({ effectiveFrom: f.date, value: z.unknown(), source: f.text(200, '依据') }),
    output: serviceRule,
  }),
  listCalendarYears: route({
    method: 'GET',
    path: `${base}/calendar-years`,
    summary: '法定节假日和调休',
    access: readers,
    output: z.object({
      items: z.array(calendarYear.extend({ mark: z.enum(['quoted', 'recall', 'market']) })),
      asOf: f.instant,
    }),
  }),
  importCalendarYears: route({
    method: 'PUT',
    path: `${base}/calendar-years`,
    summary: '导入节假日安排；未办结的期限随之重算',
    access: operators,
    body: z.object({ years: z.array(calendarYear).min(1).max(10) }),
    output: z.object({ years: z.number().int(), clocksMoved: z.number().int() }),
  }),
  submitRating: route({
    method: 'POST',
    path: `${publicBase}/ratings`,
    summary: '评价已完成的订单或小票',
    access: open,
    body: z
      .object({
        stars: z.number().int().min(1, '请选 1 到 5 星').max(5, '请选 1 到 5 星'),
        comment: f.optionalText(300),
        saleId: f.id.nullish(),
        stallOrderId: f.id.nullish(),
      })
      .refine((v) => (v.saleId == null) !== (v.stallOrderId == null), '请从订单或小票进入评价'),
    output: ratingView,
    status: 201,
  }),
  getStallRatings: route({
    method: 'GET',
    path: `${publicBase}/stalls/{stallCode}/ratings`,
    summary: '摊位评价',
    access: open,
    query: z.object(pageQuery),
    output: page(ratingView).extend({
      /** Null below the minimum number. */
      average: z.number().nullable(),
      fewest: z.number().int(),
    }),
  }),
  listRatings: route({
    method: 'GET',
    path: `${base}/ratings`,
    summary: '服务评价；经营户只看到自己的',
    access: readers,
    query: z.object({ stallCode: z.string().max(32).optional(), unanswered: z.stringbool().optional(), ...pageQuery }),
    output: page(ratingView),
  }),
  replyToRating: route({
    method: 'POST',
    path: `${base}/ratings/{ratingId}/reply`,
    summary: '回复评价',
    access: handlers,
    body: z.object({ reply: f.text(300, '回复') }),
    output: ratingView,
  }),
  findPurchases: route({
    method: 'GET',
    path: `${base}/purchases`,
    summary: '按小票号、订单号或摊位找最近的交易，用来复称',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector'] },
    query: z.object({ q: z.string().trim().min(1, '请输入小票号、订单号或摊位号').max(64) }),
    output: z.object({ items: z.array(purchase), asOf: f.instant }),
  }),
  recordReweigh: route({
    method: 'POST',
    path: `${base}/reweighs`,
    summary: '公平秤复称',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector'] },
    body: z
      .object({
        saleId: f.id.nullish(),
        stallOrderId: f.id.nullish(),
        lineNo: z.number().int().min(1).max(500),
        measuredGrams: z.number().int().min(0).max(1_000_000),
        toleranceClass: z.enum(toleranceClasses).optional(),
        deviceId: f.id.nullish(),
      })
      .refine((v) => (v.saleId == null) !== (v.stallOrderId == null), '请选择一张小票或一张订单'),
    output: reweigh,
    status: 201,
  }),
  listReweighs: route({
    method: 'GET',
    path: `${base}/reweighs`,
    summary: '复称记录',
    access: readers,
    query: z.object(pageQuery),
    output: page(reweigh),
  }),
  getMerchantCredit: route({
    method: 'GET',
    path: `${base}/merchants/{merchantId}/credit`,
    summary: '经营户信用分和每一条记录',
    access: readers,
    output: creditView,
  }),
  getPublicCredit: route({
    method: 'GET',
    path: `${publicBase}/stalls/{stallCode}/credit`,
    summary: '摊位经营户的信用公示',
    access: open,
    output: creditView,
  }),
  addCreditEvent: route({
    method: 'POST',
    path: `${base}/merchants/{merchantId}/credit-events`,
    summary: '登记荣誉等信用记录',
    access: operators,
    body: z.object({
      kind: z.enum(['honour', 'penalty']),
      reason: f.text(200, '事由'),
      occurredOn: f.date,
    }),
    output: creditView,
    status: 201,
  }),
  openAppeal: route({
    method: 'POST',
    path: `${base}/credit-events/{creditEventId}/appeals`,
    summary: '对一条信用记录提出申诉',
    access: { ...handlers, stallRight: 'owner' },
    body: z.object({ text: f.text(1000, '申诉理由') }),
    output: appeal,
    status: 201,
  }),
  decideAppeal: route({
    method: 'POST',
    path: `${base}/credit-appeals/{appealId}/decision`,
    summary: '裁决申诉；成立的用更正记录抵消原记录',
    access: operators,
    body: z.object({ upheld: z.boolean(), decision: f.text(500, '裁决理由') }),
    output: appeal,
  }),
  listAppeals: route({
    method: 'GET',
    path: `${base}/credit-appeals`,
    summary: '信用申诉',
    access: readers,
    query: z.object({ state: z.enum(appealStates).optional(), ...pageQuery }),
    output: page(appeal),
  }),
}
