/** What IMDF and OSM files share: features with geometries in degrees, turned into the plan's metres. */
import { toCentimetre } from '@smart-market/shared/wayfinding/geometry.ts'
import type { Point, Ring } from '@smart-market/shared/wayfinding/plan.ts'

type Position = readonly [lon: number, lat: number]

export interface Feature {
  readonly id: string
  readonly featureType: string
  readonly geometry: Geometry | null
  readonly properties: Readonly<Record<string, unknown>>
}
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] }

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length >= 2 &&
  typeof value[0] === 'number' &&
  typeof value[1] === 'number' &&
  Math.abs(value[0]) <= 180 &&
  Math.abs(value[1]) <= 90
const isList = <T>(value: unknown, is: (item: unknown) => item is T, least: number): value is T[] =>
  Array.isArray(value) && value.length >= least && value.every(is)
const isLine = (value: unknown): value is Position[] => isList(value, isPosition, 2)
const isRing = (value: unknown): value is Position[] => {
  if (!isList(value, isPosition, 4)) return false
  const [first, last] = [value[0], value.at(-1)]
  return first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1]
}
const isPolygon = (value: unknown): value is Position[][] => isList(value, isRing, 1)

const shapes: Readonly<Record<string, (coordinates: unknown) => boolean>> = {
  Point: isPosition,
  MultiPoint: (value) => isList(value, isPosition, 1),
  LineString: isLine,
  MultiLineString: (value) => isList(value, isLine, 1),
  Polygon: isPolygon,
  MultiPolygon: (value) => isList(value, isPolygon, 1),
}

/** The geometry, or what is wrong with it in Chinese. Degrees of longitude and latitude, rings closed. */
export const readGeometry = (value: unknown): Geometry | string => {
  if (!isRecord(value) || typeof value.type !== 'string') return '几何缺少 type'
  const check = shapes[value.type]
  if (check === undefined) return `几何类型「${value.type}」不认识`
  if (!check(value.coordinates)) return `${value.type} 的坐标不对：要经纬度，面要首尾相接且至少四点`
  return value as unknown as Geometry
}

/** Degrees to metres around a place; y runs south. */
export type Projection = (position: Position) => Point

/** Series of the WGS 84 ellipsoid: exact to a centimetre over a market. */
export const projectionAround = (lon: number, lat: number): Projection => {
  const phi = (lat * Math.PI) / 180
  const aLat = 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi)
  const aLon = 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi)
  return ([x, y]) => [toCentimetre((x - lon) * aLon), toCentimetre((lat - y) * aLat)]
}

export const positionsOf = (geometry: Geometry): readonly Position[] => {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
  }
}

/** Rings of an area, without their closing points; empty for points and lines. */
export const ringsOf = (geometry: Geometry | null, project: Projection): Ring[] => {
  const open = (ring: readonly Position[]): Ring => ring.slice(0, -1).map(project)
  if (geometry?.type === 'Polygon') return geometry.coordinates.map(open)
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flatMap((polygon) => polygon.map(open))
  return []
}

export const linesOf = (geometry: Geometry | null, project: Projection): Point[][] => {
  if (geometry?.type === 'LineString') return [geometry.coordinates.map(project)]
  if (geometry?.type === 'MultiLineString') return geometry.coordinates.map((line) => line.map(project))
  return []
}

export const pointOf = (geometry: unknown, project: Projection): Point | undefined => {
  const read = readGeometry(geometry)
  return typeof read === 'string' || read.type !== 'Point' ? undefined : project(read.coordinates)
}

/** One thing that a file breaks; `message` is for the person who drew it. */
export interface Violation {
  readonly file: string
  readonly featureId: string | null
  readonly code: string
  readonly message: string
}
