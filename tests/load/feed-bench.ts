/**
 * Events a second from the outbox of a market to the acknowledged, verified store of a district platform: two server
 * programs, two databases of one PostgreSQL, HTTP and signatures between them. Then the catching up after a day's outage
 * of the reference district (30 markets × 40,000 sales), at a tenth of its size unless FEED_BENCH_FULL=on, with the
 * minutes for the whole. `--quick` is smaller still.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { type Deps, newId, systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { type Database, openDatabase, rowsOf } from '@smart-market/server/db/client.ts'
import { createOutbound } from '@smart-market/server/feed/outbound.ts'
import { relayMarket } from '@smart-market/server/feed/relay.ts'
import { createSubscriber, deliverDue, listFeedKeys, signFeedHead } from '@smart-market/server/features/feeds/index.ts'
import { createAccount } from '@smart-market/server/features/identity/index.ts'
import { registerMarket } from '@smart-market/server/features/markets/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import { repositoryRoot } from '@smart-market/server/repository-root.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import type { Bench } from './bench.ts'
import { cpuSecondsOf } from './cpu.ts'
import { startPostgres } from './postgres-server.ts'

const goalPerSecond = 5000
const referenceMarkets = 30
const referenceSales = 40_000
const fieldKey = '00'.repeat(32)
const migrations = path.join(repositoryRoot, 'server', 'src', 'db', 'migrations')

export const runFeedBench: Bench = async ({ quick, say }) => {
  const server = await startPostgres()
  const urls = await makeDatabases(server.url, ['bench_market', 'bench_district'])
  const databases = await Promise.all(urls.map((url) => openDatabase({ url, migrations })))
  const [marketDb, districtDb] = databases
  if (marketDb === undefined || districtDb === undefined) throw new Error('two databases are needed')
  const district = await startDistrict(urls[1] ?? '')
  try {
    const outbound = createOutbound({ allowPrivate: true })
    const deps = depsOf(marketDb, { publicUrl: 'http://localhost', outbound })
    const officer = await officerAt(district.url, depsOf(districtDb))
    say(`${server.description}；市场和区级平台各一个进程、各一个数据库，${quick ? '快速' : '正常'}规模`)

    const events = quick ? 5000 : 50_000
    const [first = ''] = await connect(deps, officer, 1, 0)
    await write(deps, first, events)
    const cpu = await startCpuBook(deps, district.pid, urls)
    const startedAt = performance.now()
    const relaying = relayMarket(deps, first)
    let relayed = false
    void relaying.finally(() => (relayed = true))
    do await deliverDue(deps, first)
    while (!relayed || (await waiting(deps)) > 0)
    const seconds = (performance.now() - startedAt) / 1000
    const perSecond = Math.round(events / seconds)
    const cpuAfter = await cpu.read(events)
    await agree(deps, districtDb, first)
    say(
      `端到端（编号、成链、签名、传输、核验、入库、确认）：${events.toLocaleString('en')} 条 ${seconds.toFixed(1)} 秒，每秒 ${perSecond.toLocaleString('en')} 条`,
    )
    say(`处理器时间，每千条毫秒：${cpuAfter}`)

    const full = process.env.FEED_BENCH_FULL === 'on'
    const markets = quick ? 3 : referenceMarkets
    const sales = full ? referenceSales : quick ? 500 : referenceSales / 10
    const ids = await connect(deps, officer, markets, 1)
    for (const marketId of ids) {
      await write(deps, marketId, sales)
      await relayMarket(deps, marketId)
    }
    const catchUpCpu = await startCpuBook(deps, district.pid, urls)
    const catchUpAt = performance.now()
    while ((await waiting(deps)) > 0) await deliverDue(deps)
    const catchUp = (performance.now() - catchUpAt) / 1000
    const catchUpBook = await catchUpCpu.read(markets * sales)
    for (const marketId of ids) await agree(deps, districtDb, marketId)
    const catchUpPerSecond = Math.round((markets * sales) / catchUp)
    const minutes = Math.round(((referenceMarkets * referenceSales) / catchUpPerSecond / 60) * 10) / 10
    const size = `${markets} 个市场 × ${sales.toLocaleString('en')} 条`
    say(`断线后补传：${size} ${catchUp.toFixed(1)} 秒，每秒 ${catchUpPerSecond.toLocaleString('en')} 条`)
    say(`处理器时间，每千条毫秒：${catchUpBook}`)
    say(`30 个市场 × 40,000 条的一天要 ${minutes} 分钟${full ? '（实测）' : '（按此速度推算）'}`)
    const ratio = Math.round((perSecond / goalPerSecond) * 1000) / 1000
    say(`是每秒 ${goalPerSecond.toLocaleString('en')} 条目标的 ${ratio} 倍`)
    outbound.close()
    return { bench: 'feed', ratio, events, perSecond, catchUpPerSecond, catchUpMinutes: minutes }
  } finally {
    district.stop()
    for (const database of databases) await database.close()
    await server.stop()
  }
}

const depsOf = (
  database: Database,
  feed?: { publicUrl: string; outbound: ReturnType<typeof createOutbound> },
): Deps => ({
  database,
  clock: () => new Date(),
  random: (bytes) => randomBytes(bytes),
  logger: createLogger('fatal'),
  cipher: createFieldCipher(fieldKey),
  ...(feed === undefined ? {} : { feed: { ...feed, platform: null, forwardUrl: null, allowPrivate: true } }),
})

const makeDatabases = async (url: string, names: readonly string[]): Promise<string[]> => {
  const admin = postgres(url, { max: 1, onnotice: () => undefined })
  for (const name of names) await admin.unsafe(`create database ${name}`)
  await admin.end()
  return names.map((name) => Object.assign(new URL(url), { pathname: `/${name}` }).href)
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const startDistrict = async (
  databaseUrl: string,
): Promise<{ url: string; pid: number | undefined; stop: () => void }> => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, path.join(repositoryRoot, 'server', 'dist', 'main.mjs')],
    {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        LOG_LEVEL: 'error',
        DATABASE_URL: databaseUrl,
        FIELD_KEY: fieldKey,
        PLATFORM: 'district',
        PORT: String(port),
        PUBLIC_URL: url,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return { url, pid: child.pid, stop: () => void child.kill('SIGTERM') }
    if (tries > 600 || child.exitCode !== null) throw new Error('the district server did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const officerAt = async (url: string, deps: Deps): Promise<Client<Api>> => {
  const [loginName, password] = ['bench-officer', 'correct horse battery']
  await createAccount(systemCtx(deps, 'bench', null), {
    loginName,
    displayName: '基准',
    password,
    role: 'city_officer',
    marketId: null,
  })
  const clientOf = (token?: string): Client<Api> =>
    createClient<Api>(
      paths,
      async (request) => {
        const response = await fetch(request.url, {
          method: request.method,
          headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
          ...(request.body === undefined ? {} : { body: request.body as string }),
        })
        return { status: response.status, data: await response.json() }
      },
      url,
    )
  return clientOf((await clientOf().login({ body: { loginName, password } })).token)
}

/** Registers markets here and there, and a subscriber each. */
const connect = async (deps: Deps, officer: Client<Api>, count: number, from: number): Promise<string[]> => {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const code = `B${String(from + i).padStart(3, '0')}`
    const profile = { code, name: `基准市场 ${code}`, districtCode: '410105' }
    const { marketId } = await registerMarket(systemCtx(deps, 'bench', null), {
      ...profile,
      marketTypes: ['food_retail'],
    })
    const ctx = systemCtx(deps, 'bench', marketId)
    await signFeedHead(ctx)
    const { items } = await listFeedKeys(ctx, code)
    const keys = items.map(({ keyId, publicKey }) => ({ keyId, publicKey }))
    const made = await officer.registerReceivedMarket({ body: { marketId, ...profile, keys } })
    await createSubscriber(ctx, {
      name: '区级平台',
      url: made.inboxUrl,
      profile: 'webhook-ed25519',
      types: [],
      masked: [],
      after: 0,
      maxBatchBytes: 1_000_000,
    })
    ids.push(marketId)
  }
  return ids
}

/** One event a sale, as a till that sends each sale at once would cause. */
const write = (deps: Deps, marketId: string, count: number): Promise<void> =>
  withSystemTransaction(deps, async (tx) => {
    const prefix = newId({ deps, now: deps.clock() }, 'event')
    await tx.execute(sql`insert into outbox (market_id, event_id, type, version, occurred_at, payload)
      select ${marketId}, ${prefix} || lpad(n::text, 7, '0'), 'sales.recorded', 1, ${new Date().toISOString()}::timestamptz,
        jsonb_build_object('source', '基准秤 ' || n % 800, 'saleCount', 1, 'amountFen', 300 + n % 5000,
          'businessDates', jsonb_build_array('2026-03-02'))
      from generate_series(1, ${count}::int) n`)
  })

/** CPU of the four that share the work, per thousand events: the market's program, the district's, and the databases of both. */
const startCpuBook = async (deps: Deps, districtPid: number | undefined, urls: readonly string[]) => {
  const [here, there] = urls.map((url) => new URL(url).pathname.slice(1))
  const seconds = async () => {
    const backends = await rowsOf<{ pid: number; database: string | null }>(
      deps.database.db,
      sql`select pid::int as pid, datname as database from pg_stat_activity`,
    )
    const of = (name: string | null | undefined): number =>
      backends.filter((one) => one.database === name).reduce((sum, one) => sum + cpuSecondsOf(one.pid), 0)
    return [cpuSecondsOf(process.pid), of(here), cpuSecondsOf(districtPid), of(there), of(null)]
  }
  const before = await seconds()
  return {
    read: async (events: number): Promise<string> => {
      const spent = (await seconds()).map((now, i) => Math.round(((now - (before[i] ?? 0)) / events) * 1_000_000))
      const [market = 0, marketDb = 0, district = 0, districtDb = 0, shared = 0] = spent
      const all = spent.reduce((sum, one) => sum + one, 0)
      return `市场 ${market}，其数据库 ${marketDb}，区平台 ${district}，其数据库 ${districtDb}，数据库后台 ${shared}，合计 ${all}`
    },
  }
}

const waiting = async (deps: Deps): Promise<number> => {
  const [row] = await rowsOf<{ waiting: number }>(
    deps.database.db,
    sql`select coalesce(sum(h.sequence - s.cursor), 0)::float8 as waiting
      from feed_subscribers s join feed_heads h on h.market_id = s.market_id`,
  )
  return row?.waiting ?? 0
}

/** Both sides hold the same number, sum and head; a fast bench that loses something is worth nothing. */
const agree = async (deps: Deps, districtDb: Database, marketId: string): Promise<void> => {
  const of = async (db: Database, table: 'feed_events' | 'received_events') => {
    const rows = await rowsOf<Record<string, unknown>>(
      db.db,
      sql`select count(*)::int as events, sum((payload ->> 'amountFen')::bigint)::float8 as fen,
        (array_agg(hash order by sequence desc))[1] as head from ${sql.identifier(table)} where market_id = ${marketId}`,
    )
    return JSON.stringify(rows[0])
  }
  const [here, there] = [await of(deps.database, 'feed_events'), await of(districtDb, 'received_events')]
  if (here !== there) throw new Error(`the sides disagree: ${here} ${there}`)
}
