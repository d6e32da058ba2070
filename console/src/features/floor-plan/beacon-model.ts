/** 蓝牙信标: where on the plan each one hangs, said by what stands beside it. Pure; lengths are metres. */
import type { Beacon } from '@smart-market/shared/contracts/wayfinding.ts'
import type { Level } from './api.ts'

export interface Spot {
  readonly key: string
  readonly label: string
  readonly levelId: string
  readonly x: number
  readonly y: number
}
export interface BeaconRow extends Beacon {
  readonly key: string
  /** `摊位 A-01 旁，1.2 米`; null when nothing is drawn on that level. */
  readonly beside: string | null
  readonly zone: string | null
  readonly levelName: string
}

export const beaconKey = ({ uuid, major, minor }: Pick<Beacon, 'uuid' | 'major' | 'minor'>): string =>
  `${uuid.toLowerCase()}/${major}/${minor}`

/** What a beacon can hang at: stalls, entrances, and the plan's other marks. */
export const spotsOf = (levels: readonly Level[]): Spot[] =>
  levels.flatMap(({ levelId, name: levelName, places, doors, amenities, connectors }) => {
    const spot = (id: string, name: string, x: number, y: number): Spot => ({
      key: `${levelId} ${id}`,
      label: levels.length > 1 ? `${name}（${levelName}）` : name,
      levelId,
      x,
      y,
    })
    return [
      ...places.map((p) =>
        spot(p.placeId, p.stallCode === null ? (p.label ?? '没有名称') : `摊位 ${p.stallCode}`, p.labelX, p.labelY),
      ),
      ...doors.filter(({ entrance }) => entrance).map((d, i) => spot(`door-${i}`, d.name ?? '入口', d.x, d.y)),
      ...amenities.flatMap((a) => (a.name === null ? [] : [spot(a.amenityId, a.name, a.x, a.y)])),
      ...connectors.flatMap((c) => (c.name === null ? [] : [spot(c.connectorId, c.name, c.x, c.y)])),
    ]
  })

const nearest = <T extends { readonly x: number; readonly y: number }>(
  items: readonly T[],
  at: { readonly x: number; readonly y: number },
): { item: T; metres: number } | null => {
  let best: { item: T; metres: number } | null = null
  for (const item of items) {
    const metres = Math.hypot(item.x - at.x, item.y - at.y)
    if (best === null || metres < best.metres) best = { item, metres }
  }
  return best
}

/** Rows in the order of their numbers, each with what it hangs beside. */
export const beaconRows = (beacons: readonly Beacon[], levels: readonly Level[]): BeaconRow[] => {
  const spots = spotsOf(levels)
  return beacons
    .map((beacon) => {
      const level = levels.find(({ levelId }) => levelId === beacon.levelId)
      const spot = nearest(
        spots.filter(({ levelId }) => levelId === beacon.levelId),
        beacon,
      )
      const zone = nearest(level?.sections ?? [], beacon)
      return {
        ...beacon,
        key: beaconKey(beacon),
        beside: spot === null ? null : `${spot.item.label}旁，${spot.metres.toFixed(1)} 米`,
        zone: zone?.item.name ?? null,
        levelName: level?.name ?? '—',
      }
    })
    .sort((a, b) => a.uuid.localeCompare(b.uuid) || a.major - b.major || a.minor - b.minor)
}

export const beaconsShown = (rows: readonly BeaconRow[], q: string): BeaconRow[] => {
  const wanted = q.trim().toLowerCase()
  return rows.filter(({ key, beside, zone }) =>
    [key, beside, zone].some((text) => (text ?? '').toLowerCase().includes(wanted)),
  )
}

const bare = ({ uuid, major, minor, levelId, x, y }: Beacon): Beacon => ({ uuid, major, minor, levelId, x, y })

/** The list to save, with one beacon new or in the place of `before`. */
export const withBeacon = (all: readonly Beacon[], before: Beacon | null, next: Beacon): Beacon[] => [
  ...(before === null ? all : withoutBeacon(all, before)).map(bare),
  bare(next),
]
export const withoutBeacon = (all: readonly Beacon[], gone: Beacon): Beacon[] =>
  all.filter((one) => beaconKey(one) !== beaconKey(gone)).map(bare)
