/**
 * Time of one assessment of 800 merchants on PGlite against 1, 4 and 12 weeks of sales, 40,000 a day between six and
 * ten, the moment of the assessment; and of one as of an hour before. The history is written straight into `sales` and
 * the rollups that recordSales keeps; `--quick` uses 2,000 sales a day.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { type Deps, newId, systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { openDatabase } from '@smart-market/server/db/client.ts'
import { getAssessment } from '@smart-market/server/features/assessments/index.ts'
import { registerMarket } from '@smart-market/server/features/markets/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import { repositoryRoot } from '@smart-market/server/repository-root.ts'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { populateMarket } from '../support/market.ts'
import type { Bench } from './bench.ts'

const merchants = 800
const now = new Date('2026-03-02T02:00:00Z')
const rounds = 25
const warmUps = 10

export const runAssessBench: Bench = async ({ quick, say }) => {
  const salesPerDay = quick ? 2_000 : 40_000
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-bench-'))
  const database = await openDatabase({
    folder: path.join(folder, 'pglite'),
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
    await populateMarket({ deps }, { marketId }, { merchants })
    await addScreens(deps, marketId)
    const medians: { weeks: number; ms: number; cpuMs: number; pastMs: number }[] = []
    let written = 0
    for (const weeks of [1, 4, 12]) {
      say(`写入到第 ${weeks} 周：每天 ${salesPerDay} 笔`)
      for (; written < weeks * 7; written++)
        await addDayOfSales(deps, marketId, addDays(businessDate(now), -written), salesPerDay)
      await withSystemTransaction(deps, (tx) => tx.execute(sql`select count(*) from sales`))
      await deps.database.upkeep()
      const { ms, cpuMs, low } = await measure(deps, marketId)
      const { ms: pastMs } = await measure(deps, marketId, new Date(now.getTime() - 3_600_000).toISOString())
      medians.push({ weeks, ms, cpuMs, pastMs })
      say(
        `${weeks} 周历史（${(written * salesPerDay).toLocaleString('en')} 笔）：一次评价 ${ms.toFixed(1)} 毫秒，其中处理器 ${cpuMs.toFixed(1)} 毫秒（${rounds} 次的中位数），至少 ${low} 分；查一小时前的分 ${pastMs.toFixed(1)} 毫秒`,
      )
    }
    const growth = (pick: (of: (typeof medians)[number]) => number): number => {
      const [first, last] = [medians[0], medians.at(-1)]
      return first === undefined || last === undefined ? Number.NaN : Math.round((pick(last) / pick(first)) * 100) / 100
    }
    const ratio = growth((of) => of.ms)
    // PGlite works in this process, so its processor time is the work itself, whatever else the machine is doing.
    const cpuRatio = growth((of) => of.cpuMs)
    say(`12 周比 1 周：用时 ${ratio} 倍，处理器 ${cpuRatio} 倍（目标 ≤ 1.2）；目标 ≤ 150 毫秒`)
    const rounded = (pick: (of: (typeof medians)[number]) => number) =>
      Object.fromEntries(medians.map((of) => [`${of.weeks}w`, Math.round(pick(of) * 10) / 10]))
    return {
      bench: 'assess',
      ratio,
      cpuRatio,
      milliseconds: rounded((of) => of.ms),
      cpuMilliseconds: rounded((of) => of.cpuMs),
      pastMilliseconds: rounded((of) => of.pastMs),
      merchants,
      salesPerDay,
    }
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const measure = async (
  deps: Deps,
  marketId: string,
  asOf?: string,
): Promise<{ ms: number; cpuMs: number; low: number }> => {
  const times: number[] = []
  const cpuTimes: number[] = []
  let low = Number.NaN
  for (let round = 0; round < warmUps + rounds; round++) {
    const startedAt = performance.now()
    const cpuBefore = process.cpuUsage()
    const assessment = await getAssessment(systemCtx(deps, 'bench', marketId), 'zhengzhou-2021', { asOf })
    const cpu = process.cpuUsage(cpuBefore)
    if (round >= warmUps) {
      times.push(performance.now() - startedAt)
      cpuTimes.push((cpu.user + cpu.system) / 1000)
    }
    low = assessment.total?.low ?? Number.NaN
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
  return { ms: median(times), cpuMs: median(cpuTimes), low }
}

/** A live screen and a payment code at every stall. */
const addScreens = async (deps: Deps, marketId: string): Promise<void> => {
  const ctx = systemCtx(deps, 'bench', marketId)
  await withSystemTransaction(deps, async (tx) => {
    await tx.execute(sql`
      insert into devices (market_id, device_id, code, name, kind, stall_id, last_heartbeat_at, shows, created_at)
      select market_id, 'dev_' || stall_id, 'SCR-' || code, code, 'screen', stall_id, ${now.toISOString()}::timestamptz,
        ${JSON.stringify(screenFields)}::jsonb, ${now.toISOString()}::timestamptz - interval '1 day'
      from stalls where market_id = ${marketId}`)
    await tx.execute(sql`
      insert into device_spans (market_id, device_id, from_at, to_at, shows)
      select market_id, device_id, created_at, last_heartbeat_at, shows from devices where market_id = ${marketId}`)
    await tx.execute(sql`
      insert into stall_codes (market_id, stall_code_id, stall_id, version, issued_at)
      select market_id, ${newId(ctx, 'stallCode')} || stall_id, stall_id, 1, ${now.toISOString()}::timestamptz from stalls where market_id = ${marketId}`)
  })
}

const addDayOfSales = async (deps: Deps, marketId: string, date: string, salesPerDay: number): Promise<void> => {
  await withSystemTransaction(deps, async (tx) => {
    await tx.execute(sql`
      insert into sales (market_id, sale_id, business_date, sold_at, stall_id, source, source_key, body_hash, channel,
        payment_means, amount_fen, line_count, summary)
      select ${marketId}, ${`sal_${date}_`} || n, ${date}::date, ${`${date}T06:00:00+08:00`}::timestamptz + n * ${`${(4 * 3600) / salesPerDay} seconds`}::interval,
        stall_id, 'bench', ${`${date}-`} || n, '', 'scale', case when n % 10 < 8 then 'wechat' else 'cash' end, 500 + n % 3000, 1, ''
      from (select stall_id, row_number() over (order by code) - 1 as i, count(*) over () as stalls from stalls where market_id = ${marketId}) as s
      cross join lateral generate_series(i::int, ${salesPerDay - 1}::int, stalls::int) as n`)
    await tx.execute(sql`
      insert into sales_days (market_id, business_date, stall_id, channel, payment_means, sale_count, amount_fen)
      select market_id, business_date, stall_id, channel, payment_means, count(*), sum(amount_fen)
      from sales where market_id = ${marketId} and business_date = ${date}::date group by 1, 2, 3, 4, 5`)
    await tx.execute(sql`
      insert into stall_activity (market_id, stall_id, channel, payment_means, first_sold_at, last_sold_at)
      select market_id, stall_id, channel, payment_means, min(sold_at), max(sold_at)
      from sales where market_id = ${marketId} and business_date = ${date}::date group by 1, 2, 3, 4
      on conflict (market_id, stall_id, channel, payment_means) do update set
        first_sold_at = least(stall_activity.first_sold_at, excluded.first_sold_at),
        last_sold_at = greatest(stall_activity.last_sold_at, excluded.last_sold_at)`)
  })
}
