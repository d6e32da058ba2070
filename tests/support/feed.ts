/** Feeds between servers of one test: settings whose connections go where the test says, and may go wrong on the way. */
import { newId, systemCtx, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { relayMarket } from '@smart-market/server/feed/relay.ts'
import type { FeedSettings, Outbound, OutgoingRequest, OutgoingResponse } from '@smart-market/server/feed/settings.ts'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { type TestApp, startTestApp } from './app.ts'
import { makeMarket, type TestMarket } from './market.ts'

const nobody: Outbound = () => Promise.reject(new Error('连接失败'))

export const feedSettings = (change: Partial<FeedSettings> = {}): FeedSettings => ({
  publicUrl: 'https://platform.test',
  platform: null,
  forwardUrl: null,
  allowPrivate: true,
  outbound: nobody,
  ...change,
})

export type Carry = (request: OutgoingRequest) => Promise<OutgoingResponse>

export interface Network {
  readonly outbound: Outbound
  /** Everything that was carried, newest last. */
  readonly sent: OutgoingRequest[]
  attach(origin: string, fetch: TestApp['fetch']): void
  /** What happens on the way; the default carries as it is. */
  interfere(how: ((request: OutgoingRequest, carry: Carry) => Promise<OutgoingResponse>) | undefined): void
}

export const createNetwork = (): Network => {
  const hosts = new Map<string, TestApp['fetch']>()
  const sent: OutgoingRequest[] = []
  let how: Parameters<Network['interfere']>[0]
  const carry: Carry = async (request) => {
    const { origin, pathname, search } = new URL(request.url)
    const fetch = hosts.get(origin)
    if (fetch === undefined) throw new Error('对方没有在听（连接被拒绝）')
    const response = await fetch(pathname + search, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const headers: Record<string, string> = {}
    const retryAfter = response.headers.get('retry-after')
    if (retryAfter !== null) headers['retry-after'] = retryAfter
    return {
      status: response.status,
      headers,
      body: await response.text(),
    }
  }
  return {
    outbound: (request) => {
      sent.push(request)
      return how === undefined ? carry(request) : how(request, carry)
    },
    sent,
    attach: (origin, fetch) => void hosts.set(origin, fetch),
    interfere: (next) => {
      how = next
    },
  }
}

export const cut: Parameters<Network['interfere']>[0] = () => Promise.reject(new Error('连接超时'))

/** A server on the network under its own address. */
export const startOn = async (
  network: Network,
  origin: string,
  change: Partial<FeedSettings> = {},
  startAt = '2026-03-02T02:00:00Z',
): Promise<TestApp> => {
  const app = await startTestApp(startAt, () =>
    Promise.resolve({ feed: feedSettings({ publicUrl: origin, outbound: network.outbound, ...change }) }),
  )
  network.attach(origin, app.fetch)
  return app
}

/** The market's first key exists once it has signed something; the platform's officer gets it from the public page. */
export const publicKeysOf = async (market: TestMarket, app: TestApp) => {
  const { items } = await app.as().listFeedKeys({ params: { marketCode: market.code } })
  return items.map(({ keyId, algorithm, publicKey }) => ({ keyId, algorithm, publicKey }))
}

export interface Reporting {
  readonly market: TestMarket
  readonly marketId: string
  readonly secret: string
  readonly subscriberId: string
  readonly platformLinkId: string
}

/** A market that pushes to a platform: its first signed head, registration there, platform link and subscriber here. */
export const connectMarket = async (
  marketApp: TestApp,
  platform: { app: TestApp; officer: Client<Api>; origin: string; level: 'district' | 'city' },
  options: {
    profile?: 'webhook-ed25519' | 'webhook-hmac' | 'http-signature' | 'webhook-sm2'
    market?: TestMarket
  } = {},
): Promise<Reporting> => {
  const market = options.market ?? (await makeMarket(marketApp))
  const { marketId, operator } = market
  const params = { marketId }
  if ((await publicKeysOf(market, marketApp)).length === 0) {
    await relayMarket(marketApp.deps, marketId)
    await operator.signFeedHead({ params })
  }
  const keys = await publicKeysOf(market, marketApp)
  const made = await platform.officer.registerReceivedMarket({
    body: { marketId, code: market.code, name: market.name, districtCode: '410105', keys },
  })
  const { link } = await operator.createPlatformLink({ params, body: { level: platform.level, name: platform.origin } })
  const profile = options.profile ?? 'webhook-ed25519'
  const { subscriber } = await operator.createSubscriber({
    params,
    body: {
      name: platform.origin,
      url: made.inboxUrl,
      platformLinkId: link.platformLinkId,
      profile,
      ...(profile === 'webhook-hmac' ? { secret: made.secret } : {}),
    },
  })
  if (profile === 'webhook-sm2')
    for (const key of (await publicKeysOf(market, marketApp)).filter((one) => one.algorithm === 'SM2'))
      await platform.officer.addReceivedKey({ params, body: key })
  return { market, marketId, secret: made.secret, ...subscriber, platformLinkId: link.platformLinkId }
}

/** Events with money in them, relayed into the feed. */
export const sell = async (app: TestApp, marketId: string, count: number, firstFen = 100): Promise<void> => {
  const ctx = systemCtx(app.deps, 'test', marketId)
  await withTransaction(ctx, async (tx) => {
    const rows = Array.from({ length: count }, (_, i) => ({
      marketId,
      eventId: newId(ctx, 'event'),
      type: 'sales.recorded',
      version: 2,
      occurredAt: ctx.now,
      payload: {
        source: '测试秤',
        saleCount: 1 + (i % 3),
        refundCount: 0,
        amountFen: firstFen + i,
        businessDates: ['2026-03-02'],
      },
    }))
    // Many at once: a verb writes them one by one, and these tests want many.
    while (rows.length > 0) await tx.insert(outbox).values(rows.splice(0, 1000))
  })
  await relayMarket(app.deps, marketId)
}
