/** Duties of food safety as dated data. `recall` values were not read in the text: screens say so. */
import { categoryCodes } from '@smart-market/shared/contracts/catalogue.ts'
import { paperKinds } from '@smart-market/shared/contracts/sourcing.ts'
import { z } from 'zod'
import { createRuleBook, type DatedRule } from '../../dated-rules.ts'

const kinds = z.array(z.enum(paperKinds))
const months = z.number().int().min(1).max(120)

/** What each rule's value looks like. */
const ruleValues = {
  'entry.without_voucher': z.enum(['refuse', 'test_first']),
  'entry.without_quality_proof': z.enum(['refuse', 'test_first']),
  'entry.quality_proofs': kinds,
  'entry.required_papers': z.partialRecord(z.enum(categoryCodes), kinds),
  'entry.imported_papers': kinds,
  'retention.intake_months': months,
  'retention.certificate_months': months,
  // Coerced: the driver reads a JSON string of digits back as a number.
  'exchange.node_code': z.coerce.string().regex(/^(\d{9})?$/, '应为九位数字'),
} as const
export type RuleId = keyof typeof ruleValues

export type Rule = DatedRule<RuleId, 'statute' | 'quoted' | 'recall'>

const order81 = '《食用农产品市场销售质量安全监督管理办法》（市场监管总局令第81号）'
const order4 = '《农产品质量安全承诺达标合格证管理办法》（农业农村部令2025年第4号）'

export const defaultRules: readonly Rule[] = [
  {
    ruleId: 'entry.without_voucher',
    label: '没有进货凭证时',
    value: 'refuse',
    source: order81,
    effectiveFrom: '2023-12-01',
    mark: 'quoted',
  },
  {
    ruleId: 'entry.without_quality_proof',
    label: '没有合格凭证时',
    value: 'test_first',
    source: order81,
    effectiveFrom: '2023-12-01',
    mark: 'recall',
  },
  {
    ruleId: 'entry.quality_proofs',
    label: '可作为合格凭证的材料',
    value: ['compliance_certificate', 'self_test', 'animal_quarantine', 'import_inspection'],
    source: `${order81}第八条`,
    effectiveFrom: '2023-12-01',
    mark: 'quoted',
  },
  {
    ruleId: 'entry.required_papers',
    label: '按品类必须有的证明',
    value: { meat: ['animal_quarantine', 'meat_inspection'] },
    source: `${order81}第八条`,
    effectiveFrom: '2023-12-01',
    mark: 'quoted',
  },
  {
    ruleId: 'entry.required_papers',
    label: '按品类必须有的证明',
    value: { meat: ['animal_quarantine', 'meat_inspection'], poultry: ['animal_quarantine'] },
    source: `${order81}第八条；禽肉检疫证明请与本地动物防疫要求核对`,
    effectiveFrom: '2026-02-01',
    mark: 'recall',
  },
  {
    ruleId: 'entry.imported_papers',
    label: '进口食用农产品必须有的证明',
    value: ['import_inspection'],
    source: `${order81}第八条`,
    effectiveFrom: '2023-12-01',
    mark: 'quoted',
  },
  {
    ruleId: 'retention.intake_months',
    label: '进货查验记录和凭证保存月数',
    value: 6,
    source: '《食品安全法》第六十五条',
    effectiveFrom: '2015-10-01',
    mark: 'statute',
  },
  {
    ruleId: 'retention.certificate_months',
    label: '承诺达标合格证保存月数',
    value: 6,
    source: order4,
    effectiveFrom: '2026-02-01',
    mark: 'quoted',
  },
  {
    ruleId: 'exchange.node_code',
    label: '肉菜流通追溯的流通节点主体码（九位，由商务部门分配，没有就空着）',
    value: '',
    source: 'SB/T 10680-2012《肉类蔬菜流通追溯体系编码规则》；位数凭记忆，请核对',
    effectiveFrom: '2012-01-01',
    mark: 'recall',
  },
]

export const ruleBook = createRuleBook(ruleValues, defaultRules)
export const { ruleOn, valueOn: ruleValueOn } = ruleBook
