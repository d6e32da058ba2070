import { defaultTopics, noticeKinds } from '@smart-market/shared/contracts/notices.ts'
import { describe, expect, it } from 'vitest'
import { isStale, topicStates } from './domain.ts'

const asOf = new Date('2026-03-02T16:30:00Z') // 00:30 on 3 March in Shanghai

describe('topics', () => {
  it('all exist from the first day, with the product’s defaults', () => {
    const states = topicStates([], [], asOf)
    expect(states.map((state) => state.topic)).toEqual([...noticeKinds])
    for (const state of states) expect(state).toMatchObject({ ...defaultTopics[state.topic], publishedCount: 0 })
  })

  it('age by business days, not by 24 hours', () => {
    const minutesAgo = new Date('2026-03-02T15:59:00Z') // 23:59 on 2 March
    const [, , price] = topicStates([], [{ kind: 'price', count: 1, lastPublishedAt: minutesAgo }], asOf)
    expect(price).toMatchObject({ topic: 'price', ageDays: 1 })
  })

  it.each([
    [true, null, true],
    [true, 1, false],
    [true, 2, true],
    [false, null, false],
    [false, 400, false],
  ])('required %s, %s days old, cadence one day: stale %s', (required, ageDays, stale) => {
    const state = {
      topic: 'price',
      required,
      cadenceDays: 1,
      publishedCount: 1,
      lastPublishedAt: null,
      ageDays,
    } as const
    expect(isStale(state)).toBe(stale)
  })
})
