/** Whatever goes wrong between a market and its platforms, both agree in the end; whoever cheats is found out. */
import fc from 'fast-check'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { feedSubscribers } from '@smart-market/server/db/schema/feed.ts'
import { chainHash } from '@smart-market/server/feed/chain.ts'
import { readBatch, sealEvent, toCloudEvent } from '@smart-market/server/feed/cloud-event.ts'
import { push } from '@smart-market/server/feed/push.ts'
import type { OutgoingRequest } from '@smart-market/server/feed/settings.ts'
import { ed25519Signer } from '@smart-market/server/feed/signers/ed25519.ts'
import type { SigningKey } from '@smart-market/server/feed/signers/signer.ts'
import { newSigningKey, type SignedHead, signStatement } from '@smart-market/server/feed/statements.ts'
import type { StretchEvent } from '@smart-market/server/feed/verify-stretch.ts'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import { forwardDue } from '@smart-market/server/features/receiving/index.ts'
import type { TestApp } from '../support/app.ts'
import { type Network, sell } from '../support/feed.ts'
import {
  cityOrigin,
  districtOrigin,
  faultsOf,
  figuresOf,
  randomOf,
  startTrio,
  type Trio,
  trioStart,
} from '../support/feed-trio.ts'

let trio: Trio
let network: Network
let marketApp: TestApp
let district: TestApp

beforeAll(async () => {
  trio = await startTrio()
  network = trio.network
  marketApp = trio.market
  district = trio.district
})
beforeEach(() => trio.reset())
afterAll(() => trio.close())

const heldBy = async (client: Client<Api>, marketId: string) =>
  (await client.getReceivedMarket({ params: { marketId } })).market

describe('market, district and city', () => {
  it('agree when the market changes its key in the middle, on the word of the old key alone', async () => {
    const reporting = await trio.connect()
    const { marketId, market } = reporting
    await trio.tellCity(reporting)
    await sell(marketApp, marketId, 50)
    await trio.settle(marketId)
    network.interfere(faultsOf(11))
    const rotated = await market.operator.rotateFeedKey({ params: { marketId }, body: { overlapHours: 1 } })
    const log = await market.operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    expect(log.items.some((entry) => entry.action === 'feed.rotate_key')).toBe(true)
    await expect(market.operator.rotateFeedKey({ params: { marketId }, body: {} })).rejects.toMatchObject({
      code: 'feed.key_overlap',
    })
    await sell(marketApp, marketId, 50, 500)
    // Cut off until the old key is gone: the platforms learn of the new one from a message that only it has signed.
    network.interfere(() => Promise.reject(new Error('连接超时')))
    await deliverDue(marketApp.deps, marketId)
    trio.later(120)
    network.interfere(faultsOf(11))
    await sell(marketApp, marketId, 50, 900)
    await trio.settle(marketId)
    await trio.signIn()
    for (const client of [trio.officer(), trio.cityOfficer()]) {
      const { keys } = await client.getReceivedMarket({ params: { marketId } })
      const own = keys
        .filter((key) => key.holder === 'market')
        .sort((a, b) => Number(a.retiredAt === null) - Number(b.retiredAt === null))
      expect(own).toMatchObject([{ retiredAt: rotated.previousValidUntil }, { keyId: rotated.keyId, endorsed: true }])
    }
  })

  it('agree in whatever order and number the messages of a stretch arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 90 }), async (seed, count) => {
        const { marketId } = await trio.connect()
        const next = randomOf(seed)
        await sell(marketApp, marketId, count)
        const captured: OutgoingRequest[] = []
        network.interfere((request, carry) => {
          captured.push(request)
          return carry(request)
        })
        await deliverDue(marketApp.deps, marketId)
        network.interfere(undefined)
        const there = await figuresOf(district, 'received_events', marketId)
        expect(there).toEqual(await figuresOf(marketApp, 'feed_events', marketId))
        for (const request of captured.sort(() => next() - 0.5)) {
          const again = await network.outbound(request)
          expect([200, 409]).toContain(again.status)
        }
        expect(await figuresOf(district, 'received_events', marketId)).toEqual(there)
        expect((await heldBy(trio.officer(), marketId)).state).toBe('active')
      }),
      { numRuns: 6 },
    )
  })
})

describe('a gap', () => {
  it('is seen, asked for, and closed by sending again', async () => {
    const { marketId, subscriberId } = await trio.connect()
    await sell(marketApp, marketId, 10)
    await deliverDue(marketApp.deps, marketId)
    const before = (await heldBy(trio.officer(), marketId)).acknowledgedSequence
    await sell(marketApp, marketId, 10)
    // The sender believes that five more have arrived than have.
    await withSystemTransaction(marketApp.deps, (tx) =>
      tx
        .update(feedSubscribers)
        .set({ cursor: before + 5 })
        .where(and(eq(feedSubscribers.marketId, marketId), eq(feedSubscribers.subscriberId, subscriberId))),
    )
    const answers: number[] = []
    network.interfere(async (request, carry) => {
      const answer = await carry(request)
      answers.push(answer.status)
      if (answer.status === 409) expect((await heldBy(trio.officer(), marketId)).gapAt).toBe(before + 1)
      return answer
    })
    await deliverDue(marketApp.deps, marketId)
    expect(answers).toEqual([409, 200])
    expect(await heldBy(trio.officer(), marketId)).toMatchObject({ gapAt: null, lag: 0 })
    expect(await figuresOf(district, 'received_events', marketId)).toEqual(
      await figuresOf(marketApp, 'feed_events', marketId),
    )
  })
})

describe('a clock that is wrong', () => {
  it('is told so; nothing is stored until it is right', async () => {
    const { marketId, market } = await trio.connect()
    await sell(marketApp, marketId, 5)
    marketApp.setNow(new Date(trioStart.getTime() + 10 * 60_000))
    await deliverDue(marketApp.deps, marketId)
    const { items } = await market.operator.listSubscribers({ params: { marketId } })
    expect(items[0]).toMatchObject({ lastStatus: 401, cursor: 0 })
    expect(items[0]?.lastProblem).toContain('校准服务器时钟')
    expect(await heldBy(trio.officer(), marketId)).toMatchObject({
      acknowledgedSequence: 0,
      lastRefusal: '时钟相差太多',
    })
    trio.later(11)
    await deliverDue(marketApp.deps, marketId)
    expect((await heldBy(trio.officer(), marketId)).lag).toBe(0)
  })
})

describe('whoever alters a byte on the way', () => {
  it('is refused by signature, whichever byte it is', async () => {
    const { marketId } = await trio.connect()
    await sell(marketApp, marketId, 4)
    network.interfere(() => Promise.reject(new Error('kept back')))
    await deliverDue(marketApp.deps, marketId)
    network.interfere(undefined)
    const request = network.sent.at(-1)
    if (request === undefined) throw new Error('nothing was sent')
    const body = request.body ?? ''
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: body.length - 1 }), async (i) => {
        const altered = `${body.slice(0, i)}${body[i] === '7' ? '8' : '7'}${body.slice(i + 1)}`
        expect(await network.outbound({ ...request, body: altered })).toMatchObject({ status: 401 })
      }),
      { numRuns: 25 },
    )
    expect(await heldBy(trio.officer(), marketId)).toMatchObject({
      state: 'active',
      acknowledgedSequence: 0,
      lastRefusal: '签名不对',
      openQuarantine: 0,
    })
    expect(await network.outbound(request)).toMatchObject({ status: 200 })
  })

  it('is refused by the city even if it is the district itself, by the market’s proof inside', async () => {
    const reporting = await trio.connect()
    const { marketId } = reporting
    await trio.tellCity(reporting)
    await sell(marketApp, marketId, 4)
    await deliverDue(marketApp.deps, marketId)
    // The district changes an amount in its own database and passes that on under its own good signature.
    await district.deps.database.db.execute(sql`update received_events set payload = payload || '{"amountFen": 1}'
      where market_id = ${marketId} and type = 'sales.recorded'`)
    await forwardDue(district.deps, marketId)
    const above = await heldBy(trio.cityOfficer(), marketId)
    expect(above).toMatchObject({ acknowledgedSequence: 0, state: 'active', openQuarantine: 1 })
    const { items } = await trio.cityOfficer().listQuarantine({ query: { open: 'true' } })
    expect(items.find((one) => one.marketId === marketId)).toMatchObject({ problem: 'altered' })
    expect((await heldBy(trio.officer(), marketId)).forwardProblem).toContain('被改动过')
  })

  it('is refused without the market’s seal, however good the delivery’s signature', async () => {
    const reporting = await trio.connect()
    await trio.tellCity(reporting)
    const { marketId } = reporting
    await sell(marketApp, marketId, 2)
    await deliverDue(marketApp.deps, marketId)
    network.interfere((request, carry) => {
      if (!request.url.startsWith(cityOrigin)) return carry(request)
      return Promise.reject(new Error('kept back'))
    })
    await forwardDue(district.deps, marketId)
    const request = network.sent.at(-1)
    const relay = await relayKey()
    const { keyId } = relay
    await trio.cityOfficer().addReceivedKey({
      params: { marketId },
      body: { keyId, holder: 'relay', publicKey: relay.publicKey },
    })
    const elements = (JSON.parse(request?.body ?? '[]') as { type: string }[]).filter(
      (one) => one.type !== 'cn.smart-market.feed.sealed.v1',
    )
    network.interfere(undefined)
    const outcome = await pushAs(relay.signing, cityOrigin, marketId, elements)
    expect(outcome).toMatchObject({ kind: 'refused', status: 422 })
    expect((await heldBy(trio.cityOfficer(), marketId)).acknowledgedSequence).toBe(0)
  })
})

const relayKey = async () => {
  const { publicKey, privateKey } = newSigningKey()
  const keyId = 'fky_other_relay'
  return Promise.resolve({ keyId, publicKey, signing: { keyId, secret: privateKey } })
}
const pushAs = (key: SigningKey, origin: string, marketId: string, elements: readonly unknown[]) =>
  push(network.outbound, {
    url: `${origin}/feeds/v1/inbox/${marketId}`,
    messageId: 'msg_test',
    now: district.now(),
    body: JSON.stringify(elements),
    signer: ed25519Signer,
    keys: [key],
  })

let liars = 0
/** A market with all its keys in its own hands that tells a new story. */
const liar = async () => {
  liars += 1
  const marketId = `mkt_liar${liars}`
  const { publicKey, privateKey } = newSigningKey()
  const key = { keyId: 'fky_liar', secret: privateKey }
  await trio.officer().registerReceivedMarket({
    body: {
      marketId,
      code: 'LIAR',
      name: '说谎的市场',
      districtCode: '410105',
      keys: [{ keyId: key.keyId, publicKey }],
    },
  })
  const tell = (amounts: readonly number[]): StretchEvent[] => {
    let previousHash = '0'.repeat(64)
    return amounts.map((amountFen, i) => {
      const body = {
        sequence: i + 1,
        eventId: `evt_${i + 1}`,
        type: 'sales.recorded',
        version: 1,
        occurredAt: trioStart.toISOString(),
        payload: { source: '秤', saleCount: 1, amountFen, businessDates: ['2026-03-02'] },
      }
      const event = { ...body, previousHash, hash: chainHash(previousHash, { marketId, ...body }) }
      previousHash = event.hash
      return event
    })
  }
  const send = (events: readonly StretchEvent[], more: readonly unknown[] = [], sealed = events.at(-1)) => {
    const seal = signStatement(
      {
        marketId,
        keyId: key.keyId,
        sequence: sealed?.sequence ?? 0,
        hash: sealed?.hash ?? '0'.repeat(64),
        lastSequence: sealed?.sequence ?? 0,
        signedAt: district.now().toISOString(),
      },
      key.secret,
    )
    const parts = events.map((event) => toCloudEvent('https://liar.test', marketId, event))
    return pushAs(key, districtOrigin, marketId, [...parts, ...more, sealEvent(seal)])
  }
  const head = (events: readonly StretchEvent[], change: Partial<SignedHead> = {}): unknown => {
    const last = events.at(-1)
    const amounts = events.map((event) => (event.payload as { amountFen: number }).amountFen)
    const statement = signStatement(
      {
        marketId,
        keyId: key.keyId,
        businessDate: '2026-03-02',
        signedAt: district.now().toISOString(),
        sequence: last?.sequence ?? 0,
        hash: last?.hash ?? '',
        eventCounts: { 'sales.recorded': events.length },
        salesAmountFen: amounts.reduce((sum, fen) => sum + fen, 0),
        saleCount: events.length,
        ...change,
      },
      key.secret,
    )
    return {
      specversion: '1.0',
      source: `/markets/${marketId}`,
      id: `head-${statement.businessDate}`,
      type: 'cn.smart-market.feed.head_signed.v1',
      time: statement.signedAt,
      data: statement,
    }
  }
  return { marketId, key, tell, send, head }
}

describe('a market that rewrites what it sent', () => {
  it('is found when it goes on from the new story', async () => {
    const { marketId, tell, send } = await liar()
    expect(await send(tell([100, 200, 300]))).toMatchObject({ kind: 'accepted', acknowledgedSequence: 3 })
    const rewritten = tell([100, 999, 300, 400])
    expect(await send(rewritten.slice(3))).toMatchObject({ kind: 'refused', status: 422 })
    expect(await heldBy(trio.officer(), marketId)).toMatchObject({
      state: 'disputed',
      acknowledgedSequence: 3,
      openQuarantine: 1,
    })
    const { items } = await trio.officer().listQuarantine({ query: { open: 'true' } })
    expect(items[0]).toMatchObject({ marketId, problem: 'fork', sequence: 3 })
  })

  it('is found in quarantine by market, fault, place and what was sent, by the officers of its district only', async () => {
    const { marketId, tell, send } = await liar()
    await send(tell([100, 200, 300]))
    await send(tell([100, 999, 300, 400]).slice(3))
    const find = (q: string, client = trio.officer()) => client.listQuarantine({ query: { q, marketId } })
    const [entry] = (await find('说谎')).items
    for (const q of [
      '说谎的市场',
      'liar',
      '被改写过',
      'fork',
      '3',
      'sales.recorded',
      'evt_4',
      entry?.quarantineId ?? '',
    ])
      expect(await find(q)).toMatchObject({ total: 1, items: [{ marketId, sequence: 3 }] })
    for (const q of ['%', 'L_AR', 'evt__', '400', '没有这样的']) expect((await find(q)).total).toBe(0)
    expect((await trio.officer().listQuarantine({ query: { q: '诚实' } })).total).toBe(0)
    const stranger = await district.login('district_officer', { districtCode: '410102' })
    expect((await find('说谎', stranger)).total).toBe(0)
  })

  it('is found when it sends the old numbers again, at the very event', async () => {
    const { marketId, tell, send } = await liar()
    await send(tell([100, 200, 300]))
    expect(await send(tell([100, 999, 300]))).toMatchObject({ kind: 'refused' })
    const { items } = await trio.officer().listQuarantine({ query: { open: 'true' } })
    expect(items.find((one) => one.marketId === marketId)).toMatchObject({ problem: 'fork', sequence: 2 })
  })

  it('is found at the next signed head, and at the next seal, even when it sends no event', async () => {
    const first = await liar()
    await first.send(first.tell([100, 200, 300]))
    const other = first.tell([100, 999, 300])
    const truth = first.tell([100, 200, 300])
    expect(await first.send([], [first.head(other)], truth.at(-1))).toMatchObject({ kind: 'refused' })
    expect((await heldBy(trio.officer(), first.marketId)).state).toBe('disputed')
    const second = await liar()
    await second.send(second.tell([100, 200, 300]))
    expect(await second.send([], [], second.tell([100, 999, 300]).at(-1))).toMatchObject({ kind: 'refused' })
    expect((await heldBy(trio.officer(), second.marketId)).state).toBe('disputed')
  })

  it('is found when its head states other sums than its events', async () => {
    const { marketId, tell, send, head } = await liar()
    const events = tell([100, 200])
    expect(await send(events, [head(events, { salesAmountFen: 1 })])).toMatchObject({ kind: 'refused' })
    const { items } = await trio.officer().listQuarantine({ query: { open: 'true' } })
    expect(items.find((one) => one.marketId === marketId)).toMatchObject({ problem: 'figures_disagree' })
  })

  it('is taken from again once an officer has settled it, at the place where it stood', async () => {
    const { marketId, tell, send } = await liar()
    await send(tell([100, 200]))
    await send(tell([100, 999]))
    expect(await send(tell([100, 200, 300]))).toMatchObject({ kind: 'refused' })
    const { items } = await trio.officer().listQuarantine({ query: { open: 'true' } })
    const entry = items.find((one) => one.marketId === marketId)
    const params = { marketId, quarantineId: entry?.quarantineId ?? '' }
    const settled = await trio.officer().settleQuarantine({ params, body: { note: '备份恢复错了，已更正' } })
    expect(settled).toMatchObject({
      note: '备份恢复错了，已更正',
      settledBy: expect.stringContaining('district_officer'),
    })
    await expect(trio.officer().settleQuarantine({ params, body: { note: '再来' } })).rejects.toMatchObject({
      code: 'receiving.already_settled',
    })
    expect(await send(tell([100, 200, 300]))).toMatchObject({ kind: 'accepted', acknowledgedSequence: 3 })
    const log = await withTransaction(systemCtx(district.deps, 'test', marketId), (tx) =>
      rowsOf<{ action: string }>(tx, sql`select action from audit_log where market_id = ${marketId} order by at`),
    )
    expect(log.map((row) => row.action).sort()).toEqual([
      'receiving.quarantine',
      'receiving.register_market',
      'receiving.settle_quarantine',
    ])
  })
})

describe('a stranger', () => {
  it('gets nothing in: no signature, a foreign key, another market’s batch', async () => {
    const { marketId, tell, send, key } = await liar()
    await send(tell([1]))
    const stranger = { keyId: key.keyId, secret: newSigningKey().privateKey }
    expect(await pushAs(stranger, districtOrigin, marketId, [])).toMatchObject({ kind: 'failed', status: 401 })
    const bare = await district.fetch(`/feeds/v1/inbox/${marketId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: '[]',
    })
    expect(bare.status).toBe(401)
    const foreign = toCloudEvent('', 'mkt_else', tell([1, 2])[1] ?? ({} as StretchEvent))
    expect(await pushAs(key, districtOrigin, marketId, [foreign])).toMatchObject({ kind: 'refused', status: 400 })
    expect(await pushAs(key, districtOrigin, 'mkt_nobody', [])).toMatchObject({ kind: 'failed', status: 404 })
    expect(() => readBatch('[{"source":"/markets/a","type":"cn.smart-market.x.v1"}]', 'a')).toThrow(/specversion/)
  })
})
