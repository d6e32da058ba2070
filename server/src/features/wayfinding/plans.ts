/** Verbs of the console: import or draw a plan, say which place is which stall, publish and withdraw. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import type { Beacon } from '@smart-market/shared/contracts/wayfinding.ts'
import type { MarketPlan, PlanPlace } from '@smart-market/shared/wayfinding/plan.ts'
import { planViews } from '@smart-market/shared/wayfinding/view.ts'
import { appendAudit, actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listStallRows, listStallsByCode, listTenanciesOn, listZoneRows } from '../markets/index.ts'
import type { GraphCache } from './guidance.ts'
import type { Violation } from './geojson.ts'
import { type Match, matchPlaces } from './match.ts'
import { readPlanFile } from './plan-file.ts'
import { schematicPlan } from './schematic.ts'
import * as store from './store.ts'

const summaryView = (row: Awaited<ReturnType<typeof store.listPlans>>[number], stallCount: number) => ({
  ...row,
  stallsWithoutPlace: Math.max(0, stallCount - row.matchedCount),
  createdAt: row.createdAt.toISOString(),
  publishedAt: row.publishedAt?.toISOString() ?? null,
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
})

export const listFloorPlans = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const stalls = await listStallRows(tx, marketOf(ctx))
    const rows = await store.listPlans(tx, marketOf(ctx))
    return { items: rows.map((row) => summaryView(row, stalls.length)) }
  })

const summaryOf = async (ctx: Ctx, tx: Tx, planId: string) => {
  const [row] = await store.listPlans(tx, marketOf(ctx), planId)
  if (row === undefined) throw new AppError('plan.not_found')
  return summaryView(row, (await listStallRows(tx, marketOf(ctx))).length)
}

/** Throws plan.not_found. */
export const getFloorPlan = async (ctx: Ctx, graphs: GraphCache, planId: string) =>
  withTransaction(ctx, (tx) => detailOf(ctx, tx, graphs, planId))

const detailOf = async (ctx: Ctx, tx: Tx, graphs: GraphCache, planId: string) => {
  const row = await store.findPlan(tx, marketOf(ctx), planId)
  if (row === undefined) throw new AppError('plan.not_found')
  const matches = new Map(
    (await store.listPlanStalls(tx, marketOf(ctx), planId)).map((match) => [match.placeId, match]),
  )
  const codes = new Map((await listStallRows(tx, marketOf(ctx))).map((stall) => [stall.stallId, stall.code]))
  const stallCodes = new Map(
    [...matches].flatMap(([placeId, { stallId }]) => {
      const code = codes.get(stallId)
      return code === undefined ? [] : [[placeId, code] as const]
    }),
  )
  const { plan } = row
  const { start } = graphs.of(`${marketOf(ctx)}/${planId}`, () => plan)
  return {
    ...(await summaryOf(ctx, tx, planId)),
    attribution: plan.attribution,
    beacons: row.beacons,
    violations: row.violations,
    levels: planViews(plan, stallCodes),
    places: plan.places.map(({ placeId, levelId, name, ref }, i) => ({
      placeId,
      levelId,
      name,
      ref,
      stallId: matches.get(placeId)?.stallId ?? null,
      stallCode: stallCodes.get(placeId) ?? null,
      matchedBy: matches.get(placeId)?.matchedBy ?? null,
      reachable: (start?.costs[i] ?? Infinity) < Infinity,
    })),
  }
}

/** Stores a draft with everything found wrong in the file. Throws file.unreadable, plan.unreadable. */
export const importFloorPlan = async (
  ctx: Ctx,
  graphs: GraphCache,
  upload: { fileName: string; bytes: Uint8Array },
) => {
  const { plan, violations } = readPlanFile(upload.fileName, upload.bytes)
  return withTransaction(ctx, async (tx) => {
    const planId = await insertPlan(ctx, tx, plan, violations, upload.fileName)
    const matched = await addMatches(ctx, tx, planId, await findMatches(ctx, tx, plan.places, []))
    await recordImport(ctx, tx, planId, plan, matched, violations.length, `导入平面图「${upload.fileName}」`)
    return detailOf(ctx, tx, graphs, planId)
  })
}

/** Draws the market's zones and stalls as they are in the ledger now. */
export const drawSchematicPlan = async (ctx: Ctx, graphs: GraphCache) =>
  withTransaction(ctx, async (tx) => {
    const stalls = await listStallRows(tx, marketOf(ctx))
    const plan = schematicPlan(await listZoneRows(tx, marketOf(ctx)), stalls)
    const planId = await insertPlan(ctx, tx, plan, [], '示意图')
    const made = stalls.map(({ stallId }) => ({ placeId: stallId, stallId, matchedBy: 'made' as const }))
    const matched = await addMatches(ctx, tx, planId, made)
    await recordImport(ctx, tx, planId, plan, matched, 0, '按台账画平面示意图')
    return detailOf(ctx, tx, graphs, planId)
  })

const insertPlan = async (
  ctx: Ctx,
  tx: Tx,
  plan: MarketPlan,
  violations: readonly Violation[],
  fileName: string,
): Promise<string> => {
  const planId = newId(ctx, 'floorPlan')
  await store.insertPlan(tx, {
    marketId: marketOf(ctx),
    planId,
    source: plan.source,
    fileName,
    state: 'draft',
    plan,
    violations: [...violations],
    beacons: [],
    placeCount: plan.places.length,
    createdBy: actorName(ctx),
    createdAt: ctx.now,
    publishedAt: null,
    withdrawnAt: null,
  })
  return planId
}

const recordImport = async (
  ctx: Ctx,
  tx: Tx,
  planId: string,
  plan: MarketPlan,
  matched: number,
  violations: number,
  summary: string,
): Promise<void> => {
  const counts = { places: plan.places.length, matched, violations }
  await appendAudit(ctx, tx, {
    action: 'floor_plan.import',
    subjectKind: 'floor_plan',
    subjectId: planId,
    summary,
    details: counts,
  })
  await appendEvent(ctx, tx, 'floor_plan.imported', { planId, source: plan.source, ...counts })
}

const findMatches = async (
  ctx: Ctx,
  tx: Tx,
  places: readonly PlanPlace[],
  taken: readonly store.PlanStallRow[],
): Promise<Match[]> => {
  const merchants = new Map<string, string>()
  for (const tenancy of await listTenanciesOn(tx, marketOf(ctx), businessDate(ctx.now)))
    merchants.set(tenancy.stallId, tenancy.merchantName)
  const stalls = await listStallRows(tx, marketOf(ctx))
  return matchPlaces(
    places,
    stalls.map(({ stallId, code }) => ({ stallId, code, merchantName: merchants.get(stallId) ?? null })),
    {
      placeIds: new Set(taken.map(({ placeId }) => placeId)),
      stallIds: new Set(taken.map(({ stallId }) => stallId)),
    },
  )
}

const addMatches = async (
  ctx: Ctx,
  tx: Tx,
  planId: string,
  matches: readonly { placeId: string; stallId: string; matchedBy: string }[],
): Promise<number> => {
  if (matches.length > 0) await store.insertPlanStalls(tx, marketOf(ctx), planId, matches)
  return matches.length
}

const lockPlan = async (ctx: Ctx, tx: Tx, planId: string): Promise<store.PlanRow> => {
  const row = await store.lockPlan(tx, marketOf(ctx), planId)
  if (row === undefined) throw new AppError('plan.not_found')
  return row
}

const recordMatch = async (ctx: Ctx, tx: Tx, planId: string, matched: number, summary: string): Promise<void> => {
  await appendAudit(ctx, tx, {
    action: 'floor_plan.match',
    subjectKind: 'floor_plan',
    subjectId: planId,
    summary,
    details: { matched },
  })
  await appendEvent(ctx, tx, 'floor_plan.matched', { planId, matched })
}

/** Matches what is still free on both sides. Throws plan.not_found. */
export const matchFloorPlan = async (ctx: Ctx, planId: string) =>
  withTransaction(ctx, async (tx) => {
    const { plan } = await lockPlan(ctx, tx, planId)
    const taken = await store.listPlanStalls(tx, marketOf(ctx), planId)
    const matched = await addMatches(ctx, tx, planId, await findMatches(ctx, tx, plan.places, taken))
    if (matched > 0) await recordMatch(ctx, tx, planId, matched, `平面图新对应 ${matched} 个摊位`)
    return summaryOf(ctx, tx, planId)
  })

/** Throws plan.not_found, plan.place_not_found, stall.not_found, plan.stall_taken. */
export const setPlaceStall = async (
  ctx: Ctx,
  { planId, placeId, stallCode }: { planId: string; placeId: string; stallCode: string | null },
) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const { plan } = await lockPlan(ctx, tx, planId)
    const place = plan.places.find((one) => one.placeId === placeId)
    if (place === undefined) throw new AppError('plan.place_not_found')
    const called = place.ref ?? place.name ?? placeId
    const before = await store.listPlanStalls(tx, marketId, planId)
    const stall = stallCode === null ? undefined : (await listStallsByCode(tx, marketId, [stallCode])).get(stallCode)
    if (stallCode !== null && stall === undefined) throw new AppError('stall.not_found', { code: stallCode })
    const held = before.find((match) => match.stallId === stall?.stallId)
    if (held !== undefined && held.placeId !== placeId) {
      const other = plan.places.find((one) => one.placeId === held.placeId)
      throw new AppError('plan.stall_taken', { stallCode, place: other?.ref ?? other?.name ?? held.placeId })
    }
    await store.removePlanStall(tx, marketId, planId, placeId)
    if (stall !== undefined) await addMatches(ctx, tx, planId, [{ placeId, stallId: stall.stallId, matchedBy: 'hand' }])
    const summary = stallCode === null ? `取消图上「${called}」的摊位对应` : `图上「${called}」对应摊位「${stallCode}」`
    await recordMatch(ctx, tx, planId, stall === undefined ? 0 : 1, summary)
    return summaryOf(ctx, tx, planId)
  })

/** The plan that was public until now is withdrawn at the same moment. Throws plan.state, plan.not_usable. */
export const publishFloorPlan = async (ctx: Ctx, graphs: GraphCache, planId: string) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const row = await lockPlan(ctx, tx, planId)
    if (row.state !== 'draft') throw new AppError('plan.state', { state: labels.floorPlanState[row.state] })
    const reason = whyNotUsable(row, graphs, `${marketId}/${planId}`)
    if (reason !== undefined) throw new AppError('plan.not_usable', { reason })
    const before = await store.findPublishedId(tx, marketId)
    if (before !== undefined)
      await store.setPlanState(tx, marketId, before, { state: 'withdrawn', withdrawnAt: ctx.now })
    await store.setPlanState(tx, marketId, planId, { state: 'published', publishedAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'floor_plan.publish',
      subjectKind: 'floor_plan',
      subjectId: planId,
      summary: `发布平面图「${row.fileName}」`,
      details: { replaced: before ?? null },
    })
    const { source, schematic } = row.plan
    await appendEvent(ctx, tx, 'floor_plan.published', { planId, source, schematic })
    return summaryOf(ctx, tx, planId)
  })

const whyNotUsable = (row: store.PlanRow, graphs: GraphCache, key: string): string | undefined => {
  if (row.plan.levels.length === 0) return '没有任何楼层'
  const { start } = graphs.of(key, () => row.plan)
  if (start === undefined) return '没有可以行走的通道'
  if (row.plan.places.length === 0) return '没有任何摊位'
  return start.costs.every((cost) => cost === Infinity) ? '从入口走不到任何摊位' : undefined
}

/** Throws plan.not_found, plan.state. */
export const withdrawFloorPlan = async (ctx: Ctx, planId: string) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockPlan(ctx, tx, planId)
    if (row.state !== 'published') throw new AppError('plan.state', { state: labels.floorPlanState[row.state] })
    await store.setPlanState(tx, marketOf(ctx), planId, { state: 'withdrawn', withdrawnAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'floor_plan.withdraw',
      subjectKind: 'floor_plan',
      subjectId: planId,
      summary: `撤下平面图「${row.fileName}」`,
    })
    await appendEvent(ctx, tx, 'floor_plan.withdrawn', { planId })
    return summaryOf(ctx, tx, planId)
  })

/** Replaces the list of beacons. Throws plan.not_found, plan.level_not_found. */
export const setBeacons = async (ctx: Ctx, planId: string, beacons: Beacon[]) =>
  withTransaction(ctx, async (tx) => {
    const { plan, fileName } = await lockPlan(ctx, tx, planId)
    const levels = new Set(plan.levels.map(({ levelId }) => levelId))
    const lost = beacons.find(({ levelId }) => !levels.has(levelId))
    if (lost !== undefined) throw new AppError('plan.level_not_found', { levelId: lost.levelId })
    await store.setBeacons(tx, marketOf(ctx), planId, beacons)
    await appendAudit(ctx, tx, {
      action: 'floor_plan.set_beacons',
      subjectKind: 'floor_plan',
      subjectId: planId,
      summary: `平面图「${fileName}」登记 ${beacons.length} 个蓝牙信标`,
    })
    await appendEvent(ctx, tx, 'floor_plan.beacons_set', { planId, beacons: beacons.length })
    return { beacons: beacons.length }
  })
