/** Rules of findings: which step each state allows, and when a template is due. Pure. */
import type { findingStates } from '@smart-market/shared/contracts/inspections.ts'
import { businessDate, daysBetween } from '@smart-market/shared/time.ts'

export type FindingState = (typeof findingStates)[number]

export const findingTransitions = {
  rectify: { from: 'open' },
  recheck: { from: 'rectified' },
} as const satisfies Record<string, { from: FindingState }>

/** A round is due when the interval has passed since the last one, or none was ever made. */
export const isRoundDue = (lastFinishedAt: Date | undefined, everyDays: number, now: Date): boolean =>
  lastFinishedAt === undefined || daysBetween(businessDate(lastFinishedAt), businessDate(now)) >= everyDays
