/** Rules of complaints and reports: who may do what in which state, photos, tolerance, the code. Pure. */
import type {
  complainantActions,
  ComplaintState,
  complaintActions,
  reportActions,
  reportStates,
  toleranceClasses,
  weighVerdicts,
} from '@smart-market/shared/contracts/complaints.ts'
import type { RuleValue } from './rules.ts'

export type ComplaintAction = (typeof complaintActions)[number]
export type ComplainantAction = (typeof complainantActions)[number]
export type ReportState = (typeof reportStates)[number]
export type ReportAction = (typeof reportActions)[number]
export type Party = 'complainant' | 'merchant' | 'operator' | 'authority' | 'system'
export type ToleranceClass = (typeof toleranceClasses)[number]

interface Transition<State extends string> {
  readonly from: readonly State[]
  readonly to: State | 'same'
  readonly by: readonly Party[]
}
const undecided = ['received', 'accepted', 'mediating'] as const
const always = ['received', 'accepted', 'declined', 'mediating', 'settled', 'closed', 'withdrawn'] as const

export const complaintTransitions: Readonly<Record<ComplaintAction | ComplainantAction, Transition<ComplaintState>>> = {
  accept: { from: ['received'], to: 'accepted', by: ['operator'] },
  decline: { from: ['received'], to: 'declined', by: ['operator'] },
  answer: { from: undecided, to: 'same', by: ['merchant', 'operator'] },
  mediate: { from: ['accepted'], to: 'mediating', by: ['operator'] },
  pause: { from: ['accepted', 'mediating'], to: 'same', by: ['operator'] },
  resume: { from: ['accepted', 'mediating'], to: 'same', by: ['operator'] },
  settle: { from: ['accepted', 'mediating'], to: 'settled', by: ['operator'] },
  close: { from: ['accepted', 'mediating', 'settled'], to: 'closed', by: ['operator'] },
  hand_over: { from: ['received', 'accepted', 'declined', 'mediating', 'closed'], to: 'same', by: ['operator'] },
  note: { from: always, to: 'same', by: ['operator'] },
  agree: { from: undecided, to: 'settled', by: ['complainant'] },
  withdraw: { from: undecided, to: 'withdrawn', by: ['complainant'] },
  add: { from: undecided, to: 'same', by: ['complainant'] },
}

export const reportTransitions: Readonly<Record<ReportAction, Transition<ReportState>>> = {
  check: { from: ['received'], to: 'checking', by: ['operator'] },
  hand_over: { from: ['received', 'checking'], to: 'handed_over', by: ['operator'] },
  close: { from: ['checking', 'handed_over'], to: 'closed', by: ['operator'] },
  note: { from: ['received', 'checking', 'handed_over', 'closed'], to: 'same', by: ['operator'] },
}

/** Where a move leads; undefined when the state or the party does not allow it. */
export const nextState = <State extends string>(
  transition: Transition<State>,
  state: State,
  by: Party,
): State | undefined => {
  if (!transition.from.includes(state) || !transition.by.includes(by)) return undefined
  return transition.to === 'same' ? state : transition.to
}

export const allowedActions = <Action extends string, State extends string>(
  table: Readonly<Record<Action, Transition<State>>>,
  state: State,
  by: Party,
): Action[] => (Object.keys(table) as Action[]).filter((action) => nextState(table[action], state, by) !== undefined)

export const isOpen = (state: ComplaintState): boolean => (undecided as readonly string[]).includes(state)

/** Nobody can guess one: 12 letters and digits without look-alikes, 60 bits. */
const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ0'
export const caseCode = (marketCode: string, random: (bytes: number) => Uint8Array): string =>
  `${marketCode}-${[...random(12)].map((byte) => codeAlphabet.charAt(byte & 31)).join('')}`
/** Market code and secret of what a person typed; undefined when it cannot be one. */
export const readCaseCode = (text: string): { marketCode: string; code: string } | undefined => {
  const code = text.trim().toUpperCase()
  const at = code.lastIndexOf('-')
  return at < 1 || code.length - at !== 13 ? undefined : { marketCode: code.slice(0, at), code }
}

/** The class by unit price, as the table's own words have it: fen per kg, edges included below. */
export const toleranceClassOf = (amountFen: number, grams: number): ToleranceClass => {
  const fenPerKg = grams > 0 ? (amountFen * 1000) / grams : 0
  if (fenPerKg <= 600) return 'staple'
  if (fenPerKg <= 3000) return 'ordinary'
  return fenPerKg <= 10_000 ? 'dear' : 'precious'
}

/** Grams that may be missing; null above the table's last mass. */
export const toleranceOf = (
  table: RuleValue<'weighing.tolerance'>,
  kind: ToleranceClass,
  settledGrams: number,
): number | null => table[kind]?.find((band) => settledGrams <= band.upToGrams)?.grams ?? null

/** Null when no tolerance is known for the mass. */
export const weighVerdict = (
  differenceGrams: number,
  toleranceGrams: number | null,
): (typeof weighVerdicts)[number] | null => {
  if (toleranceGrams === null) return null
  if (-differenceGrams > toleranceGrams) return 'short'
  return differenceGrams > toleranceGrams ? 'over' : 'within'
}
