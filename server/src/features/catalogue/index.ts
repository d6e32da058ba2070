/**
 * What the market sells: commodities, each stall's listings with price and stock, price history, guide prices. Hides
 * how stock is locked and how goods are found. Rules: a price carries its basis; every price stays on record; stock
 * never goes below zero, and whoever moves it locks listings in the order of their ids. Placing orders takes stock in
 * the SQL function place_orders, which keeps the same order of locks.
 */
export { catalogueHandlers } from './routes.ts'
export { mountTagPage } from './tag-page.ts'
export { createListing, returnStock } from './listings.ts'
export { type DayPrice, listDayPrices } from './day-prices.ts'
export { setGuidePrices } from './prices.ts'
export { guidePriceDays } from './domain.ts'
export { priceQuoteImporter } from './quote-importer.ts'
export { guidePricesOn, quoteHandlers } from './quotes.ts'
export { findListing, listStallListings, pauseListings, resumeListings, type StallListing } from './holds.ts'
