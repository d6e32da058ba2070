/**
 * A floor plan as routes and screens need it, whatever file it came from. Lengths are metres in one flat frame for all
 * levels, x to the east, y to the south, so that a point can be drawn as it is. Rings are closed implicitly (the last
 * point is not the first again); the first ring of an area is its outline, the others are holes.
 */
export type Point = readonly [x: number, y: number]
export type Ring = readonly Point[]

export interface PlanLevel {
  readonly levelId: string
  /** 0 is the ground floor, -1 the first below it. */
  readonly ordinal: number
  readonly name: string
}

/** `walkway`: open to the public. `solid`: nobody walks through it. `section`: only drawn and named. */
export type AreaKind = 'walkway' | 'solid' | 'section'

export interface PlanArea {
  readonly areaId: string
  readonly levelId: string
  readonly kind: AreaKind
  readonly name: string | null
  readonly rings: readonly Ring[]
}

/** A line that nobody crosses. */
export interface PlanWall {
  readonly levelId: string
  readonly line: readonly Point[]
}

/** A gap in walls and outlines: a door between two areas, or an entrance of the market. */
export interface PlanDoor {
  readonly doorId: string
  readonly levelId: string
  readonly name: string | null
  readonly entrance: boolean
  /** False when the door has a step. */
  readonly stepFree: boolean
  readonly line: readonly Point[]
}

/** A centre line of a path, walkable on both sides of it as far as `halfWidth`, across whatever area lies there. */
export interface PlanPath {
  readonly levelId: string
  readonly halfWidth: number
  readonly line: readonly Point[]
}

export const connectorKinds = ['stairs', 'escalator', 'elevator', 'ramp'] as const
export type ConnectorKind = (typeof connectorKinds)[number]

export interface PlanConnector {
  readonly connectorId: string
  readonly kind: ConnectorKind
  readonly name: string | null
  /** Ends on each level; an escalator that runs one way goes from the first to the last. */
  readonly stops: readonly { readonly levelId: string; readonly at: Point }[]
  readonly oneWay: boolean
}

/** A stall, shop or counter: a goal of routes. Whether it is a stall of the ledger is said elsewhere. */
export interface PlanPlace {
  readonly placeId: string
  readonly levelId: string
  readonly name: string | null
  /** Number or code as the file has it. */
  readonly ref: string | null
  readonly rings: readonly Ring[]
  /** Where its counter or door is when the file tells; else its middle. */
  readonly anchor: Point
}

export interface PlanAmenity {
  readonly amenityId: string
  readonly levelId: string
  /** IMDF category, or OSM's word for it. */
  readonly category: string
  readonly name: string | null
  readonly at: Point
}

export interface MarketPlan {
  readonly source: 'imdf' | 'osm' | 'schematic'
  /** Drawn from the ledger, not measured: every screen must say 示意图. */
  readonly schematic: boolean
  /** Who must be named under the map; null when nobody. */
  readonly attribution: string | null
  readonly levels: readonly PlanLevel[]
  readonly areas: readonly PlanArea[]
  readonly walls: readonly PlanWall[]
  readonly doors: readonly PlanDoor[]
  readonly paths: readonly PlanPath[]
  readonly connectors: readonly PlanConnector[]
  readonly places: readonly PlanPlace[]
  readonly amenities: readonly PlanAmenity[]
}

/** A point on a level. */
export interface Spot {
  readonly levelId: string
  readonly at: Point
}
