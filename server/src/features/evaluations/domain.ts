/** Rules of an evaluation's course: who may take which step, what a step needs, and the composite. Pure. */
import Big from 'big.js'
import type {
  AssessorGroup,
  bonusStates,
  EvaluationAction,
  EvaluationState,
} from '@smart-market/shared/contracts/evaluations.ts'
import type { Role } from '@smart-market/shared/route.ts'

interface Transition {
  readonly from: readonly EvaluationState[]
  readonly to: EvaluationState
  readonly by: Role
}

/**
 * 郑市发〔2021〕91号 art. 4(3)–(8). Return, rejection, withdrawal and veto are inference: the text prints the way that
 * goes well, and annex 2 (the flow) is missing in the copies at hand.
 */
export const transitions: Readonly<Record<EvaluationAction, Transition>> = {
  submit: { from: ['draft', 'returned'], to: 'submitted', by: 'market_operator' },
  withdraw: { from: ['draft', 'returned', 'submitted'], to: 'withdrawn', by: 'market_operator' },
  return: { from: ['submitted'], to: 'returned', by: 'district_officer' },
  reject: { from: ['submitted'], to: 'rejected', by: 'district_officer' },
  forward: { from: ['submitted'], to: 'forwarded', by: 'district_officer' },
  begin: { from: ['forwarded'], to: 'evaluating', by: 'city_officer' },
  close: { from: ['evaluating'], to: 'scored', by: 'city_officer' },
  announce: { from: ['scored'], to: 'public_notice', by: 'city_officer' },
  list: { from: ['public_notice'], to: 'listed', by: 'city_officer' },
  not_list: { from: ['scored', 'public_notice'], to: 'not_listed', by: 'city_officer' },
  award: { from: ['listed'], to: 'awarded', by: 'city_officer' },
  veto: { from: ['forwarded', 'evaluating', 'scored', 'public_notice'], to: 'vetoed', by: 'city_officer' },
}
/** Steps that end badly for somebody, or go back: the reason is written down. */
export const needsReason: ReadonlySet<EvaluationAction> = new Set(['withdraw', 'return', 'reject', 'not_list', 'veto'])

const actions = Object.keys(transitions) as EvaluationAction[]
export const actionsFor = (state: EvaluationState, role: Role | null): EvaluationAction[] =>
  actions.filter((action) => transitions[action].by === role && transitions[action].from.includes(state))

/** While the market may still change its application. */
export const isEditable = (state: EvaluationState): boolean => state === 'draft' || state === 'returned'
/** Composite and sheets of a market under evaluation are for officers until the public may see them too. */
const published: ReadonlySet<EvaluationState> = new Set(['public_notice', 'listed', 'not_listed', 'awarded'])
export const mayKnowScore = (state: EvaluationState, role: Role | null): boolean =>
  published.has(state) || role === 'district_officer' || role === 'city_officer'

export const groupRole: Readonly<Record<AssessorGroup, Role>> = {
  district_daily: 'district_assessor',
  third_party: 'third_party_assessor',
  city_departments: 'city_assessor',
}

export type BonusState = (typeof bonusStates)[number]
/** market → district → city (art. 4(7)); `next` by who reviews. */
export const bonusReview = (state: BonusState, role: Role | null, approved: boolean): BonusState | null => {
  if (role === 'district_officer' && state === 'filed') return approved ? 'forwarded' : 'district_refused'
  if (role === 'city_officer' && state === 'forwarded') return approved ? 'confirmed' : 'refused'
  return null
}
export const isBonusOpen = (state: BonusState): boolean => state === 'filed' || state === 'forwarded'

/** Sum of decimal texts, exact, without trailing zeros. */
export const sumPoints = (points: readonly string[]): string =>
  points.reduce((total, each) => total.plus(each === '' ? 0 : each), new Big(0)).toFixed()

export interface GroupSheets {
  readonly weight: number
  /** Totals of the group's sheets, decimal texts; at least one. */
  readonly totals: readonly string[]
}
export interface Composite {
  /** Mean of each group's sheets, two decimals, in the order given. */
  readonly scores: readonly string[]
  readonly weighted: string
  readonly total: string
}

const half = { decimals: 2, up: 1 } as const
/** One division at the very end, so that nothing is cut before it is rounded: half up to two decimals. */
const quotient = (numerator: Big, denominator: number): string => {
  const Rounded = Big()
  Rounded.DP = half.decimals
  Rounded.RM = half.up
  return new Rounded(numerator).div(denominator).toFixed()
}

/**
 * Σ weight × mean of the group's sheets, then the bonus on top without a limit at 100 (the document prints neither when
 * the bonus is added nor a limit, nor how several sheets of one group become one score: inference). Decimal texts;
 * 0.2·88 + 0.6·82.5 + 0.2·90 + 3 = 88.1. Null when weights are not 1 or a group has no sheet.
 */
export const compositeOf = (groups: readonly GroupSheets[], bonus: string): Composite | null => {
  const weights = groups.reduce((total, group) => total.plus(group.weight), new Big(0))
  if (!weights.eq(1) || groups.some((group) => group.totals.length === 0)) return null
  const common = groups.reduce((product, group) => product * group.totals.length, 1)
  const numerator = groups.reduce(
    (total, { weight, totals }) => total.plus(new Big(weight).times(sumPoints(totals)).times(common / totals.length)),
    new Big(0),
  )
  return {
    scores: groups.map(({ totals }) => quotient(new Big(sumPoints(totals)), totals.length)),
    weighted: quotient(numerator, common),
    total: quotient(numerator.plus(new Big(bonus).times(common)), common),
  }
}

/** Points left under the cap for one more bonus item, never below zero. */
export const bonusLeft = (cap: number, given: readonly string[]): string => {
  const left = new Big(cap).minus(sumPoints(given))
  return left.lt(0) ? '0' : left.toFixed()
}

export const exceeds = (points: string, max: number | string): boolean => new Big(points).gt(max)

export interface Readiness {
  readonly applicantName: string
  readonly sections: readonly { readonly name: string; readonly text: string }[]
  readonly gates: readonly {
    readonly name: string
    readonly declared: boolean | null
    readonly clear: boolean | null
  }[]
  readonly licences: number
  readonly openBonusItems: readonly { readonly content: string; readonly state: BonusState }[]
  readonly groups: readonly {
    readonly name: string
    readonly assessors: readonly { name: string; submitted: boolean }[]
  }[]
  readonly noticeTo: string | null
  readonly today: string
  readonly openObjections: number
}

/** What is missing for a step, in words for the person who wants to take it; empty when nothing is. */
export const lackingFor = (action: EvaluationAction, r: Readiness): string[] => {
  switch (action) {
    case 'submit':
      return [
        ...(r.applicantName === '' ? ['没有填写公司名称'] : []),
        ...r.sections.filter((s) => s.text === '').map((s) => `申请报告缺「${s.name}」`),
        ...r.gates.filter((g) => g.declared !== true).map((g) => `没有声明符合「${g.name}」`),
        ...(r.licences === 0 ? ['没有上传市场相关证照'] : []),
      ]
    case 'forward':
      return [
        ...r.gates.filter((g) => g.clear !== true).map((g) => `「${g.name}」没有核查通过`),
        ...r.openBonusItems.filter((b) => b.state === 'filed').map((b) => `加分事项「${short(b.content)}」还没有审核`),
      ]
    case 'begin':
      return r.groups.filter((g) => g.assessors.length === 0).map((g) => `「${g.name}」组还没有安排人员`)
    case 'close':
      return [
        ...r.groups.flatMap((g) =>
          g.assessors.filter((a) => !a.submitted).map((a) => `${g.name}「${a.name}」还没有提交评分表`),
        ),
        ...r.openBonusItems.map((b) => `加分事项「${short(b.content)}」还没有定`),
      ]
    case 'list':
      return [
        ...(r.noticeTo !== null && r.today <= r.noticeTo ? [`公示期到 ${r.noticeTo} 才满`] : []),
        ...(r.openObjections > 0 ? [`还有 ${r.openObjections} 条异议没有答复`] : []),
      ]
    case 'not_list':
      return r.openObjections > 0 ? [`还有 ${r.openObjections} 条异议没有答复`] : []
    case 'withdraw':
    case 'return':
    case 'reject':
    case 'announce':
    case 'award':
    case 'veto':
      return []
  }
}
const short = (text: string): string => (text.length > 12 ? `${text.slice(0, 12)}…` : text)
