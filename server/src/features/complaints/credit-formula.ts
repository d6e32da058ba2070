/** The public formula: base plus every event's points, each fading in a straight line to nothing. Pure. */
import type { CreditEventKind } from '@smart-market/shared/contracts/complaints.ts'
import { daysBetween } from '@smart-market/shared/time.ts'
import type { CreditFormula } from './rules.ts'

export interface CountedEvent {
  readonly creditEventId: string
  readonly kind: CreditEventKind
  readonly points: number
  readonly occurredOn: string
  /** The event that this correction cancels. */
  readonly corrects: string | null
}

const round1 = (value: number): number => Math.round(value * 10) / 10

/** Points of an event that still count on a date; a correction takes away exactly what its event still adds. */
export const countsOn = (
  formula: CreditFormula,
  event: CountedEvent,
  events: readonly CountedEvent[],
  onDate: string,
): number => {
  if (event.corrects !== null) {
    const corrected = events.find((each) => each.creditEventId === event.corrects)
    return corrected === undefined ? 0 : 0 - countsOn(formula, { ...corrected, corrects: null }, events, onDate)
  }
  const age = daysBetween(event.occurredOn, onDate)
  if (age < 0) return 0
  return round1((event.points * Math.max(0, formula.decayDays - age)) / formula.decayDays)
}

export const creditScore = (formula: CreditFormula, events: readonly CountedEvent[], onDate: string): number => {
  const sum = events.reduce((total, event) => total + countsOn(formula, event, events, onDate), formula.base)
  return round1(Math.min(formula.ceiling, Math.max(formula.floor, sum)))
}

/** The first grade whose line the score reaches; the last for any score below all. */
export const creditGradeOf = (formula: CreditFormula, score: number): CreditFormula['grades'][number]['grade'] => {
  const reached = formula.grades.find((line) => score >= line.from) ?? formula.grades.at(-1)
  return reached?.grade ?? 'D'
}
