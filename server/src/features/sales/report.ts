/** Read-only report: sales joined with the stalls and merchants that belong to other features. */
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { merchants, stalls } from '../../db/schema/markets.ts'
import { salePairs, sales } from '../../db/schema/sales.ts'
import { patternOf } from '../../lib/like-pattern.ts'

type SaleChannel = (typeof saleChannels)[number]

export interface SalesQuery {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly page: number
  readonly pageSize: number
}

const paired = alias(sales, 'weighing')
const isPayment = and(eq(salePairs.marketId, sales.marketId), eq(salePairs.paymentSaleId, sales.saleId))
const isWeighing = and(eq(paired.marketId, salePairs.marketId), eq(paired.saleId, salePairs.weighingSaleId))
/** A weighing that was paid by the stall's code is told with its payment, one that was used for an order with the order. */
const isOwnSale = sql`(not exists (select 1 from sale_pairs x
  where x.market_id = sales.market_id and x.weighing_sale_id = sales.sale_id)
  and not exists (select 1 from picked_weighings w
  where w.market_id = sales.market_id and w.weighing_sale_id = sales.sale_id))`

/** A search by words, or by one merchant, has no rollup to count from: without a first date it looks back this far. */
const searchDays = 31

export const listSales = async (ctx: Ctx, query: SalesQuery) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const mustCount = (query.q ?? '') !== '' || ctx.merchantId !== null
    const from = query.from ?? (mustCount ? addDays(query.to ?? businessDate(ctx.now), 1 - searchDays) : undefined)
    const range = { from, to: query.to }
    const like = patternOf(query.q)
    const where = and(
      eq(sales.marketId, marketId),
      isOwnSale,
      from === undefined ? undefined : sql`${sales.businessDate} >= ${from}::date`,
      query.to === undefined ? undefined : sql`${sales.businessDate} <= ${query.to}::date`,
      like === undefined
        ? undefined
        : sql`(${stalls.code} ilike ${like} or ${merchants.name} ilike ${like} or ${sales.summary} ilike ${like}
            or ${paired.summary} ilike ${like})`,
    )
    const items = await tx
      .select({ sale: sales, weighing: paired, stallCode: stalls.code, merchantName: merchants.name })
      .from(sales)
      .innerJoin(stalls, and(eq(stalls.marketId, sales.marketId), eq(stalls.stallId, sales.stallId)))
      .leftJoin(merchants, and(eq(merchants.marketId, sales.marketId), eq(merchants.merchantId, sales.merchantId)))
      .leftJoin(salePairs, isPayment)
      .leftJoin(paired, isWeighing)
      .where(where)
      .orderBy(desc(sales.businessDate), desc(sales.soldAt), desc(sales.saleId))
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
    const total = mustCount ? await countSales(tx, where) : await countFromRollup(tx, marketId, range)
    return {
      items: items.map(({ sale, weighing, stallCode, merchantName }) => ({
        ...sale,
        ...(weighing === null ? {} : { summary: weighing.summary, lineCount: weighing.lineCount }),
        weighing: weighing && {
          saleId: weighing.saleId,
          soldAt: weighing.soldAt.toISOString(),
          channel: weighing.channel,
        },
        soldAt: sale.soldAt.toISOString(),
        stallCode,
        merchantName,
      })),
      total,
      page: query.page,
      pageSize: query.pageSize,
    }
  })

const countSales = async (tx: Tx, where: SQL | undefined): Promise<number> => {
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(sales)
    .innerJoin(stalls, and(eq(stalls.marketId, sales.marketId), eq(stalls.stallId, sales.stallId)))
    .leftJoin(merchants, and(eq(merchants.marketId, sales.marketId), eq(merchants.merchantId, sales.merchantId)))
    .leftJoin(salePairs, isPayment)
    .leftJoin(paired, isWeighing)
    .where(where)
  return count?.total ?? 0
}

const inRange = ({ from, to }: { from?: string | undefined; to?: string | undefined }): SQL =>
  sql`business_date >= ${from ?? '2000-01-01'}::date and business_date <= ${to ?? '9999-12-31'}::date`

const countFromRollup = async (
  tx: Tx,
  marketId: string,
  range: { from?: string | undefined; to?: string | undefined },
): Promise<number> => {
  const [row] = await rowsOf<{ total: number }>(
    tx,
    sql`select coalesce(sum(sale_count + refund_count), 0)::int as total from sales_days where market_id = ${marketId} and ${inRange(range)}`,
  )
  return row?.total ?? 0
}

interface DayRow extends Record<string, unknown> {
  readonly businessDate: string
  readonly saleCount: number
  readonly amountFen: number
  readonly refundCount: number
  readonly refundFen: number
  readonly stallCount: number
  readonly declaredAmountFen: number
}

/** Sales one by one in the columns of the rollup, for merchants: the rollup knows none. */
const ownSales = sql`select business_date, stall_id, channel, amount_fen, (amount_fen >= 0)::int as sale_count,
  (amount_fen < 0)::int as refund_count, greatest(-amount_fen, 0) as refund_fen from sales`

/** Totals by business date, the last 30 unless told. A merchant gets totals of own sales, from the sales themselves. */
export const listSalesDays = async (ctx: Ctx, query: { from?: string | undefined; to?: string | undefined }) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const to = query.to ?? businessDate(ctx.now)
    const range = { from: query.from ?? addDays(to, -29), to }
    const ofMarket = sql`from sales_days where market_id = ${marketId} and ${inRange(range)}`
    // Row-level security leaves the merchant's own sales.
    const ofMerchant = sql`from (${ownSales} where market_id = ${marketId} and ${inRange(range)} and ${isOwnSale}) own`
    const source = ctx.merchantId === null ? ofMarket : ofMerchant
    const items = await rowsOf<DayRow>(
      tx,
      sql`select business_date::text as "businessDate", sum(sale_count)::int as "saleCount",
          sum(amount_fen)::float8 as "amountFen", sum(refund_count)::int as "refundCount",
          sum(refund_fen)::float8 as "refundFen", count(distinct stall_id)::int as "stallCount",
          coalesce(sum(amount_fen) filter (where channel = 'declared'), 0)::float8 as "declaredAmountFen"
        ${source} group by business_date order by business_date`,
    )
    const [reporting] = await rowsOf<{ stalls: number }>(
      tx,
      sql`select count(distinct stall_id) filter (where channel <> 'declared')::int as stalls ${source}`,
    )
    return {
      items,
      asOf: ctx.now.toISOString(),
      coverage: { stallsReporting: reporting?.stalls ?? 0, stalls: await countStalls(ctx, tx, range) },
    }
  })

interface ChannelRow extends Record<string, unknown> {
  readonly channel: SaleChannel
  readonly saleCount: number
  readonly amountFen: number
  readonly refundCount: number
  readonly refundFen: number
}

/** One row a channel that sold on the business date, today unless told; of a merchant's own sales for a merchant. */
export const listChannelSales = async (ctx: Ctx, on = businessDate(ctx.now)) =>
  withTransaction(ctx, async (tx) => {
    const ofDay = sql`where market_id = ${marketOf(ctx)} and business_date = ${on}::date`
    // Row-level security leaves the merchant's own sales.
    const source = ctx.merchantId === null ? sql`sales_days ${ofDay}` : sql`(${ownSales} ${ofDay} and ${isOwnSale}) own`
    const items = await rowsOf<ChannelRow>(
      tx,
      sql`select channel, sum(sale_count)::int as "saleCount", sum(amount_fen)::float8 as "amountFen",
          sum(refund_count)::int as "refundCount", sum(refund_fen)::float8 as "refundFen"
        from ${source} group by channel order by channel`,
    )
    return { businessDate: on, items, asOf: ctx.now.toISOString() }
  })

/** Stalls of the market; for a merchant, those held at some time of the range. */
const countStalls = async (ctx: Ctx, tx: Tx, range: { from: string; to: string }): Promise<number> => {
  const [row] = await rowsOf<{ stalls: number }>(
    tx,
    ctx.merchantId === null
      ? sql`select count(*)::int as stalls from stalls where market_id = ${marketOf(ctx)}`
      : sql`select count(distinct stall_id)::int as stalls from tenancies
          where market_id = ${marketOf(ctx)} and merchant_id = ${ctx.merchantId}
            and from_on <= ${range.to}::date and (to_on is null or to_on > ${range.from}::date)`,
  )
  return row?.stalls ?? 0
}
