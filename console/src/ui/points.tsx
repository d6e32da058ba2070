import type { ReactNode } from 'react'
import { pointsText, rangeText } from '../lib/format.ts'

interface Props {
  readonly low: number
  readonly high: number
  readonly max: number
}

/** `62–67 / 100 分` */
export const Points = ({ low, high, max }: Props): ReactNode => (
  <span className="number nowrap">
    <strong>{rangeText(low, high)}</strong> / {pointsText(max)} 分
  </span>
)

const percent = (value: number, max: number): number => (max <= 0 ? 0 : Math.min(100, Math.max(0, (value / max) * 100)))

/** Solid: proven. Hatched: possible once the missing evidence is there. Empty: lost. */
export const PointsBar = ({ low, high, max }: Props): ReactNode => {
  const solid = percent(low, max)
  return (
    <div
      className="points-bar"
      role="img"
      aria-label={`已确认 ${pointsText(low)} 分，最高可能 ${pointsText(high)} 分，满分 ${pointsText(max)} 分`}
    >
      <div className="points-bar-solid" style={{ width: `${solid}%` }} />
      <div className="points-bar-open" style={{ width: `${percent(high, max) - solid}%` }} />
    </div>
  )
}
