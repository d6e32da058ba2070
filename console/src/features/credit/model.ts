/** 信用: how a score is made, in words that a merchant can follow. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { pointsText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Credit, CreditEvent } from './api.ts'

export const gradeTone: Record<Credit['grade'], Tone> = { A: 'good', B: 'good', C: 'warn', D: 'bad' }

export const appealStateList = Object.keys(labels.appealState) as (keyof typeof labels.appealState)[]

const signed = (points: number): string => (points > 0 ? `+${pointsText(points)}` : pointsText(points))

/** `−5，今天还算 −3.2`: an event fades in a straight line. */
export const pointsOf = (event: Pick<CreditEvent, 'points' | 'countsNow'>): string =>
  event.points === event.countsNow
    ? signed(event.points)
    : `${signed(event.points)}，今天还算 ${signed(event.countsNow)}`

/** The formula as sentences, one a line. */
export const formulaLines = (formula: Credit['formula']): string[] => [
  `从 ${pointsText(formula.base)} 分起，最低 ${pointsText(formula.floor)} 分，最高 ${pointsText(formula.ceiling)} 分。`,
  `每条记录的分数从发生那天起逐日减少，满 ${formula.decayDays} 天不再计算。`,
  `等级线：${formula.grades.map((line) => `${line.grade} 级 ${pointsText(line.from)} 分起`).join('，')}。`,
]

export const formulaPoints = (formula: Credit['formula']): { label: string; points: string }[] =>
  (Object.keys(labels.creditEventKind) as CreditEvent['kind'][])
    .filter((kind) => kind !== 'correction')
    .map((kind) => ({ label: labels.creditEventKind[kind], points: signed(formula.points[kind] ?? 0) }))

/** An event may be objected to once, and a correction not at all. */
export const mayAppeal = (event: CreditEvent): boolean => event.corrects === null && event.appeal === null

/** The sum as people would add it up: base and what counts today. */
export const sumText = (credit: Credit): string => {
  const counts = credit.events.filter((event) => event.countsNow !== 0)
  const parts = counts.map((event) => `${event.countsNow < 0 ? '−' : '+'} ${pointsText(Math.abs(event.countsNow))}`)
  return [pointsText(credit.formula.base), ...parts].join(' ') + ` = ${pointsText(credit.score)}`
}
