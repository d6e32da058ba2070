/**
 * A plan ready to be drawn: per level a view box and SVG path data, so that mini-program, kiosk and console draw the
 * same map with nothing but `<path>` and `<text>` (or a canvas that reads the same data). Units are metres.
 */
import { boxOf, inRings, middleOf, pointToRings, toCentimetre } from './geometry.ts'
import type { ConnectorKind, MarketPlan, PlanPlace, Point, Ring } from './plan.ts'
import type { PlanRoute } from './navigator.ts'

export interface PlaceView {
  readonly placeId: string
  readonly path: string
  readonly label: string | null
  readonly stallCode: string | null
  readonly labelX: number
  readonly labelY: number
  /** Largest type, in metres, at which the label stays within the place. */
  readonly labelSize: number
}
export interface LevelView {
  readonly levelId: string
  readonly ordinal: number
  readonly name: string
  /** `minX minY width height` */
  readonly viewBox: string
  /** One path an area: areas may overlap, and each has its own holes. */
  readonly walkways: string[]
  readonly solids: string[]
  readonly walls: string
  readonly paths: { readonly path: string; readonly width: number }[]
  readonly doors: {
    readonly path: string
    readonly entrance: boolean
    readonly name: string | null
    readonly x: number
    readonly y: number
  }[]
  readonly sections: { readonly path: string; readonly name: string | null; readonly x: number; readonly y: number }[]
  readonly places: PlaceView[]
  readonly connectors: {
    readonly connectorId: string
    readonly kind: ConnectorKind
    readonly name: string | null
    readonly x: number
    readonly y: number
  }[]
  readonly amenities: {
    readonly amenityId: string
    readonly category: string
    readonly name: string | null
    readonly x: number
    readonly y: number
  }[]
}

const margin = 2
const number = (metres: number): string => String(toCentimetre(metres))
const lineData = (line: readonly Point[]): string =>
  line.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`).join('')
const ringData = (rings: readonly Ring[]): string => rings.map((ring) => `${lineData(ring)}Z`).join('')

/** `stallCodes`: stall codes by place. */
export const planViews = (plan: MarketPlan, stallCodes: ReadonlyMap<string, string>): LevelView[] =>
  plan.levels.map(({ levelId, ordinal, name }) => {
    const here = <T extends { readonly levelId: string }>(items: readonly T[]): T[] =>
      items.filter((item) => item.levelId === levelId)
    const areas = here(plan.areas)
    const ofKind = (kind: string) => areas.filter((area) => area.kind === kind)
    const places = here(plan.places)
    const doors = here(plan.doors)
    const paths = here(plan.paths)
    const points = [
      ...areas.flatMap((area) => area.rings.flat()),
      ...places.flatMap((place) => place.rings.flat()),
      ...paths.flatMap((path) => path.line),
      ...doors.flatMap((door) => door.line),
    ]
    const box = boxOf(points.length > 0 ? points : [[0, 0]])
    return {
      levelId,
      ordinal,
      name,
      viewBox: [
        box.minX - margin,
        box.minY - margin,
        box.maxX - box.minX + 2 * margin,
        box.maxY - box.minY + 2 * margin,
      ]
        .map(number)
        .join(' '),
      walkways: ofKind('walkway').map((area) => ringData(area.rings)),
      solids: ofKind('solid').map((area) => ringData(area.rings)),
      walls: here(plan.walls)
        .map((wall) => lineData(wall.line))
        .join(''),
      paths: paths.map(({ line, halfWidth }) => ({ path: lineData(line), width: 2 * halfWidth })),
      doors: doors.map((door) => {
        const [x, y] = middleOf(door.line)
        return {
          path: lineData(door.line),
          entrance: door.entrance,
          name: door.name,
          x: toCentimetre(x),
          y: toCentimetre(y),
        }
      }),
      sections: ofKind('section').map((area) => {
        const [x, y] = middleOf(area.rings[0] ?? [])
        return { path: ringData(area.rings), name: area.name, x: toCentimetre(x), y: toCentimetre(y) }
      }),
      places: places.map((place) => placeView(place, stallCodes.get(place.placeId) ?? null)),
      connectors: plan.connectors.flatMap((connector) =>
        connector.stops
          .filter((stop) => stop.levelId === levelId)
          .map(({ at: [x, y] }) => ({
            connectorId: connector.connectorId,
            kind: connector.kind,
            name: connector.name,
            x: toCentimetre(x),
            y: toCentimetre(y),
          })),
      ),
      amenities: here(plan.amenities).map(({ amenityId, category, name: called, at: [x, y] }) => ({
        amenityId,
        category,
        name: called,
        x: toCentimetre(x),
        y: toCentimetre(y),
      })),
    }
  })

const placeView = (place: PlanPlace, stallCode: string | null): PlaceView => {
  const outline = place.rings[0] ?? []
  const label = stallCode ?? place.ref ?? place.name
  const [x, y] = labelPoint(place)
  const box = boxOf(outline.length > 0 ? outline : [[0, 0]])
  // A Latin letter is about 0.6 em wide, a Chinese one 1 em.
  const ems = [...(label ?? '')].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.6), 0)
  const fit = Math.min((0.92 * (box.maxX - box.minX)) / Math.max(1, ems), 0.5 * (box.maxY - box.minY))
  return {
    placeId: place.placeId,
    path: ringData(place.rings),
    label,
    stallCode,
    labelX: toCentimetre(x),
    labelY: toCentimetre(y),
    labelSize: toCentimetre(Math.max(0.3, Math.min(2.2, fit))),
  }
}

/** The middle when it lies inside, else the anchor: an L-shaped shop has its middle in the aisle. */
const labelPoint = (place: PlanPlace): Point => {
  if (place.rings.length === 0) return place.anchor
  const middle = middleOf(place.rings[0] ?? [])
  return inRings(middle, place.rings) || pointToRings(place.anchor, place.rings) > 0 ? middle : place.anchor
}

export interface RouteLineView {
  readonly levelId: string
  readonly path: string
  readonly points: readonly (readonly [number, number])[]
}

export const routeLines = (route: PlanRoute): RouteLineView[] =>
  route.stretches.map(({ levelId, line }) => ({
    levelId,
    path: lineData(line),
    points: line.map(([x, y]): [number, number] => [toCentimetre(x), toCentimetre(y)]),
  }))
