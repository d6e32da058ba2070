/** Verbs on the market itself and its places: zones, stalls, tenancies. */
import type { Market, marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, newId, type Tx, withSystemTransaction, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { changedFields } from './domain.ts'
import { readReport } from './hash-joins.ts'
import { readOverview } from './overview.ts'
import { refusing } from './refusing.ts'
import { countZoneOccupants, listStallViews, listZoneViews, type StallQuery } from './report.ts'
import { likePattern } from '../../lib/like-pattern.ts'
import * as store from './store.ts'

type Routes = typeof marketRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']

type MarketBody = Body<'createMarket'>
/** What a file or command line may leave out is empty. */
export type NewMarket = Pick<MarketBody, 'code' | 'name' | 'marketTypes'> &
  Partial<MarketBody> & { readonly demo?: boolean }

const marketView = (row: store.MarketRow): Market => ({
  ...row,
  marketTypes: row.marketTypes as Market['marketTypes'],
  createdAt: row.createdAt.toISOString(),
})

/** Registers a market in its own transaction. Throws market.code_taken. */
export const registerMarket = async (ctx: Ctx, input: NewMarket): Promise<Market> => {
  const marketId = newId(ctx, 'market')
  const row: store.MarketRow = {
    marketId,
    code: input.code.toUpperCase(),
    name: input.name,
    demo: input.demo ?? false,
    marketTypes: input.marketTypes,
    districtCode: input.districtCode ?? '',
    districtName: input.districtName ?? '',
    address: input.address ?? '',
    operatorName: input.operatorName ?? '',
    operatorCreditCode: input.operatorCreditCode ?? null,
    phone: input.phone ?? '',
    introduction: input.introduction ?? '',
    openingHours: input.openingHours ?? '',
    honours: input.honours ?? [],
    createdAt: ctx.now,
  }
  const within: Ctx = { ...ctx, marketId }
  return refusing(
    { markets__code: () => new AppError('market.code_taken', { code: input.code, field: 'code' }) },
    withSystemTransaction(ctx.deps, async (tx) => {
      await store.insertMarket(tx, row)
      await appendAudit(within, tx, {
        action: 'market.register',
        subjectKind: 'market',
        subjectId: marketId,
        summary: `登记市场「${input.name}」`,
        details: { code: row.code },
      })
      await appendEvent(within, tx, 'market.registered', { code: row.code, name: row.name })
      return marketView(row)
    }),
  )
}

/** A district officer registers markets of the own district only. Throws market.other_district, market.code_taken. */
export const createMarket = async (ctx: Ctx, input: Body<'createMarket'>): Promise<Market> => {
  const held = ctx.actor.kind === 'user' ? ctx.actor.memberships : []
  const districts = held.flatMap((m) =>
    m.role === 'district_officer' && m.districtCode !== null ? [m.districtCode] : [],
  )
  if (!held.some((m) => m.role === 'city_officer') && !districts.includes(input.districtCode))
    throw new AppError('market.other_district', { districtCode: districts.join('、'), field: 'districtCode' })
  return registerMarket(ctx, input)
}

/** Markets that the actor may look into: own memberships, an officer's district, all for the city. */
export const listMarkets = async (ctx: Ctx, query: { q?: string | undefined; page: number; pageSize: number }) => {
  const held = ctx.actor.kind === 'user' ? ctx.actor.memberships : []
  const all = held.some((m) => m.role === 'city_officer' && m.marketId === null)
  const { items, total } = await withTransaction(ctx, (tx) =>
    store.searchMarkets(tx, {
      reach: all
        ? 'all'
        : {
            marketIds: held.flatMap((m) => (m.marketId === null ? [] : [m.marketId])),
            districtCodes: held.flatMap((m) => (m.marketId === null && m.districtCode ? [m.districtCode] : [])),
          },
      pattern: query.q === undefined || query.q === '' ? undefined : likePattern(query.q),
      limit: query.pageSize,
      offset: (query.page - 1) * query.pageSize,
    }),
  )
  return { items: items.map(marketView), total, page: query.page, pageSize: query.pageSize }
}

/** Every market of the installation, for jobs, command line and seeds. */
export const listAllMarkets = async (deps: Pick<Deps, 'database'>): Promise<Market[]> =>
  withSystemTransaction(deps, async (tx) => (await store.listMarketRows(tx)).map(marketView))

const getMarket = async (tx: Tx, marketId: string): Promise<store.MarketRow> => {
  const row = await store.findMarket(tx, marketId)
  if (row === undefined) throw new AppError('market.not_found')
  return row
}

export const updateMarket = async (ctx: Ctx, patch: Body<'updateMarket'>): Promise<Market> =>
  withTransaction(ctx, async (tx) => {
    const before = await getMarket(tx, marketOf(ctx))
    const changed = changedFields(before, patch)
    if (changed.length === 0) return marketView(before)
    await store.updateMarket(tx, before.marketId, patch)
    await appendAudit(ctx, tx, {
      action: 'market.update',
      subjectKind: 'market',
      subjectId: before.marketId,
      summary: `修改市场资料「${patch.name ?? before.name}」`,
      details: { changed },
    })
    await appendEvent(ctx, tx, 'market.updated', { changed })
    return marketView(await getMarket(tx, before.marketId))
  })

/** Counts work that lies in features to the right of this one; brought along by who puts the product together. */
export interface WorkElsewhere {
  readonly unansweredOrders: (ctx: Ctx, tx: Tx) => Promise<number>
}

export const getOverview = async (ctx: Ctx, elsewhere: WorkElsewhere) =>
  readReport(ctx, async (tx) => {
    const market = await getMarket(tx, marketOf(ctx))
    const counts = await readOverview(ctx, tx)
    return {
      market: marketView(market),
      asOf: ctx.now.toISOString(),
      counts,
      work: [
        { kind: 'expired_documents' as const, count: counts.expired },
        { kind: 'missing_documents' as const, count: counts.missing },
        { kind: 'expiring_documents' as const, count: counts.expiring },
        { kind: 'silent_screens' as const, count: counts.silentScreens },
        { kind: 'silent_devices' as const, count: counts.silentDevices },
        { kind: 'stale_notices' as const, count: counts.staleNotices },
        { kind: 'unlinked_stalls' as const, count: counts.unlinkedStalls },
        { kind: 'unanswered_orders' as const, count: await elsewhere.unansweredOrders(ctx, tx) },
        { kind: 'failed_parcels' as const, count: counts.failedParcels },
        { kind: 'quarantined_payments' as const, count: counts.quarantinedPayments },
        { kind: 'open_differences' as const, count: counts.openDifferences },
        { kind: 'wrong_codes' as const, count: counts.wrongCodes },
      ],
    }
  })

export const listZones = async (ctx: Ctx) =>
  readReport(ctx, async (tx) => ({ items: await listZoneViews(ctx, tx), asOf: ctx.now.toISOString() }))

const zoneView = async (ctx: Ctx, tx: Tx, zoneId: string) => {
  const [view] = await listZoneViews(ctx, tx, zoneId)
  if (view === undefined) throw new AppError('zone.not_found')
  return view
}
const zoneCodeTaken = (code: string | undefined) => ({
  zones__code: () => new AppError('zone.code_taken', { code, field: 'code' }),
})

export const createZone = async (ctx: Ctx, input: Body<'createZone'>) =>
  refusing(
    zoneCodeTaken(input.code),
    withTransaction(ctx, async (tx) => {
      const zoneId = newId(ctx, 'zone')
      await store.insertZone(tx, { ...input, marketId: marketOf(ctx), zoneId, removedAt: null })
      await recordZone(ctx, tx, 'create', { ...input, zoneId }, '新建')
      return zoneView(ctx, tx, zoneId)
    }),
  )

const recordZone = async (
  ctx: Ctx,
  tx: Tx,
  verb: 'create' | 'update' | 'remove',
  zone: { zoneId: string; code: string; name: string; kind: string },
  word: string,
): Promise<void> => {
  await appendAudit(ctx, tx, {
    action: `zone.${verb}`,
    subjectKind: 'zone',
    subjectId: zone.zoneId,
    summary: `${word}分区「${zone.name}」`,
    details: { code: zone.code, kind: zone.kind },
  })
  await appendEvent(ctx, tx, 'zone.changed', {
    zoneId: zone.zoneId,
    code: zone.code,
    kind: zone.kind,
    removed: verb === 'remove',
  })
}

export const updateZone = async (ctx: Ctx, zoneId: string, patch: Body<'updateZone'>) =>
  refusing(
    zoneCodeTaken(patch.code),
    withTransaction(ctx, async (tx) => {
      const before = await store.findZone(tx, marketOf(ctx), zoneId)
      if (before === undefined) throw new AppError('zone.not_found')
      if (changedFields(before, patch).length > 0) {
        await store.updateZone(tx, marketOf(ctx), zoneId, patch)
        const { code = before.code, name = before.name, kind = before.kind } = patch
        await recordZone(ctx, tx, 'update', { zoneId, code, name, kind }, '修改')
      }
      return zoneView(ctx, tx, zoneId)
    }),
  )

/** Throws zone.in_use while stalls or devices point to it. */
export const removeZone = async (ctx: Ctx, zoneId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const zone = await store.lockZone(tx, marketOf(ctx), zoneId)
    if (zone === undefined) throw new AppError('zone.not_found')
    const count = await countZoneOccupants(tx, marketOf(ctx), zoneId)
    if (count > 0) throw new AppError('zone.in_use', { count })
    await store.updateZone(tx, marketOf(ctx), zoneId, { removedAt: ctx.now })
    await recordZone(ctx, tx, 'remove', zone, '停用')
  })

export const listStalls = async (ctx: Ctx, query: StallQuery) => readReport(ctx, (tx) => listStallViews(ctx, tx, query))

/** A merchant finds own stalls only. Throws stall.not_found. */
export const getStall = async (ctx: Ctx, stallId: string) => withTransaction(ctx, (tx) => stallView(ctx, tx, stallId))

const stallView = async (ctx: Ctx, tx: Tx, stallId: string) => {
  const { items } = await listStallViews(ctx, tx, { stallId, sort: 'code', order: 'asc', page: 1, pageSize: 1 })
  if (items[0] === undefined) throw new AppError('stall.not_found', { code: stallId })
  return items[0]
}
const stallCodeTaken = (code: string | undefined) => ({
  stalls__code: () => new AppError('stall.code_taken', { code, field: 'code' }),
})
const requireZone = async (ctx: Ctx, tx: Tx, zoneId: string | null | undefined): Promise<void> => {
  if (zoneId && (await store.lockZone(tx, marketOf(ctx), zoneId)) === undefined)
    throw new AppError('zone.not_found', { field: 'zoneId' })
}

export const createStall = async (ctx: Ctx, input: Body<'createStall'>) =>
  refusing(
    stallCodeTaken(input.code),
    withTransaction(ctx, async (tx) => {
      const stallId = newId(ctx, 'stall')
      await requireZone(ctx, tx, input.zoneId)
      await store.insertStall(tx, {
        marketId: marketOf(ctx),
        stallId,
        code: input.code,
        zoneId: input.zoneId ?? null,
        x: input.x ?? null,
        y: input.y ?? null,
        areaSquareMetres: input.areaSquareMetres ?? null,
        createdAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: 'stall.register',
        subjectKind: 'stall',
        subjectId: stallId,
        summary: `新建摊位「${input.code}」`,
      })
      await appendEvent(ctx, tx, 'stall.registered', { stallId, code: input.code })
      return stallView(ctx, tx, stallId)
    }),
  )

export const updateStall = async (ctx: Ctx, stallId: string, patch: Body<'updateStall'>) =>
  refusing(
    stallCodeTaken(patch.code),
    withTransaction(ctx, async (tx) => {
      const before = await store.findStall(tx, marketOf(ctx), stallId)
      if (before === undefined) throw new AppError('stall.not_found', { code: stallId })
      const changed = changedFields(before, patch)
      if (changed.length === 0) return stallView(ctx, tx, stallId)
      await requireZone(ctx, tx, patch.zoneId)
      await store.updateStall(tx, marketOf(ctx), stallId, patch)
      const code = patch.code ?? before.code
      await appendAudit(ctx, tx, {
        action: 'stall.update',
        subjectKind: 'stall',
        subjectId: stallId,
        summary: `修改摊位「${code}」`,
        details: { changed },
      })
      await appendEvent(ctx, tx, 'stall.updated', { stallId, code, changed })
      return stallView(ctx, tx, stallId)
    }),
  )
