/** Where a market delivers, for how much, and when. Pure. */
import { type NewSlot, planSlots, type SlotDay } from '@smart-market/shared/delivery-slots.ts'

export interface MapPlace {
  readonly latitude: number
  readonly longitude: number
}
export interface Zone {
  readonly shape: 'radius' | 'polygon'
  readonly centre: MapPlace | null
  readonly radiusMetres: number | null
  readonly corners: readonly MapPlace[] | null
  readonly feeFen: number
  readonly freeFromFen: number | null
  readonly minimumFen: number
}

/** Mean radius of the earth, IUGG. */
const earthMetres = 6_371_009

/** Great-circle distance in metres (haversine). */
export const distanceMetres = (a: MapPlace, b: MapPlace): number => {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const dLat = radians(b.latitude - a.latitude)
  const dLon = radians(b.longitude - a.longitude)
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Even-odd rule; a place on an edge may fall on either side. A market's zone never crosses the 180th meridian. */
export const isInside = (place: MapPlace, corners: readonly MapPlace[]): boolean => {
  let inside = false
  for (const [i, a] of corners.entries()) {
    const b = corners[i === 0 ? corners.length - 1 : i - 1]
    if (b === undefined || a.latitude > place.latitude === b.latitude > place.latitude) continue
    const t = (place.latitude - a.latitude) / (b.latitude - a.latitude)
    if (place.longitude < a.longitude + t * (b.longitude - a.longitude)) inside = !inside
  }
  return inside
}

const covers = (zone: Zone, place: MapPlace): boolean =>
  zone.shape === 'radius'
    ? zone.centre !== null && zone.radiusMetres !== null && distanceMetres(zone.centre, place) <= zone.radiusMetres
    : zone.corners !== null && isInside(place, zone.corners)

/** The cheapest zone that reaches a place. */
export const zoneFor = <Z extends Zone>(zones: readonly Z[], place: MapPlace): Z | undefined =>
  zones.filter((zone) => covers(zone, place)).sort((a, b) => a.feeFen - b.feeFen)[0]

export const deliveryFeeFen = (zone: Zone, goodsFen: number): number =>
  zone.freeFromFen !== null && goodsFen >= zone.freeFromFen ? 0 : zone.feeFen

export interface Slot {
  readonly startsAt: Date
  readonly endsAt: Date
}

/**
 * What the plan wants from the business date on and does not find. A slot that stands keeps its time, whoever opened it
 * and even if it takes no more parcels: nothing is opened over it.
 */
export const missingSlots = (
  plan: SlotDay & { readonly daysAhead: number },
  standing: readonly Slot[],
  from: string,
  now: Date,
): NewSlot[] =>
  planSlots(plan, { from, days: plan.daysAhead }, now).filter(
    (wanted) =>
      !standing.some(
        ({ startsAt, endsAt }) =>
          startsAt.getTime() < Date.parse(wanted.endsAt) && endsAt.getTime() > Date.parse(wanted.startsAt),
      ),
  )
