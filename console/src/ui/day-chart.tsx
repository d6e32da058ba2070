/** A small chart of days, drawn as SVG: bars from zero; a day without data is a gap marked 无, never a bar of zero. */
import type { ReactNode } from 'react'
import { axisTicks } from './chart-scale.ts'
import { useWidth } from './use-width.ts'

export interface DayValue {
  readonly day: string
  /** Null: nothing was reported. */
  readonly value: number | null
  /** Upper end when the value is a range. */
  readonly high?: number
}

interface Props {
  readonly label: string
  readonly days: readonly DayValue[]
  readonly format: (value: number) => string
  /** Fixed top of the axis, for points out of 100. */
  readonly top?: number
}

const height = 180
/** Below this many pixels a day the word would run into its neighbours. */
const narrowest = 14
const pad = { left: 64, right: 12, top: 12, bottom: 24 }

export const DayChart = ({ label, days, format, top }: Props): ReactNode => {
  const [width, frame] = useWidth()
  const largest = top ?? Math.max(0, ...days.map((d) => d.high ?? d.value ?? 0))
  const ticks = axisTicks(largest)
  const scaleTop = ticks.at(-1) ?? 1
  const y = (value: number): number => pad.top + (height - pad.top - pad.bottom) * (1 - value / scaleTop)
  const slot = (width - pad.left - pad.right) / Math.max(1, days.length)
  const every = Math.ceil(52 / Math.max(1, slot))
  return (
    <div ref={frame} className="day-chart">
      <svg width={width} height={height} role="img" aria-label={label}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={pad.left} x2={width - pad.right} y1={y(tick)} y2={y(tick)} className="chart-grid" />
            <text x={pad.left - 8} y={y(tick) + 4} textAnchor="end" className="chart-text">
              {format(tick)}
            </text>
          </g>
        ))}
        {days.map((d, i) => {
          const x = pad.left + slot * i
          const bar = Math.max(2, Math.min(36, slot * 0.66))
          const left = x + (slot - bar) / 2
          return (
            <g key={d.day}>
              <title>{`${d.day}：${d.value === null ? '没有数据' : format(d.value)}${d.high !== undefined && d.high !== d.value ? `–${format(d.high)}` : ''}`}</title>
              <rect x={x} y={pad.top} width={slot} height={height - pad.top - pad.bottom} fill="transparent" />
              {d.value === null ? (
                <text x={x + slot / 2} y={y(0) - 4} textAnchor="middle" className="chart-text">
                  {slot < narrowest ? '·' : '无'}
                </text>
              ) : (
                <rect x={left} y={y(d.value)} width={bar} height={y(0) - y(d.value)} className="chart-bar" />
              )}
              {d.value !== null && d.high !== undefined && d.high > d.value && (
                <rect x={left} y={y(d.high)} width={bar} height={y(d.value) - y(d.high)} className="chart-open" />
              )}
              {i % every === 0 && (
                <text x={x + slot / 2} y={height - 6} textAnchor="middle" className="chart-text">
                  {d.day.slice(5)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
