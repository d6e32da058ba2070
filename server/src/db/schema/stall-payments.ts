import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { stallPaymentStates } from '@smart-market/shared/contracts/stall-payments.ts'
import { at, fen, marketIdColumn, merchantPolicies } from './columns.ts'

/** What a shopper pays at a stall by its printed code: an amount, no goods. */
export const stallPayments = pgTable(
  'stall_payments',
  {
    marketId: marketIdColumn(),
    stallPaymentId: text('stall_payment_id').notNull(),
    /** For people; not unique for ever. */
    number: text('number').notNull(),
    stallId: text('stall_id').notNull(),
    /** Who held the stall when it was opened. */
    merchantId: text('merchant_id').notNull(),
    shopperId: text('shopper_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    amountFen: fen('amount_fen').notNull(),
    state: text('state', { enum: stallPaymentStates }).notNull(),
    /** The charge that waits, or that was paid; null once closed. */
    chargeId: text('charge_id'),
    channel: text('channel', { enum: ['wechat', 'alipay'] }),
    openedAt: at('opened_at').notNull(),
    payBy: at('pay_by').notNull(),
    paidAt: at('paid_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallPaymentId] }),
    unique('stall_payments__key').on(t.marketId, t.shopperId, t.idempotencyKey),
    index('stall_payments__by_stall').on(t.marketId, t.stallId, t.openedAt),
    index('stall_payments__by_time').on(t.marketId, t.openedAt),
    check('stall_payments__amount', sql`${t.amountFen} > 0`),
    check('stall_payments__charge', sql`(${t.state} = 'closed') = (${t.chargeId} is null)`),
    ...merchantPolicies('stall_payments', t.merchantId),
  ],
)

export const stallPaymentRefunds = pgTable(
  'stall_payment_refunds',
  {
    marketId: marketIdColumn(),
    stallPaymentId: text('stall_payment_id').notNull(),
    purpose: text('purpose').notNull(),
    merchantId: text('merchant_id').notNull(),
    amountFen: fen('amount_fen').notNull(),
    reason: text('reason').notNull(),
    /** True when the payment was written as a sale, so that the refund is a negative one. */
    afterSale: boolean('after_sale').notNull(),
    state: text('state', { enum: ['wanted', 'arrived', 'failed'] }).notNull(),
    wantedAt: at('wanted_at').notNull(),
    settledAt: at('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallPaymentId, t.purpose] }),
    check('stall_payment_refunds__amount', sql`${t.amountFen} > 0`),
    ...merchantPolicies('stall_payment_refunds', t.merchantId),
  ],
)
