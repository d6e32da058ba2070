import { describe, expect, it } from 'vitest'
import zhengzhou from '@smart-market/rubrics/definitions/zhengzhou-2021/rubric.json' with { type: 'json' }
import { loadVocabulary } from './load-rubrics.ts'
import { parseRubric } from './rubric-checks.ts'

const vocabulary = loadVocabulary()
const text = JSON.stringify(zhengzhou)
const load = (content: string) => () => parseRubric('broken.json', JSON.parse(content), vocabulary)

describe('a rubric file is refused, with file, row and leaf named, when', () => {
  it.each([
    [
      'a leaf does not add up to its row',
      '"id":"Z4b","name":"按期更换","statement":"每类公示内容都在自己的更换周期内。","max":4',
      '"max":4',
      '"max":3',
      /broken\.json: Z4: parts add up to 9, not 10/,
    ],
    [
      'a deduction does not start at its max',
      '"start":10',
      '"start":10',
      '"start":9',
      /broken\.json: Z1\/Z1a: start must equal max/,
    ],
    [
      'a field is not in the vocabulary',
      '"field":"camerasAlive"',
      'camerasAlive',
      'camerasGlow',
      /Z6\/Z6a: field zones\.camerasGlow is not in the vocabulary/,
    ],
    [
      'a metric is not in the vocabulary',
      '"metric":"orders.fulfilled30d","op"',
      'fulfilled30d',
      'wished30d',
      /Z5\/Z5a: metric orders\.wished30d/,
    ],
    [
      'a setting is not defined',
      '{"setting":"alarmTestDays"}',
      'alarmTestDays',
      'someDays',
      /Z6\/Z6d: setting someDays is not defined/,
    ],
    [
      'an inferred leaf has no readings',
      '"provenance":{"mark":"src","clause":"附件1 第9行"}',
      '"src"',
      '"inf"',
      /Z9\/Z9a: an inferred leaf needs readings/,
    ],
    ['weights do not add up to one', '"weight":0.6', '0.6', '0.5', /composition: weights do not add up to 1/],
    [
      'words have a slot that nothing fills',
      '有 {value} 张证照已过期',
      '{value}',
      '{many}',
      /Z1\/Z1a: licence_expired: nothing fills \{many\}/,
    ],
    ['a key is unknown', '"kind":"judgement"', '"kind":"judgement"', '"kind":"judgement","guess":3', /guess/],
  ])('%s', (_, where, from, to, message) => {
    expect(text).toContain(where)
    expect(load(text.replace(where, where.replace(from, to)))).toThrow(message)
  })

  it('a reading does not fit its leaf', () => {
    const broken = text
      .replace('"id":"with_trace","why"', '"id":"with_trace","why"')
      .replace(/"params":\{"that":/, '"params":{"per":0,"that":')
    expect(load(broken)).toThrow(/Z1\/Z1a: reading scoring/)
  })
})
