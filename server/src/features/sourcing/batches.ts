/** Batches between intake and sale: splitting, mixing, repacking, which listing sells which, disposal. */
import type { BatchView, newTransformation } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { z } from 'zod'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { findListing, resumeListings } from '../catalogue/index.ts'
import * as store from './batch-store.ts'
import { nameKey, transformationProblem } from './domain.ts'
import { recordDisposalEvent, recordTransformationEvent } from './epcis/own-events.ts'
import { requireFiles } from './files.ts'
import { freeListing, listHolds, releaseListingHolds } from './hold-store.ts'
import { newTraceCode, placeOf } from './intakes.ts'
import { endListingBatch, startListingBatch } from './link-store.ts'
import { findBatches, suggestedBatch, viewBatches } from './report.ts'

/** Throws batch.not_found, batch.not_admitted, batch.on_hold for the first that may not be used. */
const requireUsable = async (
  tx: Tx,
  marketId: string,
  batches: readonly store.BatchRow[],
  ids: readonly string[],
): Promise<void> => {
  if (batches.length !== ids.length) throw new AppError('batch.not_found')
  const holds = await listHolds(tx, marketId, ids)
  for (const { batchId, admittedAt, commodityName } of batches) {
    if (admittedAt === null) throw new AppError('batch.not_admitted', { commodityName })
    if (holds.some((hold) => hold.batchId === batchId && hold.releasedAt === null))
      throw new AppError('batch.on_hold', { commodityName })
  }
}

/**
 * Throws transformation.units, transformation.sum, batch.short and what makes a batch unusable. The new batches keep
 * the earliest expiry of what went in unless told.
 */
export const transformBatches = async (
  ctx: Ctx,
  input: z.output<typeof newTransformation>,
): Promise<{ transformationId: string; batches: BatchView[] }> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const ids = [...new Set(input.inputs.map((one) => one.batchId))]
    const sources = await store.lockBatches(tx, marketId, ids)
    await requireUsable(tx, marketId, sources, ids)
    const [first] = sources
    if (first === undefined) throw new AppError('batch.not_found')
    const takes = ids.map((batchId) => ({
      batchId,
      quantity: input.inputs.filter((one) => one.batchId === batchId).reduce((sum, one) => sum + one.quantity, 0),
    }))
    for (const source of sources) {
      const wanted = takes.find((one) => one.batchId === source.batchId)?.quantity ?? 0
      if (wanted > source.remaining)
        throw new AppError('batch.short', { commodityName: source.commodityName, remaining: source.remaining, wanted })
    }
    const outputs = input.outputs.map((output) => ({
      ...output,
      unit: output.unit ?? first.unit,
      taken: output.taken ?? output.quantity,
    }))
    const inputs = takes.map(({ batchId, quantity }) => ({
      unit: sources.find((source) => source.batchId === batchId)?.unit ?? first.unit,
      quantity,
    }))
    const problem = transformationProblem({ inputs, outputs, loss: input.loss })
    if (problem === 'units') throw new AppError('transformation.units')
    if (problem === 'sum')
      throw new AppError('transformation.sum', {
        into: inputs.reduce((sum, one) => sum + one.quantity, 0),
        out: outputs.reduce((sum, one) => sum + one.taken, input.loss),
      })
    const made: store.BatchRow[] = []
    for (const output of outputs) made.push(await toBatch(ctx, tx, sources, first, output))
    await store.takeFromBatches(tx, marketId, takes)
    await store.insertBatches(tx, made)
    const transformationId = newId(ctx, 'transformation')
    await store.insertTransformation(
      tx,
      { marketId, transformationId, kind: input.kind, loss: input.loss, madeAt: ctx.now, madeBy: actorName(ctx) },
      [
        ...takes.map(({ batchId, quantity }) => ({
          marketId,
          transformationId,
          batchId,
          direction: 'in' as const,
          quantity,
          taken: quantity,
        })),
        ...made.map(({ batchId, quantity }, i) => ({
          marketId,
          transformationId,
          batchId,
          direction: 'out' as const,
          quantity,
          taken: outputs[i]?.taken ?? quantity,
        })),
      ],
    )
    await appendAudit(ctx, tx, {
      action: 'batch.transform',
      subjectKind: 'transformation',
      subjectId: transformationId,
      summary: `${labels.transformationKind[input.kind]}「${first.commodityName}」，产生 ${made.length} 个批次`,
      details: { takes, loss: input.loss },
    })
    await appendEvent(ctx, tx, 'batch.transformed', {
      transformationId,
      kind: input.kind,
      from: ids,
      to: made.map((batch) => batch.batchId),
    })
    await recordTransformationEvent(ctx, tx, { transformationId, kind: input.kind, sources, takes, made })
    const views = await viewBatches(
      tx,
      marketId,
      made.map((batch) => batch.batchId),
    )
    // In the order of the outputs that were asked for.
    const asked = made.flatMap(({ batchId }) => views.find((view) => view.batchId === batchId) ?? [])
    return { transformationId, batches: asked }
  })

const toBatch = async (
  ctx: Ctx,
  tx: Tx,
  sources: readonly store.BatchRow[],
  first: store.BatchRow,
  output: {
    stallCode: string
    commodityName?: string | undefined
    unit: store.BatchRow['unit']
    quantity: number
    expiresOn?: string | null | undefined
  },
): Promise<store.BatchRow> => {
  const place = await placeOf(ctx, tx, output.stallCode)
  const commodityName = output.commodityName ?? first.commodityName
  const earliest = (dates: readonly (string | null)[]): string | null =>
    dates.filter((date) => date !== null).sort()[0] ?? null
  return {
    marketId: first.marketId,
    batchId: newId(ctx, 'batch'),
    traceCode: newTraceCode(ctx),
    ...place,
    intakeId: null,
    commodityName,
    nameKey: nameKey(commodityName),
    categoryCode: first.categoryCode,
    originPlace: [...new Set(sources.map((source) => source.originPlace))].join('、'),
    unit: output.unit,
    quantity: output.quantity,
    remaining: output.quantity,
    producedOn: earliest(sources.map((source) => source.producedOn)),
    expiresOn: output.expiresOn ?? earliest(sources.map((source) => source.expiresOn)),
    enteredAt: ctx.now,
    admittedAt: ctx.now,
  }
}

type BatchFilter = Parameters<typeof findBatches>[2]
export const listBatches = async (ctx: Ctx, query: BatchFilter & { page: number; pageSize: number }) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    findBatches(tx, marketOf(ctx), query, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return { ...found, page, pageSize }
}

/** First expired first out: what the stall should sell next of a name. */
export const suggestBatch = async (ctx: Ctx, query: { stallCode: string; commodityName: string }) => ({
  batch: await withTransaction(ctx, (tx) =>
    suggestedBatch(tx, marketOf(ctx), query.stallCode, nameKey(query.commodityName)),
  ),
})

/** From now on the listing sells this batch, or none in particular. Throws listing.not_found and what makes a batch unusable. */
export const linkListingBatch = async (ctx: Ctx, listingId: string, batchId: string | null): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const listing = await findListing(tx, marketId, listingId)
    if (listing === undefined) throw new AppError('listing.not_found')
    await endListingBatch(tx, marketId, listingId, ctx.now)
    if (batchId !== null) {
      const batches = await store.lockBatches(tx, marketId, [batchId])
      await requireUsable(tx, marketId, batches, [batchId])
      if (batches[0]?.stallId !== listing.stallId) throw new AppError('batch.not_found')
      await startListingBatch(tx, {
        marketId,
        listingId,
        batchId,
        merchantId: listing.merchantId,
        fromAt: ctx.now,
        toAt: null,
      })
      // Other goods stand behind the listing now: a hold of the old batch has no say over it any more.
      if (await freeListing(tx, marketId, listingId, ctx.now)) await resumeListings(tx, marketId, [listingId], ctx.now)
    }
    await appendAudit(ctx, tx, {
      action: 'listing_batch.link',
      subjectKind: 'listing',
      subjectId: listingId,
      summary: batchId === null ? `「${listing.name}」不再指定批次` : `「${listing.name}」改卖指定批次`,
      details: { batchId },
    })
    await appendEvent(ctx, tx, 'listing_batch.linked', { listingId, batchId })
  })

export interface Disposal {
  readonly quantity: number
  readonly method: string
  readonly place: string
  readonly witness: string
  readonly evidenceFileIds: string[]
  readonly reportedTo: string | null
  readonly disposedAt?: string | null | undefined
}
/** 无害化处理. Throws batch.not_found, batch.short, paper_file.not_found. */
export const disposeBatch = async (
  ctx: Ctx,
  batchId: string,
  input: Disposal,
): Promise<{ disposalId: string; remaining: number }> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const [batch] = await store.lockBatches(tx, marketId, [batchId])
    if (batch === undefined) throw new AppError('batch.not_found')
    if (input.quantity > batch.remaining)
      throw new AppError('batch.short', {
        commodityName: batch.commodityName,
        remaining: batch.remaining,
        wanted: input.quantity,
      })
    await requireFiles(tx, marketId, input.evidenceFileIds)
    await store.takeFromBatches(tx, marketId, [{ batchId, quantity: input.quantity }])
    const disposalId = newId(ctx, 'disposal')
    await store.insertDisposal(tx, {
      marketId,
      disposalId,
      batchId,
      merchantId: batch.merchantId,
      ...input,
      disposedAt: input.disposedAt == null ? ctx.now : new Date(input.disposedAt),
      recordedBy: actorName(ctx),
    })
    await appendAudit(ctx, tx, {
      action: 'batch.dispose',
      subjectKind: 'batch',
      subjectId: batchId,
      summary: `无害化处理「${batch.commodityName}」：${input.method}`,
      details: { disposalId, quantity: input.quantity, witness: input.witness },
    })
    await appendEvent(ctx, tx, 'batch.disposed', { disposalId, batchId, quantity: input.quantity })
    await recordDisposalEvent(ctx, tx, batch, disposalId, input.quantity)
    // Nothing bad is left at the stall: its merchant may offer the next delivery under the same listing.
    if (input.quantity === batch.remaining) {
      const open = (await listHolds(tx, marketId, [batchId])).filter((hold) => hold.releasedAt === null)
      await releaseListingHolds(
        tx,
        marketId,
        open.map((hold) => hold.salesHoldId),
        ctx.now,
      )
    }
    return { disposalId, remaining: batch.remaining - input.quantity }
  })
