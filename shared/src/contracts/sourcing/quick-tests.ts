/** 快检: the plan and whose turn it is, results by hand or by sheet, and what was reported to whom. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import { marketTeam } from '../access.ts'
import * as f from '../fields.ts'
import { base, category, readers, watchers } from './shape.ts'
import { quickTestResults } from './words.ts'

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
export const testReportView = z.object({
  testReportId: z.string(),
  reportedTo: z.string(),
  note: z.string().nullable(),
  factsHash: z.string(),
  reportedAt: f.instant,
  reportedBy: z.string(),
})

export const quickTestRoutes = {
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
}
