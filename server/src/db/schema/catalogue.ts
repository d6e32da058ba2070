import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import {
  categoryCodes,
  listingStates,
  pieceUnits,
  priceBases,
  priceChangeKinds,
  stockKinds,
} from '@smart-market/shared/contracts/catalogue.ts'
import { photoTypes } from '@smart-market/shared/contracts/fields.ts'
import { appRole, at, bytes, fen, marketIdColumn, merchantPolicies, on, systemRole, tenantPolicies } from './columns.ts'
import { merchants, stalls } from './markets.ts'

/** Kinds of goods, the same in every market: a reference table without market_id (ADR 0004). */
export const commodities = pgTable(
  'commodities',
  {
    commodityId: text('commodity_id').primaryKey(),
    name: text('name').notNull().unique('commodities__name'),
    categoryCode: text('category_code', { enum: categoryCodes }).notNull(),
    standardCode: text('standard_code'),
    aliases: jsonb('aliases').$type<string[]>().notNull(),
    usualBasis: text('usual_basis', { enum: priceBases }).notNull(),
    sort: integer('sort').notNull(),
  },
  () => [
    pgPolicy('commodities__read', { for: 'select', to: appRole, using: sql`true` }),
    pgPolicy('commodities__system', { for: 'all', to: systemRole, using: sql`true`, withCheck: sql`true` }),
  ],
)

/** What a merchant sells at a stall. The price now; every price it ever had is in price_changes. */
export const listings = pgTable(
  'listings',
  {
    marketId: marketIdColumn(),
    listingId: text('listing_id').notNull(),
    stallId: text('stall_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    commodityId: text('commodity_id').references(() => commodities.commodityId),
    categoryCode: text('category_code', { enum: categoryCodes }).notNull(),
    name: text('name').notNull(),
    specification: text('specification'),
    origin: text('origin'),
    priceFen: fen('price_fen').notNull(),
    priceBasis: text('price_basis', { enum: priceBases }).notNull(),
    pieceUnit: text('piece_unit', { enum: pieceUnits }),
    priceOn: on('price_on').notNull(),
    state: text('state', { enum: listingStates }).notNull(),
    /** Name, commodity and aliases with their pinyin, for the search box. */
    searchText: text('search_text').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.listingId] }),
    foreignKey({
      name: 'listings__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    foreignKey({
      name: 'listings__merchant',
      columns: [t.marketId, t.merchantId],
      foreignColumns: [merchants.marketId, merchants.merchantId],
    }),
    check('listings__price', sql`${t.priceFen} > 0`),
    check('listings__unit', sql`(${t.priceBasis} = 'per_piece') = (${t.pieceUnit} is not null)`),
    index('listings__by_stall').on(t.marketId, t.stallId, t.state),
    index('listings__search').using('gin', sql`${t.searchText} gin_trgm_ops`),
    ...merchantPolicies('listings', t.merchantId),
  ],
)

/** Pictures of goods for shoppers; the newest is shown first. */
export const listingPhotos = pgTable(
  'listing_photos',
  {
    marketId: marketIdColumn(),
    photoId: text('photo_id').notNull(),
    listingId: text('listing_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    mediaType: text('media_type', { enum: photoTypes }).notNull(),
    sha256: text('sha256').notNull(),
    content: bytes('content').notNull(),
    addedAt: at('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.photoId] }),
    foreignKey({
      name: 'listing_photos__listing',
      columns: [t.marketId, t.listingId],
      foreignColumns: [listings.marketId, listings.listingId],
    }),
    unique('listing_photos__same').on(t.marketId, t.listingId, t.sha256),
    ...merchantPolicies('listing_photos', t.merchantId),
  ],
)

/** Apart from listings, because every order updates it: narrow rows, updated in place (HOT), no index but the key. */
export const listingStocks = pgTable(
  'listing_stocks',
  {
    marketId: marketIdColumn(),
    listingId: text('listing_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    kind: text('kind', { enum: stockKinds }).notNull(),
    /** Pieces or grams that can still be ordered; what unpaid orders hold is already taken off. 0 when untracked. */
    available: bigint('available', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.listingId] }),
    foreignKey({
      name: 'listing_stocks__listing',
      columns: [t.marketId, t.listingId],
      foreignColumns: [listings.marketId, listings.listingId],
    }),
    check('listing_stocks__never_below_zero', sql`${t.available} >= 0`),
    ...merchantPolicies('listing_stocks', t.merchantId),
  ],
)

/** Append-only. */
export const priceChanges = pgTable(
  'price_changes',
  {
    marketId: marketIdColumn(),
    priceChangeId: text('price_change_id').notNull(),
    listingId: text('listing_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    commodityId: text('commodity_id'),
    kind: text('kind', { enum: priceChangeKinds }).notNull(),
    priceFen: fen('price_fen').notNull(),
    priceBasis: text('price_basis', { enum: priceBases }).notNull(),
    at: at('at').notNull(),
    by: text('by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.priceChangeId] }),
    index('price_changes__by_listing').on(t.marketId, t.listingId, t.at),
    ...merchantPolicies('price_changes', t.merchantId),
  ],
)

/** 今日参考价: what the market or an authority published for a day. */
export const guidePrices = pgTable(
  'guide_prices',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    commodityId: text('commodity_id')
      .notNull()
      .references(() => commodities.commodityId),
    priceFen: fen('price_fen').notNull(),
    priceBasis: text('price_basis', { enum: priceBases }).notNull(),
    source: text('source').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.businessDate, t.commodityId] }),
    check('guide_prices__price', sql`${t.priceFen} > 0`),
    ...tenantPolicies('guide_prices'),
  ],
)
