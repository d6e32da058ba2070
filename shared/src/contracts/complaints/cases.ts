/** 投诉 and 举报: apart in law, so apart in every shape; each with its clocks, its moves and its evidence. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import { marketTeam } from '../access.ts'
import * as f from '../fields.ts'
import { base, handlers, officials, open, publicBase, readers } from './shape.ts'
import {
  clockIds,
  complainantActions,
  complaintActions,
  complaintCategories,
  complaintChannels,
  complaintStates,
  complaintSteps,
  reportActions,
  reportFindings,
  reportStates,
  ruleMarks,
} from './words.ts'

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
const receipt = z.object({ code: z.string(), receivedAt: f.instant, clocks: z.array(clockView) })

export const caseRoutes = {
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
      /** Stall, merchant, words of the complaint, the whole code, or the end of the order's or slip's number. */
      ...f.search,
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
    query: z.object({
      /** Stall, merchant, words of the report, or the whole code. */
      ...f.search,
      state: z.enum(reportStates).optional(),
      ...pageQuery,
    }),
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
}
