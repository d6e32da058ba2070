/** Numbers of the sales ledger as dated data. */
import { z } from 'zod'
import { createRuleBook, createRuleVerbs, type DatedRule } from '../../dated-rules.ts'
import * as store from './rule-store.ts'

const ruleValues = {
  'pairing.minutes': z.number().int('请填整数').min(0, '最少 0 分钟').max(60, '最多 60 分钟'),
} as const
type RuleId = keyof typeof ruleValues

const defaultRules: readonly DatedRule<RuleId, 'default'>[] = [
  {
    ruleId: 'pairing.minutes',
    label: '扫码付款和称重相差几分钟以内、摊位和金额相同，算同一笔交易（0 为不合并）',
    value: 5,
    source: '本系统默认值，非法定：称完就付，留出电子秤时钟的误差',
    effectiveFrom: '2026-01-01',
    mark: 'default',
  },
]

export const ruleBook = createRuleBook(ruleValues, defaultRules)
export const {
  ownRules,
  listRules: listSalesRules,
  setRule: setSalesRule,
} = createRuleVerbs(ruleBook, { list: store.listOwnRules, put: store.putRule, kind: 'sales_rule' })
