/** A market, its district and its city on one network, with clocks that move together, and what both sides hold. */
import { eq, sql } from 'drizzle-orm'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { feedSubscribers } from '@smart-market/server/db/schema/feed.ts'
import { receivedForwards } from '@smart-market/server/db/schema/receiving.ts'
import type { OutgoingRequest } from '@smart-market/server/feed/settings.ts'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import { forwardDue } from '@smart-market/server/features/receiving/index.ts'
import type { TestApp } from './app.ts'
import { connectMarket, createNetwork, type Network, publicKeysOf, type Reporting, startOn } from './feed.ts'

export const trioStart = new Date('2026-03-02T02:00:00Z')
export const districtOrigin = 'https://district.test'
export const cityOrigin = 'https://city.test'

export interface Figures extends Record<string, unknown> {
  readonly events: number
  readonly last: number
  readonly fen: number
  readonly sales: number
  readonly head: string
}

export interface Trio {
  readonly network: Network
  readonly market: TestApp
  readonly district: TestApp
  readonly city: TestApp
  /** Officers of district and city; signed in anew by `signIn`, for a session ends after some days. */
  officer(): Client<Api>
  cityOfficer(): Client<Api>
  signIn(): Promise<void>
  /** Moves all clocks on by minutes. */
  later(minutes: number): void
  /** Back to the start, with a network that carries everything. */
  reset(): void
  connect(): Promise<Reporting>
  /** The city knows the market's first key and the district's: what it needs to believe what the district brings. */
  tellCity(reporting: Reporting): Promise<void>
  /** Goes on, with time passing, until market, district and city have the same. */
  settle(marketId: string): Promise<void>
  close(): Promise<void>
}

export const figuresOf = async (
  app: TestApp,
  table: 'feed_events' | 'received_events',
  marketId: string,
): Promise<Figures | undefined> => {
  const [row] = await withSystemTransaction(app.deps, (tx) =>
    rowsOf<Figures>(
      tx,
      sql`select count(*)::int as events, max(sequence)::int as last,
        sum((payload ->> 'amountFen')::bigint)::float8 as fen, sum((payload ->> 'saleCount')::bigint)::float8 as sales,
        (array_agg(hash order by sequence desc))[1] as head
      from ${sql.identifier(table)} where market_id = ${marketId}`,
    ),
  )
  return row
}

export const verdictsOf = (app: TestApp, marketId: string): Promise<string[]> =>
  withSystemTransaction(app.deps, async (tx) =>
    (await rowsOf<{ verdict: string }>(tx, sql`select verdict from received_heads where market_id = ${marketId}`)).map(
      (row) => row.verdict,
    ),
  )

/** Random and repeatable: the nth of a seed is always the same. */
export const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** Loses messages and answers, doubles them, brings them late, alters a byte, and goes down in the middle. */
export const faultsOf = (seed: number): Parameters<Network['interfere']>[0] => {
  const next = randomOf(seed)
  let late: OutgoingRequest | undefined
  return async (request, carry) => {
    const fate = next()
    if (fate < 0.12) throw new Error('连接中断')
    if (fate < 0.24) {
      await carry(request)
      throw new Error('回答丢失')
    }
    if (fate < 0.3) {
      const body = request.body ?? ''
      const at = Math.floor(next() * body.length)
      return carry({ ...request, body: `${body.slice(0, at)}${body[at] === '7' ? '8' : '7'}${body.slice(at + 1)}` })
    }
    if (fate < 0.4) await carry(request)
    if (fate < 0.45) return { status: 503, headers: {}, body: '' }
    if (fate < 0.5) {
      late = request
      throw new Error('连接超时')
    }
    if (late !== undefined && fate < 0.6) {
      const old = late
      late = undefined
      await carry(old)
    }
    return carry(request)
  }
}

export const startTrio = async (): Promise<Trio> => {
  const network = createNetwork()
  const market = await startOn(network, 'https://market.test')
  const name = '金水区平台'
  const district = await startOn(network, districtOrigin, {
    platform: { level: 'district', name },
    forwardUrl: cityOrigin,
  })
  const city = await startOn(network, cityOrigin, { platform: { level: 'city', name: '郑州市平台' } })
  let minutes = 0
  let officers: readonly [Client<Api>, Client<Api>] | undefined
  const later = (more: number): void => {
    minutes += more
    for (const app of [market, district, city]) app.setNow(new Date(trioStart.getTime() + minutes * 60_000))
  }
  const signedIn = (which: 0 | 1): Client<Api> => {
    if (officers === undefined) throw new Error('nobody has signed in')
    return officers[which]
  }
  const signIn = async (): Promise<void> => {
    officers = [await district.login('district_officer', { districtCode: '410105' }), await city.login('city_officer')]
  }
  await signIn()
  return {
    network,
    market,
    district,
    city,
    officer: () => signedIn(0),
    cityOfficer: () => signedIn(1),
    signIn,
    later,
    reset: () => {
      network.interfere(undefined)
      minutes = 0
      later(0)
    },
    connect: () =>
      connectMarket(market, { app: district, officer: signedIn(0), origin: districtOrigin, level: 'district' }),
    tellCity: async (reporting) => {
      const { keys: relay } = await district.as().getPlatform()
      const keys = await publicKeysOf(reporting.market, market)
      await signedIn(1).registerReceivedMarket({
        body: {
          marketId: reporting.marketId,
          code: reporting.market.code,
          name: reporting.market.name,
          districtCode: '410105',
          keys: [...keys.slice(0, 1), ...relay.map((key) => ({ ...key, holder: 'relay' as const }))],
        },
      })
    },
    settle: async (marketId) => {
      for (let round = 0; round < 800; round++) {
        await deliverDue(market.deps, marketId)
        await forwardDue(district.deps, marketId)
        const here = await lastOf(market, 'feed_events', marketId)
        const there = await lastOf(district, 'received_events', marketId)
        const above = await lastOf(city, 'received_events', marketId)
        if (here === there && here === above) return
        // Beyond the longest wait between two attempts, but now and then only a little.
        later(round % 3 === 2 ? 2 : 27 * 60)
      }
      throw new Error('never agreed')
    },
    close: async () => {
      for (const app of [market, district, city]) await app.close()
    },
  }
}

const lastOf = async (app: TestApp, table: 'feed_events' | 'received_events', marketId: string): Promise<number> => {
  const [row] = await rowsOf<{ last: number }>(
    app.deps.database.db,
    sql`select coalesce(max(sequence), 0)::int as last from ${sql.identifier(table)} where market_id = ${marketId}`,
  )
  return row?.last ?? 0
}

/** Senders that die with the lease in their hands: whoever comes next finds it taken until it has run out. */
export const crashSenders = async (trio: Trio, marketId: string): Promise<void> => {
  const leasedUntil = new Date(trio.market.now().getTime() + 120_000)
  await withSystemTransaction(trio.market.deps, (tx) =>
    tx.update(feedSubscribers).set({ leasedUntil }).where(eq(feedSubscribers.marketId, marketId)),
  )
  await withSystemTransaction(trio.district.deps, (tx) =>
    tx.update(receivedForwards).set({ leasedUntil }).where(eq(receivedForwards.marketId, marketId)),
  )
}
