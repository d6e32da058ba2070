/** 检查: what is due, what is late, and the draft of a round as a phone keeps it. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { daysLeftText } from '../../lib/format.ts'
import type { Body } from '../../lib/client.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Finding, MetrologyCheck, Template } from './api.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

export const findingStateList = Object.keys(labels.findingState) as Finding['state'][]

export const findingTold = (finding: Pick<Finding, 'state' | 'overdue'>): Told => {
  if (finding.overdue) return { tone: 'bad', text: '整改逾期' }
  const tone: Record<Finding['state'], Tone> = { open: 'warn', rectified: 'person', passed: 'good' }
  return { tone: tone[finding.state], text: labels.findingState[finding.state] }
}

const soonDays = 30
export const scaleTold = (check: Pick<MetrologyCheck, 'result' | 'expired' | 'daysLeft'>): Told => {
  if (check.result === 'unqualified') return { tone: 'bad', text: '检定不合格，不得使用' }
  if (check.expired) return { tone: 'bad', text: daysLeftText(check.daysLeft) }
  return { tone: check.daysLeft <= soonDays ? 'warn' : 'good', text: daysLeftText(check.daysLeft) }
}

export type Answer = 'ok' | 'not_ok' | 'not_applicable'
export interface DraftPhoto {
  /** A data URL until it has been sent. */
  readonly data: string | null
  readonly photoId: string | null
}
export interface DraftAnswer {
  readonly answer: Answer
  readonly note: string
  readonly photos: readonly DraftPhoto[]
}
/** A round as it lies on the phone; `places` in the order of the way. '' is a place of the operator's own. */
export interface Draft {
  readonly draftKey: string
  readonly template: Pick<Template, 'templateId' | 'version' | 'name' | 'items'>
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly places: readonly string[]
  readonly answers: Readonly<Record<string, Readonly<Record<string, DraftAnswer>>>>
}

export const placeLabel = (stallCode: string): string => (stallCode === '' ? '公共区域' : `摊位 ${stallCode}`)

export const answerAt = (draft: Draft, place: string, itemId: string): DraftAnswer | undefined =>
  draft.answers[place]?.[itemId]

export const withAnswer = (draft: Draft, place: string, itemId: string, answer: DraftAnswer): Draft => ({
  ...draft,
  answers: { ...draft.answers, [place]: { ...draft.answers[place], [itemId]: answer } },
})

/** Every item of a place that nobody has answered, answered as in order. */
export const withRestOk = (draft: Draft, place: string): Draft =>
  draft.template.items.reduce(
    (next, { itemId }) =>
      answerAt(next, place, itemId) === undefined
        ? withAnswer(next, place, itemId, { answer: 'ok', note: '', photos: [] })
        : next,
    draft,
  )

export const isDone = (draft: Draft, place: string): boolean =>
  draft.template.items.every(({ itemId }) => answerAt(draft, place, itemId) !== undefined)

/** What keeps the round from being handed in; empty when nothing does. */
export const gapsOf = (draft: Draft): string[] => {
  const answered = draft.places.filter((place) => draft.answers[place] !== undefined)
  if (answered.length === 0) return ['还没有检查任何一处']
  return answered.flatMap((place) => [
    ...(isDone(draft, place) ? [] : [`${placeLabel(place)}还有没答的项`]),
    ...draft.template.items.flatMap(({ itemId, text }) => {
      const answer = answerAt(draft, place, itemId)
      return answer?.answer === 'not_ok' && answer.note.trim() === ''
        ? [`${placeLabel(place)}「${text}」没有写明问题`]
        : []
    }),
  ])
}

/** The body of the one call that hands a round in: the same draft always gives the same body. */
export const roundBody = (draft: Draft): Body<'submitInspection'> => ({
  draftKey: draft.draftKey,
  templateId: draft.template.templateId,
  templateVersion: draft.template.version,
  startedAt: draft.startedAt,
  finishedAt: draft.finishedAt ?? draft.startedAt,
  note: null,
  places: draft.places
    .filter((place) => draft.answers[place] !== undefined)
    .map((place) => ({
      stallCode: place === '' ? null : place,
      answers: draft.template.items.flatMap(({ itemId }) => {
        const answer = answerAt(draft, place, itemId)
        if (answer === undefined) return []
        const photoIds = answer.photos.flatMap((photo) => photo.photoId ?? [])
        return [{ itemId, answer: answer.answer, note: answer.note.trim() || null, photoIds }]
      }),
    })),
})
