/** What a day came to, on our side and on the other. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface DaySum {
  readonly paidFen: number
  /** Null while there is no bill and no terminal file. */
  readonly billFen: number | null
}

/** By `channel businessDate`, of the days from `from` to `to`, both included. */
export const sumDays = async (
  tx: Tx,
  marketId: string,
  from: string,
  to: string,
): Promise<(channel: string, businessDate: string) => DaySum> => {
  const rows = await rowsOf<{ side: 'ours' | 'theirs'; channel: string; day: string; fen: number }>(
    tx,
    sql`select 'ours' as side, channel, business_date::text as day, sum(amount_fen)::float8 as fen from payments
        where market_id = ${marketId} and business_date between ${from}::date and ${to}::date
          and (channel <> 'declared' or declared_means = 'pos_card')
        group by channel, business_date
      union all
      select 'theirs', s.channel, s.business_date::text, coalesce(sum(l.amount_fen) filter (where l.kind = 'payment'), 0)::float8
        from statements s left join statement_lines l on l.market_id = s.market_id and l.statement_id = s.statement_id
        where s.market_id = ${marketId} and s.kind = 'trade' and s.business_date between ${from}::date and ${to}::date
        group by s.channel, s.business_date
      union all
      select 'theirs', 'declared', business_date::text, coalesce(sum(amount_fen) filter (where kind = 'payment'), 0)::float8
        from terminal_receipts
        where market_id = ${marketId} and business_date between ${from}::date and ${to}::date
        group by business_date`,
  )
  const found = new Map(rows.map((row) => [`${row.side} ${row.channel} ${row.day}`, row.fen]))
  return (channel, day) => ({
    paidFen: found.get(`ours ${channel} ${day}`) ?? 0,
    billFen: found.get(`theirs ${channel} ${day}`) ?? null,
  })
}
