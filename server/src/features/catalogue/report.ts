/** Read-only report: joins listings with stalls, merchants and tenancies for lists, shoppers and price tags. */
import { type SQL, sql } from 'drizzle-orm'
import type { CategoryCode, Listing, PublicListing } from '@smart-market/shared/contracts/catalogue.ts'
import { addDays } from '@smart-market/shared/time.ts'
import type { PriceBasis } from '@smart-market/shared/money.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { likePattern } from '../../lib/like-pattern.ts'
import { guidePriceDays, priceInBasis } from './domain.ts'

export interface ListingFilter {
  readonly q?: string | undefined
  /** In place of `q`: any of these patterns. */
  readonly likes?: readonly string[] | undefined
  readonly listingId?: string | undefined
  readonly stallId?: string | undefined
  readonly stallCode?: string | undefined
  readonly categoryCode?: CategoryCode | undefined
  readonly state?: Listing['state'] | undefined
  /** Only what a shopper may buy today: on sale, by the merchant who holds the stall. */
  readonly forShoppers?: boolean
}
interface Window {
  readonly limit: number
  readonly offset: number
}

type Row = Omit<Listing, 'guidePrice' | 'photoIds'> &
  Pick<PublicListing, 'merchantName'> & {
    guideFen: number | null
    guideBasis: PriceBasis | null
    guideOn: string | null
    guideSource: string | null
    photos: string | null
    total: number
  }
export type ListingView = Listing & Pick<PublicListing, 'merchantName'>

const anyOf = (patterns: readonly string[]): SQL =>
  sql`any (array(select jsonb_array_elements_text(${JSON.stringify(patterns)}::text::jsonb)))`

const columns =
  sql.raw(`l.listing_id as "listingId", l.commodity_id as "commodityId", l.category_code as "categoryCode",
  l.name, l.specification, l.origin, l.price_fen::float8 as "priceFen", l.price_basis as "priceBasis",
  l.piece_unit as "pieceUnit", l.price_on::text as "priceOn", l.stall_id as "stallId", s.code as "stallCode",
  l.merchant_id as "merchantId", m.name as "merchantName", l.state, k.kind as "stockKind",
  case when k.kind <> 'untracked' then k.available::float8 end as available,
  g.price_fen::float8 as "guideFen", g.price_basis as "guideBasis", g.business_date::text as "guideOn",
  g.source as "guideSource",
  (select string_agg(f.photo_id, ' ' order by f.added_at desc, f.photo_id desc) from listing_photos f
    where f.market_id = l.market_id and f.listing_id = l.listing_id) as photos`)

/** Listings with their guide price, by stall and name; `today` is the business date. Amounts in fen, stock in pieces or grams. */
export const findListings = async (
  tx: Tx,
  marketId: string,
  today: string,
  filter: ListingFilter,
  window: Window,
): Promise<{ items: ListingView[]; total: number }> => {
  const conditions: SQL[] = [sql`l.market_id = ${marketId}`]
  if (filter.listingId !== undefined) conditions.push(sql`l.listing_id = ${filter.listingId}`)
  if (filter.stallId !== undefined) conditions.push(sql`l.stall_id = ${filter.stallId}`)
  if (filter.stallCode !== undefined) conditions.push(sql`s.code = ${filter.stallCode}`)
  if (filter.categoryCode !== undefined) conditions.push(sql`l.category_code = ${filter.categoryCode}`)
  if (filter.q) conditions.push(sql`l.search_text like ${likePattern(filter.q)}`)
  if (filter.likes !== undefined) conditions.push(sql`l.search_text like ${anyOf(filter.likes)}`)
  if (filter.forShoppers) {
    conditions.push(
      sql`l.state = 'on_sale' and exists (select from tenancies t where t.market_id = l.market_id
        and t.merchant_id = l.merchant_id and t.stall_id = l.stall_id and t.from_on <= ${today}::date
        and (t.to_on is null or t.to_on > ${today}::date))`,
    )
  } else conditions.push(filter.state === undefined ? sql`l.state <> 'removed'` : sql`l.state = ${filter.state}`)
  // The page is chosen from what the filter needs; the rest is joined to its rows alone.
  const chosen = sql`select l.market_id, l.listing_id, (count(*) over ())::int as total
    from listings l join stalls s on s.market_id = l.market_id and s.stall_id = l.stall_id
    where ${sql.join(conditions, sql` and `)}
    order by s.code, l.name, l.listing_id limit ${window.limit}::int offset ${window.offset}::int`
  const from = sql`from (${chosen}) p
    join listings l on l.market_id = p.market_id and l.listing_id = p.listing_id
    join stalls s on s.market_id = l.market_id and s.stall_id = l.stall_id
    join merchants m on m.market_id = l.market_id and m.merchant_id = l.merchant_id
    join listing_stocks k on k.market_id = l.market_id and k.listing_id = l.listing_id
    left join lateral (
      select price_fen, price_basis, business_date, source from guide_prices g
      where g.market_id = l.market_id and g.commodity_id = l.commodity_id and g.business_date <= ${today}::date
        and g.business_date > ${addDays(today, -guidePriceDays)}::date
      order by g.business_date desc limit 1) g on true`
  const rows = await rowsOf<Row & Record<string, unknown>>(
    tx,
    sql`select ${columns}, p.total ${from} order by s.code, l.name, l.listing_id`,
  )
  return { items: rows.map(toView), total: rows[0]?.total ?? 0 }
}

const toView = ({ guideFen, guideBasis, guideOn, guideSource, photos, total: _total, ...row }: Row): ListingView => {
  const priceFen =
    guideFen === null || guideBasis === null ? undefined : priceInBasis(guideFen, guideBasis, row.priceBasis)
  return {
    ...row,
    photoIds: photos?.split(' ') ?? [],
    guidePrice:
      priceFen === undefined || guideOn === null
        ? null
        : { priceFen, businessDate: guideOn, source: guideSource ?? '' },
  }
}
