import { Decimal, least, most, sum } from './points.ts'
import type { Expression } from './rubric.ts'

/** Decimal-exact value of a formula, or null as soon as anything in it is unknown or divides by zero. */
export function evaluateExpression(expression: Expression, metric: (id: string) => Decimal | null): Decimal | null {
  if (typeof expression === 'number') return new Decimal(expression)
  if ('metric' in expression) return metric(expression.metric)
  if ('add' in expression) return fold(expression.add, metric, sum)
  if ('multiply' in expression) return fold(expression.multiply, metric, (all) => all.reduce((a, b) => a.times(b)))
  if ('min' in expression) return fold(expression.min, metric, (all) => all.reduce(least))
  if ('max' in expression) return fold(expression.max, metric, (all) => all.reduce(most))
  if ('floor' in expression) return fold([expression.floor], metric, floor)
  if ('subtract' in expression) return fold(expression.subtract, metric, (all) => all.reduce((a, b) => a.minus(b)))
  const divisor = evaluateExpression(expression.divide[1], metric)
  if (divisor === null || divisor.eq(0)) return null
  return fold([expression.divide[0]], metric, (all) => sum(all).div(divisor))
}

function fold(
  parts: readonly Expression[],
  metric: (id: string) => Decimal | null,
  combine: (values: readonly Decimal[]) => Decimal,
): Decimal | null {
  const values: Decimal[] = []
  for (const part of parts) {
    const value = evaluateExpression(part, metric)
    if (value === null) return null
    values.push(value)
  }
  return values.length === 0 ? null : combine(values)
}

function floor(values: readonly Decimal[]): Decimal {
  const value = sum(values)
  const cut = value.round(0, 0)
  return value.lt(cut) || (value.lt(0) && !value.eq(cut)) ? cut.minus(1) : cut
}

export function metricsOf(expression: Expression): string[] {
  if (typeof expression === 'number') return []
  if ('metric' in expression) return [expression.metric]
  if ('floor' in expression) return metricsOf(expression.floor)
  return Object.values(expression).flatMap((parts: readonly Expression[]) => parts.flatMap(metricsOf))
}
