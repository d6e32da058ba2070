/** 在售商品和价格: commodities, what each stall sells at what price, stock, guide prices, price tags. */
import { z } from 'zod'
import { maxAmountFen } from '../money.ts'
import { maxWeightGrams } from '../quantity.ts'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam } from './access.ts'

export const priceBases = ['per_500g', 'per_kg', 'per_piece'] as const
export const pieceUnits = ['piece', 'bunch', 'pack', 'box', 'bottle', 'portion'] as const
/** `counted` in pieces, `weighed` in grams, `untracked`: never runs out by itself. */
export const stockKinds = ['counted', 'weighed', 'untracked'] as const
export const listingStates = ['on_sale', 'paused', 'removed'] as const
export const priceChangeKinds = ['listed', 'changed', 'confirmed'] as const
/** Own short list: NY/T 2137-2012 is a copyrighted table, so a code stands only where it is known. */
export const categoryCodes = [
  'vegetable',
  'fruit',
  'meat',
  'poultry',
  'egg',
  'aquatic',
  'soy',
  'grain',
  'dry',
  'cooked',
  'bakery',
  'other',
] as const
export type CategoryCode = (typeof categoryCodes)[number]

const open = { scope: 'public' } as const
const readers = {
  scope: 'market',
  roles: ['merchant', 'market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
const sellers = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const

/** Of one photo; phones make larger ones smaller before they send them. */
export const listingPhotoLimit = 2 * 1024 * 1024
export const mostListingPhotos = 6

const price = f.fen.min(1, '价格至少 1 分').max(maxAmountFen / 100, '价格过大，请核对')
/** Pieces, or grams. */
export const stockAmount = z
  .number()
  .int('库存应为整数')
  .min(0, '库存不能小于 0')
  .max(maxWeightGrams, '库存过大，请核对')

export const commodity = z.object({
  commodityId: z.string(),
  name: z.string(),
  categoryCode: z.enum(categoryCodes),
  /** NY/T 2137-2012; null where not known. */
  standardCode: z.string().nullable(),
  aliases: z.array(z.string()),
  usualBasis: z.enum(priceBases),
})
export type Commodity = z.output<typeof commodity>

const guide = z.object({
  /** In the listing's own basis. */
  priceFen: z.number().int(),
  businessDate: f.date,
  source: z.string(),
})
const listingCore = z.object({
  listingId: z.string(),
  commodityId: z.string().nullable(),
  categoryCode: z.enum(categoryCodes),
  name: z.string(),
  specification: z.string().nullable(),
  origin: z.string().nullable(),
  priceFen: z.number().int(),
  priceBasis: z.enum(priceBases),
  /** Null where the price is by weight. */
  pieceUnit: z.enum(pieceUnits).nullable(),
  /** Business date on which the price was set or last confirmed. */
  priceOn: f.date,
  guidePrice: guide.nullable(),
  /** Newest first. */
  photoIds: z.array(z.string()),
})
export const listing = listingCore.extend({
  stallId: z.string(),
  stallCode: z.string(),
  merchantId: z.string(),
  state: z.enum(listingStates),
  stockKind: z.enum(stockKinds),
  /** Pieces or grams that can still be ordered; null when untracked. */
  available: z.number().int().nullable(),
})
export type Listing = z.output<typeof listing>
export const publicListing = listingCore.extend({
  stallCode: z.string(),
  merchantName: z.string(),
  stockKind: z.enum(stockKinds),
  available: z.number().int().nullable(),
})
export type PublicListing = z.output<typeof publicListing>

const unitOk = (v: { priceBasis: string; pieceUnit?: string | null | undefined; stockKind: string }) =>
  v.priceBasis === 'per_piece'
    ? v.pieceUnit != null && v.stockKind !== 'weighed'
    : v.pieceUnit == null && v.stockKind !== 'counted'
export const newListing = z
  .object({
    stallId: f.id,
    commodityId: z.string().max(40).nullish(),
    categoryCode: z.enum(categoryCodes, '请选择品类'),
    name: f.text(40, '品名'),
    specification: f.optionalText(40),
    origin: f.optionalText(40),
    priceFen: price,
    priceBasis: z.enum(priceBases, '请选择计价单位'),
    pieceUnit: z.enum(pieceUnits).nullish(),
    stockKind: z.enum(stockKinds).default('untracked'),
    available: stockAmount.nullish(),
  })
  .refine(unitOk, '按重量计价的商品库存按克记，按件计价的要选件的单位、库存按件记')
  .refine((v) => v.stockKind === 'untracked' || v.available != null, '请填写库存')

const priceChange = z.object({
  at: f.instant,
  kind: z.enum(priceChangeKinds),
  priceFen: z.number().int(),
  priceBasis: z.enum(priceBases),
  by: z.string(),
})
const guidePrice = z.object({
  commodityId: z.string(),
  commodityName: z.string(),
  businessDate: f.date,
  priceFen: z.number().int(),
  priceBasis: z.enum(['per_500g', 'per_kg', 'per_piece']),
  source: z.string(),
})
const publicQuery = {
  ...f.search,
  categoryCode: z.enum(categoryCodes).optional(),
  stallCode: z.string().max(32).optional(),
  /** The one that a printed price tag names. */
  listingId: f.id.optional(),
  ...pageQuery,
}

export const catalogueRoutes = {
  listCommodities: route({
    method: 'GET',
    path: '/api/v1/commodities',
    summary: '品种目录，可按名称、别名和拼音查找',
    access: open,
    query: z.object({ ...f.search, categoryCode: z.enum(categoryCodes).optional() }),
    output: z.object({ items: z.array(commodity) }),
  }),
  listListings: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/listings',
    summary: '在售商品；经营户只看到自己的',
    access: readers,
    query: z.object({
      ...f.search,
      stallId: f.id.optional(),
      categoryCode: z.enum(categoryCodes).optional(),
      state: z.enum(listingStates).optional(),
      ...pageQuery,
    }),
    output: page(listing),
  }),
  createListing: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/listings',
    summary: '上架商品',
    access: { ...sellers, stallRight: 'prices' },
    body: newListing,
    output: listing,
    status: 201,
  }),
  updateListing: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/listings/{listingId}',
    summary: '修改商品资料，或停售、恢复、下架',
    access: sellers,
    body: z.object({
      name: f.text(40, '品名').optional(),
      specification: z.string().trim().max(40).nullable().optional(),
      origin: z.string().trim().max(40).nullable().optional(),
      categoryCode: z.enum(categoryCodes).optional(),
      state: z.enum(listingStates).optional(),
    }),
    output: listing,
  }),
  addListingPhoto: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/listings/{listingId}/photos',
    summary: '上传商品照片；同一张照片只存一次',
    access: sellers,
    upload: listingPhotoLimit,
    output: listing,
    status: 201,
  }),
  removeListingPhoto: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/listings/{listingId}/photos/{photoId}',
    summary: '删掉一张商品照片',
    access: sellers,
    output: listing,
  }),
  getListingPhoto: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/listing-photos/{photoId}',
    summary: '商品照片',
    access: open,
    file: 'application/octet-stream',
  }),
  setPrices: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/prices',
    summary: '改价，一次最多 500 种；没变的记为今日确认',
    access: { ...sellers, stallRight: 'prices' },
    body: z.object({
      changes: z
        .array(z.object({ listingId: f.id, priceFen: price }))
        .min(1)
        .max(500),
    }),
    output: z.object({ changed: z.number().int(), confirmed: z.number().int() }),
  }),
  confirmPrices: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stalls/{stallId}/prices/confirm',
    summary: '整个摊位价格同昨日',
    access: { ...sellers, stallRight: 'prices' },
    output: z.object({ confirmed: z.number().int() }),
  }),
  listPriceHistory: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/listings/{listingId}/prices',
    summary: '一种商品的价格记录，新的在前',
    access: readers,
    query: z.object(pageQuery),
    output: page(priceChange),
  }),
  changeStock: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stock',
    summary: '盘点（set）或增减（change）库存；任何一种不够减就全部不改',
    access: sellers,
    body: z.object({
      changes: z
        .array(
          z
            .object({
              listingId: f.id,
              set: stockAmount.optional(),
              change: z.number().int().min(-maxWeightGrams).max(maxWeightGrams).optional(),
            })
            .refine((v) => (v.set === undefined) !== (v.change === undefined), '盘点数和增减数只填一个'),
        )
        .min(1)
        .max(500)
        .refine((all) => new Set(all.map((c) => c.listingId)).size === all.length, '同一种商品只能出现一次'),
    }),
    output: z.object({
      items: z.array(z.object({ listingId: z.string(), available: z.number().int() })),
    }),
  }),
  listGuidePrices: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/guide-prices',
    summary: '某日的今日参考价；不填日期为最新',
    access: readers,
    query: z.object({ businessDate: f.date.optional() }),
    output: z.object({ items: z.array(guidePrice) }),
  }),
  setGuidePrices: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/guide-prices/{businessDate}',
    summary: '发布今日参考价',
    access: marketTeam,
    body: z.object({
      source: f.text(60, '价格来源'),
      items: z
        .array(z.object({ commodityId: z.string().min(1).max(40), priceFen: price, priceBasis: z.enum(priceBases) }))
        .min(1)
        .max(500)
        .refine((all) => new Set(all.map((i) => i.commodityId)).size === all.length, '同一品种只能出现一次'),
    }),
    output: z.object({ set: z.number().int() }),
  }),
  listPublicListings: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/listings',
    summary: '市场里在售的商品，可按品名、摊位、经营户和拼音搜索',
    access: open,
    query: z.object(publicQuery),
    output: page(publicListing).extend({
      /** Nothing is called what was typed; these are one slip away from it. */
      approximate: z.boolean(),
      asOf: f.instant,
    }),
    shared: true,
  }),
  getPriceTags: route({
    method: 'GET',
    path: '/api/v1/public/screens/{screenCode}/price-tags',
    summary: '摊位屏的价签；screenCode 是「市场代码-摊位号」',
    access: open,
    output: z.object({
      stallCode: z.string(),
      items: z.array(
        listingCore.pick({
          listingId: true,
          name: true,
          specification: true,
          origin: true,
          priceFen: true,
          priceBasis: true,
          pieceUnit: true,
          priceOn: true,
          guidePrice: true,
        }),
      ),
      asOf: f.instant,
    }),
  }),
}
