/**
 * One long storm: every fault at once, for as many events as FEED_FAULT_EVENTS says (600 unless set; 100000 for the full
 * count), repeatable by FEED_FAULT_SEED. At its end market, district and city hold the same; then the market rewrites
 * its past and is found out by the next signed head.
 */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { chainHash } from '@smart-market/server/feed/chain.ts'
import { deliverDue, signFeedHeadOnce } from '@smart-market/server/features/feeds/index.ts'
import { forwardDue } from '@smart-market/server/features/receiving/index.ts'
import { cut, sell } from '../support/feed.ts'
import { crashSenders, faultsOf, figuresOf, startTrio, type Trio, verdictsOf } from '../support/feed-trio.ts'

const events = Number(process.env.FEED_FAULT_EVENTS ?? 600)
const seed = Number(process.env.FEED_FAULT_SEED ?? 7)
const days = 12
const dayMinutes = 24 * 60

let trio: Trio
beforeAll(async () => {
  trio = await startTrio()
})
afterAll(() => trio.close())

const passOn = async (marketId: string): Promise<void> => {
  await deliverDue(trio.market.deps, marketId)
  await forwardDue(trio.district.deps, marketId)
}
const headOfDay = (marketId: string): Promise<void> => signFeedHeadOnce(systemCtx(trio.market.deps, 'test', marketId))

describe('a storm of faults', () => {
  it(
    'leaves market, district and city with the same count, sums and head; a rewritten past is found at the next head',
    async () => {
      const reporting = await trio.connect()
      const { marketId } = reporting
      await trio.tellCity(reporting)
      const storm = faultsOf(seed)
      for (let day = 0; day < days; day++) {
        trio.network.interfere(storm)
        const count = Math.floor((events * (day + 1)) / days) - Math.floor((events * day) / days)
        await sell(trio.market, marketId, count, 100 + day)
        if (day === days / 2) await rotateKey(marketId)
        await passOn(marketId)
        // Either side dies in the middle of its work, the district is away, or a clock runs ahead, each on its day.
        if (day % 3 === 2) {
          await crashSenders(trio, marketId)
          expect(await deliverDue(trio.market.deps, marketId)).toBe(0)
        }
        if (day % 4 === 1) {
          trio.network.interfere(cut)
          await passOn(marketId)
        }
        if (day % 5 === 3) {
          trio.market.setNow(new Date(trio.market.now().getTime() + 20 * 60_000))
          await passOn(marketId)
        }
        trio.later(dayMinutes)
        await headOfDay(marketId)
      }
      trio.network.interfere(storm)
      await trio.settle(marketId)
      const here = await figuresOf(trio.market, 'feed_events', marketId)
      expect(here?.events).toBeGreaterThanOrEqual(events)
      expect(here?.last).toBe(here?.events)
      for (const app of [trio.district, trio.city])
        expect(await figuresOf(app, 'received_events', marketId)).toEqual(here)

      trio.network.interfere(undefined)
      trio.later(2 * dayMinutes)
      await headOfDay(marketId)
      await trio.settle(marketId)
      await passOn(marketId)
      await trio.signIn()
      let refused = 0
      for (const [app, officer] of [
        [trio.district, trio.officer()],
        [trio.city, trio.cityOfficer()],
      ] as const) {
        const verdicts = await verdictsOf(app, marketId)
        expect(verdicts.length).toBeGreaterThanOrEqual(days)
        expect(new Set(verdicts)).toEqual(new Set(['agrees']))
        const { market: held } = await officer.getReceivedMarket({ params: { marketId } })
        expect(held).toMatchObject({ state: 'active', openQuarantine: 0, gapAt: null })
        refused += held.refusedCount
      }
      expect(refused).toBeGreaterThan(0)

      await rewritePast(marketId, Math.max(1, (here?.last ?? 0) - 40))
      trio.later(dayMinutes)
      await headOfDay(marketId)
      await passOn(marketId)
      await trio.signIn()
      const { market: found } = await trio.officer().getReceivedMarket({ params: { marketId } })
      expect(found).toMatchObject({ state: 'disputed', openQuarantine: 1 })
      expect(await figuresOf(trio.district, 'received_events', marketId)).toMatchObject({ fen: here?.fen })
    },
    Math.max(600_000, events * 60),
  )
})

const rotateKey = async (marketId: string): Promise<void> => {
  // The session of the first day has ended.
  const operator = await trio.market.login('market_operator', { marketId })
  await operator.rotateFeedKey({ params: { marketId }, body: { overlapHours: 24 } })
}

type Stored = {
  readonly sequence: number
  readonly eventId: string
  readonly type: string
  readonly version: number
  readonly occurredAt: string
  readonly payload: Record<string, unknown>
  readonly previousHash: string
}

/** With the database in its hands the market changes an amount and chains everything after it anew. */
const rewritePast = async (marketId: string, from: number): Promise<void> => {
  const { db } = trio.market.deps.database
  const rows = await rowsOf<Stored>(
    db,
    sql`select sequence::float8 as sequence, event_id as "eventId", type, version, occurred_at::text as "occurredAt",
        payload, previous_hash as "previousHash"
      from feed_events where market_id = ${marketId} and sequence >= ${from}::bigint order by sequence`,
  )
  let previousHash = rows[0]?.previousHash ?? ''
  let rewritten = 0
  for (const { previousHash: _old, occurredAt, ...row } of rows) {
    const changed = rewritten === 0 && row.type === 'sales.recorded'
    const payload = changed ? { ...row.payload, amountFen: 1 } : row.payload
    rewritten += Number(changed)
    const event = { ...row, marketId, payload, occurredAt: new Date(occurredAt).toISOString() }
    const hash = chainHash(previousHash, event)
    await db.execute(sql`update feed_events set payload = ${JSON.stringify(payload)}::jsonb,
        previous_hash = ${previousHash}, hash = ${hash}
      where market_id = ${marketId} and sequence = ${row.sequence}::bigint`)
    previousHash = hash
  }
  expect(rewritten).toBe(1)
  await db.execute(sql`update feed_heads set hash = ${previousHash} where market_id = ${marketId}`)
}
