/** An IMDF archive as a plan: kiosks and occupied rooms are places, walkways are walked, the rest is solid. */
import { boxOf, inRings, middleOf, pointToRings } from '@smart-market/shared/wayfinding/geometry.ts'
import type {
  ConnectorKind,
  MarketPlan,
  PlanArea,
  PlanConnector,
  PlanPlace,
  Point,
  Ring,
} from '@smart-market/shared/wayfinding/plan.ts'
import {
  type Feature,
  isRecord,
  linesOf,
  pointOf,
  positionsOf,
  type Projection,
  projectionAround,
  ringsOf,
} from './geojson.ts'
import type { ImdfArchive } from './imdf-check.ts'
import { levelName } from './schematic.ts'

/** Units that the public walks on. */
const walked = new Set([
  'elevator',
  'escalator',
  'footbridge',
  'lobby',
  'movingwalkway',
  'platform',
  'ramp',
  'stairs',
  'steps',
  'terrace',
  'unenclosedarea',
  'waitingroom',
  'walkway',
  'walkway.island',
])
/** Units that are a stall or shop when they bear a name or an occupant. */
const tradable = new Set(['room', 'foodservice', 'unspecified'])
const connectorUnits: Readonly<Record<string, ConnectorKind>> = {
  elevator: 'elevator',
  escalator: 'escalator',
  movingwalkway: 'escalator',
  ramp: 'ramp',
  stairs: 'stairs',
  steps: 'stairs',
}
const publicDoors = new Set(['pedestrian', 'pedestrian.principal', 'pedestrian.transit'])
const entranceDoors = new Set(['pedestrian.principal', 'pedestrian.transit'])

interface Reader {
  readonly project: Projection
  of(type: string): readonly Feature[]
  label(feature: Feature, key: string): string | null
}

export const imdfPlan = (archive: ImdfArchive): MarketPlan => {
  const reader = createReader(archive)
  const levels = reader
    .of('level')
    .map((level) => {
      const ordinal = Number.isInteger(level.properties.ordinal) ? Number(level.properties.ordinal) : 0
      return { levelId: level.id, ordinal, name: reader.label(level, 'name') ?? levelName(ordinal) }
    })
    .sort((a, b) => a.ordinal - b.ordinal)
  const units = reader.of('unit').map((unit) => ({
    unit,
    category: String(unit.properties.category),
    rings: ringsOf(unit.geometry, reader.project),
    restricted: typeof unit.properties.restriction === 'string',
  }))
  const anchors = anchorsOf(reader)
  const occupied = occupantsByUnit(reader, anchors)
  const isPlace = ({ unit, category }: (typeof units)[number]): boolean =>
    (occupied.has(unit.id) && !(category in connectorUnits)) ||
    (tradable.has(category) && reader.label(unit, 'name') !== null)
  const placeUnits = units.filter(isPlace)
  const areas: PlanArea[] = [
    ...units
      .filter((unit) => !isPlace(unit))
      .map(({ unit, category, rings, restricted }): PlanArea => ({
        areaId: unit.id,
        levelId: text(unit, 'level_id'),
        kind: walked.has(category) && !restricted ? 'walkway' : 'solid',
        name: reader.label(unit, 'name'),
        rings,
      })),
    ...reader.of('fixture').map((fixture): PlanArea => ({ ...areaOf(reader, fixture), kind: 'solid' })),
    ...reader.of('section').map((section): PlanArea => ({ ...areaOf(reader, section), kind: 'section' })),
  ]
  const levelOfUnit = new Map(units.map(({ unit }) => [unit.id, text(unit, 'level_id')]))
  return {
    source: 'imdf',
    schematic: false,
    attribution: null,
    levels,
    areas,
    walls: [],
    doors: reader
      .of('opening')
      .filter((opening) => publicDoors.has(String(opening.properties.category)))
      .flatMap((opening) =>
        linesOf(opening.geometry, reader.project).map((line) => ({
          doorId: opening.id,
          levelId: text(opening, 'level_id'),
          name: reader.label(opening, 'name'),
          entrance: entranceDoors.has(String(opening.properties.category)),
          stepFree: true,
          line,
        })),
      ),
    paths: [],
    connectors: [...relatedConnectors(reader), ...stackedConnectors(reader, levels, units)],
    places: [
      ...placeUnits.map(({ unit, rings }) => placeOf(reader, unit, rings, occupied.get(unit.id) ?? [])),
      ...reader.of('kiosk').map((kiosk) => {
        const anchor = text(kiosk, 'anchor_id')
        const own = anchors.get(anchor)
        return placeOf(
          reader,
          kiosk,
          ringsOf(kiosk.geometry, reader.project),
          own === undefined ? [] : own.occupants.map((name) => ({ name, at: own.at })),
        )
      }),
    ],
    amenities: reader.of('amenity').flatMap((amenity) => {
      const at = pointOf(amenity.geometry, reader.project)
      const unitIds: unknown[] = Array.isArray(amenity.properties.unit_ids) ? amenity.properties.unit_ids : []
      const levelId = unitIds.map((id) => levelOfUnit.get(String(id))).find((id) => id !== undefined)
      if (at === undefined || levelId === undefined) return []
      return [
        {
          amenityId: amenity.id,
          levelId,
          category: String(amenity.properties.category),
          name: reader.label(amenity, 'name'),
          at,
        },
      ]
    }),
  }
}

const text = (feature: Feature, key: string): string => {
  const value = feature.properties[key]
  return typeof value === 'string' ? value : ''
}

const createReader = (archive: ImdfArchive): Reader => {
  const of = (type: string) => archive.features.get(type) ?? []
  const positions = [...of('level'), ...of('unit'), ...of('venue')].flatMap(({ geometry }) =>
    geometry === null ? [] : positionsOf(geometry),
  )
  const box = boxOf(positions.length > 0 ? positions : [[0, 0]])
  return {
    project: projectionAround((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2),
    of,
    // Chinese first, then the archive's own language, then whatever there is.
    label: (feature, key) => {
      const labels = feature.properties[key]
      if (!isRecord(labels)) return null
      const zh = Object.keys(labels).find((language) => language.toLowerCase().startsWith('zh'))
      const found = labels[zh ?? ''] ?? labels[archive.language] ?? Object.values(labels)[0]
      return typeof found === 'string' && found.trim() !== '' ? found.trim() : null
    },
  }
}

const areaOf = (reader: Reader, feature: Feature) => ({
  areaId: feature.id,
  levelId: text(feature, 'level_id'),
  name: reader.label(feature, 'name'),
  rings: ringsOf(feature.geometry, reader.project),
})

interface Anchored {
  readonly at: Point | undefined
  readonly unitId: string
  readonly occupants: string[]
}
const anchorsOf = (reader: Reader): Map<string, Anchored> => {
  const anchors = new Map(
    reader
      .of('anchor')
      .map((anchor): [string, Anchored] => [
        anchor.id,
        { at: pointOf(anchor.geometry, reader.project), unitId: text(anchor, 'unit_id'), occupants: [] },
      ]),
  )
  for (const occupant of reader.of('occupant')) {
    const name = reader.label(occupant, 'name')
    if (name !== null) anchors.get(text(occupant, 'anchor_id'))?.occupants.push(name)
  }
  return anchors
}

interface Occupant {
  readonly name: string
  readonly at: Point | undefined
}
/** Occupants of units; those whose anchor a kiosk claims are the kiosk's. */
const occupantsByUnit = (reader: Reader, anchors: ReadonlyMap<string, Anchored>): Map<string, Occupant[]> => {
  const claimed = new Set(reader.of('kiosk').map((kiosk) => text(kiosk, 'anchor_id')))
  const byUnit = new Map<string, Occupant[]>()
  for (const [id, { at, unitId, occupants }] of anchors)
    if (!claimed.has(id) && occupants.length > 0)
      byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), ...occupants.map((name) => ({ name, at }))])
  return byUnit
}

const placeOf = (reader: Reader, feature: Feature, rings: Ring[], occupants: readonly Occupant[]): PlanPlace => {
  const own = reader.label(feature, 'name')
  const anchor = occupants.find(({ at }) => at !== undefined)?.at
  const display = pointOf(feature.properties.display_point, reader.project)
  return {
    placeId: feature.id,
    levelId: text(feature, 'level_id'),
    name: occupants.length > 0 ? occupants.map(({ name }) => name).join('、') : own,
    ref: reader.label(feature, 'alt_name') ?? (occupants.length > 0 ? own : null),
    rings,
    anchor: anchor ?? display ?? middleOf(rings[0] ?? []),
  }
}

/** Lifts and stairs that the archive relates by itself. */
const relatedConnectors = (reader: Reader): PlanConnector[] => {
  const stopOf = (end: unknown) => {
    if (!isRecord(end)) return []
    const feature = [...reader.of('unit'), ...reader.of('opening')].find(({ id }) => id === end.id)
    if (feature === undefined) return []
    const [ring] = ringsOf(feature.geometry, reader.project)
    const [line] = linesOf(feature.geometry, reader.project)
    const at = ring === undefined ? line?.[0] : middleOf(ring)
    return at === undefined ? [] : [{ levelId: text(feature, 'level_id'), at }]
  }
  return reader.of('relationship').flatMap((relation): PlanConnector[] => {
    const kind = connectorUnits[String(relation.properties.category)]
    const between: unknown[] = Array.isArray(relation.properties.intermediary) ? relation.properties.intermediary : []
    const stops = [relation.properties.origin, ...between, relation.properties.destination].flatMap(stopOf)
    if (kind === undefined || new Set(stops.map(({ levelId }) => levelId)).size < 2) return []
    const oneWay = kind === 'escalator' && relation.properties.direction === 'directed'
    return [{ connectorId: relation.id, kind, name: null, stops, oneWay }]
  })
}

/** Stair and lift units that lie above each other belong together, unless a relationship already says so. */
const stackedConnectors = (
  reader: Reader,
  levels: MarketPlan['levels'],
  units: readonly { unit: Feature; category: string; rings: Ring[]; restricted: boolean }[],
): PlanConnector[] => {
  const related = new Set(
    reader
      .of('relationship')
      .flatMap(({ properties }) =>
        [properties.origin, properties.destination].flatMap((end) => (isRecord(end) ? [String(end.id)] : [])),
      ),
  )
  const order = new Map(levels.map((level, i) => [level.levelId, i]))
  const candidates = units
    .filter(({ unit, category, restricted }) => category in connectorUnits && !restricted && !related.has(unit.id))
    .map((one) => ({ ...one, at: middleOf(one.rings[0] ?? []), floor: order.get(text(one.unit, 'level_id')) ?? 0 }))
    .sort((a, b) => a.floor - b.floor)
  return candidates.flatMap((lower): PlanConnector[] => {
    const above = candidates.find(
      (upper) =>
        upper.floor === lower.floor + 1 &&
        upper.category === lower.category &&
        (inRings(upper.at, lower.rings) || inRings(lower.at, upper.rings) || pointToRings(upper.at, lower.rings) < 1),
    )
    const kind = connectorUnits[lower.category]
    if (above === undefined || kind === undefined) return []
    return [
      {
        connectorId: `${lower.unit.id}/${above.unit.id}`,
        kind,
        name: reader.label(lower.unit, 'name'),
        stops: [lower, above].map(({ unit, at }) => ({ levelId: text(unit, 'level_id'), at })),
        oneWay: false,
      },
    ]
  })
}
