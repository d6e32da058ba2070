/** Markets where they stand: shape and colour say how each one is, a click opens it. No map comes from outside. */
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useNow } from '../../lib/clock.ts'
import { useLargeType } from '../../lib/preferences.ts'
import { platformAddress } from '../../lib/platform-paths.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import { useWidth } from '../../ui/use-width.ts'
import type { Supervised } from './api.ts'
import { freshness, standing } from './model.ts'
import { placeLabels, project, scaleKm } from './projection.ts'

const legend: readonly { readonly tone: Tone; readonly text: string }[] = [
  { tone: 'good', text: '正常' },
  { tone: 'warn', text: '有未了事项或数据晚了' },
  { tone: 'bad', text: '断了一天以上或前后矛盾' },
  { tone: 'unknown', text: '还没有收到过数据' },
]

type Placed = Supervised & { readonly longitude: number; readonly latitude: number }
const isPlaced = (market: Supervised): market is Placed => market.longitude !== null && market.latitude !== null

export const MarketMap = ({ markets, rubric }: { markets: readonly Supervised[]; rubric: string }): ReactNode => {
  const placed = markets.filter(isPlaced)
  const lacking = markets.length - placed.length
  return (
    <div className="stack">
      {placed.length > 0 ? (
        <Drawing markets={placed} rubric={rubric} />
      ) : (
        <div className="quiet">这些市场都没有登记位置，在「登记」里补上经纬度后就能画出来。</div>
      )}
      <ul className="map-legend">
        {legend.map(({ tone, text }) => (
          <li key={tone}>
            <svg width="20" height="20" aria-hidden>
              <Mark tone={tone} x={10} y={10} />
            </svg>
            {text}
          </li>
        ))}
        {placed.length > 0 && lacking > 0 && <li className="quiet">另有 {lacking} 个市场没有登记位置，见下表</li>}
      </ul>
    </div>
  )
}

const Drawing = ({ markets, rubric }: { markets: readonly Placed[]; rubric: string }): ReactNode => {
  const [width, frame] = useWidth()
  const [large] = useLargeType()
  const now = useNow()
  const navigate = useNavigate()
  const size = { width, height: Math.round(Math.min(420, Math.max(260, width * 0.5))) }
  const letter = large ? 17 : 13
  const map = project(markets, size)
  const marks = markets.map((market) => ({ item: market, name: market.name, ...map.at(market) }))
  const km = scaleKm(map.pixelsPerKm, width)
  return (
    <div ref={frame} className="market-map">
      <svg width={size.width} height={size.height} role="group" aria-label={`${markets.length} 个市场的位置`}>
        <Grid {...size} step={km * map.pixelsPerKm} />
        {placeLabels(marks, size, letter).map(({ item, x, y, anchor, textX, textY }) => {
          const open = (): void => void navigate(platformAddress({ marketId: item.marketId, rubric }))
          const how = freshness(item, now).text
          return (
            <g
              key={item.marketId}
              role="link"
              tabIndex={0}
              className="map-market"
              aria-label={`${item.name}：${how}`}
              onClick={open}
              onKeyDown={(event) => {
                if (event.key === 'Enter') open()
              }}
            >
              <title>{`${item.name}（${item.code}）：${how}`}</title>
              <circle cx={x} cy={y} r={22} fill="transparent" />
              <Mark tone={standing(item, now)} x={x} y={y} />
              {textY !== null && (
                <text x={textX} y={textY} textAnchor={anchor} fontSize={letter}>
                  {item.name}
                </text>
              )}
            </g>
          )
        })}
        <g transform={`translate(12 ${size.height - 14})`} aria-hidden>
          <path d={`M0 -6V0H${km * map.pixelsPerKm}V-6`} className="map-scale" />
          <text x={km * map.pixelsPerKm + 6} y={2} fontSize={letter - 1} className="chart-text">
            {km >= 1 ? `${km} 公里` : `${km * 1000} 米`}
          </text>
        </g>
      </svg>
    </div>
  )
}

const Grid = ({ width, height, step }: { width: number; height: number; step: number }): ReactNode => {
  const lines = (length: number): number[] =>
    Array.from({ length: Math.floor(length / 2 / step) * 2 + 1 }, (_, i) => i - Math.floor(length / 2 / step)).map(
      (i) => length / 2 + i * step,
    )
  return (
    <g aria-hidden>
      {lines(width).map((x) => (
        <line key={`x${x}`} x1={x} x2={x} y1={0} y2={height} className="chart-grid" />
      ))}
      {lines(height).map((y) => (
        <line key={`y${y}`} y1={y} y2={y} x1={0} x2={width} className="chart-grid" />
      ))}
    </g>
  )
}

/** Each tone has its own shape: circle, triangle, square on its point, ring. */
const Mark = ({ tone, x, y }: { tone: Tone; x: number; y: number }): ReactNode => {
  if (tone === 'bad')
    return <path d={`M${x} ${y - 9}L${x + 9} ${y}L${x} ${y + 9}L${x - 9} ${y}Z`} className="map-mark bad" />
  if (tone === 'warn')
    return <path d={`M${x} ${y - 8}L${x + 9} ${y + 7}L${x - 9} ${y + 7}Z`} className="map-mark warn" />
  return <circle cx={x} cy={y} r={7} className={`map-mark ${tone}`} />
}
