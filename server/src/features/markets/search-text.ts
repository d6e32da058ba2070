import { pinyin } from 'pinyin-pro'

/**
 * What the search box looks in: name and goods scope, their pinyin in full and by initials, lower case. `王记蔬菜`
 * is found by `王记`, `wangji` and `wjsc`.
 */
export const merchantSearchText = (name: string, goodsScope: string | null): string => {
  const words = [name, goodsScope ?? ''].flatMap((text) => text.split(/[\s,，、;；/()（）]+/)).filter(Boolean)
  const full = words.map((word) => spell(word, 'pinyin'))
  const initials = words.map((word) => spell(word, 'first'))
  return [...new Set([...words, ...full, ...initials])].join(' ').toLowerCase()
}

const spell = (word: string, pattern: 'pinyin' | 'first'): string =>
  pinyin(word, { toneType: 'none', type: 'array', nonZh: 'consecutive', pattern, v: true }).join('')
