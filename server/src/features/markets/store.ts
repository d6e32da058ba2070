/** SQL of markets, zones, stalls and tenancies. */
import type { PgColumn } from 'drizzle-orm/pg-core'
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { markets, merchants, stalls, tenancies, zones } from '../../db/schema/markets.ts'

export type MarketRow = typeof markets.$inferSelect
export type ZoneRow = typeof zones.$inferSelect
export type StallRow = typeof stalls.$inferSelect
export type TenancyRow = typeof tenancies.$inferSelect

export const insertMarket = async (tx: Tx, row: MarketRow): Promise<void> => {
  await tx.insert(markets).values(row)
}

export const findMarket = async (tx: Tx, marketId: string): Promise<MarketRow | undefined> => {
  const [row] = await tx.select().from(markets).where(eq(markets.marketId, marketId))
  return row
}

/** Codes are kept in capitals; people type them either way. */
export const findMarketByCode = async (tx: Tx, code: string): Promise<MarketRow | undefined> => {
  const [row] = await tx.select().from(markets).where(eq(markets.code, code.toUpperCase()))
  return row
}

export const updateMarket = async (tx: Tx, marketId: string, set: Partial<MarketRow>): Promise<void> => {
  await tx.update(markets).set(set).where(eq(markets.marketId, marketId))
}

export const listMarketRows = async (tx: Tx): Promise<MarketRow[]> =>
  tx.select().from(markets).orderBy(asc(markets.code))

export interface MarketSearch {
  readonly reach: 'all' | { readonly marketIds: readonly string[]; readonly districtCodes: readonly string[] }
  readonly pattern: string | undefined
  readonly limit: number
  readonly offset: number
}
export const searchMarkets = async (
  tx: Tx,
  { reach, pattern, limit, offset }: MarketSearch,
): Promise<{ items: MarketRow[]; total: number }> => {
  const where = and(
    reach === 'all'
      ? undefined
      : or(inArray(markets.marketId, [...reach.marketIds]), inArray(markets.districtCode, [...reach.districtCodes])),
    pattern === undefined
      ? undefined
      : sql`lower(${markets.code} || ' ' || ${markets.name} || ' ' || ${markets.districtName}) like ${pattern}`,
  )
  const items = await tx.select().from(markets).where(where).orderBy(asc(markets.code)).limit(limit).offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(markets)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export const findZone = async (tx: Tx, marketId: string, zoneId: string): Promise<ZoneRow | undefined> => {
  const [row] = await tx
    .select()
    .from(zones)
    .where(and(eq(zones.marketId, marketId), eq(zones.zoneId, zoneId), isNull(zones.removedAt)))
  return row
}

export const listZoneRows = async (tx: Tx, marketId: string): Promise<ZoneRow[]> =>
  tx
    .select()
    .from(zones)
    .where(and(eq(zones.marketId, marketId), isNull(zones.removedAt)))
    .orderBy(asc(zones.floor), asc(zones.code))

export const insertZone = async (tx: Tx, row: ZoneRow): Promise<void> => {
  await tx.insert(zones).values(row)
}

export const updateZone = async (tx: Tx, marketId: string, zoneId: string, set: Partial<ZoneRow>): Promise<void> => {
  await tx
    .update(zones)
    .set(set)
    .where(and(eq(zones.marketId, marketId), eq(zones.zoneId, zoneId)))
}

/** Keeps a zone from being emptied and filled at once: both sides take the zone's row lock first. */
export const lockZone = async (tx: Tx, marketId: string, zoneId: string): Promise<ZoneRow | undefined> => {
  const [row] = await tx
    .select()
    .from(zones)
    .where(and(eq(zones.marketId, marketId), eq(zones.zoneId, zoneId), isNull(zones.removedAt)))
    .for('update')
  return row
}

export const findStall = async (tx: Tx, marketId: string, stallId: string): Promise<StallRow | undefined> => {
  const [row] = await tx
    .select()
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), eq(stalls.stallId, stallId)))
  return row
}

/** Stalls in the order of their codes; only those named when codes are given. */
/** One parameter however many values: a statement with 500 takes longer to write down than to run. */
const isIn = (column: PgColumn, values: readonly string[]): SQL =>
  sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`

export const listStallRows = async (tx: Tx, marketId: string, codes?: readonly string[]): Promise<StallRow[]> =>
  tx
    .select()
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), codes === undefined ? undefined : isIn(stalls.code, codes)))
    .orderBy(asc(stalls.code))

export const insertStall = async (tx: Tx, row: StallRow): Promise<void> => {
  await tx.insert(stalls).values(row)
}

export const updateStall = async (tx: Tx, marketId: string, stallId: string, set: Partial<StallRow>): Promise<void> => {
  await tx
    .update(stalls)
    .set(set)
    .where(and(eq(stalls.marketId, marketId), eq(stalls.stallId, stallId)))
}

/** A tenancy is active on a date from its first day to the day before its end. */
export const activeOn = (onDate: string): SQL =>
  sql`${tenancies.fromOn} <= ${onDate}::date and (${tenancies.toOn} is null or ${tenancies.toOn} > ${onDate}::date)`

export interface TenancyOn {
  readonly stallId: string
  readonly stallCode: string
  readonly merchantId: string
  readonly merchantName: string
}
export const listTenanciesOn = async (tx: Tx, marketId: string, onDate: string): Promise<TenancyOn[]> =>
  tx
    .select({
      stallId: tenancies.stallId,
      stallCode: stalls.code,
      merchantId: tenancies.merchantId,
      merchantName: merchants.name,
    })
    .from(tenancies)
    .innerJoin(stalls, and(eq(stalls.marketId, tenancies.marketId), eq(stalls.stallId, tenancies.stallId)))
    .innerJoin(
      merchants,
      and(eq(merchants.marketId, tenancies.marketId), eq(merchants.merchantId, tenancies.merchantId)),
    )
    .where(and(eq(tenancies.marketId, marketId), activeOn(onDate)))
    .orderBy(asc(stalls.code))

export interface TenancyPeriod {
  readonly tenancyId: string
  readonly stallId: string
  readonly merchantId: string
  readonly merchantName: string
  readonly from: string
  /** First day on which the stall is free; null when open-ended. */
  readonly to: string | null
}
export type HoldingPeriod = Pick<TenancyPeriod, 'stallId' | 'merchantId' | 'from' | 'to'>
/** Who held the stalls within `[from, to)`, by id alone: asked for every batch of sales. */
export const listHoldingsBetween = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
  from: string,
  to: string,
): Promise<HoldingPeriod[]> =>
  tx
    .select({
      stallId: tenancies.stallId,
      merchantId: tenancies.merchantId,
      from: tenancies.fromOn,
      to: tenancies.toOn,
    })
    .from(tenancies)
    .where(
      and(
        eq(tenancies.marketId, marketId),
        isIn(tenancies.stallId, stallIds),
        sql`${tenancies.fromOn} < ${to}::date`,
        or(isNull(tenancies.toOn), sql`${tenancies.toOn} > ${from}::date`),
      ),
    )
    .orderBy(asc(tenancies.stallId), asc(tenancies.fromOn))

/** Tenancies of the stalls that touch `[from, to)`; `to` null means without end. */
export const listTenanciesBetween = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
  from: string,
  to: string | null,
): Promise<TenancyPeriod[]> => {
  if (stallIds.length === 0) return []
  return tx
    .select({
      tenancyId: tenancies.tenancyId,
      stallId: tenancies.stallId,
      merchantId: tenancies.merchantId,
      merchantName: merchants.name,
      from: tenancies.fromOn,
      to: tenancies.toOn,
    })
    .from(tenancies)
    .innerJoin(
      merchants,
      and(eq(merchants.marketId, tenancies.marketId), eq(merchants.merchantId, tenancies.merchantId)),
    )
    .where(
      and(
        eq(tenancies.marketId, marketId),
        inArray(tenancies.stallId, [...stallIds]),
        to === null ? undefined : sql`${tenancies.fromOn} < ${to}::date`,
        or(isNull(tenancies.toOn), sql`${tenancies.toOn} > ${from}::date`),
      ),
    )
    .orderBy(asc(tenancies.stallId), asc(tenancies.fromOn))
}

export const findTenancy = async (tx: Tx, marketId: string, tenancyId: string): Promise<TenancyRow | undefined> => {
  const [row] = await tx
    .select()
    .from(tenancies)
    .where(and(eq(tenancies.marketId, marketId), eq(tenancies.tenancyId, tenancyId)))
  return row
}

export const insertTenancy = async (tx: Tx, row: TenancyRow): Promise<void> => {
  await tx.insert(tenancies).values(row)
}

export const setTenancyEnd = async (tx: Tx, marketId: string, tenancyId: string, toOn: string): Promise<void> => {
  await tx
    .update(tenancies)
    .set({ toOn })
    .where(and(eq(tenancies.marketId, marketId), eq(tenancies.tenancyId, tenancyId)))
}

export interface ZoneRequirement {
  readonly zoneId: string
  readonly code: string
  readonly name: string
  readonly kind: ZoneRow['kind']
  readonly requiresCamera: boolean
  readonly requiresSmoke: boolean
  readonly requiresThermal: boolean
}
