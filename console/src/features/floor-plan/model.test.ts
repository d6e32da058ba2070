import { describe, expect, it } from 'vitest'
import type { Place, PlanSummary } from './api.ts'
import { chosenPlan, gapText, pageOf, placesShown, planName } from './model.ts'

const plan = (over: Partial<PlanSummary> = {}): PlanSummary => ({
  planId: 'pln_1',
  source: 'imdf',
  schematic: false,
  fileName: '一层.zip',
  state: 'draft',
  levelCount: 1,
  placeCount: 3,
  matchedCount: 3,
  stallsWithoutPlace: 0,
  violationCount: 0,
  createdBy: '甲',
  createdAt: '2026-11-20T00:00:00.000Z',
  publishedAt: null,
  withdrawnAt: null,
  ...over,
})
const place = (placeId: string, over: Partial<Place> = {}): Place => ({
  placeId,
  levelId: 'l',
  name: placeId,
  ref: null,
  stallId: 'sta_1',
  stallCode: `A-${placeId}`,
  matchedBy: 'code',
  reachable: true,
  ...over,
})

describe('of the plans of a market', () => {
  const newest = plan({ planId: 'new', createdAt: '2026-11-22T00:00:00.000Z' })
  const published = plan({ planId: 'out', state: 'published' })
  it('the one asked for is shown, else the published one, else the newest', () => {
    expect(chosenPlan([newest, published], 'new')?.planId).toBe('new')
    expect(chosenPlan([newest, published], 'gone')?.planId).toBe('out')
    expect(chosenPlan([plan(), newest], undefined)?.planId).toBe('new')
    expect(chosenPlan([], undefined)).toBeUndefined()
  })
  it('a drawn one is called 示意图, never by a file name', () => {
    expect(planName(plan({ schematic: true }))).toBe('示意图 · 草稿')
    expect(planName(published)).toBe('一层.zip · 已发布')
  })
})

describe('places of a plan', () => {
  const open = place('open', { stallId: null, stallCode: null, matchedBy: null })
  const cut = place('cut', { reachable: false })
  it('come with those that need someone first', () => {
    expect(placesShown([place('fine'), cut, open], { q: '', show: undefined }).map((p) => p.placeId)).toEqual([
      'open',
      'cut',
      'fine',
    ])
  })
  it('are found by name or stall number in any case, and by what they lack', () => {
    expect(placesShown([place('fine'), cut], { q: 'a-CUT', show: undefined })).toEqual([cut])
    expect(placesShown([place('fine'), cut, open], { q: '', show: 'unmatched' })).toEqual([open])
  })
  it('are cut into pages', () => {
    expect(pageOf([1, 2, 3, 4, 5], 2, 2)).toEqual([3, 4])
  })
})

it('says before publishing what shoppers would not find', () => {
  expect(gapText(plan(), 0)).toBeNull()
  expect(gapText(plan({ matchedCount: 1, stallsWithoutPlace: 4 }), 0)).toBe(
    '4 个摊位在图上没有位置，2 个位置还没对应摊位。消费者在线上导航里找不到它们。',
  )
})
