/** The numbers behind it: terms, limits, tolerances and the credit formula as dated data, and the calendar they count on. */
import { z } from 'zod'
import { route } from '../../route.ts'
import * as f from '../fields.ts'
import { base, operators, readers } from './shape.ts'
import { ruleMarks } from './words.ts'

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

export const termRoutes = {
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
}
