/** Weight is whole grams. */

/** Largest weight of one line: 100 tonnes. Larger is a typing error. */
export const maxWeightGrams = 100_000_000

/** Text such as `1.250` in kg → grams; undefined when it is no number or finer than a gram. */
export const parseKilograms = (text: string): number | undefined => {
  const match = /^(-?)(\d+)(?:\.(\d{1,3})0*)?$/.exec(text.trim())
  if (!match) return undefined
  const grams = Number(match[2]) * 1000 + Number((match[3] ?? '').padEnd(3, '0') || '0')
  if (!Number.isSafeInteger(grams) || grams > maxWeightGrams) return undefined
  return match[1] === '-' ? -grams : grams
}

/** 1250 → `1.25 千克`; below a kilogram `850 克`. */
export const formatGrams = (grams: number): string =>
  Math.abs(grams) < 1000 ? `${grams} 克` : `${String(Math.round(grams) / 1000)} 千克`
