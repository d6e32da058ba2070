import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { FeedEvent } from '@smart-market/shared/contracts/feeds.ts'
import { type Ctx, systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { feedEvents, outbox } from '@smart-market/server/db/schema/feed.ts'
import { appendEvent } from '@smart-market/server/feed/outbox.ts'
import { genesisHash } from '@smart-market/server/feed/chain.ts'
import { relayMarket, relayOutbox, startRelay } from '@smart-market/server/feed/relay.ts'
import { verifyStretch } from '@smart-market/server/feed/verify-stretch.ts'
import { listPlatformStates } from '@smart-market/server/features/feeds/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
let marketId: string
let operator: Client<Api>
let ctx: Ctx
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  ;({ marketId, operator } = await makeMarket(app))
  // The market's own registration is no matter here: each test counts from an empty feed.
  await withSystemTransaction(app.deps, (tx) => tx.delete(outbox).where(eq(outbox.marketId, marketId)))
  ctx = systemCtx(app.deps, 'test', marketId)
})
afterAll(() => app.close())

class Abandoned extends Error {}
/** One verb of a writer: some events, then commit or roll back. */
const write = async (labels: readonly string[], commit = true): Promise<void> => {
  try {
    await withTransaction(ctx, async (tx) => {
      for (const label of labels) await appendEvent(ctx, tx, 'device.retired', { deviceId: label })
      if (!commit) throw new Abandoned()
    })
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error
  }
}
const readFeed = async (after = 0, limit = 1000) =>
  operator.listFeedEvents({ params: { marketId }, query: { after, limit } })
const labelOf = (event: FeedEvent): string => (event.payload as { deviceId: string }).deviceId

/** RFC 8785 for the values that events carry, written anew so that it shares no mistake with the server's. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(',')}}`
}

/** Recomputes the chain from what the cursor endpoint gives, as a platform would, with none of the server's code. */
const firstBrokenLink = (events: readonly FeedEvent[]): number | null => {
  let previous = genesisHash
  for (const [i, event] of events.entries()) {
    const { hash, previousHash, sequence, eventId, type, version, occurredAt, payload } = event
    const body = canonical({ marketId, sequence, eventId, type, version, occurredAt, payload })
    const expected = createHash('sha256').update(previous).update(body).digest('hex')
    if (sequence !== i + 1 || previousHash !== previous || hash !== expected) return sequence
    previous = hash
  }
  return null
}

describe('the relay', () => {
  it('gives committed events consecutive numbers in the order of writing, and nothing to what rolled back', async () => {
    const plan = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 4 }), commit: fc.boolean(), relay: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    )
    let label = 0
    const written: string[] = []
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        for (const step of steps) {
          const labels = Array.from({ length: step.count }, () => `e${++label}`)
          await write(labels, step.commit)
          if (step.commit) written.push(...labels)
          if (step.relay) await relayOutbox(app.deps)
        }
        await relayOutbox(app.deps)
        const { events, lastSequence, head } = await readFeed()
        expect(events.map(labelOf)).toEqual(written)
        expect(lastSequence).toBe(written.length)
        expect(head).toBe(events.at(-1)?.hash ?? genesisHash)
        expect(firstBrokenLink(events)).toBeNull()
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('does not fork or lose anything under concurrent writers and relays', async () => {
    const writers = 6
    const each = 25
    let writing = writers
    const committed = new Set<string>()
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; i < each; i++) {
        const labels = [`w${name}-${i}-a`, `w${name}-${i}-b`]
        const commit = (i * 7 + name) % 4 !== 0
        await write(labels, commit)
        if (commit) for (const label of labels) committed.add(label)
      }
      writing -= 1
    }
    const relay = async (): Promise<void> => {
      while (writing > 0) await relayOutbox(app.deps)
    }
    await Promise.all([...Array.from({ length: writers }, (_, i) => writer(i)), relay(), relay(), relay()])
    await relayOutbox(app.deps)
    const { events } = await readFeed()
    expect(firstBrokenLink(events)).toBeNull()
    expect(events.map(labelOf).sort()).toEqual([...committed].sort())
    for (let name = 0; name < writers; name++) {
      const own = events.map(labelOf).filter((label) => label.startsWith(`w${name}-`))
      const order = own.map((label) => Number(label.split('-')[1]))
      expect(order).toEqual([...order].sort((a, b) => a - b))
    }
    const left = await withSystemTransaction(app.deps, (tx) => tx.select().from(outbox))
    expect(left.filter((row) => row.marketId === marketId)).toEqual([])
  })

  it.runIf(process.env.TEST_DATABASE === 'postgres' || process.env.TEST_DATABASE_URL !== undefined)(
    'sends an event that commits late after those that committed before it, and leaves no gap',
    async () => {
      let finish = (): void => undefined
      const held = new Promise<void>((resolve) => {
        finish = resolve
      })
      let written = (): void => undefined
      const begun = new Promise<void>((resolve) => {
        written = resolve
      })
      const slow = withTransaction(ctx, async (tx) => {
        await appendEvent(ctx, tx, 'device.retired', { deviceId: 'early position' })
        written()
        await held
      })
      await begun
      await write(['committed first'])
      await relayMarket(app.deps, marketId)
      finish()
      await slow
      await relayMarket(app.deps, marketId)
      const { events } = await readFeed()
      expect(events.map(labelOf)).toEqual(['committed first', 'early position'])
      expect(firstBrokenLink(events)).toBeNull()
    },
  )

  it('relays more than one batch', async () => {
    const labels = Array.from({ length: 1203 }, (_, i) => `n${i}`)
    await write(labels)
    expect(await relayMarket(app.deps, marketId)).toBe(1203)
    const first = await readFeed(0, 1000)
    const rest = await readFeed(first.events.at(-1)?.sequence ?? 0, 1000)
    expect([...first.events, ...rest.events].map(labelOf)).toEqual(labels)
    expect(firstBrokenLink([...first.events, ...rest.events])).toBeNull()
  })

  it('keeps the order of markets apart', async () => {
    const other = await makeMarket(app)
    await write(['mine'])
    await relayOutbox(app.deps)
    const theirs = await other.operator.listFeedEvents({ params: { marketId: other.marketId } })
    expect(theirs.events.map((event) => event.sequence)).toEqual(theirs.events.map((_, i) => i + 1))
    expect((await readFeed()).events.map(labelOf)).toEqual(['mine'])
  })

  it('starts with what waits, follows each write, and stops', async () => {
    await write(['before'])
    const stop = await startRelay(app.deps)
    await write(['after'])
    await expect.poll(async () => (await readFeed()).lastSequence, { timeout: 8000 }).toBe(2)
    await stop()
    await write(['stopped'])
    expect((await readFeed()).lastSequence).toBe(2)
  })
})

describe('the chain', () => {
  it('shows any change to a sent event, wherever it is made', async () => {
    await write(['a', 'b', 'c', 'd'])
    await relayMarket(app.deps, marketId)
    const { events } = await readFeed()
    const forge = (i: number, change: Partial<FeedEvent>) =>
      events.map((event, at) => (at === i ? { ...event, ...change } : event))
    expect(firstBrokenLink(events)).toBeNull()
    expect(firstBrokenLink(forge(1, { payload: { deviceId: 'x' } }))).toBe(2)
    expect(firstBrokenLink(forge(0, { occurredAt: '2026-03-02T02:00:00.001Z' }))).toBe(1)
    expect(firstBrokenLink(forge(2, { eventId: 'evt_forged' }))).toBe(3)
    expect(firstBrokenLink(events.filter((_, i) => i !== 1))).toBe(3)
    expect(firstBrokenLink([...events.slice(0, 2), ...events.slice(2).toReversed()])).toBe(4)
  })

  it('cannot be rewritten by the roles of the server', async () => {
    await write(['a'])
    await relayMarket(app.deps, marketId)
    const rewrite = withSystemTransaction(app.deps, (tx) =>
      tx.update(feedEvents).set({ type: 'x' }).where(eq(feedEvents.marketId, marketId)),
    )
    await expect(rewrite).rejects.toMatchObject({ cause: { code: '42501' } })
    const erase = withTransaction(ctx, (tx) => tx.delete(feedEvents).where(eq(feedEvents.marketId, marketId)))
    await expect(erase).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('a platform', () => {
  const connect = async (name = '金水区平台') =>
    operator.createPlatformLink({ params: { marketId }, body: { level: 'district', name } })
  const acknowledge = (secret: string, sequence: number) =>
    app.as(secret).acknowledgeFeed({ params: { marketId }, body: { sequence } })
  const states = (asOf: Date) => withSystemTransaction(app.deps, (tx) => listPlatformStates(tx, marketId, asOf))

  it('reads with its own key and acknowledges, never backwards and never ahead', async () => {
    const { link, secret } = await connect()
    expect(link).toMatchObject({ connected: false, acknowledgedSequence: 0, lag: 0 })
    await write(['a', 'b', 'c'])
    await relayMarket(app.deps, marketId)
    const feed = await app.as(secret).listFeedEvents({ params: { marketId } })
    expect(feed.lastSequence).toBe(4) // with platform_link.created
    expect(feed.events[0]).toMatchObject({ type: 'platform_link.created', version: 1 })
    expect(await acknowledge(secret, 3)).toMatchObject({ connected: true, acknowledgedSequence: 3, lag: 1 })
    app.setNow(new Date(start.getTime() + 60_000))
    expect(await acknowledge(secret, 1)).toMatchObject({
      acknowledgedSequence: 3,
      lastAcknowledgedAt: app.now().toISOString(),
    })
    await expect(acknowledge(secret, 5)).rejects.toMatchObject({
      status: 409,
      code: 'feed.ahead',
      details: { sequence: 5, last: 4 },
    })
    await relayMarket(app.deps, marketId)
    expect((await readFeed()).lastSequence).toBe(4) // an acknowledgement is no event
    const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    expect(log.items.filter((entry) => entry.action === 'feed.acknowledge')).toHaveLength(1)
  })

  it('is interrupted when it has confirmed nothing for a day, and what it waits for is told with its time', async () => {
    const { secret } = await connect()
    await write(['a', 'b'])
    await relayMarket(app.deps, marketId)
    await acknowledge(secret, 2)
    const hour = 3_600_000
    const at = async (hours: number) => {
      app.setNow(new Date(start.getTime() + hours * hour))
      const { token } = await app.login('market_operator', { marketId })
      const { asOf, items } = await app.as(token).listPlatformLinks({ params: { marketId } })
      expect(asOf).toBe(app.now().toISOString())
      return items[0]
    }
    const waitingSince = start.toISOString()
    expect(await at(23.9)).toMatchObject({ connected: true, lag: 1, waitingSince })
    expect(await at(24)).toMatchObject({ connected: false, lag: 1, waitingSince })
    // Saying the same again is a sign of life; what it lacks is as old as it was.
    expect(await acknowledge(secret, 2)).toMatchObject({ connected: true, lag: 1, waitingSince })
    expect(await acknowledge(secret, 3)).toMatchObject({ connected: true, lag: 0, waitingSince: null })
    expect(await at(47.9)).toMatchObject({ connected: true, lag: 0, waitingSince: null })
    // With nothing new it still has to be heard of.
    expect(await at(48)).toMatchObject({ connected: false, lag: 0, waitingSince: null })
  })

  it('is known by its key: any other key may read but not acknowledge', async () => {
    const { secret } = await operator.createApiKey({ params: { marketId }, body: { name: 'x', scopes: ['feed:read'] } })
    await expect(acknowledge(secret, 0)).rejects.toMatchObject({ status: 404, code: 'platform_link.not_found' })
    const { events } = await app.as(secret).listFeedEvents({ params: { marketId } })
    expect(events).toEqual([])
  })

  it('loses its key when the link is removed', async () => {
    const { link, secret } = await connect()
    const params = { marketId, platformLinkId: link.platformLinkId }
    await acknowledge(secret, 0)
    app.setNow(new Date(start.getTime() + 3_600_000))
    await operator.removePlatformLink({ params })
    await expect(acknowledge(secret, 0)).rejects.toMatchObject({ status: 401, code: 'key.invalid' })
    await expect(operator.removePlatformLink({ params })).rejects.toMatchObject({ code: 'platform_link.not_found' })
    expect((await operator.listPlatformLinks({ params: { marketId } })).items).toEqual([])
    const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    const actions = log.items.filter((entry) => entry.subjectId === link.platformLinkId).map((entry) => entry.action)
    expect(actions.sort()).toEqual(['platform_link.create', 'platform_link.remove'])
    await relayMarket(app.deps, marketId)
    expect((await readFeed()).events.map((event) => event.type)).toEqual([
      'platform_link.created',
      'platform_link.removed',
    ])
  })

  it('is connected once it has acknowledged, as of the moment asked about', async () => {
    const { link, secret } = await connect()
    app.setNow(new Date(start.getTime() + 60_000))
    await acknowledge(secret, 0)
    app.setNow(new Date(start.getTime() + 120_000))
    await operator.removePlatformLink({ params: { marketId, platformLinkId: link.platformLinkId } })
    const at = (seconds: number) => states(new Date(start.getTime() + seconds * 1000))
    expect(await at(-1)).toEqual([])
    expect(await at(30)).toMatchObject([{ level: 'district', connected: false, lastAcknowledgedAt: null }])
    expect(await at(90)).toMatchObject([{ connected: true, lastAcknowledgedAt: new Date(start.getTime() + 60_000) }])
    expect(await at(120)).toEqual([])
  })
})

describe('live pages', () => {
  const openStream = async (token: string, abort: AbortController) => {
    const response = await app.fetch(`/api/v1/markets/${marketId}/changes`, {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    })
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    return {
      response,
      next: async () => decoder.decode((await reader?.read())?.value),
      cancel: async () => reader?.cancel(),
    }
  }

  it('hear of every commit in their market and of no other', async () => {
    const { token } = await app.login('inspector', { marketId })
    const abort = new AbortController()
    const stream = await openStream(token, abort)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(await stream.next()).toBe('retry: 3000\n\n')
    const other = await makeMarket(app)
    const create = (id: string, client: Client<Api>) =>
      client.createNotice({ params: { marketId: id }, body: { kind: 'price', title: 't', body: 'b', publish: false } })
    await create(other.marketId, other.operator)
    await create(marketId, operator)
    expect(await stream.next()).toBe(`event: change\ndata: ${marketId}\n\n`)
    await stream.cancel()
  })

  it('are refused without a session and in a foreign market', async () => {
    expect((await app.fetch(`/api/v1/markets/${marketId}/changes`)).status).toBe(401)
    const other = await makeMarket(app)
    const { token } = await app.login('market_staff', { marketId: other.marketId })
    const stream = await openStream(token, new AbortController())
    expect(stream.response.status).toBe(404)
  })
})

describe('signed heads', () => {
  it('prove the feed from the public keys alone, once a business day', async () => {
    const market = await makeMarket(app)
    const params = { marketId: market.marketId }
    await market.addTrader('A-001')
    await relayOutbox(app.deps)
    const head = await market.operator.signFeedHead({ params })
    await expect(market.operator.signFeedHead({ params })).rejects.toMatchObject({
      status: 409,
      code: 'feed.already_signed',
    })
    const published = await app.as().listFeedKeys({ params: { marketCode: market.code } })
    const { events } = await market.operator.listFeedEvents({ params })
    const { items: heads } = await market.operator.listSignedHeads({ params })
    expect(heads).toEqual([head])
    const keys = Object.fromEntries(published.items.map((item) => [item.keyId, item.publicKey]))
    expect(JSON.stringify(published)).not.toContain('PRIVATE')
    expect(verifyStretch({ marketId: market.marketId, events, heads, keys })).toMatchObject({
      ok: true,
      to: head.sequence,
      headsChecked: 1,
    })
    const { items: log } = await market.operator.listAuditLog({ params, query: { q: '签名' } })
    expect(log).toHaveLength(1)
  })
})
