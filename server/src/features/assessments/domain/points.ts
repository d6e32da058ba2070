import Big from 'big.js'

/** A private constructor: nothing outside can change how divisions are cut. Quotients are truncated, so floors are exact. */
export const Decimal = Big()
Decimal.DP = 20
Decimal.RM = Big.roundDown

export type Decimal = Big

export const zero = new Decimal(0)

export function sum(values: readonly (Decimal | number)[]): Decimal {
  return values.reduce<Decimal>((total, value) => total.plus(value), zero)
}

export function least(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b
}

export function most(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b
}

/** A JS number exact to two decimals, half up. */
export function toPoints(value: Decimal): number {
  return Number(value.round(2, Big.roundHalfUp).toString())
}

/** Splits an amount over n subjects in hundredths; the first ones carry the remainder, so the shares add up exactly. */
export function splitEvenly(amount: Decimal, n: number): Decimal[] {
  if (n === 0) return []
  const cents = Number(amount.times(100).round(0, Big.roundHalfUp).toString())
  const base = Math.floor(cents / n)
  const extra = cents - base * n
  return Array.from({ length: n }, (_, i) => new Decimal(i < extra ? base + 1 : base).div(100))
}

export type CompositeResult =
  | { readonly ok: true; readonly weighted: number; readonly total: number }
  | { readonly ok: false; readonly refusal: 'weights_not_one' | 'bonus_out_of_range' }

/**
 * Weighted sum of several assessors' scores plus a bonus that is added afterwards.
 * Zhengzhou 郑市发〔2021〕91号 art. 4(6)(7): 20/60/20, bonus at most 5; it prints no clamp at 100, so none is the default.
 */
export function composite(
  parts: readonly { readonly score: number | string; readonly weight: number | string }[],
  bonus: number | string,
  limits: { readonly bonusCap?: number; readonly clamp?: number | null } = {},
): CompositeResult {
  const weights = parts.reduce((total, part) => total.plus(part.weight), zero)
  if (!weights.eq(1)) return { ok: false, refusal: 'weights_not_one' }
  const extra = new Decimal(bonus)
  if (extra.lt(0) || (limits.bonusCap !== undefined && extra.gt(limits.bonusCap))) {
    return { ok: false, refusal: 'bonus_out_of_range' }
  }
  const weighted = parts.reduce((total, part) => total.plus(new Decimal(part.score).times(part.weight)), zero)
  const open = weighted.plus(extra)
  const total = limits.clamp === undefined || limits.clamp === null ? open : least(open, new Decimal(limits.clamp))
  return { ok: true, weighted: Number(weighted.toString()), total: Number(total.toString()) }
}
