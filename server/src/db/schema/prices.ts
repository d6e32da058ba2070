import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { priceBases } from '@smart-market/shared/contracts/catalogue.ts'
import { commodities } from './catalogue.ts'
import { at, fen, marketIdColumn, on, tenantPolicies } from './columns.ts'

/** 行情: prices as a wholesale market or an authority printed them, by its own names of goods. */
export const priceQuotes = pgTable(
  'price_quotes',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    source: text('source').notNull(),
    itemName: text('item_name').notNull(),
    /** '' where the file names none. */
    specification: text('specification').notNull(),
    /** The commodity that bears the name; null where the list of commodities has none. */
    commodityId: text('commodity_id').references(() => commodities.commodityId),
    lowFen: fen('low_fen'),
    priceFen: fen('price_fen').notNull(),
    highFen: fen('high_fen'),
    priceBasis: text('price_basis', { enum: priceBases }).notNull(),
    importId: text('import_id').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.source, t.businessDate, t.itemName, t.specification] }),
    index('price_quotes__by_commodity').on(t.marketId, t.businessDate, t.commodityId),
    check('price_quotes__price', sql`${t.priceFen} > 0`),
    ...tenantPolicies('price_quotes'),
  ],
)
