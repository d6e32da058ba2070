/** 停止销售: closes a batch and its listings in one transaction, and opens them again only when every hold has ended. */
import type { holdReasons } from '@smart-market/shared/contracts/sourcing.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listStallListings, pauseListings, resumeListings } from '../catalogue/index.ts'
import * as store from './batch-store.ts'
import { nameKey } from './domain.ts'
import { recordHoldEvents } from './epcis/own-events.ts'
import * as holdStore from './hold-store.ts'
import * as linkStore from './link-store.ts'
import { findHolds } from './check-lists.ts'

type Reason = (typeof holdReasons)[number]

/**
 * Holds locked batches: none of them is sold from `ctx.now` on. A listing is closed when it sells one of them, or when
 * it bears the batch's name at the batch's stall and is not known to sell another batch.
 */
export const placeHolds = async (
  ctx: Ctx,
  tx: Tx,
  batches: readonly store.BatchRow[],
  why: { reason: Reason; quickTestId?: string; recallId?: string },
): Promise<{ holds: holdStore.HoldRow[]; listingIds: string[] }> => {
  const marketId = marketOf(ctx)
  const holds = batches.map((batch): holdStore.HoldRow => ({
    marketId,
    salesHoldId: newId(ctx, 'salesHold'),
    batchId: batch.batchId,
    merchantId: batch.merchantId,
    reason: why.reason,
    quickTestId: why.quickTestId ?? null,
    recallId: why.recallId ?? null,
    heldAt: ctx.now,
    heldBy: actorName(ctx),
    releasedAt: null,
    releasedBy: null,
    releaseNote: null,
  }))
  await holdStore.insertHold(tx, holds)
  const byHold = await listingsOf(tx, marketId, batches, holds)
  const listingIds = [...new Set(byHold.map((one) => one.listingId))].sort()
  const heldBefore = await holdStore.listHeldStates(tx, marketId, listingIds)
  const paused = new Map((await pauseListings(tx, marketId, listingIds, ctx.now)).map((row) => [row.listingId, row]))
  await holdStore.insertListingHolds(
    tx,
    byHold.flatMap(({ listingId, salesHoldId }) => {
      const row = paused.get(listingId)
      if (row === undefined) return []
      const stateBefore = heldBefore.get(listingId) ?? row.stateBefore
      return [{ marketId, listingId, salesHoldId, merchantId: row.merchantId, stateBefore, heldAt: ctx.now }]
    }),
  )
  for (const hold of holds) {
    await appendEvent(ctx, tx, 'sales_hold.placed', {
      salesHoldId: hold.salesHoldId,
      batchId: hold.batchId,
      reason: hold.reason,
      listingIds: byHold.filter((one) => one.salesHoldId === hold.salesHoldId).map((one) => one.listingId),
    })
  }
  await recordHoldEvents(ctx, tx, batches, why.reason)
  return { holds, listingIds }
}

const listingsOf = async (
  tx: Tx,
  marketId: string,
  batches: readonly store.BatchRow[],
  holds: readonly holdStore.HoldRow[],
): Promise<{ listingId: string; salesHoldId: string }[]> => {
  const holdOf = new Map(holds.map((hold) => [hold.batchId, hold.salesHoldId]))
  const linked = await linkStore.listLinkedListings(
    tx,
    marketId,
    batches.map((batch) => batch.batchId),
  )
  const found = linked.map(({ listingId, batchId }) => ({ listingId, salesHoldId: holdOf.get(batchId) ?? '' }))
  const listings = await listStallListings(tx, marketId, [...new Set(batches.map((batch) => batch.stallId))])
  const spans = await linkStore.listListingBatches(
    tx,
    marketId,
    listings.map((listing) => listing.listingId),
  )
  const sellsAnother = new Set(spans.filter((span) => span.toAt === null).map((span) => span.listingId))
  for (const listing of listings) {
    if (sellsAnother.has(listing.listingId)) continue
    const key = nameKey(listing.name)
    for (const batch of batches)
      if (batch.stallId === listing.stallId && batch.nameKey === key)
        found.push({ listingId: listing.listingId, salesHoldId: holdOf.get(batch.batchId) ?? '' })
  }
  return found
}

/** Ends holds; listings that nothing keeps any more and that were on sale go on sale again. */
export const endHolds = async (ctx: Ctx, tx: Tx, holds: readonly holdStore.HoldRow[], note: string): Promise<void> => {
  const marketId = marketOf(ctx)
  const ids = holds.map((hold) => hold.salesHoldId)
  await holdStore.releaseHolds(tx, marketId, ids, {
    releasedAt: ctx.now,
    releasedBy: actorName(ctx),
    releaseNote: note,
  })
  const listingIds = await holdStore.releaseListingHolds(tx, marketId, ids, ctx.now)
  await resumeListings(tx, marketId, listingIds, ctx.now)
  for (const hold of holds)
    await appendEvent(ctx, tx, 'sales_hold.released', {
      salesHoldId: hold.salesHoldId,
      batchId: hold.batchId,
      listingIds,
    })
}

export const toView = (hold: holdStore.HoldRow) => ({
  salesHoldId: hold.salesHoldId,
  batchId: hold.batchId,
  reason: hold.reason,
  heldAt: hold.heldAt.toISOString(),
  heldBy: hold.heldBy,
  releasedAt: hold.releasedAt?.toISOString() ?? null,
  releaseNote: hold.releaseNote,
})

/** Throws batch.not_found, also for another merchant's batch. */
export const holdBatch = async (ctx: Ctx, batchId: string, note: string) =>
  withTransaction(ctx, async (tx) => {
    const batches = await store.lockBatches(tx, marketOf(ctx), [batchId])
    const [batch] = batches
    if (batch === undefined) throw new AppError('batch.not_found')
    const { holds } = await placeHolds(ctx, tx, batches, {
      reason: ctx.role === 'merchant' ? 'own_stop' : 'inspection',
    })
    const [hold] = holds
    if (hold === undefined) throw new Error('a hold was placed')
    await appendAudit(ctx, tx, {
      action: 'sales_hold.place',
      subjectKind: 'batch',
      subjectId: batchId,
      summary: `停止销售「${batch.commodityName}」：${note}`,
    })
    return toView(hold)
  })

/**
 * Throws sales_hold.not_found, sales_hold.released, and sales_hold.needs_retest while the newest valid test of a batch
 * held for a positive result is not a negative one made after the hold.
 */
export const releaseSalesHold = async (ctx: Ctx, salesHoldId: string, note: string) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const hold = await holdStore.lockHold(tx, marketId, salesHoldId)
    if (hold === undefined) throw new AppError('sales_hold.not_found')
    if (hold.releasedAt !== null) throw new AppError('sales_hold.released')
    if (hold.reason === 'positive_test') {
      const tests = await store.listTestsOfBatches(tx, marketId, [hold.batchId])
      const newest = tests.filter((test) => test.result !== 'invalid').at(-1)
      if (newest?.result !== 'negative' || newest.recordedAt < hold.heldAt || newest.quickTestId === hold.quickTestId)
        throw new AppError('sales_hold.needs_retest')
    }
    await endHolds(ctx, tx, [hold], note)
    await appendAudit(ctx, tx, {
      action: 'sales_hold.release',
      subjectKind: 'batch',
      subjectId: hold.batchId,
      summary: `解除停止销售：${note}`,
    })
    return toView({ ...hold, releasedAt: ctx.now, releaseNote: note })
  })

export const listSalesHolds = async (
  ctx: Ctx,
  query: {
    q?: string | undefined
    open?: 'true' | 'false' | undefined
    merchantId?: string | undefined
    page: number
    pageSize: number
  },
) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    findHolds(tx, marketOf(ctx), query, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return {
    items: found.rows.map(({ hold, ...rest }) => ({ ...toView(hold), ...rest })),
    total: found.total,
    page,
    pageSize,
  }
}

/** Those of the listings that an open hold keeps closed: their goods may not be handed over. */
export const listHeldListings = async (tx: Tx, marketId: string, listingIds: readonly string[]): Promise<Set<string>> =>
  new Set((await holdStore.listHeldStates(tx, marketId, listingIds)).keys())

/** What a buyer may know of a hold; undefined when it is part of a drill, or has ended. */
export const holdOfGoods = async (
  tx: Tx,
  marketId: string,
  salesHoldId: string,
): Promise<{ commodityName: string; reason: Reason } | undefined> => {
  const hold = await holdStore.findHold(tx, marketId, salesHoldId)
  if (hold === undefined || hold.releasedAt !== null) return undefined
  if (hold.recallId !== null && (await holdStore.isDrill(tx, marketId, hold.recallId))) return undefined
  const batch = await store.findBatch(tx, marketId, hold.batchId)
  return batch === undefined ? undefined : { commodityName: batch.commodityName, reason: hold.reason }
}
