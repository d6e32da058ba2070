/** Patterns for what people meant when they typed one thing wrong. Pure. */
import { pinyin } from 'pinyin-pro'
import { literally } from '../../lib/like-pattern.ts'

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)

/** Below these lengths one wrong character would fit almost anything. */
const fewestChinese = 3
const fewestLatin = 5
const longest = 20

/**
 * `like` patterns for a search that found nothing as typed: the same sound (`西红市` is said like 西红柿), and one
 * character wrong, missing, too many, or two swapped. Empty when the text is too short to guess.
 */
export const slipPatterns = (q: string): string[] => {
  const text = q.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
  const letters = [...text]
  if (letters.length > longest) return []
  const found = new Set<string>()
  if (isChinese(text)) {
    const sound = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join('')
    if (letters.length > 1) found.add(literally(sound.toLowerCase()))
  }
  if (letters.length >= (isChinese(text) ? fewestChinese : fewestLatin))
    for (let i = 0; i < letters.length; i++) {
      const [before, after] = [letters.slice(0, i), letters.slice(i + 1)]
      const join = (...parts: readonly (readonly string[] | string)[]) =>
        parts.map((part) => (typeof part === 'string' ? part : literally(part.join('')))).join('')
      found.add(join(before, '_', after))
      found.add(join(before, after))
      if (i > 0) found.add(join(before, '_', letters.slice(i)))
      const [next, ...rest] = after
      const own = letters[i]
      if (next !== undefined && own !== undefined) found.add(join(before, [next, own], rest))
    }
  return [...found].filter((pattern) => pattern !== '').map((pattern) => `%${pattern}%`)
}

/** A stall's code without dashes, its look-alikes made one: `A-00l` and `a-001` are both `a001`. SQL does the same. */
export const plainCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
