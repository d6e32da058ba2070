import { describe, expect, it } from 'vitest'
import { type Draft, findingTold, gapsOf, isDone, roundBody, scaleTold, withAnswer, withRestOk } from './model.ts'

const item = (itemId: string) => ({
  itemId,
  text: itemId,
  source: null,
  severity: 'minor' as const,
  rectifyDays: 3,
})
const draft: Draft = {
  draftKey: 'draft-0001',
  template: { templateId: 'itp_1', version: 2, name: '卫生', items: [item('floor'), item('drain')] },
  startedAt: '2026-03-02T01:00:00.000Z',
  finishedAt: '2026-03-02T02:00:00.000Z',
  places: ['A-001', 'A-002', ''],
  answers: {},
}
const bad = { answer: 'not_ok' as const, note: '', photos: [{ data: null, photoId: 'pho_1' }] }

describe('a draft of a round', () => {
  it('is not handed in before a place is answered, and every fault has its words', () => {
    expect(gapsOf(draft)).toEqual(['还没有检查任何一处'])
    const begun = withAnswer(draft, 'A-001', 'floor', bad)
    expect(gapsOf(begun)).toEqual(['摊位 A-001还有没答的项', '摊位 A-001「floor」没有写明问题'])
    const told = withRestOk(withAnswer(begun, 'A-001', 'floor', { ...bad, note: '积水' }), 'A-001')
    expect(isDone(told, 'A-001')).toBe(true)
    expect(gapsOf(told)).toEqual([])
  })

  it('sends the places that were visited, in the order of the way, always as the same body', () => {
    const told = withRestOk(withAnswer(draft, 'A-002', 'floor', { ...bad, note: ' 积水 ' }), 'A-002')
    const own = withRestOk(told, '')
    expect(roundBody(own).places).toEqual([
      {
        stallCode: 'A-002',
        answers: [
          { itemId: 'floor', answer: 'not_ok', note: '积水', photoIds: ['pho_1'] },
          { itemId: 'drain', answer: 'ok', note: null, photoIds: [] },
        ],
      },
      {
        stallCode: null,
        answers: [
          { itemId: 'floor', answer: 'ok', note: null, photoIds: [] },
          { itemId: 'drain', answer: 'ok', note: null, photoIds: [] },
        ],
      },
    ])
    expect(JSON.stringify(roundBody(own))).toBe(JSON.stringify(roundBody(own)))
  })
})

describe('what a list says', () => {
  it.each([
    [{ state: 'open', overdue: true }, '整改逾期'],
    [{ state: 'open', overdue: false }, '待整改'],
    [{ state: 'rectified', overdue: false }, '待复查'],
  ] as const)('of the finding %j is %s', (finding, text) => {
    expect(findingTold(finding).text).toBe(text)
  })

  it.each([
    [{ result: 'unqualified', expired: false, daysLeft: 200 }, 'bad'],
    [{ result: 'qualified', expired: true, daysLeft: -1 }, 'bad'],
    [{ result: 'qualified', expired: false, daysLeft: 30 }, 'warn'],
    [{ result: 'qualified', expired: false, daysLeft: 31 }, 'good'],
  ] as const)('of the scale %j is %s', (check, tone) => {
    expect(scaleTold(check).tone).toBe(tone)
  })
})
