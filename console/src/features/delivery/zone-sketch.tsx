import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Zone } from './api.ts'
import { coordinatesOf, distanceText, drawingOf, type Outline, scaleMetres, shapeText } from './zone-shape.ts'

/** Of the picture's width, on each side. */
const margin = 0.06

/** All zones as they lie to each other, north at the top, with a scale; no map lies beneath. */
export const ZoneSketch = ({ zones }: { zones: readonly Zone[] }): ReactNode => {
  const drawing = drawingOf(zones)
  if (drawing === null) return null
  const side = Math.max(drawing.width, drawing.height, 1)
  const line = side / 120
  const edge = side * margin
  const scale = scaleMetres(drawing.width)
  const box = [drawing.left - edge, drawing.top - edge, drawing.width + 2 * edge, drawing.height + 2 * edge]
  return (
    <figure className="zone-sketch">
      <svg
        viewBox={box.join(' ')}
        role="img"
        aria-label={`配送范围示意图：${zones.map(({ name }) => name).join('、')}`}
      >
        {drawing.outlines.map((outline, i) => (
          <Zoned key={zones[i]?.deliveryZoneId ?? i} outline={outline} name={zones[i]?.name ?? ''} line={line} />
        ))}
      </svg>
      <figcaption className="quiet">
        <span className="zone-scale" style={{ width: `${(scale / (drawing.width + 2 * edge)) * 100}%` }} />
        {distanceText(scale)}；上北下南，圆点是圆心
      </figcaption>
    </figure>
  )
}

const Zoned = ({ outline, name, line }: { outline: Outline; name: string; line: number }): ReactNode => {
  const [middle] = outline.points
  if (middle === undefined) return null
  return (
    <g strokeWidth={line}>
      <title>{name}</title>
      {outline.radius > 0 ? (
        <>
          <circle className="zone-outline" cx={middle.x} cy={middle.y} r={outline.radius} />
          <circle className="zone-middle" cx={middle.x} cy={middle.y} r={line * 2} />
        </>
      ) : (
        <polygon className="zone-outline" points={outline.points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      )}
    </g>
  )
}

/** How far the zone reaches; its coordinates only for whoever asks. */
export const ZoneReach = ({ zone }: { zone: Zone }): ReactNode => {
  const [asked, setAsked] = useState(false)
  return (
    <>
      {shapeText(zone)}{' '}
      <Button type="link" size="small" aria-expanded={asked} onClick={() => setAsked(!asked)}>
        {asked ? '收起坐标' : '看坐标'}
      </Button>
      {asked && coordinatesOf(zone).map((words) => <div key={words}>{words}</div>)}
    </>
  )
}
