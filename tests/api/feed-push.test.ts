/** A market pushes its feed to a district platform: what arrives is proved, what fails is tried again, nothing is lost. */
import { Webhook } from 'standardwebhooks'
import { CloudEvent } from 'cloudevents'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { receivedEvents } from '@smart-market/server/db/schema/receiving.ts'
import { relayMarket, relayOutbox } from '@smart-market/server/feed/relay.ts'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import type { TestApp } from '../support/app.ts'
import type { OutgoingRequest } from '@smart-market/server/feed/settings.ts'
import { connectMarket, createNetwork, cut, type Network, publicKeysOf, sell, startOn } from '../support/feed.ts'
import { makeMarket } from '../support/market.ts'

const start = new Date('2026-03-02T02:00:00Z')
const origin = 'https://district.test'
let network: Network
let marketApp: TestApp
let platform: TestApp
let officer: Client<Api>
const district = () => ({ app: platform, officer, origin, level: 'district' as const })

beforeAll(async () => {
  network = createNetwork()
  marketApp = await startOn(network, 'https://market.test')
  platform = await startOn(network, origin, { platform: { level: 'district', name: '金水区平台' } })
  officer = await platform.login('district_officer', { districtCode: '410105' })
})
beforeEach(() => {
  network.interfere(undefined)
  at(0)
})
afterAll(async () => {
  await marketApp.close()
  await platform.close()
})

const at = (minutes: number): void => {
  for (const app of [marketApp, platform]) app.setNow(new Date(start.getTime() + minutes * 60_000))
}
const held = async (marketId: string) => (await officer.getReceivedMarket({ params: { marketId } })).market
/** The library looks at the real clock: it is given ours. */
const verifyByLibrary = (secret: string, message: OutgoingRequest | undefined): Record<string, unknown>[] => {
  vi.useFakeTimers({ toFake: ['Date'], now: marketApp.now() })
  try {
    return new Webhook(secret).verify(message?.body ?? '', { ...message?.headers }) as Record<string, unknown>[]
  } finally {
    vi.useRealTimers()
  }
}
const feedOf = async (market: { operator: Client<Api>; marketId: string }) =>
  market.operator.listFeedEvents({ params: { marketId: market.marketId }, query: { limit: 1000 } })
const subscriberOf = async (market: { operator: Client<Api>; marketId: string }) => {
  const { items } = await market.operator.listSubscribers({ params: { marketId: market.marketId } })
  const [first] = items
  if (first === undefined) throw new Error('no subscriber')
  return first
}

describe.each(['webhook-ed25519', 'webhook-hmac', 'http-signature', 'webhook-sm2'] as const)(
  'a push under %s',
  (profile) => {
    it('brings the whole feed over, proved, and its receipt counts as the platform’s acknowledgement', async () => {
      const { market, marketId } = await connectMarket(marketApp, district(), { profile })
      await sell(marketApp, marketId, 120)
      await deliverDue(marketApp.deps, marketId)
      const feed = await feedOf(market)
      const there = await held(marketId)
      expect(there).toMatchObject({
        acknowledgedSequence: feed.lastSequence,
        headHash: feed.head,
        lag: 0,
        state: 'active',
      })
      expect(there.lastHead).toMatchObject({ businessDate: '2026-03-02', verdict: 'agrees' })
      const { events } = await officer.listReceivedEvents({ params: { marketId }, query: { limit: 1000 } })
      expect(events).toEqual(feed.events.map(({ previousHash: _previous, ...event }) => event))
      const links = await market.operator.listPlatformLinks({ params: { marketId } })
      expect(links.items).toMatchObject([{ connected: true, acknowledgedSequence: feed.lastSequence, lag: 0 }])
      expect(await subscriberOf(market)).toMatchObject({
        cursor: feed.lastSequence,
        lag: 0,
        attempts: 0,
        lastStatus: 200,
      })
    })
  },
)

describe('a push', () => {
  it('is a CloudEvents batch whose signature the Standard Webhooks library accepts', async () => {
    const { market, marketId, secret } = await connectMarket(marketApp, district(), { profile: 'webhook-hmac' })
    network.sent.length = 0
    await sell(marketApp, marketId, 3)
    await deliverDue(marketApp.deps, marketId)
    const message = network.sent.at(-1)
    const elements = verifyByLibrary(secret, message)
    expect(message?.headers['content-type']).toBe('application/cloudevents-batch+json')
    for (const element of elements) new CloudEvent(element, true)
    const sales = elements.filter((element) => element.type === 'cn.smart-market.sales.recorded.v2')
    expect(sales.map((element) => element.sequence)).toEqual(sales.map((element) => element.sequence).sort())
    expect(sales).toHaveLength(3)
    expect(sales[0]).toMatchObject({
      source: `/markets/${marketId}`,
      partitionkey: marketId,
      dataschema: 'https://market.test/feeds/schema/sales.recorded.v2.json',
    })
    expect((await held(marketId)).acknowledgedSequence).toBe((await feedOf(market)).lastSequence)
  })

  it('that does not get through is tried again by the schedule, and then everything arrives', async () => {
    const { market, marketId } = await connectMarket(marketApp, district())
    await deliverDue(marketApp.deps, marketId)
    network.interfere(cut)
    await sell(marketApp, marketId, 10)
    const waits: number[] = []
    for (let tries = 0; tries < 5; tries++) {
      await deliverDue(marketApp.deps, marketId)
      const state = await subscriberOf(market)
      expect(state).toMatchObject({ attempts: tries + 1, lastProblem: '连接超时' })
      waits.push((new Date(state.nextAttemptAt ?? '').getTime() - marketApp.now().getTime()) / 1000)
      marketApp.setNow(state.nextAttemptAt ?? '')
      platform.setNow(state.nextAttemptAt ?? '')
    }
    const schedule = [5, 300, 1800, 7200, 18_000]
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(schedule[i] ?? 0)
      expect(wait).toBeLessThanOrEqual((schedule[i] ?? 0) * 1.1)
    }
    network.interfere(undefined)
    await deliverDue(marketApp.deps, marketId)
    expect(await subscriberOf(market)).toMatchObject({ attempts: 0, lag: 0, lastProblem: null })
    expect((await held(marketId)).acknowledgedSequence).toBe((await feedOf(market)).lastSequence)
  })

  it('waits as long as a busy receiver asks, and sends less at a time', async () => {
    const { market, marketId } = await connectMarket(marketApp, district())
    await sell(marketApp, marketId, 300)
    network.interfere(() => Promise.resolve({ status: 429, headers: { 'retry-after': '90' }, body: '{}' }))
    await deliverDue(marketApp.deps, marketId)
    const busy = await subscriberOf(market)
    expect(new Date(busy.nextAttemptAt ?? '').getTime() - start.getTime()).toBe(90_000)
    network.interfere(undefined)
    await deliverDue(marketApp.deps, marketId)
    expect((await subscriberOf(market)).lag).toBeGreaterThan(0)
    at(2)
    network.sent.length = 0
    await deliverDue(marketApp.deps, marketId)
    expect(await subscriberOf(market)).toMatchObject({ lag: 0, attempts: 0 })
    const sizes = network.sent.map((one) => (JSON.parse(one.body ?? '[]') as unknown[]).length)
    expect(sizes[0]).toBeLessThan(60)
    expect(Math.max(...sizes)).toBeGreaterThan(sizes[0] ?? 0)
  })

  it('gives way to a receiver that takes small messages only', async () => {
    const { market, marketId } = await connectMarket(marketApp, district())
    await sell(marketApp, marketId, 60)
    network.interfere((request, carry) =>
      (request.body ?? '').length > 5000 ? Promise.resolve({ status: 413, headers: {}, body: '' }) : carry(request),
    )
    await deliverDue(marketApp.deps, marketId)
    expect(await subscriberOf(market)).toMatchObject({ lag: 0 })
  })

  it('says every quarter of an hour that the line is up, even when nothing happens', async () => {
    const { market, marketId } = await connectMarket(marketApp, district())
    await deliverDue(marketApp.deps, marketId)
    network.sent.length = 0
    at(10)
    await deliverDue(marketApp.deps, marketId)
    expect(network.sent).toHaveLength(0)
    at(16)
    await deliverDue(marketApp.deps, marketId)
    expect(network.sent).toHaveLength(1)
    const links = await market.operator.listPlatformLinks({ params: { marketId } })
    expect(links.items[0]?.lastAcknowledgedAt).toBe(new Date(start.getTime() + 16 * 60_000).toISOString())
    expect((await held(marketId)).lastHeardAt).toBe(links.items[0]?.lastAcknowledgedAt)
  })

  it('stops for good when the receiver says it is gone, until somebody resumes it', async () => {
    const { market, marketId, subscriberId } = await connectMarket(marketApp, district())
    await officer.removeReceivedMarket({ params: { marketId } })
    await deliverDue(marketApp.deps, marketId)
    expect(await subscriberOf(market)).toMatchObject({ state: 'gone', lastStatus: 410 })
    await sell(marketApp, marketId, 1)
    expect(await deliverDue(marketApp.deps, marketId)).toBe(0)
    const keys = await publicKeysOf(market, marketApp)
    await officer.registerReceivedMarket({
      body: { marketId, code: market.code, name: market.name, districtCode: '410105', keys },
    })
    await market.operator.updateSubscriber({ params: { marketId, subscriberId }, body: { state: 'active' } })
    await deliverDue(marketApp.deps, marketId)
    expect((await held(marketId)).acknowledgedSequence).toBeGreaterThan(1)
  })
})

describe('a subscriber that is no platform', () => {
  const others = async (body: object, respond: (elements: Record<string, unknown>[]) => number) => {
    const market = await makeMarket(marketApp)
    const { marketId, operator } = market
    const received: Record<string, unknown>[] = []
    network.interfere((request) => {
      const elements = JSON.parse(request.body ?? '[]') as Record<string, unknown>[]
      const status = respond(elements)
      if (status < 300) received.push(...elements)
      return Promise.resolve({ status, headers: {}, body: '' })
    })
    const made = await operator.createSubscriber({
      params: { marketId },
      body: { name: '数据公司', url: 'https://elsewhere.test/hook', profile: 'webhook-hmac', ...body },
    })
    return { market, marketId, received, subscriberId: made.subscriber.subscriberId, secret: made.secret }
  }

  it('gets only the types it may have, without the fields it may not, and can see that nothing else is missing', async () => {
    const { marketId, received } = await others({ types: ['sales.*'], masked: ['amountFen'] }, () => 200)
    await sell(marketApp, marketId, 5)
    await deliverDue(marketApp.deps, marketId)
    expect(received).toHaveLength(5)
    for (const [i, element] of received.entries()) {
      expect(element).toMatchObject({ type: 'cn.smart-market.sales.recorded.v2', masked: 'amountFen' })
      expect(element.data).toEqual({
        source: '测试秤',
        saleCount: 1 + (i % 3),
        refundCount: 0,
        businessDates: ['2026-03-02'],
      })
      expect(element).not.toHaveProperty('hash')
      if (i > 0) expect(element.coversafter).toBe(received[i - 1]?.sequence)
    }
  })

  it('stays paused, and keeps what else was changed, when that happened while a message was under way', async () => {
    const { market, marketId, subscriberId } = await others({ types: ['sales.*'] }, () => 200)
    const params = { marketId, subscriberId }
    await sell(marketApp, marketId, 5)
    network.interfere(async () => {
      await market.operator.updateSubscriber({ params, body: { state: 'paused' } })
      return { status: 200, headers: {}, body: '' }
    })
    await deliverDue(marketApp.deps, marketId)
    const one = await subscriberOf(market)
    expect(one).toMatchObject({ state: 'paused', lastStatus: 200, lastAttemptAt: marketApp.now().toISOString() })
    expect(one.cursor).toBeGreaterThan(0)
  })

  it('leaves what it refuses as a dead letter, goes on, and gets it again on request', async () => {
    let refusing = true
    const poison = (elements: Record<string, unknown>[]): boolean =>
      elements.some((one) => (one.data as { amountFen?: number }).amountFen === 103)
    const { market, marketId, received, subscriberId } = await others({ types: ['sales.recorded'] }, (elements) =>
      refusing && poison(elements) ? 422 : 200,
    )
    await sell(marketApp, marketId, 8)
    await deliverDue(marketApp.deps, marketId)
    expect(received).toHaveLength(7)
    const params = { marketId, subscriberId }
    const letters = await market.operator.listDeadLetters({ params })
    expect(letters).toMatchObject({
      total: 1,
      items: [{ type: 'sales.recorded', status: 422, holdsUp: false, replayedAt: null }],
    })
    const search = async (q: string) => (await market.operator.listDeadLetters({ params, query: { q } })).total
    const [letter] = letters.items
    for (const q of ['sales.rec', letter?.reason ?? '', String(letter?.sequence), letter?.deadLetterId ?? ''])
      expect(await search(q)).toBe(1)
    for (const q of ['%', 'sales_recorded', '没有这样的']) expect(await search(q)).toBe(0)
    const again = { params, body: { deadLetterIds: letters.items.map((one) => one.deadLetterId) } }
    expect(await market.operator.replayDeadLetters(again)).toEqual({ arrived: 0, refused: 1 })
    refusing = false
    expect(await market.operator.replayDeadLetters(again)).toEqual({ arrived: 1, refused: 0 })
    expect(received).toHaveLength(8)
    expect((await market.operator.listDeadLetters({ params })).items[0]?.replayedAt).not.toBeNull()
  })

  it('verifies with the old or the new secret while they overlap', async () => {
    const { market, marketId, subscriberId, secret } = await others({}, () => 200)
    const params = { marketId, subscriberId }
    const rotated = await market.operator.rotateSubscriberSecret({ params, body: { overlapHours: 1 } })
    await sell(marketApp, marketId, 1)
    await deliverDue(marketApp.deps, marketId)
    const message = network.sent.at(-1)
    for (const known of [secret ?? '', rotated.secret]) expect(() => verifyByLibrary(known, message)).not.toThrow()
    at(120)
    await sell(marketApp, marketId, 1)
    await deliverDue(marketApp.deps, marketId)
    expect(network.sent.at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  })
})

describe('subscribers', () => {
  it('are changed by the operator alone, each change with audit row and event', async () => {
    const { market, marketId, subscriberId } = await connectMarket(marketApp, district(), { profile: 'webhook-hmac' })
    const params = { marketId, subscriberId }
    await market.operator.updateSubscriber({ params, body: { state: 'paused' } })
    await sell(marketApp, marketId, 1)
    expect(await deliverDue(marketApp.deps, marketId)).toBe(0)
    await market.operator.updateSubscriber({ params, body: { state: 'active' } })
    await deliverDue(marketApp.deps, marketId)
    expect(await market.operator.replayFeed({ params, body: { after: 2 } })).toMatchObject({ cursor: 2 })
    await expect(market.operator.replayFeed({ params, body: { after: 999 } })).rejects.toMatchObject({
      code: 'subscriber.ahead',
    })
    await market.operator.rotateSubscriberSecret({ params, body: {} })
    await market.operator.removeSubscriber({ params })
    await expect(market.operator.removeSubscriber({ params })).rejects.toMatchObject({ code: 'subscriber.not_found' })
    await relayMarket(marketApp.deps, marketId)
    const log = await market.operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    const ofIt = log.items.filter((entry) => entry.subjectId === subscriberId).map((entry) => entry.action)
    expect(ofIt.sort()).toEqual([
      'subscriber.create',
      'subscriber.remove',
      'subscriber.replay',
      'subscriber.rotate_secret',
      'subscriber.update',
      'subscriber.update',
    ])
    const types = (await feedOf(market)).events
      .map((event) => event.type)
      .filter((type) => type.startsWith('subscriber.'))
    expect(types.sort()).toEqual([
      'subscriber.changed',
      'subscriber.changed',
      'subscriber.created',
      'subscriber.removed',
      'subscriber.rewound',
      'subscriber.secret_rotated',
    ])
  })

  it('are not sent again what they have when they ask for a replay: the platform recognises it', async () => {
    const { market, marketId, subscriberId } = await connectMarket(marketApp, district())
    await sell(marketApp, marketId, 20)
    await deliverDue(marketApp.deps, marketId)
    await market.operator.replayFeed({ params: { marketId, subscriberId }, body: { after: 0 } })
    await relayOutbox(marketApp.deps)
    await deliverDue(marketApp.deps, marketId)
    const feed = await feedOf(market)
    expect(await held(marketId)).toMatchObject({ acknowledgedSequence: feed.lastSequence, state: 'active' })
    const rows = await withSystemTransaction(platform.deps, (tx) =>
      tx.select().from(receivedEvents).where(eq(receivedEvents.marketId, marketId)),
    )
    expect(rows).toHaveLength(feed.lastSequence)
  })
})
