/** SQL of pairs of a payment by the stall's code and the weighing of the same goods. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { rowsTable } from '../../db/rows.ts'
import { salePairRefusals, salePairs } from '../../db/schema/sales.ts'
import { stallCodeSource } from './domain.ts'
import type { PossiblePair } from './pairing.ts'

export interface PairRow extends PossiblePair {
  readonly merchantId: string | null
  readonly amountFen: number
}
/** What is known of a pair that stands. */
export interface StandingPair {
  readonly paymentId: string
  readonly weighingId: string
  readonly amountFen: number
}

/** Whoever changes the pairs of a date waits for whoever does. */
export const lockPairs = async (tx: Tx, marketId: string, date: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`sale_pairs ${marketId} ${date}`}))`)
}

/** Whether any stall has both been paid by its code and weighed on the date; asks the rollup, which is small. */
export const mayPair = async (tx: Tx, marketId: string, date: string): Promise<boolean> => {
  const rows = await rowsOf<{ stall: string } & Record<string, unknown>>(
    tx,
    sql`select p.stall_id as stall from sales_days p
      join sales_days w on w.market_id = p.market_id and w.business_date = p.business_date and w.stall_id = p.stall_id
        and w.channel in ('scale', 'till')
      where p.market_id = ${marketId} and p.business_date = ${date}::date and p.channel = 'stall_code' limit 1`,
  )
  return rows.length > 0
}

/**
 * Every weighing within `minutes` of a payment by the stall's code, and every return on the scale within as many of a
 * refund: same stall, merchant and amount on the business date.
 * A weighing whose device said how it was paid pairs with that means alone. What people said is not one, or used for an
 * order, is left out.
 */
export const listPossiblePairs = async (
  tx: Tx,
  marketId: string,
  date: string,
  minutes: number,
): Promise<PairRow[]> => {
  // One pass over the day: without statistics the planner would walk the day once for each payment.
  const nestedLoops = (on: boolean) => tx.execute(sql`select set_config('enable_nestloop', ${on ? 'on' : 'off'}, true)`)
  await nestedLoops(false)
  const rows = await rowsOf<PairRow & Record<string, unknown>>(
    tx,
    sql`select p.sale_id as "paymentId", w.sale_id as "weighingId", p.source_key as "paymentKey",
        w.source || ' ' || w.source_key as "weighingKey", p.merchant_id as "merchantId",
        p.amount_fen::float8 as "amountFen", (extract(epoch from p.sold_at) * 1000)::float8 as "paidAtMs",
        (extract(epoch from w.sold_at) * 1000)::float8 as "weighedAtMs"
      from sales p
      join sales w on w.market_id = p.market_id and w.business_date = p.business_date and w.stall_id = p.stall_id
        and w.amount_fen = p.amount_fen and w.channel in ('scale', 'till')
        and w.payment_means in ('unknown', p.payment_means) and w.merchant_id is not distinct from p.merchant_id
        and w.sold_at between p.sold_at - make_interval(mins => ${minutes}::int)
          and p.sold_at + make_interval(mins => ${minutes}::int)
      where p.market_id = ${marketId} and p.business_date = ${date}::date and p.channel = 'stall_code'
        and p.source = ${stallCodeSource}
        and not exists (select 1 from picked_weighings k
          where k.market_id = w.market_id and k.weighing_sale_id = w.sale_id)
        and not exists (select 1 from sale_pair_refusals r where r.market_id = p.market_id
          and r.payment_sale_id = p.sale_id and r.weighing_sale_id = w.sale_id)`,
  )
  await nestedLoops(true)
  return rows
}

export const listPairs = async (tx: Tx, marketId: string, date: string): Promise<StandingPair[]> =>
  rowsOf<StandingPair & Record<string, unknown>>(
    tx,
    sql`select payment_sale_id as "paymentId", weighing_sale_id as "weighingId", amount_fen::float8 as "amountFen"
      from sale_pairs where market_id = ${marketId} and business_date = ${date}::date`,
  )

export const insertPairs = async (
  tx: Tx,
  marketId: string,
  date: string,
  pairs: readonly PairRow[],
  pairedAt: Date,
): Promise<void> => {
  if (pairs.length === 0) return
  await tx.insert(salePairs).values(
    pairs.map(({ paymentId, weighingId, merchantId, amountFen }) => ({
      marketId,
      paymentSaleId: paymentId,
      weighingSaleId: weighingId,
      merchantId,
      businessDate: date,
      amountFen,
      pairedAt,
    })),
  )
}

export const deletePairs = async (tx: Tx, marketId: string, pairs: readonly StandingPair[]): Promise<void> => {
  if (pairs.length === 0) return
  const ids = JSON.stringify(pairs.map(({ paymentId }) => paymentId))
  await tx.execute(
    sql`delete from sale_pairs where market_id = ${marketId}
      and payment_sale_id in (select jsonb_array_elements_text(${ids}::text::jsonb))`,
  )
}

/** Takes weighings out of the rollup of their day, or puts them back; locks its rows in the order of their keys. */
export const countWeighings = async (
  tx: Tx,
  marketId: string,
  weighingIds: readonly string[],
  sign: 1 | -1,
): Promise<void> => {
  if (weighingIds.length === 0) return
  const rows = rowsTable(
    weighingIds.map((saleId) => ({ saleId })),
    { saleId: 'text' },
  )
  await tx.execute(
    sql`with moved as (
        select s.business_date, s.stall_id, s.channel, s.payment_means, sum(s.amount_fen)::bigint as fen,
          (count(*) filter (where s.amount_fen >= 0))::int as n, (count(*) filter (where s.amount_fen < 0))::int as back_n,
          sum(greatest(-s.amount_fen, 0))::bigint as back_fen
        from ${rows} r join sales s on s.market_id = ${marketId} and s.sale_id = r."saleId"
        group by 1, 2, 3, 4),
      locked as (
        select d.* from sales_days d join moved m using (business_date, stall_id, channel, payment_means)
        where d.market_id = ${marketId} order by d.business_date, d.stall_id, d.channel, d.payment_means for update of d)
      update sales_days d set sale_count = d.sale_count + ${sign}::int * m.n, amount_fen = d.amount_fen + ${sign}::int * m.fen,
        refund_count = d.refund_count + ${sign}::int * m.back_n, refund_fen = d.refund_fen + ${sign}::int * m.back_fen
      from moved m
      where d.market_id = ${marketId} and d.business_date = m.business_date and d.stall_id = m.stall_id
        and d.channel = m.channel and d.payment_means = m.payment_means and (select count(*) from locked) > 0`,
  )
}

export interface FoundPair extends StandingPair {
  readonly merchantId: string | null
  readonly businessDate: string
}

/** The pair of a payment, as row-level security lets the actor see it. */
export const findPair = async (tx: Tx, marketId: string, paymentSaleId: string): Promise<FoundPair | undefined> => {
  const [row] = await rowsOf<FoundPair & Record<string, unknown>>(
    tx,
    sql`select payment_sale_id as "paymentId", weighing_sale_id as "weighingId", amount_fen::float8 as "amountFen",
        merchant_id as "merchantId", business_date::text as "businessDate"
      from sale_pairs where market_id = ${marketId} and payment_sale_id = ${paymentSaleId}`,
  )
  return row
}

export const insertRefusal = async (tx: Tx, row: typeof salePairRefusals.$inferInsert): Promise<void> => {
  await tx.insert(salePairRefusals).values(row).onConflictDoNothing()
}

export interface PaidWeighing {
  readonly paymentSaleId: string
  readonly weighingSaleId: string
  readonly weighedAt: string
  readonly summary: string
}

/** What was weighed for payments by the stall's code, by the payments' own keys. */
export const listWeighings = async (
  tx: Tx,
  marketId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, PaidWeighing>> => {
  const rows = await rowsOf<PaidWeighing & { key: string } & Record<string, unknown>>(
    tx,
    sql`select p.source_key as key, p.sale_id as "paymentSaleId", w.sale_id as "weighingSaleId",
        w.sold_at::text as "weighedAt", w.summary
      from sales p
      join sale_pairs x on x.market_id = p.market_id and x.payment_sale_id = p.sale_id
      join sales w on w.market_id = x.market_id and w.sale_id = x.weighing_sale_id
      where p.market_id = ${marketId} and p.source = ${stallCodeSource}
        and p.source_key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))`,
  )
  return new Map(
    rows.map(({ key, weighedAt, ...row }) => [key, { ...row, weighedAt: new Date(weighedAt).toISOString() }]),
  )
}
