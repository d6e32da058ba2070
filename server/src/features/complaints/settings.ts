/** The market's own rules and holidays, and the calendar and rules that a case is counted by. */
import { publicHolidayYears } from '@smart-market/shared/calendar/public-holidays.ts'
import {
  calendarProblems,
  type CalendarYear,
  createCalendar,
  type WorkCalendar,
} from '@smart-market/shared/calendar/working-days.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { createRuleVerbs } from '../../dated-rules.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { recountClocks } from './clocks.ts'
import { ruleBook } from './rules.ts'
import * as settingsStore from './settings-store.ts'

export const {
  ownRules,
  listRules: listServiceRules,
  setRule: setServiceRule,
} = createRuleVerbs(ruleBook, { list: settingsStore.listOwnRules, put: settingsStore.putRule, kind: 'service_rule' })

const yearsOf = async (tx: Tx, marketId: string): Promise<CalendarYear[]> => {
  const own = (await settingsStore.listOwnYears(tx, marketId)).map(
    ({ year, source, holidays, workdays }): CalendarYear => ({
      year,
      source,
      holidays,
      workdays,
      mark: 'market',
    }),
  )
  const replaced = new Set(own.map((year) => year.year))
  return [...publicHolidayYears.filter((year) => !replaced.has(year.year)), ...own].sort((a, b) => a.year - b.year)
}

export const calendarOf = async (tx: Tx, marketId: string): Promise<WorkCalendar> =>
  createCalendar(await yearsOf(tx, marketId))

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
      await settingsStore.putYear(tx, { marketId: marketOf(ctx), ...year, setBy: actorName(ctx), setAt: ctx.now })
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
