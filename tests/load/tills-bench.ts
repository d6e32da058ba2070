/**
 * Weigh sales in signed batches of 500 through the product's own server on PostgreSQL with durable defaults, with all
 * that a real push does: signature, parsing, stalls and merchants, idempotency, lines, batch links, rollups, audit and
 * outbox. In the same run the same sales and lines are written bare, one prepared statement a table and batch.
 */
import { createHash } from 'node:crypto'
import { signRequest } from '@smart-market/server/http/device-signature.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import postgresClient from 'postgres'
import type { Bench } from './bench.ts'
import { openBenchMarket, round, spawnServer } from './bench-server.ts'
import { runLoad } from './http-load.ts'
import { startPostgres } from './postgres-server.ts'

const stallCount = 200
const stallsOfTill = 25
const batchSize = 500
const clientCounts = [1, 2, 4, 8] as const
const goods = ['生菜', '菠菜', '西红柿', '土豆', '五花肉', '鲫鱼', '鸡蛋', '苹果'] as const

export const runTillsBench: Bench = async ({ quick, say }) => {
  const seconds = quick ? 3 : 8
  const postgres = await startPostgres()
  try {
    const shop = await openShop(postgres.url)
    const { server, port } = await spawnServer(postgres.url)
    try {
      say(`${postgres.description}；每批 ${batchSize} 笔，每笔一行，每台收银机管 ${stallsOfTill} 个摊位`)
      const rows: { clients: number; ours: number; p50Ms: number; bare: number }[] = []
      let sequence = 0
      const load = (clients: number, forSeconds: number) =>
        runLoad({
          port,
          clients,
          seconds: forSeconds,
          wantedStatus: 200,
          request: (client) => {
            sequence += batchSize
            return signedPush(shop, client, batchOf(sequence, client))
          },
        })
      await load(2, 3)
      for (const clients of clientCounts) {
        const ours = await load(clients, seconds)
        if (ours.failures.length > 0) throw new Error(`pushes failed:\n${ours.failures.join('\n')}`)
        const bare = await runBare(postgres.url, shop.marketId, clients, seconds)
        rows.push({ clients, ours: ours.perSecond * batchSize, p50Ms: ours.p50Ms, bare })
        say(
          `${clients} 台设备同时  上传 ${(ours.perSecond * batchSize).toFixed(0).padStart(6)} 笔/秒  一批 p50 ${ours.p50Ms.toFixed(1)} ms  只写两张表 ${bare.toFixed(0)} 笔/秒`,
        )
      }
      const best = Math.max(...rows.map((row) => row.ours))
      const bestBare = Math.max(...rows.map((row) => row.bare))
      say(`目标 ≥ 20,000 笔/秒`)
      return {
        bench: 'tills',
        ratio: round(best / bestBare),
        salesPerSecond: Math.round(best),
        barePerSecond: Math.round(bestBare),
        clients: rows.map((row) => ({ ...row, ours: Math.round(row.ours), bare: Math.round(row.bare) })),
      }
    } finally {
      server.kill()
    }
  } finally {
    await postgres.stop()
  }
}

interface BenchShop {
  readonly marketId: string
  readonly tills: readonly { readonly deviceId: string; readonly secret: string }[]
}

const openShop = (url: string): Promise<BenchShop> =>
  openBenchMarket(url, stallCount, async (deps, marketId) => {
    const tills = []
    for (let i = 0; i < Math.max(...clientCounts); i++) {
      const [deviceId, secret] = [`dev_bench${i}`, `secret-${i}`]
      await deps.database.call(
        `insert into devices (market_id, device_id, code, name, kind, created_at) values ($1, $2, $2, $2, 'till', now())`,
        [marketId, deviceId],
      )
      await deps.database.call(
        'insert into device_signing_keys (market_id, device_id, secret_encrypted, issued_at) values ($1, $2, $3, now())',
        [marketId, deviceId, deps.cipher.encrypt(secret, 'device_signing_keys.secret')],
      )
      tills.push({ deviceId, secret })
    }
    return { marketId, tills }
  })

/** A till serves the stalls of its row. */
const stallOf = (n: number, till: number): string =>
  `A-${String(1 + till * stallsOfTill + (n % stallsOfTill)).padStart(3, '0')}`

const batchOf = (first: number, till: number) => {
  const soldAt = new Date().toISOString()
  return Array.from({ length: batchSize }, (_, i) => {
    const n = first + i
    const amountFen = 100 + (n % 3000)
    const line = {
      commodityName: goods[n % goods.length],
      categoryName: '蔬菜',
      weightGrams: 50 + (n % 2000),
      amountFen,
    }
    return { sequence: n, stallCode: stallOf(n, till), soldAt, paymentMeans: 'wechat', amountFen, lines: [line] }
  })
}

const signedPush = (shop: BenchShop, client: number, sales: unknown): string => {
  const till = shop.tills[client] ?? { deviceId: '', secret: '' }
  const path = `/api/v1/markets/${shop.marketId}/devices/${till.deviceId}/weigh-sales`
  const body = JSON.stringify({ sales })
  const time = String(Math.floor(Date.now() / 1000))
  const signature = signRequest(till.secret, time, path, body)
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-device-time: ${time}\r\nx-device-signature: ${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Sales a second when nothing but the rows of `sales` and `sale_lines` is written. */
const runBare = async (url: string, marketId: string, clients: number, seconds: number): Promise<number> => {
  const client = postgresClient(url, { max: clients })
  const day = businessDate(new Date())
  const run = createHash('sha256').update(String(Math.random())).digest('hex').slice(0, 12)
  let written = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      for (let n = 0; performance.now() - startedAt < seconds * 1000; n++) {
        const rows = batchOf(n * batchSize, at).map((sale) => ({
          id: `${run}-${at}-${sale.sequence}`,
          at: sale.soldAt,
          fen: sale.amountFen,
          name: sale.lines[0]?.commodityName,
          grams: sale.lines[0]?.weightGrams,
        }))
        const json = JSON.stringify(rows)
        await client.begin(async (tx) => {
          await tx`insert into sales (market_id, sale_id, business_date, sold_at, stall_id, source, source_key, body_hash,
              channel, payment_means, amount_fen, line_count, summary)
            select ${marketId}, r.id, ${day}::date, r.at, 'stl_bare', 'bare', r.id, r.id, 'till', 'wechat', r.fen, 1, r.name
            from jsonb_to_recordset(${json}::text::jsonb) as r(id text, at timestamptz, fen bigint, name text)`
          await tx`insert into sale_lines (market_id, sale_id, line_no, business_date, commodity_name, category_name,
              weight_grams, amount_fen)
            select ${marketId}, r.id, 1, ${day}::date, r.name, '蔬菜', r.grams, r.fen
            from jsonb_to_recordset(${json}::text::jsonb) as r(id text, name text, grams int, fen bigint)`
        })
        written += batchSize
      }
    }),
  )
  const perSecond = (written / (performance.now() - startedAt)) * 1000
  await client.end()
  return perSecond
}
