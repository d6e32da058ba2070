/** A day's intakes and traced sales as records of the national meat-and-vegetable trace format. */
import { parseKilograms } from '@smart-market/shared/quantity.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { sql } from 'drizzle-orm'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { getMarketRow } from '../markets/index.ts'
import { ownRules } from './food-safety-rules.ts'
import { type InBase, type InDetail, type Tran, writeExchange } from './meat-vegetable.ts'
import { ruleValueOn } from './rules.ts'

interface Row extends Record<string, unknown> {
  readonly traceCode: string
  readonly commodityName: string
  readonly originPlace: string
  readonly unit: 'gram' | 'piece'
  readonly quantity: number
  readonly enteredOn: string
  readonly merchantName: string
  readonly stallCode: string
  readonly supplierCode: string | null
  readonly supplierName: string | null
  readonly intakeId: string
  readonly exchange: Record<string, string> | null
  readonly papers: Record<string, string> | null
}
interface SaleRow extends Row {
  readonly saleId: string
  readonly amountFen: number
}

const columns =
  sql.raw(`b.trace_code as "traceCode", b.commodity_name as "commodityName", b.origin_place as "originPlace",
  b.unit, i.business_date::text as "enteredOn", m.name as "merchantName", t.code as "stallCode",
  s.code as "supplierCode", s.name as "supplierName", i.intake_id as "intakeId", i.exchange,
  (select jsonb_object_agg(p.kind, p.number) from intake_papers p
    where p.market_id = i.market_id and p.intake_id = i.intake_id and p.number is not null) as papers`)
const joins = sql.raw(`join batches b on b.market_id = i.market_id and b.batch_id = i.batch_id
  join merchants m on m.market_id = i.market_id and m.merchant_id = i.merchant_id
  join stalls t on t.market_id = i.market_id and t.stall_id = i.stall_id
  left join suppliers s on s.market_id = i.market_id and s.supplier_id = i.supplier_id`)

const compact = (date: string): string => date.replaceAll('-', '')
/** Only what is weighed: the format has no pieces. */
const kilograms = (row: { unit: string; quantity: number }): string =>
  row.unit === 'gram' ? (row.quantity / 1000).toFixed(3) : ''

/** What both records of a batch share; codes as another system gave them, else empty. */
const shared = (row: Row, node: { id: string; name: string }) => {
  const given = (name: string): string => row.exchange?.[name] ?? ''
  return {
    retail_market_id: given('retail_market_id') || node.id,
    retail_market_name: given('retail_market_name') || node.name,
    in_date: given('in_date') || compact(row.enteredOn),
    retailer_id: given('retailer_id'),
    retailer_name: row.merchantName,
    tran_id: given('tran_id') || (row.papers?.purchase_voucher ?? row.intakeId),
    quarantine_animal_products_id: given('quarantine_animal_products_id') || (row.papers?.animal_quarantine ?? ''),
    batch_id: given('batch_id') || row.traceCode,
    goods_code: given('goods_code'),
    goods_name: row.commodityName,
  }
}

const inBase = (row: Row, node: { id: string; name: string }): InBase => {
  const { goods_code: _code, goods_name: _name, ...base } = shared(row, node)
  return {
    ...base,
    inspection_meat_id: row.exchange?.inspection_meat_id || (row.papers?.meat_inspection ?? ''),
    prov_id: row.exchange?.prov_id ?? '',
  }
}
const inDetail = (row: Row, node: { id: string; name: string }): InDetail => {
  const { tran_id, quarantine_animal_products_id, batch_id, goods_code, goods_name } = shared(row, node)
  return {
    tran_id,
    quarantine_animal_products_id,
    batch_id,
    goods_code,
    goods_name,
    weight: parseKilograms(row.exchange?.weight ?? '') === row.quantity ? (row.exchange?.weight ?? '') : kilograms(row),
    price: row.exchange?.price ?? '',
    area_origin_id: row.exchange?.area_origin_id ?? '',
    area_origin_name: row.originPlace,
    ws_supplier_id: row.exchange?.ws_supplier_id ?? row.supplierCode ?? '',
    ws_supplier_name: row.supplierName ?? (row.supplierCode === null ? '自产自销' : ''),
  }
}
const tranOf = (row: SaleRow, date: string, node: { id: string; name: string }): Tran => ({
  ...shared(row, node),
  sale_date: compact(date),
  position_id: row.stallCode,
  weight: kilograms(row),
  price: row.unit === 'gram' && row.quantity > 0 ? ((row.amountFen * 10) / row.quantity).toFixed(2) : '',
  sale_tran_id: row.saleId,
})

const read = async (tx: Tx, marketId: string, date: string) => ({
  intakes: await rowsOf<Row>(
    tx,
    sql`select ${columns}, b.quantity::float8 as quantity from intakes i ${joins}
      where i.market_id = ${marketId} and i.business_date = ${date}::date and i.state <> 'refused' order by i.intake_id`,
  ),
  sales: await rowsOf<SaleRow>(
    tx,
    sql`select ${columns}, l.sale_id as "saleId", (l.quantity + l.excess)::float8 as quantity,
        l.amount_fen::float8 as "amountFen"
      from sale_batches l join intakes i on i.market_id = l.market_id and i.batch_id = l.batch_id ${joins}
      where l.market_id = ${marketId} and l.sold_at >= ${`${date}T00:00:00+08:00`}::timestamptz
        and l.sold_at < ${`${date}T00:00:00+08:00`}::timestamptz + interval '1 day'
        and not exists (select 1 from batch_returns r where r.market_id = l.market_id and r.batch_id = l.batch_id
          and r.sale_id = l.sale_id and r.line_no = l.line_no)
      order by l.sale_id, l.line_no`,
  ),
})

/** One file of a business date. */
export const exportMeatVegetable = async (ctx: Ctx, date: string = businessDate(ctx.now)) => {
  const { intakes, sales, node } = await withTransaction(ctx, async (tx) => {
    const market = await getMarketRow(tx, marketOf(ctx))
    const id = ruleValueOn(await ownRules(tx, marketOf(ctx)), 'exchange.node_code', date)
    return { ...(await read(tx, marketOf(ctx), date)), node: { id, name: market.name } }
  })
  const text = writeExchange({
    bases: intakes.map((row) => inBase(row, node)),
    details: intakes.map((row) => inDetail(row, node)),
    trans: sales.map((row) => tranOf(row, date, node)),
  })
  return { fileName: `肉菜流通追溯-${date}.xml`, bytes: new TextEncoder().encode(text) }
}
