import { describe, expect, it } from 'vitest'
import { merchantSearchText } from './search-text.ts'
import { plainCode, slipPatterns } from './slips.ts'

/** What `like` does with these patterns. */
const like = (text: string, pattern: string): boolean =>
  new RegExp(
    pattern
      .slice(1, -1)
      .replace(/[.*+?^${}()|[\]]/g, String.raw`\$&`)
      .replace(/_/g, '.'),
  ).test(text)
const finds = (typed: string, name: string): boolean =>
  slipPatterns(typed).some((pattern) => like(merchantSearchText(name, null), pattern))

describe('one thing typed wrong', () => {
  it.each([
    ['西红市', '西红柿'],
    ['西虹柿', '西红柿'],
    ['xihogshi', '西红柿'],
    ['xihongsi', '西红柿'],
    ['xihongshhi', '西红柿'],
    ['xihnogshi', '西红柿'],
    ['王记蔬莱', '王记蔬菜'],
    ['土都', '土豆'],
  ])('%s finds %s', (typed, name) => expect(finds(typed, name)).toBe(true))

  it.each([
    ['西瓜', '西红柿'],
    ['xhs', '小黄鱼'],
    ['tudou', '猪五花肉'],
    ['猪肉', '牛肉'],
  ])('%s does not find %s', (typed, name) => expect(finds(typed, name)).toBe(false))

  it('takes what is typed for no wildcard', () => expect(finds('______', '西红柿')).toBe(false))
})

it('reads a stall code as it is meant, with or without its dash', () => {
  for (const typed of ['A-00l', 'a001', 'Ａ－００１', 'A-OO1']) expect(plainCode(typed)).toBe('a001')
})
