import { expect, it } from 'vitest'
import { likePattern, patternOf } from './like-pattern.ts'

it('looks for what was typed, never for a wildcard', () => {
  expect(likePattern('100%_\\A')).toBe('%100\\%\\_\\\\a%')
})

it('is no search while nothing is typed', () => {
  expect([patternOf(undefined), patternOf(''), patternOf('鱼')]).toEqual([undefined, undefined, '%鱼%'])
})
