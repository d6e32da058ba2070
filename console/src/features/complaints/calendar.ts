/** Days off as people paste them, and rules as people read them. */
import { isDate } from '@smart-market/shared/time.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { CalendarYear, NewYear } from './calendar-api.ts'

export const calendarTone: Record<CalendarYear['mark'], Tone> = { quoted: 'good', recall: 'warn', market: 'person' }
export const calendarExample = '「春节 2027-02-05 2027-02-11」，调休写「上班 2027-02-20」'

const datesIn = (line: string): string[] =>
  [...line.matchAll(/(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/g)].map(
    ([, year = '', month = '', day = '']) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )

/** One line a holiday (name, first day, last day) or a worked weekend (上班 and days). Throws with the line's number. */
export const readCalendar = (year: number, source: string, text: string): NewYear => {
  const holidays: NewYear['holidays'] = []
  const workdays: string[] = []
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '') continue
    const dates = datesIn(line)
    const [from, to] = dates
    if (from === undefined || !dates.every(isDate)) throw new Error(`第 ${i + 1} 行没有看到日期，或日期不存在`)
    if (/上班|调休|补班/.test(line)) workdays.push(...dates)
    else {
      const name = line.replace(/[\s,，;；:：至到~—–-]*\d{4}.*$/, '').trim()
      if (name === '') throw new Error(`第 ${i + 1} 行没有写节日名称`)
      holidays.push({ name, from, to: to ?? from })
    }
  }
  if (holidays.length === 0) throw new Error('请至少写一个节日')
  return { year, source, holidays, workdays }
}

const units: Readonly<Record<string, string>> = { working_day: '个工作日', calendar_day: '天' }

const numberUnits: Readonly<Record<string, string>> = { 'rating.fewest': '条', 'rating.within_days': '天' }

/** A rule's value in one line; its parts where it is a table. */
export const ruleText = (ruleId: string, value: unknown): string => {
  if (typeof value === 'number') return `${value} ${numberUnits[ruleId] ?? ''}`.trim()
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = value as Readonly<Record<string, unknown>>
  if (ruleId.startsWith('term.')) return `${String(fields['days'])} ${units[String(fields['unit'])] ?? ''}`
  if (ruleId.startsWith('limit.')) return `${String(fields['days'])} 天内 ${String(fields['count'])} 次`
  return ruleId === 'credit.formula'
    ? `起点 ${String(fields['base'])} 分，${String(fields['decayDays'])} 天内逐日减少（全文见信用页）`
    : '分档表（见复称结果）'
}
