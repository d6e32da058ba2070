/**
 * Working days of the People's Republic: Monday to Friday, less public holidays, plus make-up days. A year without an
 * announced calendar counts Monday to Friday only and says so: `certain` is false, and the date is worked out again
 * when that year is imported.
 */
import { addDays } from '../time.ts'

/** `quoted`: read in a published copy; `recall`: from memory; `market`: entered by the market. */
export type CalendarMark = 'quoted' | 'recall' | 'market'

export interface CalendarYear {
  readonly year: number
  readonly source: string
  readonly mark: CalendarMark
  /** Both ends included. */
  readonly holidays: readonly { readonly from: string; readonly to: string; readonly name: string }[]
  /** Saturdays and Sundays that are worked. */
  readonly workdays: readonly string[]
}

export interface WorkCalendar {
  isWorkday(date: string): boolean
  /** Whether the date's year has been announced. */
  isKnown(date: string): boolean
}

/** A later entry for the same year replaces an earlier one as a whole. */
export const createCalendar = (years: readonly CalendarYear[]): WorkCalendar => {
  const known = new Map(years.map((year) => [year.year, year] as const))
  const yearOf = (date: string): CalendarYear | undefined => known.get(Number(date.slice(0, 4)))
  return {
    isKnown: (date) => yearOf(date) !== undefined,
    isWorkday: (date) => {
      const year = yearOf(date)
      if (year?.workdays.includes(date) === true) return true
      if (year?.holidays.some(({ from, to }) => from <= date && date <= to) === true) return false
      const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
      return weekday !== 0 && weekday !== 6
    },
  }
}

export type TermUnit = 'working_day' | 'calendar_day'
export interface Term {
  readonly days: number
  readonly unit: TermUnit
}
export interface DueDate {
  /** The last day of the term; it ends with that day. */
  readonly dueOn: string
  /** False when a day was counted in a year whose calendar has not been announced. */
  readonly certain: boolean
}

/**
 * The last day of a term that starts on `startOn`. The first day does not count, and a term of calendar days that ends
 * on a day off ends with the next working day (《民法典》第二百零一条、第二百零三条). `days` from 1.
 */
export const dueDate = (calendar: WorkCalendar, startOn: string, term: Term): DueDate => {
  if (!Number.isInteger(term.days) || term.days < 1) throw new RangeError(`a term has whole days from 1: ${term.days}`)
  let date = startOn
  let certain = true
  const next = (): void => {
    date = addDays(date, 1)
    certain &&= calendar.isKnown(date)
  }
  if (term.unit === 'calendar_day') {
    for (let left = term.days; left > 0; left--) next()
    while (!calendar.isWorkday(date)) next()
    return { dueOn: date, certain }
  }
  for (let left = term.days; left > 0;) {
    next()
    if (calendar.isWorkday(date)) left--
  }
  return { dueOn: date, certain }
}

/** Working days from the day after `from` up to and with `to`; 0 when `to` is not later. */
export const workingDaysBetween = (calendar: WorkCalendar, from: string, to: string): number => {
  let count = 0
  for (let date = from; date < to;) {
    date = addDays(date, 1)
    if (calendar.isWorkday(date)) count++
  }
  return count
}

/** What is wrong with an entered year; empty when nothing is. */
export const calendarProblems = (year: CalendarYear): string[] => {
  const problems: string[] = []
  const inYear = (date: string): boolean => date.startsWith(`${year.year}-`)
  const offDays = year.holidays.flatMap(({ from, to, name }) => {
    if (to < from) {
      problems.push(`「${name}」的结束日期早于开始日期`)
      return []
    }
    const days: string[] = []
    for (let date = from; date <= to && days.length < 32; date = addDays(date, 1)) days.push(date)
    if (days.length > 31) problems.push(`「${name}」超过 31 天，请核对`)
    return days
  })
  for (const date of [...offDays, ...year.workdays]) if (!inYear(date)) problems.push(`${date} 不在 ${year.year} 年`)
  for (const date of year.workdays) {
    if (offDays.includes(date)) problems.push(`${date} 既是放假又是上班`)
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) problems.push(`${date} 本来就是工作日，不用登记为调休上班`)
  }
  return problems
}
