import { describe, expect, it } from 'vitest'
import { withWords } from './words.ts'

describe('a search in a whole list', () => {
  const rows = [
    { code: 'A-10', number: '1600000001', name: null },
    { code: 'B-1', number: '1600000002', name: '杨记鲜肉' },
  ]
  const found = (q: string) =>
    withWords(rows, q, ({ code, number, name }) => [code, number, name]).map(({ code }) => code)

  it('finds by any of the words, whatever the case and whatever blanks stand around it', () => {
    expect(found(' b-')).toEqual(['B-1'])
    expect(found('1600')).toEqual(['A-10', 'B-1'])
    expect(found('鲜肉')).toEqual(['B-1'])
  })
  it('gives everything for nothing, in its order, and nothing for what none of them holds', () => {
    expect(found('')).toEqual(['A-10', 'B-1'])
    expect(found('  ')).toEqual(['A-10', 'B-1'])
    expect(found('X')).toEqual([])
  })
  it('does not find a word that is not there by how its absence is spelt', () => {
    expect(found('null')).toEqual([])
  })
})
