/** After a storm: what each batch still has against every line that was sold from it. Everything in grams. */
import type { Deps } from '@smart-market/server/context.ts'

export interface BatchBooks {
  readonly wrong: readonly string[]
  /** Weighings whose goods went back. */
  readonly returned: number
  /** Links of sold lines to batches. */
  readonly links: number
  /** Sold under a batch's code or listing beyond what it had, grams. */
  readonly excess: number
}

type Row = Record<string, unknown>

export const compareBatches = async (
  { database }: Pick<Deps, 'database'>,
  marketId: string,
  /** Grams that each batch came with. */
  entered: ReadonlyMap<string, number>,
): Promise<BatchBooks> => {
  const read = <T extends Row>(statement: string): Promise<T[]> => database.call<T>(statement, [marketId])
  const wrong: string[] = []
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence)
  }

  const batches = await read<{
    id: string
    remaining: number
    taken: number
    returned: number
    links: number
    excess: number
    counted: number
    lines: number
    onlineCounted: number
    online: number
  }>(
    `select b.batch_id as id, b.remaining::int as remaining, l.taken, l.links, l.excess, l.online, l.returned, s.counted, s.lines,
       s.online_counted as "onlineCounted"
     from batches b
     cross join lateral (
       select coalesce(sum(x.quantity), 0)::int as taken,
         coalesce(sum(x.quantity) filter (where r.sale_id is not null), 0)::int as returned,
         count(*) filter (where r.sale_id is null)::int as links,
         coalesce(sum(x.excess) filter (where r.sale_id is null), 0)::int as excess,
         count(*) filter (where r.sale_id is null and (x.channel = 'online' or o.payment = 'online'))::int as online
       from sale_batches x
       left join batch_returns r on r.market_id = x.market_id and r.batch_id = x.batch_id and r.sale_id = x.sale_id
         and r.line_no = x.line_no and r.quantity = x.quantity
       left join picked_weighings w on w.market_id = x.market_id and w.weighing_sale_id = x.sale_id
       left join stall_orders o on o.market_id = w.market_id and o.stall_order_id = w.stall_order_id
       where x.market_id = b.market_id and x.batch_id = b.batch_id) l
     cross join lateral (
       select coalesce(sum(quantity), 0)::int as counted, coalesce(sum(line_count), 0)::int as lines,
         coalesce(sum(online_line_count), 0)::int as online_counted
       from batch_sales where market_id = b.market_id and batch_id = b.batch_id) s
     where b.market_id = $1`,
  )
  for (const { id, remaining, taken, returned, links, excess, counted, lines, online, onlineCounted } of batches) {
    const first = entered.get(id) ?? 0
    const sold = taken - returned
    expect(remaining === first - sold && remaining >= 0, `batch ${id}: ${remaining} of ${first}, ${sold} sold`)
    expect(remaining <= returned || excess === 0, `batch ${id}: ${excess} beyond it while it has ${remaining}`)
    expect(counted === sold + excess && lines === links, `batch ${id}: ${lines} lines of ${counted}, ${links} links`)
    expect(onlineCounted === online, `batch ${id}: ${onlineCounted} lines counted as online, ${online} are`)
  }

  // A line by code or listing is in its batch whole; one by the rule of time has what there was.
  const lines = await read<{ sale: string; line: number; grams: number; linked: number; whole: boolean }>(
    `select s.sale_id as sale, s.line_no as line, s.weight_grams::int as grams,
       sum(x.quantity + x.excess)::int as linked, bool_or(x.basis <> 'time_rule') as whole
     from sale_lines s join sale_batches x
       on x.market_id = s.market_id and x.sale_id = s.sale_id and x.line_no = s.line_no
     where s.market_id = $1 group by 1, 2, 3`,
  )
  for (const { sale, line, grams, linked, whole } of lines)
    expect(whole ? linked === grams : linked <= grams, `${sale} line ${line}: ${linked} of ${grams} in batches`)

  // Goods of a completed order leave a batch once: with the weighing that its line was picked by, or with its own sale.
  const orders = await read<{ id: string; goods: number; own: number; picked: number; traced: number }>(
    `select o.stall_order_id as id, l.goods, l.picked, l.traced, (
       select count(distinct x.line_no)::int from sales s
       join sale_batches x on x.market_id = s.market_id and x.sale_id = s.sale_id
       where s.market_id = o.market_id and s.source_key like '%' || o.stall_order_id) as own
     from stall_orders o cross join lateral (
       select count(*) filter (where r.final_fen > 0)::int as goods, count(r.weighing_sale_id)::int as picked,
         count(*) filter (where r.final_fen > 0 and exists (select 1 from sale_batches x
           where x.market_id = r.market_id and x.sale_id = r.weighing_sale_id))::int as traced
       from order_lines r where r.market_id = o.market_id and r.stall_order_id = o.stall_order_id) l
     where o.market_id = $1 and o.completed_at is not null`,
  )
  for (const { id, goods, own, picked, traced } of orders)
    expect(
      own === goods - traced && traced <= picked,
      `${id}: ${goods} lines, ${traced} in batches with their weighing, ${own} with the order's sale`,
    )

  // What was weighed for an order that did not take it is back: the line was weighed again, or the order was called off.
  const back = await read<{ sale: string; wanted: boolean; returned: boolean }>(
    `select w.weighing_sale_id as sale, exists (select 1 from batch_returns r
         where r.market_id = w.market_id and r.sale_id = w.weighing_sale_id) as returned,
       (i.weighing_sale_id is distinct from w.weighing_sale_id
         or (o.completed_at is null and o.ended_at is not null)) as wanted
     from picked_weighings w
     join stall_orders o on o.market_id = w.market_id and o.stall_order_id = w.stall_order_id
     join order_lines i on i.market_id = w.market_id and i.stall_order_id = w.stall_order_id and i.line_no = w.line_no
     where w.market_id = $1 and exists (select 1 from sale_batches x
       where x.market_id = w.market_id and x.sale_id = w.weighing_sale_id)`,
  )
  for (const { sale, wanted, returned } of back)
    expect(
      wanted === returned,
      `${sale}: ${returned ? 'went back, though it was sold' : 'was not sold and is not back'}`,
    )

  return {
    wrong,
    returned: back.filter(({ returned }) => returned).length,
    links: batches.reduce((sum, batch) => sum + batch.links, 0),
    excess: batches.reduce((sum, batch) => sum + batch.excess, 0),
  }
}
