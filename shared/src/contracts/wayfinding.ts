/** Floor plans and ways: what an operator imports and publishes, and what anyone may ask of the published plan. */
import { z } from 'zod'
import { route } from '../route.ts'
import { connectorKinds } from '../wayfinding/plan.ts'
import * as f from './fields.ts'
import { marketTeam, marketViewers } from './access.ts'

const publishers = { scope: 'market', roles: ['market_operator'] } as const
const open = { scope: 'public' } as const

export const planSources = ['imdf', 'osm', 'schematic'] as const
export const planStates = ['draft', 'published', 'withdrawn'] as const
export const matchWays = ['code', 'name', 'hand', 'made'] as const

/** Largest plan file: a shopping centre's archive is a few megabytes. */
const largestPlanFile = 20 * 1024 * 1024

const point = z.tuple([z.number(), z.number()]).readonly()
const ring = z.array(point).readonly()
const rings = z.array(ring).readonly()

export const violation = z.object({
  file: z.string(),
  featureId: z.string().nullable(),
  code: z.string(),
  message: z.string(),
})

export const floorPlan = z.object({
  planId: z.string(),
  source: z.enum(planSources),
  schematic: z.boolean(),
  fileName: z.string(),
  state: z.enum(planStates),
  levelCount: z.number().int(),
  placeCount: z.number().int(),
  /** Places that are known to be a stall of the ledger. */
  matchedCount: z.number().int(),
  /** Stalls of the ledger that stand nowhere on the plan. */
  stallsWithoutPlace: z.number().int(),
  violationCount: z.number().int(),
  createdBy: z.string(),
  createdAt: f.instant,
  publishedAt: f.instant.nullable(),
  withdrawnAt: f.instant.nullable(),
})
export type FloorPlan = z.output<typeof floorPlan>

export const placeView = z.object({
  placeId: z.string(),
  /** SVG path data, metres. */
  path: z.string(),
  label: z.string().nullable(),
  stallCode: z.string().nullable(),
  labelX: z.number(),
  labelY: z.number(),
  labelSize: z.number(),
})
const marker = { name: z.string().nullable(), x: z.number(), y: z.number() }
/** One level, ready for `<svg viewBox>` and `<path d>`. */
export const levelView = z.object({
  levelId: z.string(),
  ordinal: z.number().int(),
  name: z.string(),
  viewBox: z.string(),
  walkways: z.array(z.string()),
  solids: z.array(z.string()),
  walls: z.string(),
  paths: z.array(z.object({ path: z.string(), width: z.number() })),
  doors: z.array(z.object({ path: z.string(), entrance: z.boolean(), ...marker })),
  sections: z.array(z.object({ path: z.string(), ...marker })),
  places: z.array(placeView),
  connectors: z.array(z.object({ connectorId: z.string(), kind: z.enum(connectorKinds), ...marker })),
  amenities: z.array(z.object({ amenityId: z.string(), category: z.string(), ...marker })),
})

const beacon = z.object({
  uuid: z.string().regex(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, '信标的 UUID 格式不对'),
  major: z.number().int().min(0).max(65_535),
  minor: z.number().int().min(0).max(65_535),
  levelId: z.string().max(80),
  x: z.number().min(-100_000).max(100_000),
  y: z.number().min(-100_000).max(100_000),
})
export type Beacon = z.output<typeof beacon>

export const floorPlanDetail = floorPlan.extend({
  attribution: z.string().nullable(),
  /** iBeacons of the market, by which a phone knows its zone. */
  beacons: z.array(beacon),
  violations: z.array(violation),
  levels: z.array(levelView),
  places: z.array(
    z.object({
      placeId: z.string(),
      levelId: z.string(),
      name: z.string().nullable(),
      ref: z.string().nullable(),
      stallId: z.string().nullable(),
      stallCode: z.string().nullable(),
      matchedBy: z.enum(matchWays).nullable(),
      /** False when no way leads to it: usually a missing door or walkway in the file. */
      reachable: z.boolean(),
    }),
  ),
})

export const publicPlan = z.object({
  planId: z.string(),
  marketCode: z.string(),
  marketName: z.string(),
  demo: z.boolean(),
  /** Show 示意图 on every map: drawn from the ledger, not measured. */
  schematic: z.boolean(),
  attribution: z.string().nullable(),
  publishedAt: f.instant,
  levels: z.array(levelView),
  /** Where a route begins when nobody says: the main entrance. */
  start: z.object({ levelId: z.string(), x: z.number(), y: z.number(), name: z.string() }).nullable(),
})
export type PublicPlan = z.output<typeof publicPlan>

const onLevel = { levelId: z.string() }
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly()
/** The plan itself, for a phone that computes routes offline with `createNavigator`. */
export const planGeometry = z.object({
  planId: z.string(),
  stallCodes: z.record(z.string(), z.string()),
  beacons: z.array(beacon),
  plan: z.object({
    source: z.enum(planSources),
    schematic: z.boolean(),
    attribution: z.string().nullable(),
    levels: list(z.object({ ...onLevel, ordinal: z.number().int(), name: z.string() })),
    areas: list(
      z.object({
        ...onLevel,
        areaId: z.string(),
        kind: z.enum(['walkway', 'solid', 'section']),
        name: z.string().nullable(),
        rings,
      }),
    ),
    walls: list(z.object({ ...onLevel, line: ring })),
    doors: list(
      z.object({
        ...onLevel,
        doorId: z.string(),
        name: z.string().nullable(),
        entrance: z.boolean(),
        stepFree: z.boolean(),
        line: ring,
      }),
    ),
    paths: list(z.object({ ...onLevel, halfWidth: z.number(), line: ring })),
    connectors: list(
      z.object({
        connectorId: z.string(),
        kind: z.enum(connectorKinds),
        name: z.string().nullable(),
        stops: list(z.object({ ...onLevel, at: point })),
        oneWay: z.boolean(),
      }),
    ),
    places: list(
      z.object({
        ...onLevel,
        placeId: z.string(),
        name: z.string().nullable(),
        ref: z.string().nullable(),
        rings,
        anchor: point,
      }),
    ),
    amenities: list(
      z.object({
        ...onLevel,
        amenityId: z.string(),
        category: z.string(),
        name: z.string().nullable(),
        at: point,
      }),
    ),
  }),
})

const spot = z.object({
  levelId: z.string().max(80),
  x: z.number().min(-100_000).max(100_000),
  y: z.number().min(-100_000).max(100_000),
})
export const routeRequest = z.object({
  /** A stall whose code was scanned, or a point of the plan; the main entrance when absent. */
  from: z.union([z.object({ stallCode: f.code('起点摊位号') }), spot]).nullish(),
  /** `one` takes the first stall, `nearest` the nearest of them, `tour` all of them in a short order. */
  mode: z.enum(['one', 'nearest', 'tour']).default('one'),
  stallCodes: z.array(f.code('摊位号')).min(1, '请选择要去的摊位').max(200, '一次最多 200 个摊位'),
  stepFree: z.boolean().default(false),
})
export const routeAnswer = z.object({
  planId: z.string(),
  schematic: z.boolean(),
  legs: z.array(
    z.object({
      stallCode: z.string(),
      metres: z.number(),
      lines: z.array(z.object({ levelId: z.string(), path: z.string(), points: z.array(point) })),
      steps: z.array(
        z.object({ text: z.string(), levelId: z.string(), x: z.number(), y: z.number(), metres: z.number() }),
      ),
    }),
  ),
  metres: z.number(),
  /** At 0.8 m/s, the pace of an older shopper with bags. */
  minutes: z.number(),
  /** Stalls that the plan does not show, or to which no way leads under the wish. */
  unreachable: z.array(z.string()),
  /** The order is the shortest there is (up to eight stops), not just a good one. */
  exact: z.boolean(),
})
export type RouteAnswer = z.output<typeof routeAnswer>

export const wayfindingRoutes = {
  listFloorPlans: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/floor-plans',
    summary: '平面图',
    access: marketViewers,
    output: z.object({ items: z.array(floorPlan) }),
  }),
  importFloorPlan: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/floor-plans',
    summary:
      '导入平面图：IMDF 1.0.0（.zip 或 JSON）或 OSM 室内 GeoJSON；逐条列出不合标准之处，并按摊位号和名称对应台账',
    access: marketTeam,
    upload: largestPlanFile,
    output: floorPlanDetail,
    status: 201,
  }),
  drawSchematicPlan: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/schematic-floor-plans',
    summary: '按分区和摊位号画一张示意图',
    access: marketTeam,
    output: floorPlanDetail,
    status: 201,
  }),
  getFloorPlan: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}',
    summary: '一张平面图：图形、问题、摊位对应',
    access: marketViewers,
    output: floorPlanDetail,
  }),
  setPlaceStall: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}/places/{placeId}/stall',
    summary: '指定图上的位置是台账里的哪个摊位；空为取消',
    access: marketTeam,
    body: z.object({ stallCode: f.code('摊位号').nullable() }),
    output: floorPlan,
  }),
  matchFloorPlan: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}/matching',
    summary: '再按摊位号和名称对应一次，不动已有的对应',
    access: marketTeam,
    output: floorPlan,
  }),
  publishFloorPlan: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}/publication',
    summary: '发布平面图，供线上导航和导购一体机使用；原来发布的自动撤下',
    access: publishers,
    output: floorPlan,
  }),
  withdrawFloorPlan: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}/publication',
    summary: '撤下平面图',
    access: publishers,
    output: floorPlan,
  }),
  setBeacons: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/floor-plans/{planId}/beacons',
    summary: '登记市场里的蓝牙信标挂在图上哪里；整表替换，空表为没有信标',
    access: marketTeam,
    body: z.object({
      beacons: z
        .array(beacon)
        .max(2_000, '一张图最多 2000 个信标')
        .refine(
          (all) => new Set(all.map((b) => `${b.uuid.toLowerCase()}/${b.major}/${b.minor}`)).size === all.length,
          '同一个信标只能登记一次',
        ),
    }),
    output: z.object({ beacons: z.number().int() }),
  }),
  getPublicPlan: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/plan',
    summary: '已发布的平面图，可直接画成 SVG',
    access: open,
    output: publicPlan,
  }),
  getPublicPlanGeometry: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/plan-geometry',
    summary: '已发布平面图的几何数据，供手机离线计算路线',
    access: open,
    output: planGeometry,
  }),
  noteRoute: route({
    method: 'POST',
    path: '/api/v1/public/markets/{marketCode}/route-uses',
    summary: '手机自己算出一条路后记一次数：只说有没有找到，不说从哪里到哪里',
    access: open,
    body: z.object({ found: z.boolean() }),
    output: f.ok,
  }),
  findRoute: route({
    method: 'POST',
    path: '/api/v1/public/markets/{marketCode}/routes',
    summary: '怎么走：去一个摊位、去最近的一个、或一趟走完几个；只记次数，不记起点终点',
    access: open,
    body: routeRequest,
    output: routeAnswer,
  }),
}
