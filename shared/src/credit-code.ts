/** 统一社会信用代码, GB 32100-2015: 18 characters, the last a check character over the first 17 (modulus 31). */

const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** The check character of the first 17; undefined when they hold a character that the standard does not use. */
export const creditCodeCheckCharacter = (first17: string): string | undefined => {
  let sum = 0
  for (const [i, weight] of weights.entries()) {
    const value = characters.indexOf(first17.charAt(i))
    if (value < 0 || first17.charAt(i) === '') return undefined
    sum += value * weight
  }
  return characters.charAt((31 - (sum % 31)) % 31)
}

export const isCreditCode = (code: string): boolean =>
  code.length === 18 && creditCodeCheckCharacter(code.slice(0, 17)) === code.charAt(17)
