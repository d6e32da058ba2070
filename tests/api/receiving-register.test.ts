/** A platform's own side: which markets report to it, under which keys, and who may see that. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { feedEvents } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { newSigningKey } from '@smart-market/server/feed/statements.ts'
import { reportingMarkets } from '@smart-market/server/features/receiving/index.ts'
import { eq } from 'drizzle-orm'
import { startTestApp, type TestApp } from '../support/app.ts'
import { feedSettings } from '../support/feed.ts'

let app: TestApp
let officer: Client<Api>
let city: Client<Api>
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z', () =>
    Promise.resolve({ feed: feedSettings({ platform: { level: 'district', name: '金水区平台' } }) }),
  )
  officer = await app.login('district_officer', { districtCode: '410105' })
  city = await app.login('city_officer')
})
afterAll(() => app.close())

const registration = (marketId: string, change: object = {}) => ({
  marketId,
  code: marketId.slice(4).toUpperCase(),
  name: `市场 ${marketId}`,
  districtCode: '410105',
  keys: [{ keyId: 'fky_first', publicKey: newSigningKey().publicKey }],
  ...change,
})

const audited = async (marketId: string): Promise<string[]> =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(auditLog).where(eq(auditLog.marketId, marketId))).map((row) => row.action).sort(),
  )
const sent = async (marketId: string): Promise<string[]> => {
  await relayOutbox(app.deps)
  return withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(feedEvents).where(eq(feedEvents.marketId, marketId))).map((row) => row.type).sort(),
  )
}

describe('a platform', () => {
  it('registers a market of its district with its key, and shows the inbox secret once', async () => {
    const made = await officer.registerReceivedMarket({
      body: registration('mkt_one', { longitude: 113.7, latitude: 34.8 }),
    })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/=]{40,}$/)
    expect(made.inboxUrl).toBe('https://platform.test/feeds/v1/inbox/mkt_one')
    expect(made.market).toMatchObject({ state: 'active', acknowledgedSequence: 0, lag: 0, longitude: 113.7 })
    const { market, keys } = await officer.getReceivedMarket({ params: { marketId: 'mkt_one' } })
    expect(market).toEqual(made.market)
    expect(keys).toMatchObject([{ keyId: 'fky_first', holder: 'market', endorsed: false, retiredAt: null }])
    expect(await audited('mkt_one')).toEqual(['receiving.register_market'])
    expect(await sent('mkt_one')).toEqual(['receiving.market_registered'])
    await expect(officer.registerReceivedMarket({ body: registration('mkt_one') })).rejects.toMatchObject({
      status: 409,
      code: 'receiving.already_registered',
    })
  })

  it('keeps districts apart: an officer neither registers nor sees a market of another district', async () => {
    await city.registerReceivedMarket({ body: registration('mkt_other', { districtCode: '410103' }) })
    const other = registration('mkt_other2', { districtCode: '410103' })
    await expect(officer.registerReceivedMarket({ body: other })).rejects.toMatchObject({
      code: 'market.other_district',
    })
    const params = { marketId: 'mkt_other' }
    await expect(officer.getReceivedMarket({ params })).rejects.toMatchObject({ code: 'receiving.market_not_found' })
    const seen = async (client: Client<Api>) =>
      (await client.listReceivedMarkets({ query: { q: 'mkt_other' } })).items.map((market) => market.marketId)
    expect(await seen(officer)).toEqual([])
    expect(await seen(city)).toEqual(['mkt_other'])
    const door = await withSystemTransaction(app.deps, (tx) => reportingMarkets(tx, ['410103']))
    expect(door.map((market) => market.marketId)).toEqual(['mkt_other'])
  })

  it('changes keys and secrets, and stops taking from a market, each with audit row and event', async () => {
    const marketId = 'mkt_keys'
    const params = { marketId }
    const { secret } = await officer.registerReceivedMarket({ body: registration(marketId) })
    const relay = { keyId: 'fky_relay', holder: 'relay' as const, publicKey: newSigningKey().publicKey }
    await officer.addReceivedKey({ params, body: relay })
    const changed = { ...relay, publicKey: newSigningKey().publicKey }
    await expect(officer.addReceivedKey({ params, body: changed })).rejects.toMatchObject({
      code: 'receiving.key_taken',
    })
    await officer.retireReceivedKey({ params: { marketId, keyId: 'fky_relay' } })
    const unknown = { marketId, keyId: 'fky_nobody' }
    await expect(officer.retireReceivedKey({ params: unknown })).rejects.toMatchObject({
      code: 'receiving.key_not_found',
    })
    const rotated = await officer.rotateInboxSecret({ params, body: { overlapHours: 2 } })
    expect(rotated.secret).not.toBe(secret)
    expect(rotated.previousValidUntil).toBe('2026-03-02T04:00:00.000Z')
    await officer.removeReceivedMarket({ params })
    expect((await officer.listReceivedMarkets({ query: { q: marketId } })).items).toEqual([])
    expect((await officer.getReceivedMarket({ params })).market.state).toBe('removed')
    expect(await audited(marketId)).toEqual([
      'receiving.add_key',
      'receiving.register_market',
      'receiving.remove_market',
      'receiving.retire_key',
      'receiving.rotate_secret',
    ])
    expect(await sent(marketId)).toEqual([
      'receiving.key_changed',
      'receiving.key_changed',
      'receiving.market_registered',
      'receiving.market_removed',
      'receiving.secret_rotated',
    ])
  })

  it('tells anyone its level, name and public key, the same each time', async () => {
    const first = await app.as().getPlatform()
    expect(first).toMatchObject({ level: 'district', name: '金水区平台', keys: [{ algorithm: 'Ed25519' }] })
    expect(await app.as().getPlatform()).toEqual(first)
  })
})

describe('a market’s own server', () => {
  it('is no platform and says how to become one', async () => {
    const market = await startTestApp()
    try {
      const wide = await market.login('city_officer')
      await expect(wide.registerReceivedMarket({ body: registration('mkt_one') })).rejects.toMatchObject({
        code: 'receiving.not_a_platform',
      })
      expect(await market.as().getPlatform()).toEqual({ level: null, name: '', keys: [] })
      expect(systemCtx(market.deps, 'test', null).deps.feed).toBeUndefined()
    } finally {
      await market.close()
    }
  })
})
