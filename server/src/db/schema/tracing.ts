/** From batch to batch and from batch to sale: what a trace walks along, and the recalls that walked it. */
import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { linkBases, type recallSteps, transformationKinds } from '@smart-market/shared/contracts/sourcing.ts'
import { at, fen, marketIdColumn, merchantPolicies, on, tenantPolicies } from './columns.ts'

export const transformations = pgTable(
  'transformations',
  {
    marketId: marketIdColumn(),
    transformationId: text('transformation_id').notNull(),
    kind: text('kind', { enum: transformationKinds }).notNull(),
    loss: fen('loss').notNull(),
    madeAt: at('made_at').notNull(),
    madeBy: text('made_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.transformationId] }),
    check('transformations__loss', sql`${t.loss} >= 0`),
    ...tenantPolicies('transformations'),
  ],
)

export const transformationParts = pgTable(
  'transformation_parts',
  {
    marketId: marketIdColumn(),
    transformationId: text('transformation_id').notNull(),
    batchId: text('batch_id').notNull(),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    /** In the batch's own unit. */
    quantity: fen('quantity').notNull(),
    /** Of the inputs' unit: what an output took from them. */
    taken: fen('taken').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.transformationId, t.batchId] }),
    foreignKey({
      name: 'transformation_parts__of',
      columns: [t.marketId, t.transformationId],
      foreignColumns: [transformations.marketId, transformations.transformationId],
    }),
    check('transformation_parts__quantity', sql`${t.quantity} > 0 and ${t.taken} > 0`),
    index('transformation_parts__by_batch').on(t.marketId, t.batchId, t.direction),
    ...tenantPolicies('transformation_parts'),
  ],
)

/** Which batch a listing sells, from–to. */
export const listingBatches = pgTable(
  'listing_batches',
  {
    marketId: marketIdColumn(),
    listingId: text('listing_id').notNull(),
    fromAt: at('from_at').notNull(),
    toAt: at('to_at'),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.listingId, t.fromAt] }),
    index('listing_batches__by_batch').on(t.marketId, t.batchId),
    ...merchantPolicies('listing_batches', t.merchantId),
  ],
)

/** Which batch a sold line came from, and how that is known. Append-only; by batch first: a recall reads it so. */
export const saleBatches = pgTable(
  'sale_batches',
  {
    marketId: marketIdColumn(),
    batchId: text('batch_id').notNull(),
    saleId: text('sale_id').notNull(),
    lineNo: integer('line_no').notNull(),
    merchantId: text('merchant_id'),
    stallId: text('stall_id').notNull(),
    soldAt: at('sold_at').notNull(),
    channel: text('channel', { enum: saleChannels }).notNull(),
    basis: text('basis', { enum: linkBases }).notNull(),
    /** Taken from the batch's stock, in its unit. */
    quantity: fen('quantity').notNull(),
    /** Sold under the batch's code beyond what the ledger says it had. */
    excess: fen('excess').notNull(),
    amountFen: fen('amount_fen').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.batchId, t.saleId, t.lineNo] }),
    index('sale_batches__by_sale').on(t.marketId, t.saleId),
    check('sale_batches__quantity', sql`${t.quantity} >= 0 and ${t.excess} >= 0`),
    ...merchantPolicies('sale_batches', t.merchantId),
  ],
)

/**
 * Goods that a weighing took from a batch for an order and that were not sold after all: they are in the batch again
 * (docs/adr/0014). Append-only; by the key of the link.
 */
export const batchReturns = pgTable(
  'batch_returns',
  {
    marketId: marketIdColumn(),
    batchId: text('batch_id').notNull(),
    saleId: text('sale_id').notNull(),
    lineNo: integer('line_no').notNull(),
    merchantId: text('merchant_id'),
    /** Back in the batch's stock, in its unit. */
    quantity: fen('quantity').notNull(),
    returnedAt: at('returned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.batchId, t.saleId, t.lineNo] }),
    foreignKey({
      name: 'batch_returns__of',
      columns: [t.marketId, t.batchId, t.saleId, t.lineNo],
      foreignColumns: [saleBatches.marketId, saleBatches.batchId, saleBatches.saleId, saleBatches.lineNo],
    }),
    index('batch_returns__by_time').on(t.marketId, t.returnedAt),
    ...merchantPolicies('batch_returns', t.merchantId),
  ],
)

/** Rollup kept with the links, without what was returned: a recall reads counts here, whatever the number of lines. */
export const batchSales = pgTable(
  'batch_sales',
  {
    marketId: marketIdColumn(),
    batchId: text('batch_id').notNull(),
    stallId: text('stall_id').notNull(),
    lineCount: integer('line_count').notNull(),
    onlineLineCount: integer('online_line_count').notNull(),
    quantity: fen('quantity').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.batchId, t.stallId] }), ...tenantPolicies('batch_sales')],
)

/** A line sold under the code of a batch on hold: no stock moves, somebody must look. Append-only. */
export const holdBreaches = pgTable(
  'hold_breaches',
  {
    marketId: marketIdColumn(),
    saleId: text('sale_id').notNull(),
    lineNo: integer('line_no').notNull(),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id'),
    stallId: text('stall_id').notNull(),
    soldAt: at('sold_at').notNull(),
    quantity: fen('quantity').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.saleId, t.lineNo] }),
    index('hold_breaches__by_batch').on(t.marketId, t.batchId),
    ...merchantPolicies('hold_breaches', t.merchantId),
  ],
)

/** Rollup kept in the sale's own transaction: how much of a day's sales leads back to a batch. */
export const traceDays = pgTable(
  'trace_days',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    lineCount: integer('line_count').notNull(),
    tracedCount: integer('traced_count').notNull(),
    amountFen: fen('amount_fen').notNull(),
    tracedFen: fen('traced_fen').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.businessDate] }), ...tenantPolicies('trace_days')],
)

export interface RecallStep {
  step: (typeof recallSteps)[number]
  at: string
  count: number
}
export const recalls = pgTable(
  'recalls',
  {
    marketId: marketIdColumn(),
    recallId: text('recall_id').notNull(),
    batchId: text('batch_id').notNull(),
    drill: boolean('drill').notNull(),
    reason: text('reason').notNull(),
    startedAt: at('started_at').notNull(),
    startedBy: text('started_by').notNull(),
    /** Every batch made of the chosen one, itself included, when the recall began. */
    batchIds: jsonb('batch_ids').$type<string[]>().notNull(),
    steps: jsonb('steps').$type<RecallStep[]>().notNull(),
    closedAt: at('closed_at'),
    conclusion: text('conclusion'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.recallId] }),
    index('recalls__by_time').on(t.marketId, t.startedAt),
    ...tenantPolicies('recalls'),
  ],
)
