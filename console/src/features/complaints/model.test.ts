import { describe, expect, it } from 'vitest'
import type { Clock, Move } from './api.ts'
import {
  clockTold,
  dueTold,
  limitText,
  mainAction,
  mayUphold,
  moveTitle,
  sourceText,
  stepsOf,
  termText,
} from './model.ts'

const today = '2026-11-22'
const clock = (over: Partial<Clock> = {}): Clock => ({
  clockId: 'acceptance',
  startedOn: '2026-11-18',
  dueOn: '2026-11-25',
  certain: true,
  days: 7,
  unit: 'working_day',
  source: '投诉举报处理暂行办法 第十四条',
  mark: 'statute',
  doneAt: null,
  pausedOn: null,
  overdue: false,
  ...over,
})

describe('a last day', () => {
  it('is said in days, with the nearest ones standing out', () => {
    expect(dueTold('2026-11-19', today)).toEqual({ tone: 'bad', text: '逾期 3 天' })
    expect(dueTold(today, today)).toEqual({ tone: 'warn', text: '今天截止' })
    expect(dueTold('2026-11-24', today)?.tone).toBe('warn')
    expect(dueTold('2026-11-25', today)).toEqual({ tone: 'off', text: '还有 3 天' })
    expect(dueTold(null, today)).toBeNull()
  })
  it('does not press once the step is done or the clock is paused', () => {
    expect(clockTold(clock({ dueOn: '2026-11-01', doneAt: '2026-11-20T00:00:00.000Z' }), today).tone).toBe('good')
    expect(clockTold(clock({ dueOn: '2026-11-01', pausedOn: '2026-10-30' }), today).text).toBe('已暂停，自 2026-10-30')
  })
  it('names its length and where it comes from, and owns up to a number that is to be checked', () => {
    expect(termText(clock())).toBe('7 个工作日')
    expect(termText(clock({ unit: 'calendar_day' }))).toBe('7 天')
    expect(sourceText(clock())).toBe('投诉举报处理暂行办法 第十四条')
    expect(sourceText(clock({ mark: 'recall' }))).toContain('待核对')
  })
})

describe('the desk', () => {
  it('sees the usual next step first', () => {
    expect(mainAction(['note', 'decline', 'accept'])).toBe('accept')
    expect(mainAction(['note', 'close', 'settle'])).toBe('settle')
    expect(mainAction(['note'])).toBeUndefined()
  })
  it('is offered to pause a running clock or to go on with a paused one, never both', () => {
    const allowed = ['pause', 'resume', 'note'] as const
    const mediation = clock({ clockId: 'mediation' })
    expect(stepsOf({ allowed: [...allowed], clocks: [mediation] })).toEqual(['pause', 'note'])
    expect(stepsOf({ allowed: [...allowed], clocks: [{ ...mediation, pausedOn: today }] })).toEqual(['resume', 'note'])
  })
  it('says whether a complaint was right only when it ends', () => {
    expect(mayUphold('close')).toBe(true)
    expect(mayUphold('accept')).toBe(false)
  })
  it('is told of repeated complaints, which are never refused by themselves', () => {
    expect(limitText([])).toBeNull()
    expect(limitText(['order', 'phone'])).toBe('同一笔交易、同一个电话多次投诉，请先人工看一看')
  })
  it('reads who did what in the course', () => {
    const move: Move = {
      at: '',
      action: 'accept',
      by: 'operator',
      byName: '张三',
      from: null,
      to: 'accepted',
      note: null,
    }
    expect(moveTitle(move)).toBe('市场（张三） · 受理')
    expect(moveTitle({ ...move, action: 'withdraw', by: 'complainant', byName: '' })).toBe('投诉人 · 撤回')
  })
})
