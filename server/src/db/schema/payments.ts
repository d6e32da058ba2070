import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import {
  chargeScenes,
  chargeStates,
  declaredMeans,
  paymentChannelNames,
  paymentFactKinds,
  type PayParameters,
  quarantineKinds,
  refundStates,
} from '@smart-market/shared/contracts/payments.ts'
import { at, fen, marketIdColumn, on, systemOnly, tenantPolicies } from './columns.ts'
import { users } from './identity.ts'
import { stalls } from './markets.ts'

const channelColumn = () => text('channel', { enum: paymentChannelNames }).notNull()

/** A stall's own merchant number at a channel: money goes there, never to the market. */
export const paymentAccounts = pgTable(
  'payment_accounts',
  {
    marketId: marketIdColumn(),
    paymentAccountId: text('payment_account_id').notNull(),
    stallId: text('stall_id').notNull(),
    channel: channelColumn(),
    /** sub_mchid at WeChat Pay, seller id at Alipay. */
    merchantNumber: text('merchant_number').notNull(),
    /** sub_appid; null when the payer pays under the service provider's own. */
    appId: text('app_id'),
    appAuthTokenEncrypted: text('app_auth_token_encrypted'),
    openedAt: at('opened_at').notNull(),
    closedAt: at('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paymentAccountId] }),
    uniqueIndex('payment_accounts__one_live')
      .on(t.marketId, t.stallId, t.channel)
      .where(sql`closed_at is null`),
    foreignKey({
      name: 'payment_accounts__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    ...tenantPolicies('payment_accounts'),
  ],
)

/**
 * Who a shopper is to WeChat, for paying in the mini-program. Shoppers exist across markets, so this is a reference
 * table without market_id (ADR 0004). The open id is encrypted; its fingerprint finds the same person again.
 */
export const payerIdentities = pgTable(
  'payer_identities',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.userId),
    /** The mini-program: an open id means nothing under another one. */
    appId: text('app_id').notNull(),
    openIdEncrypted: text('open_id_encrypted').notNull(),
    openIdHash: text('open_id_hash').notNull(),
    linkedAt: at('linked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.appId] }), ...systemOnly('payer_identities')],
)

/** Our requests for money. `unknown`: the channel was asked and nothing certain came back. */
export const charges = pgTable(
  'charges',
  {
    marketId: marketIdColumn(),
    chargeId: text('charge_id').notNull(),
    /** Number we give the channel (out_trade_no). */
    chargeNumber: text('charge_number').notNull(),
    /** Number of the combined payment that it is a part of (combine_out_trade_no); null when it is paid alone. */
    combinedNumber: text('combined_number'),
    purposeKind: text('purpose_kind').notNull(),
    purposeId: text('purpose_id').notNull(),
    stallId: text('stall_id').notNull(),
    channel: channelColumn(),
    scene: text('scene', { enum: chargeScenes }).notNull(),
    paymentAccountId: text('payment_account_id'),
    merchantNumber: text('merchant_number').notNull(),
    amountFen: fen('amount_fen').notNull(),
    description: text('description').notNull(),
    /** Encrypted. */
    payerOpenId: text('payer_open_id'),
    state: text('state', { enum: chargeStates }).notNull(),
    payParameters: jsonb('pay_parameters').$type<PayParameters>(),
    payParametersAt: at('pay_parameters_at'),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    closeWantedAt: at('close_wanted_at'),
    finishedAt: at('finished_at'),
    /** Why the channel would not take it. */
    refusal: text('refusal'),
    nextCheckAt: at('next_check_at'),
    checks: integer('checks').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.chargeId] }),
    unique('charges__number').on(t.marketId, t.chargeNumber),
    uniqueIndex('charges__one_live')
      .on(t.marketId, t.purposeKind, t.purposeId)
      .where(sql`state <> 'closed'`),
    index('charges__due')
      .on(t.marketId, t.nextCheckAt)
      .where(sql`next_check_at is not null`),
    index('charges__by_time').on(t.marketId, t.createdAt),
    index('charges__combined')
      .on(t.marketId, t.combinedNumber)
      .where(sql`combined_number is not null`),
    foreignKey({
      name: 'charges__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    check('charges__amount', sql`${t.amountFen} > 0`),
    ...tenantPolicies('charges'),
  ],
)

/** Money seen: at most one row a charge, and one a transaction of the channel. */
export const payments = pgTable(
  'payments',
  {
    marketId: marketIdColumn(),
    paymentId: text('payment_id').notNull(),
    chargeId: text('charge_id').notNull(),
    channel: channelColumn(),
    transactionNumber: text('transaction_number').notNull(),
    amountFen: fen('amount_fen').notNull(),
    /** What the payer gave after coupons; null when the channel did not say. */
    payerAmountFen: fen('payer_amount_fen'),
    declaredMeans: text('declared_means', { enum: declaredMeans }),
    paidAt: at('paid_at').notNull(),
    businessDate: on('business_date').notNull(),
    seenBy: text('seen_by', { enum: ['callback', 'query', 'declaration'] }).notNull(),
    seenAt: at('seen_at').notNull(),
    /** Arrived after we had closed the charge: goes back by itself. */
    late: boolean('late').notNull(),
    /** Refunds asked for and not failed. The check below is the last word on refunding too much. */
    refundReservedFen: fen('refund_reserved_fen').notNull(),
    refundCount: integer('refund_count').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paymentId] }),
    unique('payments__charge').on(t.marketId, t.chargeId),
    unique('payments__transaction').on(t.marketId, t.channel, t.transactionNumber),
    index('payments__by_day').on(t.marketId, t.businessDate),
    index('payments__late')
      .on(t.marketId, t.paidAt)
      .where(sql`late`),
    foreignKey({
      name: 'payments__of_charge',
      columns: [t.marketId, t.chargeId],
      foreignColumns: [charges.marketId, charges.chargeId],
    }),
    check('payments__amount', sql`${t.amountFen} > 0`),
    check('payments__refunds', sql`${t.refundReservedFen} between 0 and ${t.amountFen}`),
    ...tenantPolicies('payments'),
  ],
)

export const refunds = pgTable(
  'refunds',
  {
    marketId: marketIdColumn(),
    refundId: text('refund_id').notNull(),
    /** Number we give the channel (out_refund_no); a retry uses the same. */
    refundNumber: text('refund_number').notNull(),
    paymentId: text('payment_id').notNull(),
    chargeId: text('charge_id').notNull(),
    /** What asked for it; one refund a charge and purpose. */
    purposeId: text('purpose_id').notNull(),
    amountFen: fen('amount_fen').notNull(),
    reason: text('reason').notNull(),
    state: text('state', { enum: refundStates }).notNull(),
    channelRefundNumber: text('channel_refund_number'),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
    failure: text('failure'),
    /** Numbers under which the channel closed it before; it was sent again under a new one. */
    earlierNumbers: jsonb('earlier_numbers').$type<readonly string[]>().notNull().default([]),
    /** How often it failed for certain. */
    failures: integer('failures').notNull().default(0),
    nextCheckAt: at('next_check_at'),
    checks: integer('checks').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.refundId] }),
    unique('refunds__number').on(t.marketId, t.refundNumber),
    unique('refunds__purpose').on(t.marketId, t.chargeId, t.purposeId),
    index('refunds__due')
      .on(t.marketId, t.nextCheckAt)
      .where(sql`next_check_at is not null`),
    foreignKey({
      name: 'refunds__payment',
      columns: [t.marketId, t.paymentId],
      foreignColumns: [payments.marketId, payments.paymentId],
    }),
    check('refunds__amount', sql`${t.amountFen} > 0`),
    ...tenantPolicies('refunds'),
  ],
)

/** Final facts about money, for whoever the money was for. `applied_at` is set in the transaction that used the fact. */
export const paymentFacts = pgTable(
  'payment_facts',
  {
    marketId: marketIdColumn(),
    paymentFactId: text('payment_fact_id').notNull(),
    position: bigint('position', { mode: 'number' }).generatedAlwaysAsIdentity(),
    kind: text('kind', { enum: paymentFactKinds }).notNull(),
    chargeId: text('charge_id').notNull(),
    /** The charge's or the refund's id: with `kind`, what makes the fact one of its kind. */
    subjectId: text('subject_id').notNull(),
    refundPurposeId: text('refund_purpose_id'),
    purposeKind: text('purpose_kind').notNull(),
    purposeId: text('purpose_id').notNull(),
    stallId: text('stall_id').notNull(),
    channel: channelColumn(),
    declaredMeans: text('declared_means', { enum: declaredMeans }),
    amountFen: fen('amount_fen').notNull(),
    happenedAt: at('happened_at').notNull(),
    recordedAt: at('recorded_at').notNull(),
    detail: text('detail'),
    appliedAt: at('applied_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paymentFactId] }),
    unique('payment_facts__once').on(t.marketId, t.kind, t.subjectId),
    index('payment_facts__unapplied')
      .on(t.marketId, t.position)
      .where(sql`applied_at is null`),
    index('payment_facts__position').on(t.marketId, t.position),
    ...tenantPolicies('payment_facts'),
  ],
)

/**
 * That goods paid in the mini-program were handed over, as WeChat wants to be told of each payment (发货信息管理). Written
 * with the hand-over, sent afterwards.
 */
export const shippingReports = pgTable(
  'shipping_reports',
  {
    marketId: marketIdColumn(),
    chargeId: text('charge_id').notNull(),
    logistics: text('logistics', { enum: ['city', 'pickup'] }).notNull(),
    itemDescription: text('item_description').notNull(),
    handedOverAt: at('handed_over_at').notNull(),
    state: text('state', { enum: ['waiting', 'done', 'given_up'] }).notNull(),
    tries: integer('tries').notNull().default(0),
    nextTryAt: at('next_try_at'),
    /** Why the last try did not succeed. */
    detail: text('detail'),
    doneAt: at('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.chargeId] }),
    index('shipping_reports__due')
      .on(t.marketId, t.nextTryAt)
      .where(sql`next_try_at is not null`),
    foreignKey({
      name: 'shipping_reports__charge',
      columns: [t.marketId, t.chargeId],
      foreignColumns: [charges.marketId, charges.chargeId],
    }),
    ...tenantPolicies('shipping_reports'),
  ],
)

/** Verified callbacks as they came; answered as soon as the row is written, worked on afterwards. */
export const callbackInbox = pgTable(
  'callback_inbox',
  {
    marketId: marketIdColumn(),
    channel: channelColumn(),
    eventId: text('event_id').notNull(),
    bodyHash: text('body_hash').notNull(),
    notice: jsonb('notice').notNull(),
    state: text('state', { enum: ['received', 'processed', 'quarantined'] }).notNull(),
    receivedAt: at('received_at').notNull(),
    processedAt: at('processed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.channel, t.eventId] }),
    index('callback_inbox__waiting')
      .on(t.marketId, t.receivedAt)
      .where(sql`state = 'received'`),
    ...tenantPolicies('callback_inbox'),
  ],
)

/** Nonces of callbacks within the time window: a signed message counts once. */
export const callbackNonces = pgTable(
  'callback_nonces',
  {
    marketId: marketIdColumn(),
    channel: channelColumn(),
    nonce: text('nonce').notNull(),
    seenAt: at('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.channel, t.nonce] }), ...tenantPolicies('callback_nonces')],
)

/** What a channel said and we do not believe yet: never counted as paid. */
export const paymentQuarantine = pgTable(
  'payment_quarantine',
  {
    marketId: marketIdColumn(),
    quarantineCaseId: text('quarantine_case_id').notNull(),
    channel: channelColumn(),
    kind: text('kind', { enum: quarantineKinds }).notNull(),
    chargeNumber: text('charge_number').notNull(),
    reference: text('reference').notNull(),
    expected: jsonb('expected').$type<Record<string, unknown>>().notNull(),
    seen: jsonb('seen').$type<Record<string, unknown>>().notNull(),
    foundAt: at('found_at').notNull(),
    settledAt: at('settled_at'),
    settledBy: text('settled_by'),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.quarantineCaseId] }),
    unique('payment_quarantine__once').on(t.marketId, t.channel, t.kind, t.chargeNumber, t.reference),
    ...tenantPolicies('payment_quarantine'),
  ],
)
