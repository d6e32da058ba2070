/** Terms that run for a case. A term keeps the rule of the day it began; only the calendar may move its last day. */
import { dueDate, workingDaysBetween, type WorkCalendar } from '@smart-market/shared/calendar/working-days.ts'
import type { ClockId } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import { type ServiceRule, ruleOn, ruleValueOn } from './rules.ts'
import * as clockStore from './clock-store.ts'

export interface ClockCase {
  readonly marketId: string
  readonly caseId: string
  readonly merchantId: string | null
}

export const startClocks = async (
  tx: Tx,
  of: ClockCase,
  clockIds: readonly ClockId[],
  startedOn: string,
  by: { readonly rules: readonly ServiceRule[]; readonly calendar: WorkCalendar },
): Promise<void> => {
  await clockStore.insertClocks(
    tx,
    clockIds.map((clockId) => {
      const term = ruleValueOn(by.rules, `term.${clockId}`, startedOn)
      const { source, mark } = ruleOn(by.rules, `term.${clockId}`, startedOn)
      return { ...of, clockId, startedOn, ...dueDate(by.calendar, startedOn, term), ...term, source, mark }
    }),
  )
}

const dueOf = (calendar: WorkCalendar, clock: clockStore.ClockRow) =>
  dueDate(calendar, clock.startedOn, { days: clock.days + clock.pausedDays, unit: clock.unit })

/** A test by an institute takes its time out of the mediation's (第二十条). */
export const pauseClock = async (tx: Tx, of: ClockCase, today: string): Promise<boolean> => {
  const clock = await runningMediation(tx, of)
  if (clock === undefined || clock.pausedOn !== null) return false
  await clockStore.updateClock(tx, clock, { pausedOn: today })
  return true
}
export const resumeClock = async (tx: Tx, of: ClockCase, today: string, calendar: WorkCalendar): Promise<boolean> => {
  const clock = await runningMediation(tx, of)
  if (clock === undefined || clock.pausedOn === null) return false
  const pausedDays = clock.pausedDays + workingDaysBetween(calendar, clock.pausedOn, today)
  await clockStore.updateClock(tx, clock, { pausedOn: null, pausedDays, ...dueOf(calendar, { ...clock, pausedDays }) })
  return true
}
const runningMediation = async (tx: Tx, { marketId, caseId }: ClockCase) =>
  (await clockStore.listClocks(tx, marketId, [caseId])).find(
    (each) => each.clockId === 'mediation' && each.doneAt === null,
  )

/** Counts running terms again, and says how many last days moved. */
export const recountClocks = async (tx: Tx, marketId: string, calendar: WorkCalendar): Promise<number> => {
  let moved = 0
  for (const clock of await clockStore.listRunningClocks(tx, marketId)) {
    const { dueOn, certain } = dueOf(calendar, clock)
    if (dueOn === clock.dueOn && certain === clock.certain) continue
    await clockStore.updateClock(tx, clock, { dueOn, certain })
    moved++
  }
  return moved
}

export const clockView = (clock: clockStore.ClockRow, today: string) => ({
  clockId: clock.clockId,
  startedOn: clock.startedOn,
  dueOn: clock.dueOn,
  certain: clock.certain,
  days: clock.days,
  unit: clock.unit,
  source: clock.source,
  mark: clock.mark,
  doneAt: clock.doneAt?.toISOString() ?? null,
  pausedOn: clock.pausedOn,
  overdue: clock.doneAt === null && clock.pausedOn === null && clock.dueOn < today,
})
