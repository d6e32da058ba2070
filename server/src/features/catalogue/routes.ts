import type { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import type { Handlers } from '../../http/mount.ts'
import * as listings from './listings.ts'
import * as photos from './photos.ts'
import * as prices from './prices.ts'
import * as open from './public.ts'

export const catalogueHandlers: Handlers<typeof catalogueRoutes> = {
  listCommodities: (ctx, { query }) => listings.listCommodities(ctx, query),
  listListings: (ctx, { query }) => listings.listListings(ctx, query),
  createListing: (ctx, { body }) => listings.createListing(ctx, body),
  updateListing: (ctx, { params, body }) => listings.updateListing(ctx, params.listingId, body),
  addListingPhoto: (ctx, { params, upload }) => photos.addListingPhoto(ctx, params.listingId, upload),
  removeListingPhoto: (ctx, { params }) => photos.removeListingPhoto(ctx, params.listingId, params.photoId),
  getListingPhoto: (ctx, { params }) => photos.getListingPhoto(ctx, params.marketCode, params.photoId),
  setPrices: (ctx, { body }) => prices.setPrices(ctx, body),
  confirmPrices: (ctx, { params }) => prices.confirmPrices(ctx, params.stallId),
  listPriceHistory: (ctx, { params, query }) => prices.listPriceHistory(ctx, params.listingId, query),
  changeStock: (ctx, { body }) => listings.changeStock(ctx, body),
  listGuidePrices: (ctx, { query }) => prices.listGuidePrices(ctx, query),
  setGuidePrices: (ctx, { params, body }) => prices.setGuidePrices(ctx, params.businessDate, body),
  listPublicListings: (ctx, { params, query }) => open.listPublicListings(ctx, params.marketCode, query),
  getPriceTags: (ctx, { params }) => open.getPriceTags(ctx, params.screenCode),
}
