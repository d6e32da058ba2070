/**
 * OSM Simple Indoor Tagging as a plan (wiki.openstreetmap.org/wiki/Simple_Indoor_Tagging): corridors, areas and paths
 * are walked, shops and named rooms are places, `level` says where. What cannot be placed is named, never guessed.
 */
import { boxOf, distance, edgesOf, middleOf, pointToSegment } from '@smart-market/shared/wayfinding/geometry.ts'
import type {
  ConnectorKind,
  MarketPlan,
  PlanAmenity,
  PlanArea,
  PlanConnector,
  PlanDoor,
  PlanPath,
  PlanPlace,
  PlanWall,
  Point,
} from '@smart-market/shared/wayfinding/plan.ts'
import {
  type Geometry,
  isRecord,
  linesOf,
  positionsOf,
  type Projection,
  projectionAround,
  readGeometry,
  ringsOf,
  type Violation,
} from './geojson.ts'
import { levelName } from './schematic.ts'

const attribution = '© OpenStreetMap 贡献者，ODbL'
const pathHalfWidth = 1
/** Paths further than this from any room or corridor are streets outside. */
const surroundings = 40

const walkedHighways = new Set(['footway', 'pedestrian', 'path', 'corridor', 'steps'])
const shownAmenities = new Set([
  'toilets',
  'atm',
  'vending_machine',
  'drinking_water',
  'post_box',
  'waste_basket',
  'bench',
])
const shopAmenities = new Set([
  'restaurant',
  'fast_food',
  'cafe',
  'bar',
  'ice_cream',
  'pharmacy',
  'bank',
  'post_office',
  'library',
  'marketplace',
])

interface Item {
  readonly id: string
  readonly tags: Readonly<Record<string, string>>
  readonly geometry: Geometry
  readonly levels: readonly number[]
}

/** `text` of one GeoJSON file. */
export const readOsm = (file: string, text: string): { plan: MarketPlan; violations: Violation[] } => {
  const violations: Violation[] = []
  const say = (featureId: string | null, code: string, message: string): void =>
    void violations.push({ file, featureId, code, message })
  const items = readItems(text, say)
  const indoor = items.filter(({ tags }) => tags.indoor !== undefined || tags.shop !== undefined)
  const box = boxOf(indoor.flatMap(({ geometry }) => [...positionsOf(geometry)]))
  const project =
    indoor.length === 0
      ? projectionAround(0, 0)
      : projectionAround((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)
  const parts = sortItems(items, project, say)
  const near = boxOf([...parts.areas, ...parts.places].flatMap(({ rings }) => rings.flat()))
  const isNear = ([x, y]: Point): boolean =>
    x >= near.minX - surroundings &&
    x <= near.maxX + surroundings &&
    y >= near.minY - surroundings &&
    y <= near.maxY + surroundings
  const paths = parts.paths.filter(({ line }) => line.every(isNear))
  const connectors = parts.connectors.filter(({ stops }) => stops.every(({ at }) => isNear(at)))
  const used = [...parts.areas, ...parts.places, ...paths, ...connectors.flatMap(({ stops }) => stops)].map(
    ({ levelId }) => levelId,
  )
  const ordinals = [...new Set(used)].map(Number).sort((a, b) => a - b)
  if (parts.areas.every(({ kind }) => kind !== 'walkway') && paths.length === 0)
    say(null, 'walkway.none', '没有任何通道（indoor=corridor 或带 level 的步行道），无法导航')
  const doors = parts.doors
    .filter((door) => door.line.every(isNear))
    .map((door) => alongOutline(door, parts.areas, parts.places))
  return {
    violations,
    plan: {
      source: 'osm',
      schematic: false,
      attribution,
      levels: ordinals.map((ordinal) => ({ levelId: String(ordinal), ordinal, name: levelName(ordinal) })),
      areas: parts.areas,
      walls: parts.walls,
      doors,
      paths,
      connectors,
      places: parts.places,
      amenities: parts.amenities.filter(({ at }) => isNear(at)),
    },
  }
}

type Say = (featureId: string | null, code: string, message: string) => void

const readItems = (text: string, say: Say): Item[] => {
  let collection: unknown
  try {
    collection = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    say(null, 'json.invalid', '不是完整的 JSON')
    return []
  }
  if (!isRecord(collection) || collection.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    say(null, 'collection.invalid', '最外层应是 FeatureCollection，并有 features 列表')
    return []
  }
  return collection.features.flatMap((value: unknown, i): Item[] => {
    const properties = isRecord(value) && isRecord(value.properties) ? value.properties : {}
    const named = isRecord(value) ? (value.id ?? properties['@id'] ?? properties.id) : undefined
    const id = typeof named === 'string' || typeof named === 'number' ? String(named) : `第 ${i + 1} 个`
    const geometry = readGeometry(isRecord(value) ? value.geometry : undefined)
    if (typeof geometry === 'string') {
      say(id, 'geometry.invalid', geometry)
      return []
    }
    const tags = Object.fromEntries(
      Object.entries(properties).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    )
    const levels = parseLevels([tags.level, tags.repeat_on].filter((part) => part !== undefined).join(';'))
    if (levels === undefined) say(id, 'level.invalid', `level「${tags.level}」看不懂，应写成 0、1 或 0;1、-1-2`)
    return [{ id, tags, geometry, levels: levels ?? [] }]
  })
}

/** `0;1` two levels, `-1-2` from −1 to 2; undefined when it says something else. */
export const parseLevels = (text: string): number[] | undefined => {
  const levels: number[] = []
  for (const part of text.split(';').map((piece) => piece.trim())) {
    if (part === '') continue
    const range = /^(-?\d+)-(-?\d+)$/.exec(part)
    if (range !== null) {
      const [from, to] = [Number(range[1]), Number(range[2])]
      if (to < from || to - from > 50) return undefined
      for (let level = from; level <= to; level++) levels.push(level)
    } else if (/^-?\d+(\.\d+)?$/.test(part)) levels.push(Math.floor(Number(part)))
    else return undefined
  }
  return [...new Set(levels)]
}

interface Parts {
  readonly areas: PlanArea[]
  readonly places: PlanPlace[]
  readonly paths: PlanPath[]
  readonly walls: PlanWall[]
  readonly doors: PlanDoor[]
  readonly connectors: PlanConnector[]
  readonly amenities: PlanAmenity[]
}

const sortItems = (items: readonly Item[], project: Projection, say: Say): Parts => {
  const parts: Parts = { areas: [], places: [], paths: [], walls: [], doors: [], connectors: [], amenities: [] }
  for (const item of items) {
    const { id, tags, levels } = item
    const matters = isPlace(item) || tags.indoor !== undefined || tags.highway === 'elevator'
    if (levels.length === 0) {
      if (matters && tags.shop !== 'mall')
        say(
          id,
          'level.missing',
          `「${tags.name ?? tags.indoor ?? tags.shop ?? '要素'}」没有写 level，不知道在哪一层，已忽略`,
        )
      continue
    }
    const connector = connectorOf(item, project)
    if (connector !== undefined) parts.connectors.push(connector)
    else for (const level of levels) sortOne(item, String(level), project, parts)
  }
  return parts
}

const isPlace = ({ tags, geometry }: Item): boolean => {
  if (tags.shop === 'mall' || tags.building !== undefined) return false
  if (tags.shop !== undefined) return true
  const area = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
  return area && tags.name !== undefined && (shopAmenities.has(tags.amenity ?? '') || tags.indoor === 'room')
}

const sortOne = (item: Item, levelId: string, project: Projection, parts: Parts): void => {
  const { id, tags, geometry } = item
  const rings = ringsOf(geometry, project)
  const lines = linesOf(geometry, project)
  const name = tags.name ?? null
  const own = item.levels.length > 1 ? `${id}@${levelId}` : id
  const first = positionsOf(geometry)[0]
  const at = rings[0] !== undefined ? middleOf(rings[0]) : first === undefined ? undefined : project(first)
  if (at === undefined) return
  if (isPlace(item)) {
    parts.places.push({ placeId: own, levelId, name, ref: tags.ref ?? null, rings, anchor: at })
  } else if (
    rings.length > 0 &&
    (tags.indoor === 'corridor' ||
      tags.indoor === 'area' ||
      (walkedHighways.has(tags.highway ?? '') && tags.area !== 'no'))
  ) {
    parts.areas.push({ areaId: own, levelId, kind: 'walkway', name, rings })
  } else if (rings.length > 0 && (tags.indoor === 'room' || tags.indoor === 'wall' || tags.indoor === 'column')) {
    parts.areas.push({ areaId: own, levelId, kind: 'solid', name, rings })
  } else if (lines.length > 0 && walkedHighways.has(tags.highway ?? '') && tags.access !== 'private') {
    for (const line of lines) parts.paths.push({ levelId, halfWidth: pathHalfWidth, line })
  } else if (lines.length > 0 && (tags.indoor === 'wall' || tags.barrier === 'wall')) {
    for (const line of lines) parts.walls.push({ levelId, line })
  } else if (
    geometry.type === 'Point' &&
    (tags.door !== undefined || tags.entrance !== undefined) &&
    tags.door !== 'no'
  ) {
    parts.doors.push({
      doorId: own,
      levelId,
      name,
      entrance: tags.entrance !== undefined && tags.entrance !== 'service',
      stepFree: tags.wheelchair !== 'no',
      line: [at, at],
    })
  }
  if (shownAmenities.has(tags.amenity ?? ''))
    parts.amenities.push({ amenityId: own, levelId, category: tags.amenity ?? '', name, at })
}

/** Stairs, escalators, ramps and lifts between two or more levels. Lines run upwards with `incline=up`. */
const connectorOf = ({ id, tags, geometry, levels }: Item, project: Projection): PlanConnector | undefined => {
  const sorted = [...levels].sort((a, b) => a - b)
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined || low === high) return undefined
  const name = tags.name ?? null
  const lift = tags.highway === 'elevator' || tags.room === 'elevator' || tags.indoor === 'elevator'
  if (lift || tags.room === 'stairs' || tags.stairs === 'yes') {
    const [ring] = ringsOf(geometry, project)
    const first = positionsOf(geometry)[0]
    const at = ring === undefined ? first && project(first) : middleOf(ring)
    if (at === undefined) return undefined
    return {
      connectorId: id,
      kind: lift ? 'elevator' : 'stairs',
      name,
      oneWay: false,
      stops: sorted.map((level) => ({ levelId: String(level), at })),
    }
  }
  const [line] = linesOf(geometry, project)
  const [start, end] = [line?.[0], line?.at(-1)]
  if (start === undefined || end === undefined || !walkedHighways.has(tags.highway ?? '')) return undefined
  const moves = tags.conveying !== undefined && tags.conveying !== 'no'
  const kind: ConnectorKind = moves ? 'escalator' : tags.highway === 'steps' ? 'stairs' : 'ramp'
  const up = tags.incline !== 'down'
  const stops = [
    { levelId: String(up ? low : high), at: start },
    { levelId: String(up ? high : low), at: end },
  ]
  return {
    connectorId: id,
    kind,
    name: null,
    oneWay: tags.conveying === 'forward' || tags.conveying === 'backward',
    stops: tags.conveying === 'backward' ? stops.reverse() : stops,
  }
}

/** A door mapped as a point becomes a line of its usual width along the outline it stands on. */
const alongOutline = (door: PlanDoor, areas: readonly PlanArea[], places: readonly PlanPlace[]): PlanDoor => {
  const [at] = door.line
  if (at === undefined) return door
  let least = 1
  let along: Point = [1, 0]
  for (const { levelId, rings } of [...areas, ...places]) {
    if (levelId !== door.levelId) continue
    for (const [a, b] of rings.flatMap((ring) => edgesOf(ring, true))) {
      const metres = pointToSegment(at, a, b)
      if (metres >= least) continue
      least = metres
      along = [(b[0] - a[0]) / distance(a, b), (b[1] - a[1]) / distance(a, b)]
    }
  }
  const half = 0.6
  return {
    ...door,
    line: [
      [at[0] - along[0] * half, at[1] - along[1] * half],
      [at[0] + along[0] * half, at[1] + along[1] * half],
    ],
  }
}
