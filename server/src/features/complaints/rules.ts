/**
 * Terms, limits, tolerances and the credit formula as dated data. `recall` and `default` values were not read in a
 * text: screens say so.
 */
import { creditEventKinds, type ruleMarks, toleranceClasses } from '@smart-market/shared/contracts/complaints.ts'
import { creditGrades } from '@smart-market/shared/contracts/markets.ts'
import { z } from 'zod'
import { createRuleBook, type DatedRule } from '../../dated-rules.ts'

const term = z.object({ days: z.number().int().min(1).max(400), unit: z.enum(['working_day', 'calendar_day']) })
const limit = z.object({ count: z.number().int().min(1).max(1000), days: z.number().int().min(1).max(366) })
/** Up to and with each mass, how much may be missing; ascending. */
const bands = z
  .array(z.object({ upToGrams: z.number().int().min(1), grams: z.number().int().min(1) }))
  .min(1)
  .refine(
    (rows) => rows.every((row, i) => i === 0 || row.upToGrams > (rows[i - 1]?.upToGrams ?? 0)),
    '称重范围应从小到大',
  )
const formula = z.object({
  base: z.number().min(0).max(1000),
  floor: z.number().min(0),
  ceiling: z.number().max(1000),
  decayDays: z.number().int().min(30).max(3660),
  points: z.record(z.enum(creditEventKinds), z.number().min(-1000).max(1000)),
  grades: z
    .array(z.object({ grade: z.enum(creditGrades), from: z.number() }))
    .length(creditGrades.length)
    .refine((rows) => rows.every((row, i) => i === 0 || row.from < (rows[i - 1]?.from ?? 0)), '等级线应从高到低'),
})

const ruleValues = {
  'term.merchant_answer': term,
  'term.acceptance': term,
  'term.mediation': term,
  'term.termination_notice': term,
  'term.report_check': term,
  'term.report_notice': term,
  'limit.per_order': limit,
  'limit.per_phone': limit,
  'rating.fewest': z.number().int().min(1).max(1000),
  'rating.within_days': z.number().int().min(1).max(366),
  'weighing.tolerance': z.record(z.enum(toleranceClasses), bands),
  'credit.formula': formula,
} as const
export type RuleId = keyof typeof ruleValues
export type RuleValue<R extends RuleId> = z.output<(typeof ruleValues)[R]>
export type CreditFormula = RuleValue<'credit.formula'>

export type ServiceRule = DatedRule<RuleId, Exclude<(typeof ruleMarks)[number], 'market'>>

const order20 = '《市场监督管理投诉举报处理暂行办法》（市场监管总局令第20号，2022年3月24日修改）'
const order2026 = '《市场监督管理投诉举报处理办法》（2026年4月15日起施行）；条文未核对，暂沿用原办法的天数'
const own = '本系统默认值，非法定'
const workingDays = (days: number) => ({ days, unit: 'working_day' as const })

/** A number of the old order, and the same number carried into the new one until its text has been read. */
const carried = (ruleId: RuleId, label: string, days: number, article: string): ServiceRule[] => [
  {
    ruleId,
    label,
    value: workingDays(days),
    source: `${order20}${article}`,
    effectiveFrom: '2020-01-01',
    mark: 'statute',
  },
  { ruleId, label, value: workingDays(days), source: order2026, effectiveFrom: '2026-04-15', mark: 'recall' },
]

export const defaultRules: readonly ServiceRule[] = [
  {
    ruleId: 'term.merchant_answer',
    label: '经营户首次答复',
    value: workingDays(3),
    source: `${own}；12315 在线消费纠纷解决（ODR）给企业 10 个工作日`,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
  ...carried('term.acceptance', '决定受理或不予受理', 7, '第十四条'),
  ...carried('term.mediation', '达成调解协议，自受理之日起', 45, '第二十一条'),
  ...carried('term.termination_notice', '终止调解后告知双方', 7, '第二十一条'),
  {
    ruleId: 'term.report_check',
    label: '举报核查',
    value: workingDays(15),
    source: '《市场监督管理行政处罚程序规定》第十八条；条号凭记忆，请核对',
    effectiveFrom: '2020-01-01',
    mark: 'quoted',
  },
  ...carried('term.report_notice', '实名举报告知处理决定', 5, '第三十一条'),
  {
    ruleId: 'limit.per_order',
    label: '同一订单或小票的投诉，超过的先由人看',
    value: { count: 2, days: 30 },
    source: own,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
  {
    ruleId: 'limit.per_phone',
    label: '同一电话的投诉举报，超过的先由人看',
    value: { count: 5, days: 7 },
    source: own,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
  {
    ruleId: 'rating.fewest',
    label: '显示平均分的最少评价数',
    value: 5,
    source: own,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
  {
    ruleId: 'rating.within_days',
    label: '交易后可评价的天数',
    value: 30,
    source: own,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
  {
    ruleId: 'weighing.tolerance',
    label: '零售称重允许的负偏差',
    value: {
      // 粮食、蔬菜、水果，或不高于 6 元/kg 的食品
      staple: [
        { upToGrams: 1_000, grams: 20 },
        { upToGrams: 2_000, grams: 40 },
        { upToGrams: 4_000, grams: 80 },
        { upToGrams: 25_000, grams: 100 },
      ],
      // 肉、蛋、禽、水产、糕点、糖果、调味品，或高于 6 元/kg 但不高于 30 元/kg
      ordinary: [
        { upToGrams: 2_500, grams: 5 },
        { upToGrams: 10_000, grams: 10 },
        { upToGrams: 15_000, grams: 15 },
      ],
      // 干菜、山珍海味，或高于 30 元/kg 但不高于 100 元/kg
      dear: [
        { upToGrams: 1_000, grams: 2 },
        { upToGrams: 4_000, grams: 4 },
        { upToGrams: 6_000, grams: 6 },
      ],
      // 高于 100 元/kg
      precious: [
        { upToGrams: 500, grams: 1 },
        { upToGrams: 2_000, grams: 2 },
        { upToGrams: 5_000, grams: 3 },
      ],
    },
    source:
      '《零售商品称重计量监督管理办法》（2004年令第66号，2020年修订）第五条、附表1；各档数值据公开转载，以官方附表为准',
    effectiveFrom: '2004-12-01',
    mark: 'quoted',
  },
  {
    ruleId: 'credit.formula',
    label: '信用分公式',
    value: {
      base: 100,
      floor: 0,
      ceiling: 110,
      decayDays: 365,
      points: {
        complaint_upheld: -5,
        answer_overdue: -3,
        weight_short: -10,
        finding_minor: -2,
        finding_serious: -8,
        recheck_failed: -5,
        rectified_on_time: 1,
        penalty: -15,
        honour: 5,
        correction: 0,
      },
      grades: [
        { grade: 'A', from: 90 },
        { grade: 'B', from: 75 },
        { grade: 'C', from: 60 },
        { grade: 'D', from: 0 },
      ],
    },
    source: `${own}，请市场公布自己的办法`,
    effectiveFrom: '2020-01-01',
    mark: 'default',
  },
]

export const ruleBook = createRuleBook(ruleValues, defaultRules)
export const { ruleOn, valueOn: ruleValueOn } = ruleBook
