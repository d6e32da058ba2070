/**
 * Time to answer a recall on PostgreSQL with a million sold lines in the market: from the batch to everything made of
 * it, the stalls, the counts and the list of sold lines. Twice: one delivery that was split to 40 stalls, and the worst
 * case, in which every line of the market leads back to the recalled batch. `--quick` uses 100,000 lines.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { type Deps, systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { openDatabase } from '@smart-market/server/db/client.ts'
import { registerMarket } from '@smart-market/server/features/markets/index.ts'
import { forwardOf } from '@smart-market/server/features/sourcing/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import { repositoryRoot } from '@smart-market/server/repository-root.ts'
import path from 'node:path'
import { populateMarket } from '../support/market.ts'
import type { Bench } from './bench.ts'
import { startPostgres } from './postgres-server.ts'

const limitMs = 2000
const now = new Date('2026-03-02T02:00:00Z')
const rounds = 7
/** Deliveries, each split to 40 stalls; the last one is split from all the others' root for the worst case. */
const deliveries = 50
const stallsOfDelivery = 40

export const runRecallBench: Bench = async ({ quick, say }) => {
  const lines = quick ? 100_000 : 1_000_000
  const postgres = await startPostgres()
  const database = await openDatabase({
    url: postgres.url,
    migrations: path.join(repositoryRoot, 'server', 'src', 'db', 'migrations'),
  })
  const deps: Deps = {
    database,
    clock: () => now,
    random: (bytes) => randomBytes(bytes),
    logger: createLogger('fatal'),
    cipher: createFieldCipher('00'.repeat(32)),
  }
  try {
    const { marketId } = await registerMarket(systemCtx(deps, 'bench', null), {
      code: 'BENCH',
      name: '基准市场',
      marketTypes: ['food_retail'],
      districtCode: '410105',
    })
    await populateMarket({ deps }, { marketId }, { merchants: 400 })
    say(
      `${postgres.description}；写入 ${lines.toLocaleString('en')} 条已售明细，${deliveries} 批到货各分装到 ${stallsOfDelivery} 个摊位`,
    )
    await fill(deps, marketId, lines)
    const typical = await measure(deps, marketId, 'bat_d_7')
    say(`一批到货：${typical.found.toLocaleString('en')} 条明细，${typical.ms.toFixed(0)} 毫秒（${rounds} 次的中位数）`)
    const worst = await measure(deps, marketId, 'bat_root')
    say(`全部明细都追溯到它：${worst.found.toLocaleString('en')} 条明细，${worst.ms.toFixed(0)} 毫秒`)
    const ratio = Math.round((worst.ms / limitMs) * 1000) / 1000
    say(`最坏情况是 ${limitMs} 毫秒目标的 ${ratio} 倍`)
    return {
      bench: 'recall',
      ratio,
      lines,
      typicalMilliseconds: Math.round(typical.ms),
      worstMilliseconds: Math.round(worst.ms),
    }
  } finally {
    await database.close()
    await postgres.stop()
  }
}

const fill = async (deps: Deps, marketId: string, lines: number): Promise<void> => {
  const at = `${now.toISOString()}`
  await withSystemTransaction(deps, async (tx) => {
    await tx.execute(sql`
      insert into batches (market_id, batch_id, trace_code, merchant_id, stall_id, commodity_name, name_key,
        category_code, origin_place, unit, quantity, remaining, entered_at, admitted_at)
      select ${marketId}, b.id, b.id, t.merchant_id, t.stall_id, '菠菜', '菠菜', 'vegetable', '新郑', 'gram', 1000000000,
        500000000, ${at}::timestamptz, ${at}::timestamptz
      from (select 'bat_root' as id, 0 as n
        union all select 'bat_d_' || d, d from generate_series(1, ${deliveries}::int) d
        union all select 'bat_s_' || d || '_' || s, d * ${stallsOfDelivery}::int + s
          from generate_series(1, ${deliveries}::int) d cross join generate_series(1, ${stallsOfDelivery}::int) s) b
      join (select stall_id, merchant_id, row_number() over (order by stall_id) - 1 as i, count(*) over () as total
        from tenancies where market_id = ${marketId}) t on t.i = b.n % t.total`)
    await tx.execute(sql`
      insert into transformations (market_id, transformation_id, kind, loss, made_at, made_by)
      select ${marketId}, 'trf_' || d, 'split', 0, ${at}::timestamptz, '' from generate_series(0, ${deliveries}::int) d`)
    await tx.execute(sql`
      insert into transformation_parts (market_id, transformation_id, batch_id, direction, quantity, taken)
      select ${marketId}, 'trf_0', 'bat_root', 'in', 1, 1
      union all select ${marketId}, 'trf_0', 'bat_d_' || d, 'out', 1, 1 from generate_series(1, ${deliveries}::int) d
      union all select ${marketId}, 'trf_' || d, 'bat_d_' || d, 'in', 1, 1 from generate_series(1, ${deliveries}::int) d
      union all select ${marketId}, 'trf_' || d, 'bat_s_' || d || '_' || s, 'out', 1, 1
        from generate_series(1, ${deliveries}::int) d cross join generate_series(1, ${stallsOfDelivery}::int) s`)
    await tx.execute(sql`
      insert into sale_batches (market_id, batch_id, sale_id, line_no, merchant_id, stall_id, sold_at, channel, basis,
        quantity, excess, amount_fen)
      select ${marketId}, b.batch_id, 'sal_' || lpad(n::text, 9, '0'), 1, b.merchant_id, b.stall_id,
        ${at}::timestamptz + n * interval '10 milliseconds', case when n % 10 = 0 then 'online' else 'scale' end,
        case when n % 3 = 0 then 'time_rule' else 'scale_code' end, 500, 0, 300
      from generate_series(1, ${lines}::int) n
      join batches b on b.market_id = ${marketId}
        and b.batch_id = 'bat_s_' || (n % ${deliveries}::int + 1) || '_' || (n / ${deliveries}::int % ${stallsOfDelivery}::int + 1)`)
    await tx.execute(sql`
      insert into batch_sales (market_id, batch_id, stall_id, line_count, online_line_count, quantity)
      select market_id, batch_id, stall_id, count(*), count(*) filter (where channel = 'online'), sum(quantity + excess)
      from sale_batches where market_id = ${marketId} group by 1, 2, 3`)
  })
  await deps.database.db.execute(sql`analyze`)
}

const measure = async (deps: Deps, marketId: string, batchId: string): Promise<{ ms: number; found: number }> => {
  const ctx = systemCtx(deps, 'bench', marketId)
  const times: number[] = []
  let found = 0
  for (let round = 0; round < rounds + 2; round++) {
    const startedAt = performance.now()
    const forward = await withTransaction(ctx, (tx) => forwardOf(tx, marketId, [batchId], 5000))
    if (round >= 2) times.push(performance.now() - startedAt)
    found = forward.lineCount
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN, found }
}
