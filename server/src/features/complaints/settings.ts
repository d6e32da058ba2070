/** The market's own rules and holidays, and the calendar and rules that a case is counted by. */
import { publicHolidayYears } from '@smart-market/shared/calendar/public-holidays.ts'
import {
  calendarProblems,
  type CalendarYear,
  createCalendar,
  type WorkCalendar,
} from '@smart-market/shared/calendar/working-days.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { recountClocks } from './clocks.ts'
import { defaultRules, isRuleId, parseRuleValue, ruleIds, ruleOn, type ServiceRule } from './rules.ts'
import * as store from './store.ts'

const labelOf = (ruleId: string): string => defaultRules.find((rule) => rule.ruleId === ruleId)?.label ?? ruleId

/** The market's own values; defaults stand where it has none. */
export const ownRules = async (tx: Tx, marketId: string): Promise<ServiceRule[]> =>
  (await store.listOwnRules(tx, marketId)).flatMap(({ ruleId, value, source, effectiveFrom }) =>
    isRuleId(ruleId) ? [{ ruleId, label: labelOf(ruleId), value, source, effectiveFrom, mark: 'market' as const }] : [],
  )

const yearsOf = async (tx: Tx, marketId: string): Promise<CalendarYear[]> => {
  const own = (await store.listOwnYears(tx, marketId)).map(({ year, source, holidays, workdays }): CalendarYear => ({
    year,
    source,
    holidays,
    workdays,
    mark: 'market',
  }))
  const replaced = new Set(own.map((year) => year.year))
  return [...publicHolidayYears.filter((year) => !replaced.has(year.year)), ...own].sort((a, b) => a.year - b.year)
}

export const calendarOf = async (tx: Tx, marketId: string): Promise<WorkCalendar> =>
  createCalendar(await yearsOf(tx, marketId))

export const listServiceRules = async (ctx: Ctx, onDate: string = businessDate(ctx.now)) => {
  const own = await withTransaction(ctx, (tx) => ownRules(tx, marketOf(ctx)))
  return { items: ruleIds.map((ruleId) => ruleOn(own, ruleId, onDate)) }
}

/** Throws service_rule.not_found, service_rule.value. */
export const setServiceRule = async (
  ctx: Ctx,
  ruleId: string,
  input: { effectiveFrom: string; value?: unknown; source: string },
) => {
  if (!isRuleId(ruleId)) throw new AppError('service_rule.not_found', { ruleId })
  const parsed = parseRuleValue(ruleId, input.value)
  if ('problem' in parsed) throw new AppError('service_rule.value', parsed)
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
      action: 'service_rule.set',
      subjectKind: 'service_rule',
      subjectId: ruleId,
      summary: `「${labelOf(ruleId)}」自 ${effectiveFrom} 起改用本市场取值`,
      details: { effectiveFrom, value: parsed.value, source },
    })
    await appendEvent(ctx, tx, 'service_rule.set', { ruleId, effectiveFrom })
  })
  return { ruleId, label: labelOf(ruleId), value: parsed.value, source, effectiveFrom, mark: 'market' as const }
}

const plain = (year: CalendarYear) => ({ ...year, holidays: [...year.holidays], workdays: [...year.workdays] })

export const listCalendarYears = async (ctx: Ctx) => ({
  items: (await withTransaction(ctx, (tx) => yearsOf(tx, marketOf(ctx)))).map(plain),
  asOf: ctx.now.toISOString(),
})

/** Replaces whole years and counts running terms again. Throws calendar.invalid. */
export const importCalendarYears = async (
  ctx: Ctx,
  input: {
    years: {
      year: number
      source: string
      holidays: { from: string; to: string; name: string }[]
      workdays: string[]
    }[]
  },
) => {
  for (const year of input.years) {
    const [problem] = calendarProblems({ ...year, mark: 'market' })
    if (problem !== undefined) throw new AppError('calendar.invalid', { year: year.year, problem })
  }
  return withTransaction(ctx, async (tx) => {
    for (const year of input.years) {
      await store.putYear(tx, { marketId: marketOf(ctx), ...year, setBy: actorName(ctx), setAt: ctx.now })
    }
    const clocksMoved = await recountClocks(tx, marketOf(ctx), await calendarOf(tx, marketOf(ctx)))
    const years = input.years.map((year) => year.year)
    await appendAudit(ctx, tx, {
      action: 'calendar.import',
      subjectKind: 'calendar',
      subjectId: years.join(','),
      summary: `导入 ${years.join('、')} 年节假日，${clocksMoved} 个期限重算`,
      details: { sources: input.years.map((year) => year.source) },
    })
    await appendEvent(ctx, tx, 'calendar.imported', { years, clocksMoved })
    return { years: years.length, clocksMoved }
  })
}
