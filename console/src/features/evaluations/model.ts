/** 评定: where the course stands, what each step asks for, and how the composite came about. */
import type { EvaluationAction, EvaluationState } from '@smart-market/shared/contracts/evaluations.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Entry, Evaluation, Sheet } from './api.ts'

export const stateTone: Record<EvaluationState, Tone> = {
  draft: 'person',
  submitted: 'unknown',
  returned: 'warn',
  rejected: 'bad',
  withdrawn: 'off',
  forwarded: 'unknown',
  evaluating: 'person',
  scored: 'unknown',
  public_notice: 'warn',
  listed: 'good',
  not_listed: 'off',
  awarded: 'good',
  vetoed: 'bad',
}

/** The stretch of the course that everybody understands; several states may stand on one stone. */
export const courseStones = ['申请', '区级初审', '安排评分', '评分', '汇总', '公示', '结论'] as const
const stoneOf: Record<EvaluationState, number> = {
  draft: 0,
  returned: 0,
  withdrawn: 0,
  submitted: 1,
  rejected: 1,
  forwarded: 2,
  evaluating: 3,
  scored: 4,
  vetoed: 6,
  public_notice: 5,
  listed: 6,
  not_listed: 6,
  awarded: 6,
}
export const courseAt = (state: EvaluationState): { current: number; status: 'process' | 'error' | 'finish' } => ({
  current: stoneOf[state],
  status:
    state === 'rejected' || state === 'vetoed' || state === 'not_listed' || state === 'withdrawn'
      ? 'error'
      : state === 'listed' || state === 'awarded'
        ? 'finish'
        : 'process',
})

/** What the step means for the person who takes it. */
export const stepHints: Record<EvaluationAction, string> = {
  submit: '提交后由区级管理部门初审；初审前可以撤回。',
  withdraw: '撤回后本年度可以重新申请。请写明原因。',
  return: '请写明要补什么材料；市场能看到，改好后重新提交。',
  reject: '请写明不符合哪一条参评条件；之后本年度不能再申请。',
  forward: '三项参评条件逐项核查通过，才能上报市级。',
  begin: '三个评分组都安排好以后开始；评分期间各人只能看到自己的评分表。',
  close: '汇总后评分表对各评分人员和管理部门公开，不能再改。',
  announce: '名单和综合成绩向社会公布。文件没有规定公示天数，请按本市做法填写。',
  list: '公示期满、异议都已答复，评定为智慧化商品交易市场。',
  not_list: '请写明不予入选的理由。',
  award: '原则上每个市场奖补一次；金额按相关规定，可以先不填。',
  veto: '请写明否决的事由和依据。否决后不再继续评定。',
}
export const asksReason = (action: EvaluationAction): boolean =>
  ['withdraw', 'return', 'reject', 'not_list', 'veto'].includes(action)
/** Steps that go forward stand first; the others end or turn back. */
export const isForward = (action: EvaluationAction): boolean => !asksReason(action)

/** `88×20% + 82.5×60% + 90×20% + 3 = 88.1`; null before the composite may be seen. */
export const formulaText = (e: Pick<Evaluation, 'groups' | 'bonus' | 'composite'>): string | null => {
  if (e.composite === null || e.groups.some((group) => group.score === null)) return null
  const parts = e.groups.map((group) => `${group.score}×${Math.round(group.weight * 100)}%`)
  return `${parts.join(' + ')} + ${e.bonus ?? '0'} = ${e.composite}`
}

/** Sum of what is entered, in hundredths so that no dust shows. */
export const totalOf = (entries: readonly Pick<Entry, 'points'>[]): number =>
  entries.reduce((sum, entry) => sum + Math.round(Number(entry.points || 0) * 100), 0) / 100

export const openEntries = (sheet: Pick<Sheet, 'leaves'>, entries: readonly Entry[]): string[] =>
  sheet.leaves
    .filter((leaf) => {
      const entry = entries.find((each) => each.leafId === leaf.leafId)
      return entry === undefined || entry.points === '' || entry.rationale.trim() === ''
    })
    .map((leaf) => leaf.name)

export const measuredText = (measured: NonNullable<Sheet['leaves'][number]['measured']>): string =>
  measured.low === measured.high ? `系统实测 ${measured.low} 分` : `系统实测 ${measured.low}–${measured.high} 分`
