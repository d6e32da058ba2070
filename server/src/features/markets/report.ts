/** Read-only report: joins the ledger with devices, notices and payment codes for the console's lists and work list. */
import { type SQL, sql } from 'drizzle-orm'
import { screenSilentAfterSeconds } from '@smart-market/shared/contracts/devices.ts'
import type { LedgerRow, Stall } from '@smart-market/shared/contracts/markets.ts'
import { maskPhone } from '@smart-market/shared/resident-id.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { rowsOf } from '../../db/client.ts'
import { holdersTable, papersTable } from './papers.ts'
import { likePattern } from '../../lib/like-pattern.ts'

export interface Paging {
  readonly page: number
  readonly pageSize: number
}
export interface Page<T> extends Paging {
  readonly items: T[]
  readonly total: number
}

export const limitOf = ({ page, pageSize }: Paging): SQL =>
  sql`limit ${pageSize}::int offset ${(page - 1) * pageSize}::int`
export const allOf = (conditions: readonly (SQL | undefined)[]): SQL =>
  sql.join(
    conditions.filter((c) => c !== undefined),
    sql` and `,
  )
const isoText = (column: string): SQL =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
export const direction = (order: 'asc' | 'desc'): SQL =>
  sql.raw(order === 'desc' ? 'desc nulls last' : 'asc nulls last')

/** A device is alive when its last heartbeat is at most this old. */
export const aliveSince = (now: Date): SQL =>
  sql`${new Date(now.getTime() - screenSilentAfterSeconds * 1000).toISOString()}::timestamptz`

const screenState = (now: Date): SQL =>
  sql`case when d.stall_id is null then 'none' when d.seen_at >= ${aliveSince(now)} then 'alive' else 'silent' end`

/** One row a stall: s stall, z zone, h holder today, m merchant, p papers, d screens. A merchant sees own stalls only. */
const stallsWithHolders = (ctx: Ctx): SQL => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  return sql`from stalls s
    left join zones z on z.market_id = s.market_id and z.zone_id = s.zone_id
    left join ${holdersTable(marketId, today)} h on h.stall_id = s.stall_id
    left join merchants m on m.market_id = s.market_id and m.merchant_id = h.merchant_id
    left join (
      select stall_id, max(last_heartbeat_at) as seen_at from devices
      where market_id = ${marketId} and kind = 'screen' and retired_at is null and stall_id is not null group by stall_id
    ) d on d.stall_id = s.stall_id`
}
const visibleStalls = (ctx: Ctx): SQL =>
  allOf([
    sql`s.market_id = ${marketOf(ctx)}`,
    ctx.merchantId === null ? undefined : sql`h.merchant_id = ${ctx.merchantId}`,
  ])

const stallSearch = (q: string | undefined): SQL | undefined => {
  if (q === undefined || q === '') return undefined
  const pattern = likePattern(q)
  return sql`(lower(s.code) like ${pattern} or m.search_text like ${pattern} or lower(m.credit_code) like ${pattern} or lower(z.name) like ${pattern})`
}
const occupancyIs = (occupancy: 'occupied' | 'vacant' | undefined): SQL | undefined =>
  occupancy === undefined ? undefined : sql.raw(`m.merchant_id is ${occupancy === 'occupied' ? 'not ' : ''}null`)
const zoneIs = (zoneId: string | undefined): SQL | undefined =>
  zoneId === undefined ? undefined : sql`s.zone_id = ${zoneId}`

export interface StallQuery extends Paging {
  readonly q?: string | undefined
  readonly zoneId?: string | undefined
  readonly stallId?: string
  readonly occupancy?: 'occupied' | 'vacant' | undefined
  readonly sort: 'code' | 'merchantName'
  readonly order: 'asc' | 'desc'
}

export const listStallViews = async (ctx: Ctx, tx: Tx, query: StallQuery): Promise<Page<Stall>> => {
  const rows = sql`${stallsWithHolders(ctx)} where ${allOf([
    visibleStalls(ctx),
    stallSearch(query.q),
    zoneIs(query.zoneId),
    occupancyIs(query.occupancy),
    query.stallId === undefined ? undefined : sql`s.stall_id = ${query.stallId}`,
  ])}`
  const sort = sql.raw({ code: 's.code collate "C"', merchantName: 'm.name collate "C"' }[query.sort])
  const items = await rowsOf<Stall>(
    tx,
    sql`select s.stall_id as "stallId", s.code, s.zone_id as "zoneId", z.name as "zoneName", s.x, s.y,
      s.area_square_metres as "areaSquareMetres", m.merchant_id as "merchantId", m.name as "merchantName",
      ${screenState(ctx.now)} as "screenState", ${isoText('d.seen_at')} as "screenSeenAt",
      (select max(c.version)::int from stall_codes c
        where c.market_id = s.market_id and c.stall_id = s.stall_id and c.revoked_at is null) as "paymentCodeVersion"
    ${rows} order by ${sort} ${direction(query.order)}, s.code collate "C" ${limitOf(query)}`,
  )
  return { items, total: await countOf(tx, rows), page: query.page, pageSize: query.pageSize }
}

export const countOf = async (tx: Tx, rows: SQL): Promise<number> => {
  const [row] = await rowsOf<{ total: number }>(tx, sql`select count(*)::int as total ${rows}`)
  return row?.total ?? 0
}

export interface LedgerFilters {
  readonly q?: string | undefined
  readonly zoneId?: string | undefined
  readonly occupancy?: 'occupied' | 'vacant' | undefined
  readonly documents?: 'expired' | 'missing' | 'complete' | undefined
  readonly screen?: 'alive' | 'silent' | 'none' | undefined
}
export interface LedgerQuery extends LedgerFilters, Paging {
  readonly sort: 'stallCode' | 'merchantName' | 'zoneName' | 'nextExpiryOn' | 'creditGrade'
  readonly order: 'asc' | 'desc'
}

const expiredPapers = sql.raw('p.licences_expired + p.staff_expired > 0')
const missingPapers = sql.raw('p.licences_missing + p.staff_missing > 0')
const documentsAre = (documents: LedgerFilters['documents']): SQL | undefined => {
  switch (documents) {
    case undefined:
      return undefined
    case 'expired':
      return expiredPapers
    case 'missing':
      return missingPapers
    case 'complete':
      return sql`not (${expiredPapers}) and not (${missingPapers})`
  }
}
const ledgerSorts = {
  stallCode: 's.code collate "C"',
  merchantName: 'm.name collate "C"',
  zoneName: 'z.name collate "C"',
  nextExpiryOn: 'p.next_expiry_on',
  creditGrade: 'm.credit_grade',
} as const

/** One row a stall, vacant ones too. */
export const listLedgerRows = async (ctx: Ctx, tx: Tx, query: LedgerQuery): Promise<Page<LedgerRow>> => {
  const rows = sql`${stallsWithHolders(ctx)}
    left join ${papersTable(marketOf(ctx), businessDate(ctx.now))} p on p.merchant_id = m.merchant_id
    where ${allOf([
      visibleStalls(ctx),
      stallSearch(query.q),
      zoneIs(query.zoneId),
      occupancyIs(query.occupancy),
      documentsAre(query.documents),
      query.screen === undefined ? undefined : sql`${screenState(ctx.now)} = ${query.screen}`,
    ])}`
  const items = await rowsOf<Omit<LedgerRow, 'phoneMasked'> & { phone: string | null }>(
    tx,
    sql`select s.stall_id as "stallId", s.code as "stallCode", z.name as "zoneName", m.merchant_id as "merchantId",
      m.name as "merchantName", m.credit_code as "creditCode", m.phone, m.goods_scope as "goodsScope",
      m.credit_grade as "creditGrade", h.from_on::text as "tenancyFrom",
      coalesce(p.licence_count, 0) as "licenceCount", coalesce(p.licences_expired, 0) as "licencesExpired",
      p.next_expiry_on::text as "nextExpiryOn", ${screenState(ctx.now)} as "screenState"
    ${rows} order by ${sql.raw(ledgerSorts[query.sort])} ${direction(query.order)}, s.code collate "C" ${limitOf(query)}`,
  )
  return {
    items: items.map(({ phone, ...item }) => ({ ...item, phoneMasked: phone === null ? null : maskPhone(phone) })),
    total: await countOf(tx, rows),
    page: query.page,
    pageSize: query.pageSize,
  }
}

export const listZoneViews = async (ctx: Ctx, tx: Tx, zoneId?: string) => {
  const marketId = marketOf(ctx)
  return rowsOf<{
    zoneId: string
    code: string
    name: string
    kind: 'entrance' | 'aisle' | 'trading' | 'other'
    floor: number
    requiresCamera: boolean
    requiresSmoke: boolean
    requiresThermal: boolean
    stallCount: number
    camerasAlive: number
    smokeHeadsAlive: number
    thermalsAlive: number
  }>(
    tx,
    sql`select z.zone_id as "zoneId", z.code, z.name, z.kind, z.floor, z.requires_camera as "requiresCamera",
      z.requires_smoke as "requiresSmoke", z.requires_thermal as "requiresThermal",
      (select count(*)::int from stalls s where s.market_id = z.market_id and s.zone_id = z.zone_id) as "stallCount",
      coalesce(d.cameras, 0) as "camerasAlive", coalesce(d.smoke_heads, 0) as "smokeHeadsAlive",
      coalesce(d.thermals, 0) as "thermalsAlive"
    from zones z
    left join (
      select zone_id, (count(*) filter (where kind = 'camera'))::int as cameras,
        (count(*) filter (where kind = 'smoke'))::int as smoke_heads,
        (count(*) filter (where kind = 'thermal'))::int as thermals
      from devices where market_id = ${marketId} and retired_at is null and last_heartbeat_at >= ${aliveSince(ctx.now)}
      group by zone_id
    ) d on d.zone_id = z.zone_id
    where ${allOf([
      sql`z.market_id = ${marketId}`,
      sql.raw('z.removed_at is null'),
      zoneId === undefined ? undefined : sql`z.zone_id = ${zoneId}`,
    ])}
    order by z.floor, z.code collate "C"`,
  )
}

/** Stalls and devices that still point to the zone. */
export const countZoneOccupants = async (tx: Tx, marketId: string, zoneId: string): Promise<number> => {
  const [row] = await rowsOf<{ total: number }>(
    tx,
    sql`select ((select count(*) from stalls where market_id = ${marketId} and zone_id = ${zoneId})
      + (select count(*) from devices where market_id = ${marketId} and zone_id = ${zoneId} and retired_at is null))::int as total`,
  )
  return row?.total ?? 0
}
