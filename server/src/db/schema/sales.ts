import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { paymentMeans, saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { at, fen, marketIdColumn, merchantPolicies, on, tenantPolicies } from './columns.ts'
import { stalls } from './markets.ts'

/** Append-only. A return is a sale with a negative amount. */
export const sales = pgTable(
  'sales',
  {
    marketId: marketIdColumn(),
    saleId: text('sale_id').notNull(),
    businessDate: on('business_date').notNull(),
    soldAt: at('sold_at').notNull(),
    stallId: text('stall_id').notNull(),
    /** Who held the stall that day; null when nobody was registered. */
    merchantId: text('merchant_id'),
    source: text('source').notNull(),
    sourceKey: text('source_key').notNull(),
    /** Tells a repeated delivery from a different sale under the same key. */
    bodyHash: text('body_hash').notNull(),
    channel: text('channel', { enum: saleChannels }).notNull(),
    paymentMeans: text('payment_means', { enum: paymentMeans }).notNull(),
    amountFen: fen('amount_fen').notNull(),
    lineCount: integer('line_count').notNull(),
    summary: text('summary').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.saleId] }),
    unique('sales__source_key').on(t.marketId, t.source, t.sourceKey),
    index('sales__by_day').on(t.marketId, t.businessDate, t.soldAt),
    index('sales__by_code')
      .on(t.marketId, t.businessDate, t.stallId, t.amountFen)
      .where(sql`channel = 'stall_code'`),
    ...merchantPolicies('sales', t.merchantId),
  ],
)

export const saleLines = pgTable(
  'sale_lines',
  {
    marketId: marketIdColumn(),
    saleId: text('sale_id').notNull(),
    lineNo: integer('line_no').notNull(),
    businessDate: on('business_date').notNull(),
    commodityName: text('commodity_name').notNull(),
    categoryName: text('category_name'),
    weightGrams: integer('weight_grams'),
    pieces: integer('pieces'),
    amountFen: fen('amount_fen').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.saleId, t.lineNo] }), ...tenantPolicies('sale_lines')],
)

/**
 * A payment by the stall's code and the weighing of the same goods: one sale, counted as the payment. Derived from the
 * sales of the date and kept up with them, so rows come and go; the sales themselves never change.
 */
export const salePairs = pgTable(
  'sale_pairs',
  {
    marketId: marketIdColumn(),
    paymentSaleId: text('payment_sale_id').notNull(),
    weighingSaleId: text('weighing_sale_id').notNull(),
    merchantId: text('merchant_id'),
    businessDate: on('business_date').notNull(),
    amountFen: fen('amount_fen').notNull(),
    pairedAt: at('paired_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paymentSaleId] }),
    unique('sale_pairs__weighing').on(t.marketId, t.weighingSaleId),
    index('sale_pairs__by_day').on(t.marketId, t.businessDate),
    ...merchantPolicies('sale_pairs', t.merchantId),
  ],
)

/** Somebody said that these two are not one sale. */
export const salePairRefusals = pgTable(
  'sale_pair_refusals',
  {
    marketId: marketIdColumn(),
    paymentSaleId: text('payment_sale_id').notNull(),
    weighingSaleId: text('weighing_sale_id').notNull(),
    merchantId: text('merchant_id'),
    refusedBy: text('refused_by').notNull(),
    refusedAt: at('refused_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paymentSaleId, t.weighingSaleId] }),
    ...merchantPolicies('sale_pair_refusals', t.merchantId),
  ],
)

/** A weighing that gave a line of an order its weight: no sale of its own, the order's is (docs/adr/0014). Append-only. */
export const pickedWeighings = pgTable(
  'picked_weighings',
  {
    marketId: marketIdColumn(),
    weighingSaleId: text('weighing_sale_id').notNull(),
    stallOrderId: text('stall_order_id').notNull(),
    lineNo: integer('line_no').notNull(),
    merchantId: text('merchant_id'),
    pickedBy: text('picked_by').notNull(),
    pickedAt: at('picked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.weighingSaleId] }),
    index('picked_weighings__by_order').on(t.marketId, t.stallOrderId),
    ...merchantPolicies('picked_weighings', t.merchantId),
  ],
)

/** A market's own numbers of the sales ledger, each from a day on. */
export const salesRules = pgTable(
  'sales_rules',
  {
    marketId: marketIdColumn(),
    ruleId: text('rule_id').notNull(),
    effectiveFrom: on('effective_from').notNull(),
    value: jsonb('value').notNull(),
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.ruleId, t.effectiveFrom] }), ...tenantPolicies('sales_rules')],
)

/** Rollup kept in the sale's own transaction: one row a stall, day, channel and means. */
export const salesDays = pgTable(
  'sales_days',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    stallId: text('stall_id').notNull(),
    channel: text('channel', { enum: saleChannels }).notNull(),
    paymentMeans: text('payment_means', { enum: paymentMeans }).notNull(),
    /** Returns not among them. */
    saleCount: integer('sale_count').notNull(),
    /** Net of returns. */
    amountFen: fen('amount_fen').notNull(),
    refundCount: integer('refund_count').notNull().default(0),
    refundFen: fen('refund_fen').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.businessDate, t.stallId, t.channel, t.paymentMeans] }),
    ...tenantPolicies('sales_days'),
  ],
)

export const categoryDays = pgTable(
  'category_days',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    categoryName: text('category_name').notNull(),
    lineCount: integer('line_count').notNull(),
    amountFen: fen('amount_fen').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.businessDate, t.categoryName] }), ...tenantPolicies('category_days')],
)

/** When each stall was first and last seen selling by each channel and means: what an assessment reads. */
export const stallActivity = pgTable(
  'stall_activity',
  {
    marketId: marketIdColumn(),
    stallId: text('stall_id').notNull(),
    channel: text('channel', { enum: saleChannels }).notNull(),
    paymentMeans: text('payment_means', { enum: paymentMeans }).notNull(),
    firstSoldAt: at('first_sold_at').notNull(),
    lastSoldAt: at('last_sold_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallId, t.channel, t.paymentMeans] }),
    ...tenantPolicies('stall_activity'),
  ],
)

/** Payment codes printed for stalls; a new version replaces the old. */
export const stallCodes = pgTable(
  'stall_codes',
  {
    marketId: marketIdColumn(),
    stallCodeId: text('stall_code_id').notNull(),
    stallId: text('stall_id').notNull(),
    version: integer('version').notNull(),
    issuedAt: at('issued_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallCodeId] }),
    unique('stall_codes__version').on(t.marketId, t.stallId, t.version),
    foreignKey({
      name: 'stall_codes__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    check('stall_codes__dates', sql`${t.revokedAt} is null or ${t.revokedAt} >= ${t.issuedAt}`),
    ...tenantPolicies('stall_codes'),
  ],
)
