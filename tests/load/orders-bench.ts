/**
 * Stall orders of three lines through the product's own server over HTTP, with all that a real order does: session,
 * idempotency key, stock, order rows, outbox, audit. In the same run pgbench writes the same rows by one prepared
 * statement into the same tables, as an owner whom no row-level security holds up. PostgreSQL runs with its defaults:
 * each answer waits until its commit is on the disk. Relay and jobs stay off on both sides: they follow the orders, and
 * would be measured with whatever else they find to do.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemCtx } from '@smart-market/server/context.ts'
import { startShopperSession } from '@smart-market/server/features/identity/index.ts'
import postgresClient from 'postgres'
import type { Bench } from './bench.ts'
import { benchMarketCode, openBenchMarket, round, spawnServer } from './bench-server.ts'
import { type LoadResult, postJson, runLoad } from './http-load.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

const stallCount = 200
const goodsOfStall = 10
const linesOfOrder = 3
const clientCounts = [1, 8, 16, 64] as const

export const runOrdersBench: Bench = async ({ quick, say }) => {
  const seconds = quick ? 2 : 8
  const postgres = await startPostgres()
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-bench-'))
  try {
    const shop = await stockMarket(postgres.url)
    say(
      `${postgres.description}，fsync 与 synchronous_commit 为默认值（开）；每单 ${linesOfOrder} 行，${stallCount} 个摊位`,
    )
    const { server, port } = await spawnServer(postgres.url)
    try {
      await load(port, shop, 8, 2)
      await analyze(postgres.url)
      const rows: { clients: number; ours: LoadResult; pgbench: number | undefined }[] = []
      for (const clients of clientCounts) {
        const ours = await load(port, shop, clients, seconds)
        if (ours.failures.length > 0) throw new Error(`orders failed:\n${ours.failures.join('\n')}`)
        const bench = runPgbench(postgres, folder, shop.marketId, clients, seconds)
        rows.push({ clients, ours, pgbench: bench })
        say(
          `${String(clients).padStart(2)} 个客户端  下单 ${ours.perSecond.toFixed(0).padStart(5)} 单/秒  p50 ${ours.p50Ms.toFixed(1)} ms  p99 ${ours.p99Ms.toFixed(1)} ms` +
            `  pgbench ${bench === undefined ? '未安装' : `${bench.toFixed(0)} 单/秒`}`,
        )
      }
      const best = Math.max(...rows.map((row) => row.ours.perSecond))
      const bestBench = Math.max(...rows.map((row) => row.pgbench ?? 0))
      return {
        bench: 'orders',
        ratio: bestBench === 0 ? Number.NaN : round(best / bestBench),
        ordersPerSecond: Math.round(best),
        pgbenchPerSecond: bestBench === 0 ? null : Math.round(bestBench),
        clients: rows.map(({ clients, ours, pgbench }) => ({
          clients,
          ordersPerSecond: Math.round(ours.perSecond),
          p50Ms: round(ours.p50Ms),
          p99Ms: round(ours.p99Ms),
          pgbenchPerSecond: pgbench === undefined ? null : Math.round(pgbench),
        })),
        postgres: postgres.description,
      }
    } finally {
      server.kill()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  }
}

/** Fresh statistics for both sides, once there are rows. */
const analyze = async (url: string): Promise<void> => {
  const client = postgresClient(url, { max: 1 })
  await client`vacuum analyze`
  await client.end()
}

interface BenchShop {
  readonly marketId: string
  readonly tokens: readonly string[]
}

/** A market with goods that do not run out, and a session for every client. */
const stockMarket = (url: string): Promise<BenchShop> =>
  openBenchMarket(url, stallCount, async (deps, marketId) => {
    await deps.database.call(
      `insert into listings (market_id, listing_id, stall_id, merchant_id, category_code, name, price_fen, price_basis,
         piece_unit, price_on, state, search_text, created_at, updated_at)
       select s.market_id, 'lst_' || s.code || '-' || n, s.stall_id, t.merchant_id, 'egg', '商品' || n, 100 + n,
         'per_piece', 'piece', current_date, 'on_sale', '商品' || n, now(), now()
       from stalls s join tenancies t on t.market_id = s.market_id and t.stall_id = s.stall_id,
         generate_series(1, ${goodsOfStall}) n
       where s.market_id = $1`,
      [marketId],
    )
    await deps.database.call(
      `insert into listing_stocks (market_id, listing_id, merchant_id, kind, available)
       select market_id, listing_id, merchant_id, 'counted', 1000000000 from listings where market_id = $1`,
      [marketId],
    )
    const tokens: string[] = []
    for (let i = 0; i < Math.max(...clientCounts); i++) {
      const ctx = { ...systemCtx(deps, 'bench', null), actor: anonymous(i) }
      tokens.push((await startShopperSession(ctx)).token)
    }
    return { marketId, tokens }
  })
const anonymous = (i: number) => ({
  kind: 'anonymous' as const,
  address: `bench-${i}`,
  userAgent: '',
  staleSession: false,
})

const run = randomBytes(6).toString('hex')
let loads = 0
const load = (port: number, shop: BenchShop, clients: number, seconds: number): Promise<LoadResult> => {
  loads += 1
  return runLoad({
    port,
    clients,
    seconds,
    wantedStatus: 201,
    request: (client, n) =>
      postJson(
        `/api/v1/shopper/markets/${benchMarketCode}/orders`,
        shop.tokens[client] ?? '',
        bagOf(`${run}-${loads}-${client}-${n}`),
      ),
  })
}

const bagOf = (idempotencyKey: string): string => {
  const stallCode = `A-${String(1 + Math.floor(Math.random() * stallCount)).padStart(3, '0')}`
  const first = Math.floor(Math.random() * goodsOfStall)
  const lines = Array.from({ length: linesOfOrder }, (_, i) => {
    const n = 1 + ((first + i) % goodsOfStall)
    return { listingId: `lst_${stallCode}-${n}`, quantity: 2, priceFen: 100 + n, priceBasis: 'per_piece' }
  })
  return JSON.stringify({ idempotencyKey, payment: 'online', fulfilment: 'pickup', stalls: [{ stallCode, lines }] })
}

/** The same rows in one statement: group, order, three lines, three stocks, outbox, audit. */
const sameRows = (marketId: string): string => `
\\set stall random(1, ${stallCount})
\\set a random(1, ${goodsOfStall - 2})
WITH k AS (SELECT 'A-' || lpad(:stall::text, 3, '0') AS code, replace(gen_random_uuid()::text, '-', '') AS u),
s AS (SELECT s.stall_id, s.code, k.u FROM k JOIN stalls s ON s.market_id = '${marketId}' AND s.code = k.code),
t AS (UPDATE listing_stocks SET available = available - 2 FROM k WHERE market_id = '${marketId}' AND available >= 2
  AND listing_id IN ('lst_' || k.code || '-' || :a, 'lst_' || k.code || '-' || :a + 1, 'lst_' || k.code || '-' || :a + 2)),
g AS (INSERT INTO order_groups (market_id, order_group_id, shopper_id, idempotency_key, body_hash, payment, fulfilment,
    amount_fen, placed_at, pay_by, answer)
  SELECT '${marketId}', 'grp_' || u, 'usr_pgbench', u, 'j8Ik2vYQm9w0zU3rXl5tAn7sBd4fGh6kLp1oQeWcRxy', 'online', 'pickup',
    630, now(), now(), repeat('x', 330) FROM k),
o AS (INSERT INTO stall_orders (market_id, stall_order_id, order_group_id, number, stall_id, merchant_id, shopper_id,
    payment, fulfilment, state, goods_fen, delivery_fee_fen, pickup_code, placed_at, pay_by)
  SELECT '${marketId}', 'ord_' || u, 'grp_' || u, '0302123456', stall_id, 'mer_0123456789abcdefghjkm', 'usr_pgbench',
    'online', 'pickup', 'placed', 630, 0, '123456', now(), now() FROM s),
l AS (INSERT INTO order_lines (market_id, stall_order_id, line_no, merchant_id, listing_id, name, category_code,
    price_fen, price_basis, piece_unit, ordered_quantity, ordered_fen)
  SELECT '${marketId}', 'ord_' || s.u, n, l.merchant_id, l.listing_id, l.name, l.category_code, l.price_fen,
    l.price_basis, l.piece_unit, 2, l.price_fen * 2
  FROM s, generate_series(1, ${linesOfOrder}) n JOIN listings l ON l.market_id = '${marketId}'
  WHERE l.listing_id = 'lst_' || s.code || '-' || (:a + n - 1)),
e AS (INSERT INTO outbox (market_id, event_id, type, version, occurred_at, payload)
  SELECT '${marketId}', 'evt_' || u, 'order.placed', 1, now(), jsonb_build_object('orderGroupId', 'grp_' || u, 'payment',
    'online', 'fulfilment', 'pickup', 'amountFen', 630, 'stallOrders', jsonb_build_array(jsonb_build_object(
    'stallOrderId', 'ord_' || u, 'stallCode', code, 'amountFen', 630))) FROM k)
INSERT INTO audit_log (market_id, audit_id, at, actor_kind, actor_id, actor_name, actor_role, action, subject_kind,
    subject_id, summary, request_id)
  SELECT '${marketId}', 'aud_' || u, now(), 'user', 'usr_pgbench', '消费者', 'shopper', 'order.place', 'order_group',
    'grp_' || u, '向 1 个摊位下单，共 6.30 元', 'req_0123456789abcdefghjkm' FROM k;
`

/** Orders a second; undefined without pgbench. */
const runPgbench = (
  { pgbench, url }: PostgresServer,
  folder: string,
  marketId: string,
  clients: number,
  seconds: number,
): number | undefined => {
  if (pgbench === undefined) return undefined
  const script = path.join(folder, 'order.sql')
  writeFileSync(script, sameRows(marketId))
  const { port } = new URL(url)
  const args = ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', String(Math.min(2, clients))]
  const done = spawnSync(pgbench, [
    ...args,
    '-T',
    String(seconds),
    '-h',
    '127.0.0.1',
    '-p',
    port,
    '-U',
    'postgres',
    'postgres',
  ])
  const tps = /tps = ([\d.]+) \(without/.exec(done.stdout.toString())?.[1]
  if (done.status !== 0 || tps === undefined) throw new Error(`pgbench failed:\n${done.stderr.toString()}`)
  return Number(tps)
}
