/**
 * A power cut, several times: the built server on a real PostgreSQL with durable defaults is killed (SIGKILL) in the
 * middle of checkouts, payments, callbacks and hand-overs, and started again. The channel stands outside and goes on.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { randomBytes, randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '@smart-market/server/context.ts'
import { openDatabase } from '@smart-market/server/db/client.ts'
import { createAccount } from '@smart-market/server/features/identity/index.ts'
import { openLocalGateway, type OpenedGateway } from '@smart-market/server/features/payments/gateway/open.ts'
import { alipaySettingsFor, wechatSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import type { Role } from '@smart-market/shared/route.ts'
import { seededRandom } from '../load/weather.ts'
import { type PostgresServer, startPostgres } from '../load/postgres-server.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Acknowledged, httpClient, type SellingStall, visit } from '../support/trade-load.ts'

const fieldKey = '42'.repeat(32)
const migrations = fileURLToPath(new URL('../../server/src/db/migrations', import.meta.url))
const kills = Number(process.env.KILLS ?? '3')
const seed = Number(process.env.KILL_SEED ?? randomInt(1_000_000))
const random = seededRandom(seed)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

let folder = ''
let pg: PostgresServer
let sql: postgres.Sql
let gateway: OpenedGateway
let server: ServerProcess
let port = 0
/** The channel's watch runs ahead of ours by this, so that its retries need no waiting. */
let ahead = 0
let marketId = ''
const marketCode = 'KILL'
const stock = 1_000_000
let stalls: SellingStall[] = []
const acknowledged: Acknowledged = { checkouts: [], handedOver: [], cancelled: [], unanswered: 0 }
const takenCallbacks = new Set<string>()

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const start = async (): Promise<ServerProcess> =>
  startServer({
    PORT: String(port),
    DATABASE_URL: pg.url,
    DATA_DIR: folder,
    DEMO: 'off',
    FIELD_KEY: fieldKey,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PAYMENTS_FILE: path.join(folder, 'payments.json'),
    LOG_LEVEL: 'fatal',
  })

/** The first accounts, as the command line would make them. */
const makeAccounts = async (accounts: readonly { loginName: string; role: Role; marketId?: string }[]) => {
  const database = await openDatabase({ url: pg.url, migrations, maxConnections: 2 })
  const deps = {
    database,
    clock: () => new Date(),
    random: (bytes: number) => randomBytes(bytes),
    logger: createLogger('fatal'),
    cipher: createFieldCipher(fieldKey),
  }
  for (const { loginName, role, marketId: held } of accounts)
    await createAccount(systemCtx(deps, 'test', held ?? null), {
      loginName,
      displayName: loginName,
      password: 'correct horse battery',
      role,
      marketId: held ?? null,
      merchantId: null,
      districtCode: null,
    })
  await database.close()
}

const logIn = async (loginName: string) => {
  const { token } = await httpClient(server.url).login({ body: { loginName, password: 'correct horse battery' } })
  return httpClient(server.url, token)
}

const openMarket = async (): Promise<void> => {
  const officer = await logIn('officer')
  const market = await officer.createMarket({
    body: { code: marketCode, name: '断电测试市场', marketTypes: ['food_retail'], districtCode: '410105' },
  })
  marketId = market.marketId
  await makeAccounts([{ loginName: 'operator', role: 'market_operator', marketId }])
  const operator = await logIn('operator')
  const params = { marketId }
  for (let n = 1; n <= 4; n++) {
    const stallCode = `A-00${n}`
    const { stallId } = await operator.createStall({ params, body: { code: stallCode } })
    const { merchantId } = await operator.createMerchant({ params, body: { name: `${n} 号经营户` } })
    await operator.startTenancy({ params, body: { stallId, merchantId, from: '2020-01-01', to: null } })
    await operator.openPaymentAccount({
      params,
      body: { stallId, channel: 'wechat', merchantNumber: `160000000${n}`, appId: null, appAuthToken: null },
    })
    await operator.createMarketUser({
      params,
      body: {
        loginName: `m${n}`,
        displayName: `m${n}`,
        password: 'correct horse battery',
        role: 'merchant',
        merchantId,
      },
    })
    const listing = await operator.createListing({
      params,
      body: {
        stallId,
        categoryCode: 'vegetable',
        name: '西瓜',
        priceFen: 100 * n + n,
        priceBasis: 'per_piece',
        pieceUnit: 'piece',
        stockKind: 'counted',
        available: stock,
      },
    })
    stalls.push({ stallCode, merchant: await logIn(`m${n}`), listing })
  }
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smart-market-killed-'))
  pg = await startPostgres()
  sql = postgres(pg.url, { max: 2, onnotice: () => undefined })
  port = await freePort()
  gateway = await openLocalGateway({
    production: false,
    publicUrl: `http://127.0.0.1:${port}`,
    clock: () => new Date(Date.now() + ahead),
  })
  gateway.connect(async (url, { headers, body }) => {
    const response = await fetch(url, { method: 'POST', headers, body })
    if (response.status === 204) takenCallbacks.add((JSON.parse(body) as { id: string }).id)
    return response
  })
  const { keys } = gateway.gateway
  writeFileSync(
    path.join(folder, 'payments.json'),
    JSON.stringify({
      wechat: wechatSettingsFor(keys, 'public_key', gateway.address),
      alipay: alipaySettingsFor(keys, `${gateway.address}/gateway.do`),
    }),
  )
  await makeAccounts([{ loginName: 'officer', role: 'city_officer' }])
  server = await start()
  await openMarket()
})
afterAll(async () => {
  await server.stop()
  await gateway.close()
  await sql.end()
  await pg.stop()
  rmSync(folder, { recursive: true, force: true })
})

const rows = async <T>(text: string): Promise<T[]> => (await sql.unsafe(text, [marketId])) as unknown as T[]
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** True once nothing waits: no charge, refund, callback or fact is on its way. */
const isQuiet = async (): Promise<boolean> => {
  const [count] = await rows<{ waiting: number }>(
    `select ((select count(*) from charges where market_id = $1 and state not in ('paid', 'closed'))
      + (select count(*) from refunds where market_id = $1 and state not in ('succeeded', 'failed'))
      + (select count(*) from callback_inbox where market_id = $1 and state = 'received')
      + (select count(*) from payment_facts where market_id = $1 and applied_at is null))::int as waiting`,
  )
  return count?.waiting === 0 && gateway.gateway.waitingCallbacks() === 0
}

describe('killed in the middle of trading', () => {
  let seconds = 0
  beforeAll(async () => {
    const startedAt = Date.now()
    let open = true
    let delivering = true
    const deliver = (async () => {
      while (delivering) {
        gateway.gateway.finishRefunds()
        await gateway.gateway.deliverDue()
        await pause(40)
      }
    })()
    const load = {
      marketCode,
      marketId,
      stalls,
      random,
      acknowledged,
      open: () => open,
      pay: (number: string) => gateway.gateway.pay(number),
    }
    const shoppers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { token } = await httpClient(server.url).startShopperSession()
        return httpClient(server.url, token)
      }),
    )
    const visits = Promise.all(shoppers.map((shopper, n) => visit(load, shopper, `${seed}-${n}`)))
    for (let n = 0; n < kills; n++) {
      const before = acknowledged.checkouts.length
      while (acknowledged.checkouts.length < before + 12) await pause(10)
      await pause(Math.floor(random() * 400))
      await server.stop(true)
      await pause(Math.floor(random() * 500))
      server = await start()
      ahead += 16_000
    }
    open = false
    await visits
    // A refund may have to wait a minute after another of the same payment: its time is moved up, as an operator would.
    for (let n = 0; n < 400 && !(await isQuiet()); n++) {
      if (n % 20 === 19)
        await rows(`update refunds set next_check_at = now() where market_id = $1 and next_check_at > now()`)
      await pause(150)
    }
    delivering = false
    await deliver
    seconds = (Date.now() - startedAt) / 1000
  }, 300_000)

  it('was killed while calls were under way, and became quiet again', async () => {
    process.stdout.write(
      `killed ${kills} times in ${seconds.toFixed(0)} s (seed ${seed}): ${acknowledged.checkouts.length} checkouts, ${acknowledged.handedOver.length} hand-overs, ${takenCallbacks.size} callbacks taken, ${acknowledged.unanswered} calls without an answer\n`,
    )
    expect(acknowledged.unanswered).toBeGreaterThan(0)
    expect(acknowledged.handedOver.length).toBeGreaterThan(0)
    expect(await isQuiet()).toBe(true)
  })

  it('lost no acknowledged checkout and placed none twice', async () => {
    const groups = await rows<{ key: string; id: string; answer: string }>(
      'select idempotency_key as key, order_group_id as id, answer from order_groups where market_id = $1',
    )
    const byKey = new Map(groups.map((group) => [group.key, group]))
    expect(byKey.size).toBe(groups.length)
    expect(groups.length).toBe(acknowledged.checkouts.length)
    for (const { key, answer } of acknowledged.checkouts)
      expect(answer).toMatchObject(JSON.parse(byKey.get(key)?.answer ?? '{"stallOrders":null}') as object)
    const orders = await rows<{ id: string; group: string; amount: number }>(
      `select stall_order_id as id, order_group_id as group, (goods_fen + delivery_fee_fen)::int as amount
       from stall_orders where market_id = $1`,
    )
    const placed = acknowledged.checkouts.flatMap(({ answer }) =>
      answer.stallOrders.map((order) => [order.stallOrderId, answer.orderGroupId, order.amountFen]),
    )
    expect(orders.map((order) => [order.id, order.group, order.amount]).sort()).toEqual(placed.sort())
  })

  it('lost no acknowledged hand-over, cancellation or callback', async () => {
    const states = new Map(
      (
        await rows<{ id: string; state: string }>(
          'select stall_order_id as id, state from stall_orders where market_id = $1',
        )
      ).map((row) => [row.id, row.state]),
    )
    expect(acknowledged.handedOver.filter((id) => states.get(id) !== 'completed')).toEqual([])
    expect(acknowledged.cancelled.filter((id) => states.get(id) !== 'refunded')).toEqual([])
    const inbox = new Map(
      (
        await rows<{ id: string; state: string }>(
          'select event_id as id, state from callback_inbox where market_id = $1',
        )
      ).map((row) => [row.id, row.state]),
    )
    expect([...takenCallbacks].filter((id) => inbox.get(id) !== 'processed')).toEqual([])
    expect(await rows('select * from payment_quarantine where market_id = $1')).toEqual([])
  })

  it('keeps exactly the books of the gateway', async () => {
    const { ledger } = gateway.gateway
    const charges = await rows<{ number: string; state: string; transaction: string | null; amount: number | null }>(
      `select c.charge_number as number, c.state, p.transaction_number as transaction, p.amount_fen::int as amount
       from charges c left join payments p on p.market_id = c.market_id and p.charge_id = c.charge_id
       where c.market_id = $1`,
    )
    const theirs = ledger.trades().filter((trade) => trade.state === 'paid')
    const ours = charges.filter((charge) => charge.transaction !== null)
    expect(ours.map((row) => [row.number, row.transaction, row.amount]).sort()).toEqual(
      theirs.map((trade) => [trade.chargeNumber, trade.transactionNumber, trade.amountFen]).sort(),
    )
    expect(charges.filter((charge) => charge.state === 'paid').length).toBe(ours.length)
    const refunds = await rows<{ number: string; amount: number }>(
      `select refund_number as number, amount_fen::int as amount from refunds where market_id = $1 and state = 'succeeded'`,
    )
    expect(refunds.map((row) => [row.number, row.amount]).sort()).toEqual(
      ledger
        .refunds()
        .map((refund) => [refund.refundNumber, refund.amountFen])
        .sort(),
    )
  })

  it('let nobody pay twice, and counted each paid fen once in sales', async () => {
    const { ledger } = gateway.gateway
    const orders = await rows<{
      id: string
      state: string
      final: number
      paid: number
      refunded: number
      sold: number
    }>(
      `select stall_order_id as id, state, coalesce(final_fen, 0)::int as final, paid_fen::int as paid,
         refunded_fen::int as refunded, sold_fen::int as sold from stall_orders where market_id = $1`,
    )
    const charges = await rows<{ order: string; number: string }>(
      'select purpose_id as order, charge_number as number from charges where market_id = $1',
    )
    const sales = await rows<{ key: string; amount: number }>(
      'select source_key as key, amount_fen::int as amount from sales where market_id = $1',
    )
    for (const order of orders) {
      const numbers = charges.filter((charge) => charge.order === order.id).map((charge) => charge.number)
      const kept = sum(
        numbers.map((number) => {
          const trade = ledger.findTrade(number)
          return trade?.state === 'paid'
            ? trade.amountFen - sum(ledger.refundsOf(number).map((refund) => refund.amountFen))
            : 0
        }),
      )
      const owed = order.state === 'completed' ? order.final : 0
      const sold = sum(sales.filter((sale) => sale.key === order.id).map((sale) => sale.amount))
      expect([order.id, kept, order.paid - order.refunded, order.sold, sold]).toEqual([
        order.id,
        owed,
        owed,
        owed,
        owed,
      ])
    }
    expect(sum(sales.map((sale) => sale.amount))).toBe(sum(orders.map((order) => order.sold)))
    const days = await rows<{ amount: number }>('select amount_fen::int as amount from sales_days where market_id = $1')
    expect(sum(days.map((day) => day.amount))).toBe(sum(sales.map((sale) => sale.amount)))
  })

  it('gave back the stock of what was cancelled, and sold none of it twice', async () => {
    const left = await rows<{ id: string; available: number }>(
      'select listing_id as id, available::int as available from listing_stocks where market_id = $1',
    )
    const held = await rows<{ id: string; quantity: number }>(
      `select l.listing_id as id, sum(l.ordered_quantity)::int as quantity from order_lines l
       join stall_orders o on o.market_id = l.market_id and o.stall_order_id = l.stall_order_id
       where l.market_id = $1 and o.state = 'completed' group by 1`,
    )
    for (const { id, available } of left)
      expect(available).toBe(stock - (held.find((row) => row.id === id)?.quantity ?? 0))
  })

  it('wrote one event and one audit row for every payment', async () => {
    const [count] = await rows<{ payments: number; audits: number; events: number; gaps: number }>(
      `select (select count(*) from payments where market_id = $1)::int as payments,
        (select count(*) from audit_log where market_id = $1 and action = 'payment.receive')::int as audits,
        (select count(*) from (select event_id, type from feed_events where market_id = $1
          union all select event_id, type from outbox where market_id = $1) e where type like '%payment.received')::int as events,
        (select (count(*) - max(sequence))::int from feed_events where market_id = $1) as gaps`,
    )
    expect(count).toEqual({ payments: count?.payments, audits: count?.payments, events: count?.payments, gaps: 0 })
  })
})
