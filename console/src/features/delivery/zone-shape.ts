/** How far a delivery zone reaches, in metres on a plane: good enough for the few kilometres that a market delivers. Pure. */
import type { Zone } from './api.ts'

type Place = NonNullable<Zone['centre']>
export type Shape = Pick<Zone, 'shape' | 'centre' | 'radiusMetres' | 'corners'>
/** Metres east and south of an origin, as a picture is drawn. */
interface Point {
  readonly x: number
  readonly y: number
}

const metresADegree = 111_320

const placesOf = ({ shape, centre, corners }: Shape): readonly Place[] =>
  shape === 'radius' ? (centre === null ? [] : [centre]) : (corners ?? [])

const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(numbers.length, 1)

const flatten =
  (origin: Place) =>
  ({ latitude, longitude }: Place): Point => ({
    x: (longitude - origin.longitude) * metresADegree * Math.cos((origin.latitude * Math.PI) / 180),
    y: (origin.latitude - latitude) * metresADegree,
  })

export interface Outline {
  /** The middle of the circle, or the corners. */
  readonly points: readonly Point[]
  /** 0 for a polygon. */
  readonly radius: number
}
export interface Drawing {
  readonly outlines: readonly Outline[]
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** All zones on one plane, so that they are seen as they lie to each other; null when none has a place. */
export const drawingOf = (zones: readonly Shape[]): Drawing | null => {
  const places = zones.flatMap(placesOf)
  if (places.length === 0) return null
  const origin = {
    latitude: average(places.map(({ latitude }) => latitude)),
    longitude: average(places.map(({ longitude }) => longitude)),
  }
  const outlines = zones.map((zone) => ({
    points: placesOf(zone).map(flatten(origin)),
    radius: zone.shape === 'radius' ? (zone.radiusMetres ?? 0) : 0,
  }))
  const reach = (pick: (point: Point) => number, sign: 1 | -1): number =>
    sign * Math.max(...outlines.flatMap(({ points, radius }) => points.map((point) => sign * pick(point) + radius)))
  const [left, top] = [reach(({ x }) => x, -1), reach(({ y }) => y, -1)]
  return { outlines, left, top, width: reach(({ x }) => x, 1) - left, height: reach(({ y }) => y, 1) - top }
}

const squareMetres = ({ points, radius }: Outline): number =>
  radius > 0
    ? Math.PI * radius ** 2
    : Math.abs(
        points.reduce((sum, { x, y }, i) => {
          const next = points[(i + 1) % points.length] ?? { x, y }
          return sum + x * next.y - next.x * y
        }, 0) / 2,
      )

/** `3 公里`, `800 米`. */
export const distanceText = (metres: number): string =>
  metres < 1000 ? `${Math.round(metres)} 米` : `${Number((metres / 1000).toFixed(1))} 公里`

const areaText = (squareMetresOf: number): string => {
  const square = squareMetresOf / 1_000_000
  return `约 ${square < 10 ? Number(square.toFixed(1)) : Math.round(square)} 平方公里`
}

/** How large the zone is, in words; where it lies is said by its coordinates alone. */
export const shapeText = (zone: Shape): string => {
  const drawing = drawingOf([zone])
  const [outline] = drawing?.outlines ?? []
  if (drawing === null || outline === undefined) return '还没有划出来'
  const area = areaText(squareMetres(outline))
  return zone.shape === 'radius'
    ? `半径 ${distanceText(outline.radius)}，${area}`
    : `${outline.points.length} 个角：东西 ${distanceText(drawing.width)}、南北 ${distanceText(drawing.height)}，${area}`
}

const placeText = ({ latitude, longitude }: Place): string =>
  `${latitude < 0 ? '南' : '北'}纬 ${Math.abs(latitude)}，${longitude < 0 ? '西' : '东'}经 ${Math.abs(longitude)}`

/** For whoever checks where the zone lies. */
export const coordinatesOf = (zone: Shape): readonly string[] =>
  zone.shape === 'radius'
    ? placesOf(zone).map((place) => `圆心 ${placeText(place)}`)
    : placesOf(zone).map((place, i) => `第 ${i + 1} 个角 ${placeText(place)}`)

/** The longest round distance that takes no more than a third of the picture, for its scale. */
export const scaleMetres = (width: number): number => {
  const most = Math.max(width / 3, 1)
  const power = 10 ** Math.floor(Math.log10(most))
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power
}
