/** What officers and the features of a platform read of what has arrived. */
import type { ReceivedMarket } from '@smart-market/shared/contracts/receiving.ts'
import { type Ctx, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import * as store from './store.ts'

/** Districts that the officer may look into; null for the whole city. */
export const districtsOf = (ctx: Ctx): readonly string[] | null => {
  if (ctx.actor.kind !== 'user') return ctx.actor.kind === 'system' ? null : []
  const held = ctx.actor.memberships
  if (held.some((m) => m.role === 'city_officer')) return null
  return held.flatMap((m) => (m.role === 'district_officer' && m.districtCode !== null ? [m.districtCode] : []))
}

/** Throws receiving.market_not_found for a market that does not report here or belongs to another district. */
export const marketFor = async (ctx: Ctx, tx: Tx, marketId: string): Promise<store.ListedMarket> => {
  const [row] = await store.listMarkets(tx, { districtCodes: districtsOf(ctx), marketId })
  if (row === undefined) throw new AppError('receiving.market_not_found')
  return row
}

export const marketView = (row: store.ListedMarket): ReceivedMarket => ({
  marketId: row.marketId,
  code: row.code,
  name: row.name,
  districtCode: row.districtCode,
  districtName: row.districtName,
  longitude: row.longitude,
  latitude: row.latitude,
  state: row.state,
  acknowledgedSequence: row.acknowledgedSequence,
  claimedSequence: row.claimedSequence,
  lag: Math.max(0, row.claimedSequence - row.acknowledgedSequence),
  headHash: row.headHash,
  lastEventAt: row.lastEventAt?.toISOString() ?? null,
  lastHeardAt: row.lastHeardAt?.toISOString() ?? null,
  gapAt: row.gapAt,
  openQuarantine: row.openQuarantine,
  refusedCount: row.refusedCount,
  lastRefusal: row.lastRefusal,
  lastHead: row.lastHead,
  forwardedSequence: row.forwardedSequence,
  forwardProblem: row.forwardProblem,
  pullUrl: row.pullUrl,
  pullProblem: row.pullProblem,
})

export const keyView = (key: store.KeyRow) => ({
  keyId: key.keyId,
  holder: key.holder,
  algorithm: key.algorithm,
  publicKey: key.publicKey,
  endorsed: key.endorsement !== null,
  createdAt: key.createdAt.toISOString(),
  retiredAt: key.retiredAt?.toISOString() ?? null,
})

export const listReceivedMarkets = async (
  ctx: Ctx,
  query: { q?: string | undefined; page: number; pageSize: number },
) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const rows = await store.listMarkets(
      tx,
      { districtCodes: districtsOf(ctx), q: query.q },
      { limit: query.pageSize, offset: (query.page - 1) * query.pageSize },
    )
    return {
      items: rows.map(marketView),
      total: rows[0]?.total ?? 0,
      page: query.page,
      pageSize: query.pageSize,
      asOf: ctx.now.toISOString(),
    }
  })

/** Throws receiving.market_not_found. */
export const getReceivedMarket = async (ctx: Ctx, marketId: string) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = marketView(await marketFor(ctx, tx, marketId))
    return { market, keys: (await store.listKeys(tx, marketId)).map(keyView), asOf: ctx.now.toISOString() }
  })

/** Throws receiving.market_not_found. */
export const listReceivedEvents = async (
  ctx: Ctx,
  marketId: string,
  query: { after: number; limit: number; type?: string | undefined },
) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const { acknowledgedSequence } = await marketFor(ctx, tx, marketId)
    const rows = await store.listEvents(tx, marketId, query)
    return {
      events: rows.map(({ marketId: _market, receivedAt: _received, ...event }) => ({
        ...event,
        occurredAt: event.occurredAt.toISOString(),
      })),
      acknowledgedSequence,
    }
  })

/** For features to the right: all reporting markets of some districts (null for all), with state, lag and freshness. */
export const reportingMarkets = async (tx: Tx, districtCodes: readonly string[] | null): Promise<ReceivedMarket[]> =>
  (await store.listMarkets(tx, { districtCodes })).map(marketView)

/** The newest event of a type that a market has sent, proved and stored; undefined when there was none. */
export const latestReceivedEvent = (tx: Tx, marketId: string, type: string): Promise<store.EventRow | undefined> =>
  store.latestEvent(tx, marketId, type)

/** A market's events after a sequence, of one type or all, in order. */
export const receivedEventsAfter = (
  tx: Tx,
  marketId: string,
  query: { after: number; limit: number; type?: string | undefined },
): Promise<store.EventRow[]> => store.listEvents(tx, marketId, query)
