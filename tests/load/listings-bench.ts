/**
 * A shopper's page of 20 goods through the product's own server, against a route of the bare framework that serves the
 * same bytes from memory, on the same server in the same run. Clients ask for the pages of the day's most visited
 * categories, so many ask for the same one at the same moment, as they do in a market; once
 * while nothing changes and once while merchants change prices.
 */
import postgresClient from 'postgres'
import type { Bench } from './bench.ts'
import { benchMarketCode, openBenchMarket, round, spawnServer } from './bench-server.ts'
import { type LoadResult, runLoad } from './http-load.ts'
import { startPostgres } from './postgres-server.ts'

const stallCount = 200
const goodsOfStall = 10
const clientCounts = [1, 8, 16, 64] as const
/** Between two price changes in the market while shoppers look; each makes every kept page be read anew. */
const changeEveryMs = 100
const pages = ['categoryCode=vegetable&pageSize=20', 'categoryCode=vegetable&page=2&pageSize=20'] as const

export const runListingsBench: Bench = async ({ quick, say }) => {
  const seconds = quick ? 2 : 6
  const postgres = await startPostgres()
  try {
    await stockMarket(postgres.url)
    const { server, port } = await spawnServer(postgres.url)
    try {
      const at = (query: string): string => `/api/v1/public/markets/${benchMarketCode}/listings?${query}`
      const page = await fetch(`http://127.0.0.1:${port}${at(pages[0])}`)
      const bytes = await page.text()
      if (page.status !== 200) throw new Error(bytes)
      await fetch(`http://127.0.0.1:${port}/empty`, { method: 'POST', body: bytes })
      say(
        `一页 20 种商品，${(bytes.length / 1024).toFixed(1)} KB；${postgres.description}；每 ${changeEveryMs} 毫秒有一处改价`,
      )
      const get = (clients: number, paths: readonly string[], forSeconds: number): Promise<LoadResult> =>
        runLoad({
          port,
          clients,
          seconds: forSeconds,
          wantedStatus: 200,
          request: (_client, n) => `GET ${paths[n % paths.length] ?? ''} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
        })
      const paths = pages.map(at)
      await get(16, paths, 2)
      await get(16, ['/empty'], 2)
      const rows: { clients: number; ours: LoadResult; changing: LoadResult; empty: LoadResult }[] = []
      for (const clients of clientCounts) {
        const ours = await get(clients, paths, seconds)
        const merchants = changePrices(postgres.url)
        const changing = await get(clients, paths, seconds)
        await merchants.stop()
        const empty = await get(clients, ['/empty'], seconds)
        const failures = [...ours.failures, ...changing.failures]
        if (failures.length > 0) throw new Error(`listings failed:\n${failures.join('\n')}`)
        rows.push({ clients, ours, changing, empty })
        say(
          `${String(clients).padStart(2)} 个客户端  商品页 ${ours.perSecond.toFixed(0).padStart(6)} 次/秒  p50 ${ours.p50Ms.toFixed(2)} ms  p99 ${ours.p99Ms.toFixed(2)} ms  每秒改价 ${1000 / changeEveryMs} 次时 ${changing.perSecond.toFixed(0)} 次/秒  空路由 ${empty.perSecond.toFixed(0)} 次/秒`,
        )
      }
      const best = Math.max(...rows.map((row) => row.ours.perSecond))
      const bestChanging = Math.max(...rows.map((row) => row.changing.perSecond))
      const bestEmpty = Math.max(...rows.map((row) => row.empty.perSecond))
      return {
        bench: 'listings',
        ratio: round(best / bestEmpty),
        ratioWhileChanging: round(bestChanging / bestEmpty),
        pagesPerSecond: Math.round(best),
        emptyPerSecond: Math.round(bestEmpty),
        clients: rows.map(({ clients, ours, changing, empty }) => ({
          clients,
          pagesPerSecond: Math.round(ours.perSecond),
          whileChanging: Math.round(changing.perSecond),
          p50Ms: round(ours.p50Ms),
          p99Ms: round(ours.p99Ms),
          emptyPerSecond: Math.round(empty.perSecond),
        })),
      }
    } finally {
      server.kill()
    }
  } finally {
    await postgres.stop()
  }
}

const changePrices = (url: string): { stop(): Promise<void> } => {
  const client = postgresClient(url, { max: 1 })
  const timer = setInterval(() => {
    void client`update listings set price_fen = price_fen + 1 where ctid = (select ctid from listings order by random() limit 1)`.execute()
  }, changeEveryMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await client.end()
    },
  }
}

const stockMarket = (url: string): Promise<void> =>
  openBenchMarket(url, stallCount, async (deps, marketId) => {
    await deps.database.call(
      `insert into listings (market_id, listing_id, stall_id, merchant_id, category_code, name, price_fen, price_basis,
         piece_unit, price_on, state, search_text, created_at, updated_at)
       select s.market_id, 'lst_' || s.code || '-' || n, s.stall_id, t.merchant_id, 'vegetable', '商品' || n, 100 + n,
         'per_500g', null, current_date, 'on_sale', '商品' || n, now(), now()
       from stalls s join tenancies t on t.market_id = s.market_id and t.stall_id = s.stall_id,
         generate_series(1, ${goodsOfStall}) n
       where s.market_id = $1`,
      [marketId],
    )
    await deps.database.call(
      `insert into listing_stocks (market_id, listing_id, merchant_id, kind, available)
       select market_id, listing_id, merchant_id, 'weighed', 1000000 from listings where market_id = $1`,
      [marketId],
    )
    await deps.database.call('analyze', [])
  })
