/**
 * A plan for a market that has none: drawn from its zones and stall codes, or from the stalls' positions where the
 * ledger has them. It shows order and neighbourhood, not measured lengths, and says so (`schematic`).
 */
import type { MarketPlan, PlanArea, PlanDoor, PlanPlace, Ring } from '@smart-market/shared/wayfinding/plan.ts'

export interface LedgerZone {
  readonly zoneId: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly floor: number
}
export interface LedgerStall {
  readonly stallId: string
  readonly code: string
  readonly zoneId: string | null
  readonly x: number | null
  readonly y: number | null
  readonly areaSquareMetres: number | null
}

const stallWidth = 3
const stallDepth = 2.5
const aisle = 3
/** A cross aisle after this many stalls of a row. */
const stallsBetweenCrossAisles = 16
const hallMargin = 4
/** Share of the distance to the next row that a stall takes up: the rest is to walk in. */
const packing = 0.62
/** Stalls less than this apart across the row stand in one row. */
const sameRow = 0.8
const widestStall = 5

const byCode = (a: { code: string }, b: { code: string }): number =>
  a.code.localeCompare(b.code, 'zh-CN', { numeric: true })

/** Floors as people count them (1 is the ground floor) to ordinals (0 is). */
const ordinalOf = (floor: number): number => (floor > 0 ? floor - 1 : floor)
export const levelName = (ordinal: number): string => (ordinal >= 0 ? `${ordinal + 1} 楼` : `地下 ${-ordinal} 层`)

/** Place ids are stall ids. A market without stalls gets an empty hall with its entrance. */
export const schematicPlan = (zones: readonly LedgerZone[], stalls: readonly LedgerStall[]): MarketPlan => {
  const zoneById = new Map(zones.map((zone) => [zone.zoneId, zone]))
  const floorOf = (stall: LedgerStall): number => zoneById.get(stall.zoneId ?? '')?.floor ?? 1
  const floors = [...new Set([...stalls.map(floorOf), ...(stalls.length === 0 ? [1] : [])])].sort((a, b) => a - b)
  const halls = floors.map((floor) => {
    const own = stalls.filter((stall) => floorOf(stall) === floor)
    const levelId = `level-${floor}`
    const placed = own.filter((stall) => stall.x !== null && stall.y !== null)
    const hall =
      placed.length === own.length && hasExtent(placed)
        ? hallByPosition(levelId, placed)
        : hallByCode(levelId, zones.filter((zone) => zone.floor === floor).sort(byCode), own)
    const entrances = zones.filter((zone) => zone.kind === 'entrance' && zone.floor === floor).sort(byCode)
    return {
      levelId,
      floor,
      ...hall,
      doors: doorsOf(levelId, hall, entrances, floor === Math.min(...floors.filter((f) => f > 0))),
    }
  })
  return {
    source: 'schematic',
    schematic: true,
    attribution: null,
    levels: halls.map(({ levelId, floor }) => ({
      levelId,
      ordinal: ordinalOf(floor),
      name: levelName(ordinalOf(floor)),
    })),
    areas: halls.flatMap(({ levelId, width, depth, sections }) => [
      { areaId: `hall-${levelId}`, levelId, kind: 'walkway', name: null, rings: [rectangle(0, 0, width, depth)] },
      ...sections,
    ]),
    walls: [],
    doors: halls.flatMap((hall) => hall.doors),
    paths: [],
    // Whether there is a lift is not in the ledger; stairs there must be.
    connectors: halls.slice(1).flatMap(({ levelId }, i) => {
      const below = halls[i]
      if (below === undefined) return []
      return [
        {
          connectorId: `stairs-${levelId}`,
          kind: 'stairs' as const,
          name: null,
          stops: [below.levelId, levelId].map((id) => ({ levelId: id, at: [1, 1] as const })),
          oneWay: false,
        },
      ]
    }),
    places: halls.flatMap((hall) => hall.places),
    amenities: [],
  }
}

interface Hall {
  readonly width: number
  readonly depth: number
  readonly places: PlanPlace[]
  readonly sections: PlanArea[]
}

const rectangle = (x: number, y: number, width: number, depth: number): Ring => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
]

const placeAt = (
  levelId: string,
  stall: LedgerStall,
  x: number,
  y: number,
  width: number,
  depth: number,
): PlanPlace => ({
  placeId: stall.stallId,
  levelId,
  name: null,
  ref: stall.code,
  rings: [rectangle(x, y, width, depth)],
  anchor: [x + width / 2, y + depth / 2],
})

/** Zone under zone; in each, pairs of rows back to back between aisles, in the order of the codes. */
const hallByCode = (levelId: string, zones: readonly LedgerZone[], stalls: readonly LedgerStall[]): Hall => {
  const known = new Set(zones.map((zone) => zone.zoneId))
  const groups = [
    ...zones.map((zone) => ({ zone, own: stalls.filter((stall) => stall.zoneId === zone.zoneId) })),
    { zone: undefined, own: stalls.filter((stall) => stall.zoneId === null || !known.has(stall.zoneId)) },
  ].filter(({ own }) => own.length > 0)
  const longest = Math.max(1, ...groups.map(({ own }) => own.length))
  const perRow = Math.min(4 * stallsBetweenCrossAisles, Math.max(6, Math.ceil(Math.sqrt(longest * 1.6))))
  const places: PlanPlace[] = []
  const sections: PlanArea[] = []
  let y = aisle
  let width = 2 * aisle
  for (const { zone, own } of groups) {
    const top = y
    const sorted = [...own].sort(byCode)
    for (let first = 0, row = 0; first < sorted.length; first += perRow, row++) {
      sorted.slice(first, first + perRow).forEach((stall, i) => {
        const x = aisle + i * stallWidth + Math.floor(i / stallsBetweenCrossAisles) * aisle
        places.push(placeAt(levelId, stall, x, y, stallWidth, stallDepth))
        width = Math.max(width, x + stallWidth + aisle)
      })
      const last = first + perRow >= sorted.length
      y += stallDepth + (row % 2 === 1 || last ? aisle : 0)
    }
    if (zone !== undefined)
      sections.push({
        areaId: zone.zoneId,
        levelId,
        kind: 'section',
        name: zone.name,
        rings: [
          [
            [aisle, top],
            [0, y - aisle],
          ],
        ],
      })
  }
  // Sections are as wide as the hall, which is known only now.
  const spanned = sections.map((section): PlanArea => {
    const [from, to] = section.rings[0] ?? []
    const [top, bottom] = [from?.[1] ?? 0, to?.[1] ?? 0]
    return { ...section, rings: [rectangle(aisle, top, width - 2 * aisle, bottom - top)] }
  })
  return { width, depth: Math.max(y, 2 * aisle), places, sections: spanned }
}

const hasExtent = (stalls: readonly LedgerStall[]): boolean => {
  const spots = new Set(stalls.map(({ x, y }) => `${x}/${y}`))
  return stalls.length > 1 && spots.size === stalls.length
}

/** Stalls at the ledger's own positions: they fill their row, so that people walk between rows and not through them. */
const hallByPosition = (levelId: string, stalls: readonly LedgerStall[]): Hall => {
  const spots = [...stalls].sort(byCode).map((stall) => ({ stall, at: [stall.x ?? 0, stall.y ?? 0] as const }))
  const minX = Math.min(...spots.map(({ at }) => at[0]))
  const maxY = Math.max(...spots.map(({ at }) => at[1]))
  const along = rowAxis(spots.map(({ at }) => at))
  const across = along === 0 ? 1 : 0
  const apart = (a: { at: readonly [number, number] }, b: { at: readonly [number, number] }, axis: 0 | 1): number =>
    Math.abs(a.at[axis] - b.at[axis])
  const places = spots.map((spot) => {
    const others = spots.filter((other) => other !== spot)
    const inRow = others.filter((other) => apart(spot, other, across) < sameRow)
    const width = Math.min(widestStall, ...inRow.map((other) => apart(spot, other, along)))
    const facing = others.filter(
      (other) => apart(spot, other, across) >= sameRow && apart(spot, other, along) < widestStall,
    )
    const depth = Math.min(stallDepth, ...facing.map((other) => packing * apart(spot, other, across)))
    const [w, d] = along === 0 ? [width, depth] : [depth, width]
    // The ledger counts north from the south-west corner; plans run south.
    const [x, y] = [spot.at[0] - minX + hallMargin, maxY - spot.at[1] + hallMargin]
    return placeAt(levelId, spot.stall, x - w / 2, y - d / 2, w, d)
  })
  return {
    width: Math.max(...spots.map(({ at }) => at[0] - minX)) + 2 * hallMargin,
    depth: Math.max(...spots.map(({ at }) => maxY - at[1])) + 2 * hallMargin,
    places,
    sections: [],
  }
}

/** The direction in which codes count on: 0 along x, 1 along y. */
const rowAxis = (spots: readonly (readonly [number, number])[]): 0 | 1 => {
  const alongX = spots.filter((here, i) => {
    const before = spots[i - 1] ?? here
    return Math.abs(here[0] - before[0]) >= Math.abs(here[1] - before[1])
  })
  return alongX.length * 2 >= spots.length ? 0 : 1
}

/** Entrances along the lower side, one a zone of that kind; at least one on the ground floor. */
const doorsOf = (levelId: string, hall: Hall, entrances: readonly LedgerZone[], ground: boolean): PlanDoor[] => {
  const named =
    entrances.length > 0
      ? entrances.map(({ zoneId, name }) => ({ id: zoneId, name }))
      : ground
        ? [{ id: 'entrance', name: '入口' }]
        : []
  return named.map(({ id, name }, i) => {
    const x = ((i + 0.5) / named.length) * hall.width
    return {
      doorId: `${id}-${levelId}`,
      levelId,
      name,
      entrance: true,
      stepFree: true,
      line: [
        [x - 1.5, hall.depth],
        [x + 1.5, hall.depth],
      ],
    }
  })
}
