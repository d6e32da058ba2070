/**
 * Numbers of law and practice as data: value, document and article, from which day, and how sure we are. A published
 * default is never edited; a change of law is a new row. A market may set its own value from a day on, and a case keeps
 * the rule of its day.
 */
import { businessDate } from '@smart-market/shared/time.ts'
import type { z } from 'zod'
import { actorName, appendAudit } from './audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from './context.ts'
import { AppError } from './errors.ts'
import { appendEvent } from './feed/outbox.ts'

export interface DatedRule<Id extends string, Mark extends string> {
  readonly ruleId: Id
  readonly label: string
  readonly value: unknown
  readonly source: string
  readonly effectiveFrom: string
  readonly mark: Mark | 'market'
}
type Shapes = Readonly<Record<string, z.ZodType>>

/** The rules of one feature: what each value looks like, and what holds where a market has set none. */
export interface RuleBook<S extends Shapes, Mark extends string> {
  readonly ids: readonly (keyof S & string)[]
  isRuleId(text: string): text is keyof S & string
  labelOf(ruleId: keyof S & string): string
  /** The parsed value, or why it is none. */
  parse(ruleId: keyof S & string, value: unknown): { value: unknown } | { problem: string }
  /** The rule in force on a business date: a market's own before the default, the newest first. */
  ruleOn(
    own: readonly DatedRule<keyof S & string, Mark>[],
    ruleId: keyof S & string,
    onDate: string,
  ): DatedRule<keyof S & string, Mark>
  /** Throws when a stored value no longer has its rule's shape: a mistake of ours. */
  valueOn<R extends keyof S & string>(
    own: readonly DatedRule<keyof S & string, Mark>[],
    ruleId: R,
    onDate: string,
  ): z.output<S[R]>
}

export const createRuleBook = <S extends Shapes, Mark extends string>(
  shapes: S,
  defaults: readonly DatedRule<keyof S & string, Mark>[],
): RuleBook<S, Mark> => {
  type Rule = DatedRule<keyof S & string, Mark>
  const newest = (rules: readonly Rule[], ruleId: string, onDate: string): Rule | undefined =>
    rules
      .filter((rule) => rule.ruleId === ruleId && rule.effectiveFrom <= onDate)
      .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0]
  const first = (ruleId: string): Rule | undefined => defaults.find((rule) => rule.ruleId === ruleId)
  const shapeOf = <R extends keyof S & string>(ruleId: R): S[R] => shapes[ruleId]
  const book: RuleBook<S, Mark> = {
    ids: Object.keys(shapes) as (keyof S & string)[],
    isRuleId: (text): text is keyof S & string => Object.hasOwn(shapes, text),
    labelOf: (ruleId) => first(ruleId)?.label ?? ruleId,
    parse: (ruleId, value) => {
      const parsed = shapeOf(ruleId).safeParse(value)
      return parsed.success ? { value: parsed.data } : { problem: parsed.error.issues[0]?.message ?? '' }
    },
    ruleOn: (own, ruleId, onDate) => {
      const rule = newest(own, ruleId, onDate) ?? newest(defaults, ruleId, onDate) ?? first(ruleId)
      if (rule === undefined) throw new Error(`no rule ${ruleId}`)
      return rule
    },
    valueOn: (own, ruleId, onDate) => shapeOf(ruleId).parse(book.ruleOn(own, ruleId, onDate).value) as never,
  }
  return book
}

export interface StoredRule {
  readonly marketId: string
  readonly ruleId: string
  readonly effectiveFrom: string
  readonly value: unknown
  readonly source: string
  readonly setBy: string
  readonly setAt: Date
}
interface Keeping {
  readonly list: (tx: Tx, marketId: string) => Promise<readonly StoredRule[]>
  readonly put: (tx: Tx, row: StoredRule) => Promise<void>
  readonly kind: 'food_safety_rule' | 'service_rule' | 'sales_rule'
}

/** Reading and setting a market's own values of a book: `<kind>.not_found` and `<kind>.value` are its refusals. */
export const createRuleVerbs = <S extends Shapes, Mark extends string>(
  book: RuleBook<S, Mark>,
  { list, put, kind }: Keeping,
) => {
  type Id = keyof S & string
  type Rule = DatedRule<Id, Mark>
  /** The market's own values; defaults stand where it has none. */
  const ownRules = async (tx: Tx, marketId: string): Promise<Rule[]> =>
    (await list(tx, marketId)).flatMap(({ ruleId, value, source, effectiveFrom }): Rule[] =>
      book.isRuleId(ruleId)
        ? [{ ruleId, label: book.labelOf(ruleId), value, source, effectiveFrom, mark: 'market' }]
        : [],
    )
  /** Every rule as it stands on a business date. */
  const listRules = async (ctx: Ctx, onDate: string = businessDate(ctx.now)): Promise<{ items: Rule[] }> => {
    const own = await withTransaction(ctx, (tx) => ownRules(tx, marketOf(ctx)))
    return { items: book.ids.map((ruleId) => book.ruleOn(own, ruleId, onDate)) }
  }
  /** Throws `<kind>.not_found`, `<kind>.value`. */
  const setRule = async (
    ctx: Ctx,
    ruleId: string,
    input: { effectiveFrom: string; value?: unknown; source: string },
  ): Promise<Rule> => {
    if (!book.isRuleId(ruleId)) throw new AppError(`${kind}.not_found`, { ruleId })
    const parsed = book.parse(ruleId, input.value)
    if ('problem' in parsed) throw new AppError(`${kind}.value`, parsed)
    const { effectiveFrom, source } = input
    const label = book.labelOf(ruleId)
    const { value } = parsed
    await withTransaction(ctx, async (tx) => {
      await put(tx, {
        marketId: marketOf(ctx),
        ruleId,
        effectiveFrom,
        value,
        source,
        setBy: actorName(ctx),
        setAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: `${kind}.set`,
        subjectKind: kind,
        subjectId: ruleId,
        summary: `规则「${label}」自 ${effectiveFrom} 起改用本市场取值`,
        details: { effectiveFrom, value, source },
      })
      await appendEvent(ctx, tx, `${kind}.set`, { ruleId, effectiveFrom })
    })
    return { ruleId, label, value, source, effectiveFrom, mark: 'market' }
  }
  return { ownRules, listRules, setRule }
}
