import type { AssessmentView, Loss } from '@smart-market/shared/contracts/assessments.ts'
import { describe, expect, it } from 'vitest'
import {
  basisSplit,
  compare,
  fixWords,
  gapText,
  groupCriteria,
  headline,
  type Leaf,
  lossesBySubject,
  namedPage,
  nextSteps,
  recordTarget,
  refusedBy,
  stillOpen,
  tickOf,
  toggle,
  touched,
  withSteps,
} from './model.ts'

const loss = (id: string, over: Partial<Loss> = {}): Loss => ({
  id,
  leafId: 'leaf-1',
  subject: { kind: 'merchant', id: 'mer_1', label: '李记鲜肉铺' },
  points: 1,
  gain: 1,
  reason: '健康证已过期',
  fix: '登记新的健康证',
  code: 'expired',
  ...over,
})
const leaf = (over: Partial<Leaf> = {}): Leaf => ({
  id: 'leaf-1',
  name: '商户亮屏公示',
  max: 10,
  low: 8,
  high: 8,
  basis: 'measured',
  outcome: 'partly_met',
  coverage: { met: 8, total: 10 },
  losses: [],
  observedAt: null,
  origin: '台账',
  notes: [],
  externalDependency: false,
  readings: [],
  provenance: { mark: 'src', note: '' },
  ...over,
})
const assessment = (leaves: Leaf[], over: Partial<AssessmentView> = {}): AssessmentView => ({
  rubric: 'zhengzhou-2021',
  rubricTitle: '评分细则',
  documentNumber: '郑市发〔2021〕91号',
  version: '1',
  engineVersion: '1',
  marketId: 'mkt_1',
  marketName: '测试市场',
  demo: false,
  asOf: '2026-11-22T00:00:00Z',
  total: {
    low: leaves.reduce((n, l) => n + l.low, 0),
    high: leaves.reduce((n, l) => n + l.high, 0),
    max: 100,
  },
  coverage: { met: 8, total: 10, share: 0.8 },
  criteria: leaves.map((l) => ({ ...l, group: '管理', leaves: [l] })),
  fixFirst: [],
  levels: [],
  goals: [],
  blocked: [],
  ...over,
})

describe('the headline of a market', () => {
  it('shows a range while evidence is missing and one number when none is', () => {
    expect(headline(assessment([leaf({ low: 62, high: 67 })]))).toBe('62–67 / 100 分')
    expect(headline(assessment([leaf({ low: 62.5, high: 62.5 })]))).toBe('62.5 / 100 分')
  })
  it('makes up no points where the document prints none', () => {
    const level = { id: 'l', name: '县级', reached: null, next: '基本型', why: '' }
    expect(headline(assessment([], { total: null, levels: [level] }))).toBe('县级：还未达到任何等级')
    expect(headline(assessment([], { total: null, levels: [level, { ...level, reached: '基本型' }] }))).toBe(
      '1 / 2 项达到等级',
    )
    const goal = { id: 'g', name: '改造', target: '3', actual: '3', ratio: 1, status: 'met' } as const
    expect(headline(assessment([], { total: null, goals: [goal, { ...goal, status: 'unknown' }] }))).toBe(
      '1 / 2 项目标达到',
    )
  })
})

describe('where points come from', () => {
  it('keeps items without evidence apart from measured ones', () => {
    const split = basisSplit(
      assessment([
        leaf({ low: 0.1, high: 0.1 }),
        leaf({ id: 'b', low: 0.2, high: 0.2 }),
        leaf({ id: 'c', basis: 'none', low: 0, high: 5, max: 5 }),
      ]),
    )
    expect(split).toEqual([
      { basis: 'measured', leaves: 2, max: 20, low: 0.3, high: 0.3 },
      { basis: 'none', leaves: 1, max: 5, low: 0, high: 5 },
    ])
  })
  it('keeps the order of the paper and sums each group', () => {
    const a = assessment([leaf(), leaf({ id: 'b', low: 1, high: 3, max: 5 })])
    expect(groupCriteria(a)).toMatchObject([{ name: '管理', low: 9, high: 11, max: 15 }])
  })
})

describe('losses', () => {
  const many = assessment([
    leaf({ losses: [loss('a'), loss('b', { subject: { kind: 'zone', id: 'z', label: '蔬菜区' }, points: 3 })] }),
    leaf({
      id: 'leaf-2',
      name: '移动支付',
      losses: [loss('c', { leafId: 'leaf-2', points: 1.5, reason: '没有交易' })],
    }),
  ])
  it('gather under their subject, the dearest first', () => {
    expect(lossesBySubject(many).map((s) => [s.subject.label, s.points, s.losses.length])).toEqual([
      ['蔬菜区', 3, 1],
      ['李记鲜肉铺', 2.5, 2],
    ])
  })
  it('can be narrowed to one item and to words of the reason', () => {
    expect(lossesBySubject(many, { leafId: 'leaf-2' }).map((s) => s.points)).toEqual([1.5])
    expect(lossesBySubject(many, { q: '没有交易' }).map((s) => s.subject.label)).toEqual(['李记鲜肉铺'])
  })
  it('lead to the record that has to be mended, else to the page that the fix names', () => {
    expect(recordTarget(loss('a').subject)).toEqual({ merchantId: 'mer_1' })
    expect(recordTarget({ kind: 'device', id: 'd', label: 'CAM-1' })).toEqual({
      page: 'devices',
      search: { q: 'CAM-1' },
    })
    const market = { kind: 'market', id: 'm', label: '测试市场' }
    expect(recordTarget(market)).toBeNull()
    expect(namedPage(loss('a', { subject: market, fix: '在“分析”里恢复定期分析' }))?.page).toBe('insights')
    expect(namedPage(loss('a', { subject: market, fix: '在“市场”里画好并发布平面图' }))?.page).toBe('floorPlan')
    expect(namedPage(loss('a', { subject: market, fix: '开通专线' }))).toBeNull()
    expect(namedPage(loss('a', { fix: '在“台账”里更新' }))).toBeNull()
  })
  it('say each next step once, and none for an item that is met', () => {
    expect(nextSteps(leaf({ losses: [loss('a'), loss('b')] }))).toEqual(['登记新的健康证'])
    expect(nextSteps(leaf({ outcome: 'met', losses: [loss('a')] }))).toEqual([])
  })
  it('are named in the action that mends them', () => {
    const action = { id: 'x', leafId: 'leaf-1', code: 'c', title: 't', lossIds: ['a', 'b'], gain: 1, effort: 2 }
    expect(touched(action, many)).toBe('李记鲜肉铺、蔬菜区')
  })
  it('let the action that mends them be found by each of its names, also those that its row leaves out', () => {
    const names = ['甲', '乙', '丙', '丁']
    const four = assessment([
      leaf({ losses: names.map((name) => loss(name, { subject: { kind: 'merchant', id: name, label: name } })) }),
    ])
    const action = {
      id: 'x',
      leafId: 'leaf-1',
      code: 'c',
      title: '登记健康证',
      lossIds: ['甲', '丁'],
      gain: 1,
      effort: 2,
    }
    const words = fixWords(four)(action)
    expect(words).toEqual(expect.arrayContaining(['登记健康证', '商户亮屏公示', '甲', '丁']))
    expect(words).not.toContain('乙')
  })
})

it('calls a gap lost only once its points are out of reach', () => {
  expect(gapText({ high: 5, max: 5 }, 2)).toBe('2 处待补')
  expect(gapText({ high: 4, max: 5 }, 1200)).toBe('1,200 处失分')
})

describe('what-if', () => {
  it('ticks an action by all of its losses', () => {
    expect(tickOf(['a', 'b'], new Set())).toBe('none')
    expect(tickOf(['a', 'b'], new Set(['a']))).toBe('some')
    expect([...toggle(['a', 'b'], new Set(['a']))]).toEqual(['a', 'b'])
    expect([...toggle(['a', 'b'], new Set(['a', 'b', 'c']))]).toEqual(['c'])
  })
  it('forgets ticks whose loss has been mended meanwhile', () => {
    expect(stillOpen(new Set(['a', 'gone']), assessment([leaf({ losses: [loss('a')] })]))).toEqual(['a'])
  })
  it('counts the gain on proven points and names the items that move', () => {
    const now = assessment([leaf({ low: 62, high: 67 })])
    const tried = assessment([leaf({ low: 71, high: 71 })])
    expect(compare(now, tried)).toEqual({
      text: '改好后 71 分（+9）',
      gain: 9,
      leaves: [{ id: 'leaf-1', name: '商户亮屏公示', before: '62–67', after: '71' }],
    })
  })
})

describe('history', () => {
  it('counts each step from the snapshot before', () => {
    const snap = (id: string, takenAt: string, low: number) => ({
      snapshotId: id,
      businessDate: takenAt.slice(0, 10),
      takenAt,
      takenBy: '甲',
      low,
      high: low,
      max: 100,
      coverageShare: 1,
    })
    const steps = withSteps([snap('b', '2026-11-02T00:00:00Z', 50.3), snap('a', '2026-11-01T00:00:00Z', 50.1)])
    expect(steps.map((s) => [s.snapshotId, s.step])).toEqual([
      ['a', null],
      ['b', 0.2],
    ])
  })
})

it('names only conditions that are known not to hold', () => {
  const gate = { id: 'g', name: '信用', why: '' }
  expect(
    refusedBy(
      assessment([], {
        blocked: [
          { ...gate, state: 'unknown' },
          { ...gate, name: '舆情', state: 'blocked' },
        ],
      }),
    ),
  ).toEqual(['舆情'])
})
