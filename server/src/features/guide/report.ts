/** Read-only report: what anyone may see of a market, joined over markets, sales, notices and foot traffic. */
import { and, asc, desc, eq, gt, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { PublicStallSummary } from '@smart-market/shared/contracts/public.ts'
import { addDays } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import {
  healthCertificates,
  licences,
  markets,
  merchants,
  staffMembers,
  stalls,
  tenancies,
  zones,
} from '../../db/schema/markets.ts'
import { notices } from '../../db/schema/notices.ts'
import { likePattern } from '../../lib/like-pattern.ts'

interface Window {
  readonly limit: number
  readonly offset: number
}

/** Page of markets by code, with how many markets match. */
export const findMarkets = async (tx: Tx, q: string | undefined, { limit, offset }: Window) => {
  const where =
    q === undefined || q === ''
      ? undefined
      : sql`lower(${markets.code} || ' ' || ${markets.name} || ' ' || ${markets.districtName} || ' ' || ${markets.address}) like ${likePattern(q)}`
  const items = await tx.select().from(markets).where(where).orderBy(asc(markets.code)).limit(limit).offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(markets)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

/** Stalls and trading merchants of each market. Needs a transaction that may look into all of them. */
export const countTraders = async (tx: Tx, marketIds: readonly string[], today: string) => {
  if (marketIds.length === 0) return new Map<string, { stallCount: number; merchantCount: number }>()
  const rows = await tx
    .select({
      marketId: stalls.marketId,
      stallCount: sql<number>`count(distinct ${stalls.stallId})::int`,
      merchantCount: sql<number>`count(distinct ${tenancies.merchantId})::int`,
    })
    .from(stalls)
    .leftJoin(
      tenancies,
      and(eq(tenancies.marketId, stalls.marketId), eq(tenancies.stallId, stalls.stallId), heldOn(today)),
    )
    .where(inArray(stalls.marketId, [...marketIds]))
    .groupBy(stalls.marketId)
  return new Map(rows.map(({ marketId, ...counts }) => [marketId, counts] as const))
}

const heldOn = (onDate: string) =>
  and(lte(tenancies.fromOn, onDate), or(isNull(tenancies.toOn), gt(tenancies.toOn, onDate)))

export const listZonesWithStalls = async (tx: Tx, marketId: string) =>
  tx
    .select({
      zoneId: zones.zoneId,
      name: zones.name,
      floor: zones.floor,
      stallCount: sql<number>`count(${stalls.stallId})::int`,
    })
    .from(zones)
    .leftJoin(stalls, and(eq(stalls.marketId, zones.marketId), eq(stalls.zoneId, zones.zoneId)))
    .where(and(eq(zones.marketId, marketId), isNull(zones.removedAt)))
    .groupBy(zones.zoneId, zones.name, zones.floor, zones.code)
    .orderBy(asc(zones.floor), asc(zones.code))

export const listPublishedNotices = async (tx: Tx, marketId: string, limit: number) =>
  tx
    .select({ noticeId: notices.noticeId, kind: notices.kind, title: notices.title, publishedAt: notices.publishedAt })
    .from(notices)
    .where(
      and(
        eq(notices.marketId, marketId),
        eq(notices.state, 'published'),
        sql`${notices.places} @> '["mini_program"]'::jsonb`,
      ),
    )
    .orderBy(desc(notices.publishedAt), desc(notices.noticeId))
    .limit(limit)

export const findPublishedNotice = async (tx: Tx, marketId: string, noticeId: string) => {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.marketId, marketId), eq(notices.noticeId, noticeId), eq(notices.state, 'published')))
  return row
}

export interface RankedStall {
  readonly stallCode: string
  readonly merchantName: string
  readonly saleCount: number
}

/**
 * Stalls by sales in the last `days` business dates, of the merchant who is there now: what a predecessor sold does
 * not count, nor what a merchant merely declared. Together with how many stalls reported at all.
 */
export const rankStalls = async (
  tx: Tx,
  marketId: string,
  today: string,
  days: number,
): Promise<{ items: RankedStall[]; stallsReporting: number }> => {
  const from = addDays(today, 1 - days)
  const items = await rowsOf<{ stallCode: string; merchantName: string; saleCount: number }>(
    tx,
    sql`select s.code as "stallCode", m.name as "merchantName", d.sale_count as "saleCount"
    from (
      select d.stall_id, t.merchant_id, sum(d.sale_count)::int as sale_count from sales_days d
      join tenancies t on t.market_id = d.market_id and t.stall_id = d.stall_id and d.business_date >= t.from_on
        and t.from_on <= ${today}::date and (t.to_on is null or t.to_on > ${today}::date)
      where d.market_id = ${marketId} and d.business_date between ${from}::date and ${today}::date
        and d.channel <> 'declared'
      group by d.stall_id, t.merchant_id having sum(d.sale_count) > 0
    ) d
    join stalls s on s.market_id = ${marketId} and s.stall_id = d.stall_id
    join merchants m on m.market_id = ${marketId} and m.merchant_id = d.merchant_id
    order by d.sale_count desc, s.code collate "C"`,
  )
  return { items, stallsReporting: items.length }
}

/** Visits of today in hours that are over; undefined when no counter has reported one. */
export const sumFootTraffic = async (
  tx: Tx,
  marketId: string,
  today: string,
  now: Date,
): Promise<{ entryCount: number; asOf: string } | undefined> => {
  const [row] = await rowsOf<{ entryCount: number | null; asOf: string | null }>(
    tx,
    sql`select sum(entry_count)::int as "entryCount",
      to_char((max(hour_at) + interval '1 hour') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "asOf"
    from foot_traffic_hours
    where market_id = ${marketId} and business_date = ${today}::date
      and hour_at + interval '1 hour' <= ${now.toISOString()}::timestamptz`,
  )
  if (row === undefined || row.entryCount === null || row.asOf === null) return undefined
  return { entryCount: row.entryCount, asOf: row.asOf }
}

/** Entries of the newest full hour within `maxAgeHours`, and of the same hour of the day on the 28 days before. */
export const readCrowding = async (
  tx: Tx,
  marketId: string,
  now: Date,
  maxAgeHours: number,
): Promise<{ hourAt: string; entryCount: number; before: number[] } | undefined> => {
  const at = sql`${now.toISOString()}::timestamptz`
  const [row] = await rowsOf<{ hourAt: string; entryCount: number; before: number[] | null }>(
    tx,
    sql`with hours as (
        select hour_at, sum(entry_count)::int as entries from foot_traffic_hours
        where market_id = ${marketId} and hour_at + interval '1 hour' <= ${at} and hour_at > ${at} - interval '29 days'
        group by hour_at),
      newest as (
        select hour_at, entries from hours
        where hour_at + interval '1 hour' > ${at} - make_interval(hours => ${maxAgeHours}::int)
        order by hour_at desc limit 1)
      select to_char(n.hour_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "hourAt", n.entries as "entryCount",
        (select jsonb_agg(h.entries order by h.entries) from hours h
          where h.hour_at < n.hour_at
            and h.hour_at at time zone 'Asia/Shanghai' - (h.hour_at at time zone 'Asia/Shanghai')::date
              = n.hour_at at time zone 'Asia/Shanghai' - (n.hour_at at time zone 'Asia/Shanghai')::date) as before
      from newest n`,
  )
  return row === undefined ? undefined : { ...row, before: row.before ?? [] }
}

export interface GuideOnHome {
  readonly commodityName: string
  readonly priceFen: number
  readonly priceBasis: 'per_500g' | 'per_kg' | 'per_piece'
  readonly businessDate: string
  readonly source: string
}

/** The newest guide price of each commodity after one business date, of what most stalls sell first. */
export const listGuideOnHome = async (
  tx: Tx,
  marketId: string,
  after: string,
  upTo: string,
  limit: number,
): Promise<GuideOnHome[]> =>
  rowsOf<GuideOnHome & Record<string, unknown>>(
    tx,
    sql`select c.name as "commodityName", g.price_fen::float8 as "priceFen", g.price_basis as "priceBasis",
        g.business_date::text as "businessDate", g.source
      from (select distinct on (commodity_id) * from guide_prices
        where market_id = ${marketId} and business_date > ${after}::date and business_date <= ${upTo}::date
        order by commodity_id, business_date desc) g
      join commodities c on c.commodity_id = g.commodity_id
      left join (select commodity_id, count(*) as sellers from listings
        where market_id = ${marketId} and state = 'on_sale' group by commodity_id) l on l.commodity_id = g.commodity_id
      order by g.business_date desc, coalesce(l.sellers, 0) desc, c.sort limit ${limit}::int`,
  )

export interface StallSearch extends Window {
  readonly q?: string | undefined
  /** In place of `q`: any of these patterns, or a code that reads alike. */
  readonly near?: { readonly likes: readonly string[]; readonly code: string } | undefined
  readonly zoneId?: string | undefined
}

/** Stalls by code with who is there today, with how many match. */
export const searchStalls = async (
  tx: Tx,
  marketId: string,
  today: string,
  { q, near, zoneId, limit, offset }: StallSearch,
): Promise<{ items: PublicStallSummary[]; total: number }> => {
  const where = and(
    eq(stalls.marketId, marketId),
    zoneId === undefined ? undefined : eq(stalls.zoneId, zoneId),
    matches(q),
    near === undefined ? undefined : isNear(near),
  )
  const items = await stallsToday(tx, today)
    .where(where)
    .orderBy(sql`${stalls.code} collate "C"`)
    .limit(limit)
    .offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(stalls)
    .leftJoin(
      tenancies,
      and(eq(tenancies.marketId, stalls.marketId), eq(tenancies.stallId, stalls.stallId), heldOn(today)),
    )
    .leftJoin(merchants, and(eq(merchants.marketId, stalls.marketId), eq(merchants.merchantId, tenancies.merchantId)))
    .where(where)
  return { items: items.map(({ merchantId: _merchantId, ...item }) => item), total: count?.total ?? 0 }
}

const isNear = ({ likes, code }: NonNullable<StallSearch['near']>): SQL => {
  // As plainCode reads it.
  const plain = sql`translate(lower(regexp_replace(${stalls.code}, '[^[:alnum:]]', '', 'g')), 'oil', '011')`
  const patterns = sql`any (array(select jsonb_array_elements_text(${JSON.stringify(likes)}::text::jsonb)))`
  const sounds = sql`${merchants.searchText} like ${patterns}`
  return code === '' ? sounds : sql`(${plain} = ${code} or ${sounds})`
}

const matches = (q: string | undefined): SQL | undefined => {
  if (q === undefined || q === '') return undefined
  const pattern = likePattern(q)
  return sql`(lower(${stalls.code}) like ${pattern} or ${merchants.searchText} like ${pattern})`
}

const stallsToday = (tx: Tx, today: string) =>
  tx
    .select({
      stallCode: stalls.code,
      zoneName: zones.name,
      merchantId: merchants.merchantId,
      merchantName: merchants.name,
      goodsScope: merchants.goodsScope,
      creditGrade: merchants.creditGrade,
    })
    .from(stalls)
    .leftJoin(zones, and(eq(zones.marketId, stalls.marketId), eq(zones.zoneId, stalls.zoneId)))
    .leftJoin(
      tenancies,
      and(eq(tenancies.marketId, stalls.marketId), eq(tenancies.stallId, stalls.stallId), heldOn(today)),
    )
    .leftJoin(merchants, and(eq(merchants.marketId, stalls.marketId), eq(merchants.merchantId, tenancies.merchantId)))

export const findStallToday = async (tx: Tx, marketId: string, stallCode: string, today: string) => {
  const [row] = await stallsToday(tx, today).where(and(eq(stalls.marketId, marketId), eq(stalls.code, stallCode)))
  return row
}

/** The merchant's papers, and staff who have not left with the end of each one's latest health certificate. */
export const readPapers = async (tx: Tx, marketId: string, merchantId: string, today: string) => {
  const [merchant] = await tx
    .select({ phone: merchants.phone, sellsReadyToEat: merchants.sellsReadyToEat })
    .from(merchants)
    .where(and(eq(merchants.marketId, marketId), eq(merchants.merchantId, merchantId)))
  const held = await tx
    .select({ kind: licences.kind, number: licences.number, scope: licences.scope, validTo: licences.validTo })
    .from(licences)
    .where(and(eq(licences.marketId, marketId), eq(licences.merchantId, merchantId), isNull(licences.removedAt)))
    .orderBy(asc(licences.kind), asc(licences.number))
  const staff = await tx
    .select({
      name: staffMembers.name,
      duty: staffMembers.duty,
      required: staffMembers.requiresHealthCertificate,
      validTo: sql<string | null>`max(${healthCertificates.validTo})::text`,
    })
    .from(staffMembers)
    .leftJoin(
      healthCertificates,
      and(
        eq(healthCertificates.marketId, staffMembers.marketId),
        eq(healthCertificates.staffMemberId, staffMembers.staffMemberId),
      ),
    )
    .where(
      and(
        eq(staffMembers.marketId, marketId),
        eq(staffMembers.merchantId, merchantId),
        or(isNull(staffMembers.leftOn), gt(staffMembers.leftOn, today)),
      ),
    )
    .groupBy(staffMembers.staffMemberId, staffMembers.name, staffMembers.duty, staffMembers.requiresHealthCertificate)
    .orderBy(asc(staffMembers.name))
  return { phone: merchant?.phone ?? null, sellsReadyToEat: merchant?.sellsReadyToEat ?? false, licences: held, staff }
}
