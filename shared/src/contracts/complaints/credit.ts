/** 信用: a score that every event explains, and the appeal against an event. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import * as f from '../fields.ts'
import { creditGrades } from '../markets.ts'
import { base, handlers, open, operators, publicBase, readers } from './shape.ts'
import { appealStates, creditEventKinds, ruleMarks } from './words.ts'

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

export const creditRoutes = {
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
    query: z.object({
      /** Merchant, stall, words of the appeal, of what it is against, or of the decision. */
      ...f.search,
      state: z.enum(appealStates).optional(),
      ...pageQuery,
    }),
    output: page(appeal.extend({ merchantName: z.string() })),
  }),
}
