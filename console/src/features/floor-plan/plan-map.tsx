/** One level of a plan, drawn from the contract's path data; a stall is a button that can be reached by keyboard. */
import { Button, Flex, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Level } from './api.ts'

interface Props {
  readonly levels: readonly Level[]
  readonly levelId: string | undefined
  readonly onLevel: (levelId: string) => void
  /** Absent: the map is only looked at. */
  readonly onPlace?: (placeId: string) => void
}

const zooms = [1, 2, 4, 8] as const

export const PlanMap = ({ levels, levelId, onLevel, onPlace }: Props): ReactNode => {
  const [zoom, setZoom] = useState(0)
  const level = levels.find((l) => l.levelId === levelId) ?? levels.find((l) => l.ordinal === 0) ?? levels[0]
  if (level === undefined) return <div className="quiet">这张图上没有楼层。</div>
  return (
    <div className="stack">
      <Flex wrap gap="small" align="center" justify="space-between">
        {levels.length > 1 ? (
          <Segmented
            aria-label="楼层"
            value={level.levelId}
            options={levels.map((l) => ({ value: l.levelId, label: l.name }))}
            onChange={onLevel}
          />
        ) : (
          <span className="quiet">{level.name}</span>
        )}
        <Flex gap="small">
          <Button disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
            缩小
          </Button>
          <Button disabled={zoom === zooms.length - 1} onClick={() => setZoom(zoom + 1)}>
            放大
          </Button>
        </Flex>
      </Flex>
      <div className="plan-frame">
        <LevelDrawing level={level} zoom={zooms[zoom] ?? 1} {...(onPlace ? { onPlace } : {})} />
      </div>
      <Legend />
    </div>
  )
}

interface DrawingProps {
  readonly level: Level
  readonly zoom: number
  readonly onPlace?: (placeId: string) => void
}

const LevelDrawing = ({ level, zoom, onPlace }: DrawingProps): ReactNode => (
  <svg
    className="plan-map"
    viewBox={level.viewBox}
    // The whole level is seen at once; enlarged, it is scrolled.
    style={zoom === 1 ? { width: '100%', maxHeight: '68vh' } : { width: `${zoom * 100}%` }}
    role="group"
    aria-label={level.name}
  >
    {level.walkways.map((d) => (
      <path key={d} d={d} className="plan-walkway" fillRule="evenodd" />
    ))}
    {level.solids.map((d) => (
      <path key={d} d={d} className="plan-solid" fillRule="evenodd" />
    ))}
    {level.sections.map((s) => (
      <path key={s.path} d={s.path} className="plan-section" />
    ))}
    {level.paths.map((p) => (
      <path key={p.path} d={p.path} className="plan-path" style={{ strokeWidth: p.width }} />
    ))}
    <path d={level.walls} className="plan-wall" />
    {level.places.map((p) => (
      <g
        key={p.placeId}
        className={p.stallCode === null ? 'plan-place open' : 'plan-place'}
        aria-label={p.stallCode === null ? `${p.label ?? '没有名称'}，还没对应摊位` : `摊位 ${p.stallCode}`}
        {...(onPlace && {
          role: 'button',
          tabIndex: 0,
          onClick: () => onPlace(p.placeId),
          onKeyDown: (event: React.KeyboardEvent) => {
            if (event.key === 'Enter' || event.key === ' ') {
              event.preventDefault()
              onPlace(p.placeId)
            }
          },
        })}
      >
        <path d={p.path} />
        <text x={p.labelX} y={p.labelY} fontSize={p.labelSize}>
          {p.stallCode ?? `？${p.label ?? ''}`}
        </text>
      </g>
    ))}
    {level.doors.map((d) => (
      <path key={d.path} d={d.path} className={d.entrance ? 'plan-door entrance' : 'plan-door'}>
        <title>{d.entrance ? `入口 ${d.name ?? ''}` : (d.name ?? '门')}</title>
      </path>
    ))}
    {[...level.amenities, ...level.connectors].map((m) => (
      <circle key={`${m.x},${m.y}`} cx={m.x} cy={m.y} r={0.5} className="plan-mark">
        <title>{m.name ?? '设施'}</title>
      </circle>
    ))}
  </svg>
)

const Legend = (): ReactNode => (
  <Flex wrap gap="middle" className="quiet">
    <span>
      <span className="legend-swatch plan-key" />
      已对应摊位
    </span>
    <span>
      <span className="legend-swatch plan-key open" />？ 还没对应摊位
    </span>
    <span>
      <span className="legend-swatch plan-key entrance" />
      入口
    </span>
  </Flex>
)
