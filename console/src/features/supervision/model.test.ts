import { describe, expect, it } from 'vitest'
import { spanText } from '../../lib/format.ts'
import type { Supervised } from './api.ts'
import {
  claimTrend,
  districtsOf,
  found,
  freshness,
  lagText,
  recomputedText,
  sorted,
  sortedDistricts,
  standing,
  trendOf,
} from './model.ts'
import { placeLabels, project, scaleKm } from './projection.ts'

const now = new Date('2026-03-02T10:00:00Z')
const open = { complaint_overdue: 0, finding_overdue: 0, test_positive: 0, hold_breached: 0, device_silent: 0 }
const claim = (low: number, sequence = 1) => ({
  sequence,
  takenAt: '2026-03-01T02:00:00Z',
  rubricId: 'zhengzhou-2021',
  low,
  high: low + 5,
  max: 100,
  recomputedLow: low,
  recomputedHigh: low + 5,
  verdict: 'agrees' as const,
})
const market = (change: Partial<Supervised> = {}): Supervised => ({
  marketId: 'm1',
  code: 'JS01',
  name: '金水市场',
  districtCode: '410105',
  districtName: '金水区',
  longitude: 113.6,
  latitude: 34.8,
  state: 'active',
  lastEventAt: '2026-03-02T09:50:00Z',
  lastHeardAt: '2026-03-02T09:50:00Z',
  lag: 0,
  lagMinutes: 10,
  gapAt: null,
  claim: null,
  claims: [],
  open,
  salesFen: null,
  salesFenBefore: null,
  saleCount: 0,
  tests: 0,
  testsPositive: 0,
  ...change,
})

describe('how fresh a market is', () => {
  it.each([
    [market(), 'good', '正常'],
    [market({ lag: 3 }), 'warn', '正在补收'],
    [market({ lastHeardAt: '2026-03-02T09:20:00Z' }), 'warn', '40 分钟没有消息'],
    [market({ lastHeardAt: '2026-03-01T04:00:00Z' }), 'bad', '断了 30 小时'],
    [market({ lastHeardAt: '2026-02-20T10:00:00Z' }), 'bad', '断了 10 天'],
    [market({ lastHeardAt: null }), 'unknown', '还没有收到过'],
    [market({ state: 'disputed' }), 'bad', '前后矛盾，已停收'],
  ] as const)('is told by when it was last heard', (one, tone, text) => {
    expect(freshness(one, now)).toEqual({ tone, text })
  })
  it('counts for the mark on the map before anything else', () => {
    expect(standing(market({ open: { ...open, test_positive: 1 } }), now)).toBe('warn')
    expect(standing(market({ open: { ...open, test_positive: 1 }, lastHeardAt: null }), now)).toBe('unknown')
    expect(standing(market({ claims: [{ ...claim(60), verdict: 'differs' }] }), now)).toBe('warn')
  })
  it('is said in events and in time', () => {
    expect(lagText(market({ lag: 1234, lagMinutes: 125 }))).toBe('1,234 条 · 2 小时')
    expect(lagText(market({ lagMinutes: null }))).toBe('—')
    expect(spanText(59)).toBe('59 分钟')
  })
})

describe('lists of markets', () => {
  const a = market({ marketId: 'a', claim: claim(60), salesFen: 100 })
  const b = market({
    marketId: 'b',
    name: '管城市场',
    districtCode: '410104',
    districtName: '管城区',
    claim: claim(80),
  })
  const c = market({ marketId: 'c', name: '无名', lastHeardAt: null, open: { ...open, device_silent: 2 } })
  it('keep unknown values last whichever way they are turned', () => {
    const ids = (list: readonly Supervised[]): string => list.map((each) => each.marketId).join('')
    expect(ids(sorted([c, a, b], 'points', 'asc'))).toBe('abc')
    expect(ids(sorted([c, a, b], 'points', 'desc'))).toBe('bac')
    expect(ids(sorted([c, a, b], 'alarms', 'desc'))).toBe('cab')
    expect(ids(sorted([c, a, b], undefined, undefined))).toBe('cab')
  })
  it('are searched by name, code and district', () => {
    expect(found([a, b, c], '管城', undefined)).toEqual([b])
    expect(found([a, b, c], 'js01', '410105')).toEqual([a, c])
  })
  it('add up to districts with their median', () => {
    const districts = districtsOf([a, b, c], now)
    expect(districts).toMatchObject([
      { districtCode: '410104', name: '管城区', points: 80, salesFen: null },
      { districtCode: '410105', name: '金水区', points: 60, salesFen: 100, open: { device_silent: 2 } },
    ])
    expect(sortedDistricts(districts, 'turnover', 'desc').map((each) => each.districtCode)).toEqual([
      '410105',
      '410104',
    ])
  })
})

describe('trends', () => {
  it('know a day that had refunds alone, which are no sales', () => {
    const day = { tests: 0, testsPositive: 0, complaints: 0, entryCount: null, saleCount: 0, turnoverFen: null }
    const days = [
      { ...day, businessDate: '2026-03-01', salesFen: 0 },
      { ...day, businessDate: '2026-03-02', salesFen: -300 },
    ]
    expect(trendOf(days, '2026-03-02', 2)).toEqual([
      { day: '2026-03-01', value: null },
      { day: '2026-03-02', value: -300 },
    ])
  })

  it('show a day without a report as a gap, and the market’s own sum before single sales', () => {
    const day = { tests: 0, testsPositive: 0, complaints: 0, entryCount: null }
    const days = [
      { ...day, businessDate: '2026-03-01', salesFen: 500, saleCount: 2, turnoverFen: 700 },
      { ...day, businessDate: '2026-03-02', salesFen: 300, saleCount: 1, turnoverFen: null },
    ]
    expect(trendOf(days, '2026-03-02', 3)).toEqual([
      { day: '2026-02-28', value: null },
      { day: '2026-03-01', value: 700 },
      { day: '2026-03-02', value: 300 },
    ])
  })
  it('take the last claim of a day, as recomputed', () => {
    const day = (at: string): string => at.slice(0, 10)
    const differs = { ...claim(90, 7), recomputedLow: 70, recomputedHigh: 75 }
    expect(claimTrend([differs, claim(50, 3)], day)).toEqual([{ day: '2026-03-01', value: 70, high: 75 }])
    expect(recomputedText({ recomputedLow: null, recomputedHigh: null })).toBe('—')
  })
})

describe('the map', () => {
  const frame = { width: 600, height: 400 }
  it('keeps north up, all markets inside, and one kilometre the same in both directions', () => {
    const places = [
      { longitude: 113.6, latitude: 34.7 },
      { longitude: 113.8, latitude: 34.9 },
    ]
    const { at, pixelsPerKm } = project(places, frame)
    const [south, north] = places.map(at)
    if (south === undefined || north === undefined) throw new Error('two places')
    expect(north.y).toBeLessThan(south.y)
    expect(north.x).toBeGreaterThan(south.x)
    for (const { x, y } of [south, north]) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(600)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(400)
    }
    expect((south.y - north.y) / pixelsPerKm).toBeCloseTo(0.2 * 111.32, 1)
    expect((north.x - south.x) / pixelsPerKm).toBeCloseTo(0.2 * 111.32 * Math.cos((34.8 * Math.PI) / 180), 1)
    expect([1, 2, 5, 10]).toContain(scaleKm(pixelsPerKm, 600))
  })
  it('puts a single market in the middle', () => {
    const place = { longitude: 113.6, latitude: 34.7 }
    expect(project([place], frame).at(place)).toEqual({ x: 300, y: 200 })
  })
  it('lets no name cover another', () => {
    const marks = Array.from({ length: 6 }, (_, i) => ({
      item: i,
      x: 300 + i * 3,
      y: 200 + i * 3,
      name: '很长的市场名称',
    }))
    const labels = placeLabels(marks, frame, 13)
    const shown = labels.filter((label) => label.textY !== null)
    expect(labels).toHaveLength(6)
    expect(shown.length).toBeGreaterThan(1)
    expect(new Set(shown.map((label) => `${label.textX} ${label.textY ?? ''}`)).size).toBe(shown.length)
  })
})
