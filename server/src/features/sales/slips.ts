/** 小票: a sale as its buyer holds it. Whoever has the number has the slip; it is random and names no buyer. */
import type { SaleSlip } from '@smart-market/shared/contracts/sales.ts'
import { sql } from 'drizzle-orm'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { getMarketRow, insideMarket, type MarketFace } from '../markets/index.ts'

export const slipUrl = (ctx: Pick<Ctx, 'deps'>, slip: Pick<SaleSlip, 'marketCode' | 'saleId'>): string =>
  `${ctx.deps.publicUrl ?? ''}/r/${slip.marketCode}-${slip.saleId}`

type Head = Omit<SaleSlip, 'number' | 'marketCode' | 'marketName' | 'demo' | 'lines' | 'asOf'>

/** 40 random bits: enough among the slips of one market's month. */
const numberLength = 8

/** Throws sale.not_found; row-level security hides other merchants' sales from a merchant. */
const findSlip = async (ctx: Ctx, tx: Tx, market: MarketFace, saleId: string): Promise<SaleSlip> => {
  const [head] = await rowsOf<Head & Record<string, unknown>>(
    tx,
    sql`select s.sale_id as "saleId", t.code as "stallCode", m.name as "merchantName", s.channel,
        s.sold_at::text as "soldAt", coalesce(p.payment_means, s.payment_means) as "paymentMeans",
        s.amount_fen::float8 as "amountFen"
      from sales s
      left join sale_pairs x on x.market_id = s.market_id and x.weighing_sale_id = s.sale_id
      left join sales p on p.market_id = x.market_id and p.sale_id = x.payment_sale_id
      join stalls t on t.market_id = s.market_id and t.stall_id = s.stall_id
      left join merchants m on m.market_id = s.market_id and m.merchant_id = s.merchant_id
      where s.market_id = ${market.marketId} and s.sale_id = ${saleId}`,
  )
  if (head === undefined) throw new AppError('sale.not_found')
  const lines = await rowsOf<SaleSlip['lines'][number] & Record<string, unknown>>(
    tx,
    sql`select l.line_no as "lineNo", l.commodity_name as name, l.weight_grams as "weightGrams", l.pieces,
        l.amount_fen::float8 as "amountFen",
        array(select b.trace_code from sale_batches x
          join batches b on b.market_id = x.market_id and b.batch_id = x.batch_id
          where x.market_id = l.market_id and x.sale_id = l.sale_id and x.line_no = l.line_no
          order by b.trace_code) as "traceCodes"
      from sale_lines l where l.market_id = ${market.marketId} and l.sale_id = ${saleId} order by l.line_no`,
  )
  return {
    ...head,
    number: head.saleId.slice(-numberLength).toUpperCase(),
    soldAt: new Date(head.soldAt).toISOString(),
    marketCode: market.code,
    marketName: market.name,
    demo: market.demo,
    lines,
    asOf: ctx.now.toISOString(),
  }
}

/** For the buyer, without login. Throws market.not_found, sale.not_found. */
export const getPublicSlip = async (ctx: Ctx, marketCode: string, saleId: string): Promise<SaleSlip> => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, (tx) => findSlip(inside, tx, market, saleId))
}

/** For the desk and the stall's merchant. Throws sale.not_found. */
export const getSlip = async (ctx: Ctx, saleId: string): Promise<SaleSlip> =>
  withTransaction(ctx, async (tx) => findSlip(ctx, tx, await getMarketRow(tx, marketOf(ctx)), saleId))
