/** `npm run market -- verify-feed FILE|URL`: anyone proves a feed from the public keys alone, and finds who changed it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FeedFile, verifyFeed } from '@smart-market/server/cli/verify-feed.ts'
import { chainHash } from '@smart-market/server/feed/chain.ts'
import { newSigningKey, signStatement } from '@smart-market/server/feed/statements.ts'
import { createNetwork, publicKeysOf, sell, startOn } from '../support/feed.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import type { TestApp } from '../support/app.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-verifier-'))
let app: TestApp
let market: TestMarket
let feed: FeedFile
let secret = ''

beforeAll(async () => {
  app = await startOn(createNetwork(), 'https://market.test')
  market = await makeMarket(app)
  const params = { marketId: market.marketId }
  ;({ secret } = await market.operator.createPlatformLink({ params, body: { level: 'city', name: '核验的人' } }))
  await sell(app, market.marketId, 30)
  await market.operator.signFeedHead({ params })
  const { events } = await market.operator.listFeedEvents({ params, query: { limit: 1000 } })
  const { items: heads } = await market.operator.listSignedHeads({ params })
  const keys = await publicKeysOf(market, app)
  const publicKeys = Object.fromEntries(keys.map((key) => [key.keyId, key.publicKey]))
  feed = { marketId: market.marketId, keys: publicKeys, heads, events }
})
afterAll(async () => {
  vi.unstubAllGlobals()
  rmSync(folder, { recursive: true, force: true })
  await app.close()
})

let written = 0
const fileOf = (content: unknown): string => {
  const file = path.join(folder, `${++written}.json`)
  writeFileSync(file, JSON.stringify(content))
  return file
}
type Event = FeedFile['events'][number]
const altered = (sequence: number, change: (event: Event) => Event): FeedFile => ({
  ...feed,
  events: feed.events.map((event) => (event.sequence === sequence ? change(event) : event)),
})
const pays = (event: Event, amountFen: number): Event => ({
  ...event,
  payload: { ...(event.payload as object), amountFen },
})
/** Everything from a sequence on chained anew, as whoever holds the market's database can. */
const rechained = (from: FeedFile): FeedFile => {
  let previousHash = '0'.repeat(64)
  const events = from.events.map(({ hash: _hash, previousHash: _previous, ...event }) => {
    const made = { ...event, previousHash, hash: chainHash(previousHash, { marketId: from.marketId, ...event }) }
    previousHash = made.hash
    return made
  })
  return { ...from, events }
}

describe('the open verifier', () => {
  it('proves a file, and the same feed from the market’s own address', async () => {
    const last = feed.events.at(-1)
    const proof = { ok: true, from: 1, to: last?.sequence, head: last?.hash, headsChecked: 1, marketId: feed.marketId }
    expect(await verifyFeed(fileOf(feed), {})).toEqual(proof)
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      const { pathname, search } = new URL(url)
      return app.fetch(pathname + search, init)
    })
    expect(await verifyFeed('https://market.test', { marketCode: market.code, secret })).toEqual(proof)
    await expect(verifyFeed('https://market.test', {})).rejects.toThrow('--secret')
  })

  const tail = (): number => (feed.events.at(-1)?.sequence ?? 0) - 3
  it.each<[string, string, () => FeedFile]>([
    ['gap', 'an event is left out', () => ({ ...feed, events: feed.events.filter((one) => one.sequence !== tail()) })],
    [
      'double',
      'an event comes twice',
      () => ({ ...feed, events: feed.events.flatMap((one) => (one.sequence === tail() ? [one, one] : [one])) }),
    ],
    ['altered', 'a relay alters an amount', () => altered(tail(), (one) => pays(one, 1))],
    ['fork', 'two branches are joined', () => altered(tail(), (one) => ({ ...one, previousHash: 'f'.repeat(64) }))],
    [
      'head_disagrees',
      'the market rewrites an amount and chains everything anew',
      () => rechained(altered(tail(), (one) => pays(one, 1))),
    ],
    ['unknown_key', 'the keys are withheld', () => ({ ...feed, keys: {} })],
    [
      'bad_signature',
      'a head’s sum is changed',
      () => ({
        ...feed,
        heads: feed.heads.map((head) => ({ ...head, salesAmountFen: head.salesAmountFen + 1 })),
      }),
    ],
    [
      'foreign_market',
      'the head is another market’s',
      () => ({
        ...feed,
        heads: feed.heads.map((head) => ({ ...head, marketId: 'mkt_other' })),
      }),
    ],
  ])('says %s when %s', async (problem, _, tampered) => {
    expect(await verifyFeed(fileOf(tampered()), {})).toMatchObject({ ok: false, problem })
  })

  it('finds the forger who signs a whole rewritten feed with a key of his own, by keys from elsewhere', async () => {
    const { publicKey, privateKey } = newSigningKey()
    const rewritten = rechained(altered(tail(), (one) => pays(one, 1)))
    const amounts = rewritten.events.map((one) => (one.payload as { amountFen?: number }).amountFen ?? 0)
    const forged: FeedFile = {
      ...rewritten,
      keys: Object.fromEntries(Object.keys(feed.keys).map((keyId) => [keyId, publicKey])),
      heads: feed.heads.map(({ signature: _signature, ...head }) =>
        signStatement(
          {
            ...head,
            hash: rewritten.events.find((one) => one.sequence === head.sequence)?.hash ?? head.hash,
            salesAmountFen: amounts.reduce((sum, fen) => sum + fen, 0),
          },
          privateKey,
        ),
      ),
    }
    expect(await verifyFeed(fileOf(forged), {})).toMatchObject({ ok: true })
    expect(await verifyFeed(fileOf(forged), { keysFile: fileOf(feed.keys) })).toMatchObject({
      ok: false,
      problem: 'bad_signature',
    })
  })
})
