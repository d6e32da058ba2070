import type { Ctx, Tx } from '../../context.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { defaultRules, isRuleId, parseRuleValue, type Rule, ruleOn } from './rules.ts'
import * as store from './store.ts'

/** The market's own values; defaults stand where it has none. */
export const ownRules = async (tx: Tx, marketId: string): Promise<Rule[]> => {
  const rows = await store.listOwnRules(tx, marketId)
  return rows.flatMap(({ ruleId, value, source, effectiveFrom }) =>
    isRuleId(ruleId) ? [{ ruleId, label: labelOf(ruleId), value, source, effectiveFrom, mark: 'market' as const }] : [],
  )
}
const labelOf = (ruleId: string): string => defaultRules.find((rule) => rule.ruleId === ruleId)?.label ?? ruleId

/** Every rule as it stands on a business date. */
export const listFoodSafetyRules = async (ctx: Ctx, onDate: string = businessDate(ctx.now)) => {
  const own = await withTransaction(ctx, (tx) => ownRules(tx, marketOf(ctx)))
  const ids = [...new Set(defaultRules.map((rule) => rule.ruleId))]
  return { items: ids.map((ruleId) => ruleOn(own, ruleId, onDate)) }
}

/** Throws food_safety_rule.not_found, food_safety_rule.value. */
export const setFoodSafetyRule = async (
  ctx: Ctx,
  ruleId: string,
  input: { effectiveFrom: string; value?: unknown; source: string },
) => {
  if (!isRuleId(ruleId)) throw new AppError('food_safety_rule.not_found', { ruleId })
  const parsed = parseRuleValue(ruleId, input.value)
  if ('problem' in parsed) throw new AppError('food_safety_rule.value', parsed)
  const { effectiveFrom, source } = input
  await withTransaction(ctx, async (tx) => {
    await store.putRule(tx, {
      marketId: marketOf(ctx),
      ruleId,
      effectiveFrom,
      value: parsed.value,
      source,
      setBy: actorName(ctx),
      setAt: ctx.now,
    })
    await appendAudit(ctx, tx, {
      action: 'food_safety_rule.set',
      subjectKind: 'food_safety_rule',
      subjectId: ruleId,
      summary: `食安规则「${labelOf(ruleId)}」自 ${effectiveFrom} 起改用本市场取值`,
      details: { effectiveFrom, value: parsed.value, source },
    })
    await appendEvent(ctx, tx, 'food_safety_rule.set', { ruleId, effectiveFrom })
  })
  return { ruleId, label: labelOf(ruleId), value: parsed.value, source, effectiveFrom, mark: 'market' as const }
}
