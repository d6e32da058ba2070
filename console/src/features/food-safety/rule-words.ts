/** The rules of entry and retention in words, and how the market changes one. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Item } from '../../lib/client.ts'

export type FoodRule = Item<'listFoodSafetyRules'>

export const entryChoices = [
  { value: 'refuse', label: '不得入场' },
  { value: 'test_first', label: '先检测，阴性后入场' },
] as const

/** Lists of papers are the law's own and stand in the release; what a market may set has a form. */
export const ruleEditor = (ruleId: string): 'months' | 'choice' | 'code' | 'none' => {
  if (ruleId.endsWith('_months')) return 'months'
  if (ruleId.startsWith('entry.without_')) return 'choice'
  return ruleId === 'exchange.node_code' ? 'code' : 'none'
}

const paperWords: Readonly<Record<string, string>> = labels.paperKind
const categoryWords: Readonly<Record<string, string>> = labels.commodityCategory
const papersText = (kinds: unknown): string =>
  Array.isArray(kinds) ? kinds.map((kind) => paperWords[String(kind)] ?? String(kind)).join('、') : ''

export const ruleWords = ({ ruleId, value }: Pick<FoodRule, 'ruleId' | 'value'>): string => {
  if (ruleEditor(ruleId) === 'months') return `${String(value)} 个月`
  if (Array.isArray(value)) return papersText(value)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([category, kinds]) => `${categoryWords[category] ?? category}：${papersText(kinds)}`)
      .join('；')
  return entryChoices.find((choice) => choice.value === value)?.label ?? (String(value) || '还没有')
}
