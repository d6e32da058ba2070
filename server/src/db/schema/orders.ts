import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { pieceUnits, priceBases } from '@smart-market/shared/contracts/catalogue.ts'
import {
  buyerMessageKinds,
  consents,
  declarableMeans,
  fulfilments,
  orderPayments,
  parcelProofs,
  parcelStates,
  stallOrderStates,
  zoneShapes,
} from '@smart-market/shared/contracts/orders.ts'
import { photoTypes } from '@smart-market/shared/contracts/fields.ts'
import { at, bytes, fen, marketIdColumn, merchantPolicies, tenantPolicies } from './columns.ts'

/** One checkout. The shopper's key makes it unique; `answer` is what the same key gets again. */
export const orderGroups = pgTable(
  'order_groups',
  {
    marketId: marketIdColumn(),
    orderGroupId: text('order_group_id').notNull(),
    shopperId: text('shopper_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    bodyHash: text('body_hash').notNull(),
    payment: text('payment', { enum: orderPayments }).notNull(),
    fulfilment: text('fulfilment', { enum: fulfilments }).notNull(),
    amountFen: fen('amount_fen').notNull(),
    placedAt: at('placed_at').notNull(),
    payBy: at('pay_by'),
    /** JSON text, not jsonb: the same bytes go out again. */
    answer: text('answer').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.orderGroupId] }),
    unique('order_groups__key').on(t.marketId, t.shopperId, t.idempotencyKey),
    ...tenantPolicies('order_groups'),
  ],
)

/** What one stall sells in one checkout. Listings and stalls are no foreign keys: their rows would be locked by every order. */
export const stallOrders = pgTable(
  'stall_orders',
  {
    marketId: marketIdColumn(),
    stallOrderId: text('stall_order_id').notNull(),
    orderGroupId: text('order_group_id').notNull(),
    /** For people; not unique for ever. */
    number: text('number').notNull(),
    stallId: text('stall_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    shopperId: text('shopper_id').notNull(),
    payment: text('payment', { enum: orderPayments }).notNull(),
    fulfilment: text('fulfilment', { enum: fulfilments }).notNull(),
    state: text('state', { enum: stallOrderStates }).notNull(),
    goodsFen: fen('goods_fen').notNull(),
    deliveryFeeFen: fen('delivery_fee_fen').notNull(),
    finalFen: fen('final_fen'),
    paidFen: fen('paid_fen').notNull().default(0),
    refundWantedFen: fen('refund_wanted_fen').notNull().default(0),
    refundedFen: fen('refunded_fen').notNull().default(0),
    /** Sum of this order's rows in sales. */
    soldFen: fen('sold_fen').notNull().default(0),
    declaredMeans: text('declared_means', { enum: declarableMeans }),
    /** Channel of the payment. */
    paidBy: text('paid_by'),
    pickupCode: text('pickup_code').notNull(),
    note: text('note'),
    placedAt: at('placed_at').notNull(),
    payBy: at('pay_by'),
    paidAt: at('paid_at'),
    acceptedAt: at('accepted_at'),
    readyAt: at('ready_at'),
    completedAt: at('completed_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    remindedAt: at('reminded_at'),
    escalatedAt: at('escalated_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallOrderId] }),
    foreignKey({
      name: 'stall_orders__group',
      columns: [t.marketId, t.orderGroupId],
      foreignColumns: [orderGroups.marketId, orderGroups.orderGroupId],
    }),
    check(
      'stall_orders__money',
      sql`${t.refundedFen} <= ${t.refundWantedFen} and ${t.refundWantedFen} <= ${t.paidFen}`,
    ),
    index('stall_orders__by_group').on(t.marketId, t.orderGroupId),
    index('stall_orders__by_stall').on(t.marketId, t.stallId, t.placedAt),
    index('stall_orders__to_pay')
      .on(t.marketId, t.payBy)
      .where(sql`state = 'placed' and pay_by is not null`),
    index('stall_orders__to_answer')
      .on(t.marketId, t.paidAt)
      .where(sql`state in ('placed', 'paid')`),
    index('stall_orders__completed')
      .on(t.marketId, t.completedAt)
      .where(sql`completed_at is not null`),
    ...merchantPolicies('stall_orders', t.merchantId),
  ],
)

export const orderLines = pgTable(
  'order_lines',
  {
    marketId: marketIdColumn(),
    stallOrderId: text('stall_order_id').notNull(),
    lineNo: integer('line_no').notNull(),
    merchantId: text('merchant_id').notNull(),
    listingId: text('listing_id').notNull(),
    name: text('name').notNull(),
    categoryCode: text('category_code').notNull(),
    priceFen: fen('price_fen').notNull(),
    priceBasis: text('price_basis', { enum: priceBases }).notNull(),
    pieceUnit: text('piece_unit', { enum: pieceUnits }),
    /** Pieces or grams: as ordered, and as picked. */
    orderedQuantity: integer('ordered_quantity').notNull(),
    orderedFen: fen('ordered_fen').notNull(),
    pickedQuantity: integer('picked_quantity'),
    /** The scale's record that the picked weight was taken from, and when it weighed; null where somebody typed it. */
    weighingSaleId: text('weighing_sale_id'),
    scaleWeighedAt: at('scale_weighed_at'),
    finalFen: fen('final_fen'),
    consent: text('consent', { enum: consents }).notNull().default('none'),
    /** Since when the shopper is asked: for a word while `asked`, for the extra money once `given`. Null: for nothing. */
    askedAt: at('asked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallOrderId, t.lineNo] }),
    foreignKey({
      name: 'order_lines__of_order',
      columns: [t.marketId, t.stallOrderId],
      foreignColumns: [stallOrders.marketId, stallOrders.stallOrderId],
    }),
    check('order_lines__quantity', sql`${t.orderedQuantity} > 0 and ${t.pickedQuantity} >= 0`),
    ...merchantPolicies('order_lines', t.merchantId),
  ],
)

/** Charges that were opened for an order, so that they can be closed and refunded. */
export const orderCharges = pgTable(
  'order_charges',
  {
    marketId: marketIdColumn(),
    chargeId: text('charge_id').notNull(),
    stallOrderId: text('stall_order_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    kind: text('kind', { enum: ['order', 'extra'] }).notNull(),
    channel: text('channel').notNull(),
    amountFen: fen('amount_fen').notNull(),
    state: text('state', { enum: ['open', 'paid', 'closed'] }).notNull(),
    refundWantedFen: fen('refund_wanted_fen').notNull().default(0),
    openedAt: at('opened_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.chargeId] }),
    foreignKey({
      name: 'order_charges__of_order',
      columns: [t.marketId, t.stallOrderId],
      foreignColumns: [stallOrders.marketId, stallOrders.stallOrderId],
    }),
    check('order_charges__refunds', sql`${t.refundWantedFen} between 0 and ${t.amountFen}`),
    index('order_charges__by_order').on(t.marketId, t.stallOrderId),
    ...merchantPolicies('order_charges', t.merchantId),
  ],
)

/** Refunds asked for an order, once each: the key is the purpose. */
export const orderRefunds = pgTable(
  'order_refunds',
  {
    marketId: marketIdColumn(),
    stallOrderId: text('stall_order_id').notNull(),
    purpose: text('purpose').notNull(),
    chargeId: text('charge_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    amountFen: fen('amount_fen').notNull(),
    reason: text('reason').notNull(),
    /** True when the sale was already written, so that the refund is a negative sale. */
    afterSale: boolean('after_sale').notNull(),
    state: text('state', { enum: ['wanted', 'arrived', 'failed'] }).notNull(),
    wantedAt: at('wanted_at').notNull(),
    settledAt: at('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallOrderId, t.purpose, t.chargeId] }),
    check('order_refunds__amount', sql`${t.amountFen} > 0`),
    ...merchantPolicies('order_refunds', t.merchantId),
  ],
)

export const orderSettings = pgTable(
  'order_settings',
  {
    marketId: text('market_id').primaryKey(),
    payWithinMinutes: integer('pay_within_minutes').notNull(),
    remindAfterMinutes: integer('remind_after_minutes').notNull(),
    escalateAfterMinutes: integer('escalate_after_minutes').notNull(),
    overweightPercent: integer('overweight_percent').notNull(),
  },
  () => tenantPolicies('order_settings'),
)

export interface MapPoint {
  latitude: number
  longitude: number
}
export const deliveryZones = pgTable(
  'delivery_zones',
  {
    marketId: marketIdColumn(),
    deliveryZoneId: text('delivery_zone_id').notNull(),
    name: text('name').notNull(),
    shape: text('shape', { enum: zoneShapes }).notNull(),
    centre: jsonb('centre').$type<MapPoint>(),
    radiusMetres: integer('radius_metres'),
    corners: jsonb('corners').$type<MapPoint[]>(),
    feeFen: fen('fee_fen').notNull(),
    freeFromFen: fen('free_from_fen'),
    minimumFen: fen('minimum_fen').notNull(),
    createdAt: at('created_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.deliveryZoneId] }), ...tenantPolicies('delivery_zones')],
)

export const deliverySlots = pgTable(
  'delivery_slots',
  {
    marketId: marketIdColumn(),
    deliverySlotId: text('delivery_slot_id').notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    capacity: integer('capacity').notNull(),
    taken: integer('taken').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.deliverySlotId] }),
    check('delivery_slots__capacity', sql`${t.taken} between 0 and ${t.capacity}`),
    index('delivery_slots__by_time').on(t.marketId, t.startsAt),
    ...tenantPolicies('delivery_slots'),
  ],
)

/** Slots that open by themselves on each day; `first` and `last` are `HH:mm` in Shanghai. */
export const deliveryPlans = pgTable(
  'delivery_plans',
  {
    marketId: text('market_id').primaryKey(),
    first: text('first').notNull(),
    last: text('last').notNull(),
    minutes: integer('minutes').notNull(),
    capacity: integer('capacity').notNull(),
    daysAhead: integer('days_ahead').notNull(),
  },
  () => tenantPolicies('delivery_plans'),
)

/** Everything of one checkout that goes to one door, from however many stalls. */
export const parcels = pgTable(
  'parcels',
  {
    marketId: marketIdColumn(),
    parcelId: text('parcel_id').notNull(),
    orderGroupId: text('order_group_id').notNull(),
    deliverySlotId: text('delivery_slot_id').notNull(),
    state: text('state', { enum: parcelStates }).notNull(),
    /** Name, phone and address, encrypted. */
    contactEncrypted: text('contact_encrypted').notNull(),
    latitude: doublePrecision('latitude').notNull(),
    longitude: doublePrecision('longitude').notNull(),
    handOverCode: text('hand_over_code').notNull(),
    riderId: text('rider_id'),
    riderName: text('rider_name'),
    assignedAt: at('assigned_at'),
    deliveredAt: at('delivered_at'),
    failure: text('failure'),
    /** What proves the hand-over: the shopper's code, or a photo of the goods at the door. */
    proof: text('proof', { enum: parcelProofs }),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.parcelId] }),
    unique('parcels__group').on(t.marketId, t.orderGroupId),
    foreignKey({
      name: 'parcels__group_of',
      columns: [t.marketId, t.orderGroupId],
      foreignColumns: [orderGroups.marketId, orderGroups.orderGroupId],
    }),
    foreignKey({
      name: 'parcels__slot',
      columns: [t.marketId, t.deliverySlotId],
      foreignColumns: [deliverySlots.marketId, deliverySlots.deliverySlotId],
    }),
    index('parcels__by_state').on(t.marketId, t.state, t.createdAt),
    ...tenantPolicies('parcels'),
  ],
)

/** Photos a rider took of goods at a door. Append-only. */
export const parcelPhotos = pgTable(
  'parcel_photos',
  {
    marketId: marketIdColumn(),
    photoId: text('photo_id').notNull(),
    parcelId: text('parcel_id').notNull(),
    mediaType: text('media_type', { enum: photoTypes }).notNull(),
    sha256: text('sha256').notNull(),
    content: bytes('content').notNull(),
    takenBy: text('taken_by').notNull(),
    takenAt: at('taken_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.photoId] }),
    foreignKey({
      name: 'parcel_photos__parcel',
      columns: [t.marketId, t.parcelId],
      foreignColumns: [parcels.marketId, parcels.parcelId],
    }),
    index('parcel_photos__by_parcel').on(t.marketId, t.parcelId),
    ...tenantPolicies('parcel_photos'),
  ],
)

/** What the market has to tell a shopper about an order, for example that its goods are recalled. Told once for each cause. */
export const buyerMessages = pgTable(
  'buyer_messages',
  {
    marketId: marketIdColumn(),
    buyerMessageId: text('buyer_message_id').notNull(),
    shopperId: text('shopper_id').notNull(),
    orderGroupId: text('order_group_id').notNull(),
    stallOrderId: text('stall_order_id').notNull(),
    kind: text('kind', { enum: buyerMessageKinds }).notNull(),
    /** The recall or sales hold that it tells of. */
    causeId: text('cause_id').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    createdAt: at('created_at').notNull(),
    readAt: at('read_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.buyerMessageId] }),
    unique('buyer_messages__once').on(t.marketId, t.stallOrderId, t.kind, t.causeId),
    index('buyer_messages__by_shopper').on(t.marketId, t.shopperId, t.createdAt),
    index('buyer_messages__by_cause').on(t.marketId, t.causeId),
    ...tenantPolicies('buyer_messages'),
  ],
)
