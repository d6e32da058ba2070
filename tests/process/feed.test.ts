/** Market, district and city as three servers on one machine: what is done in the market is proved in the city. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Deps, systemCtx } from '@smart-market/server/context.ts'
import { openDatabase } from '@smart-market/server/db/client.ts'
import { createAccount } from '@smart-market/server/features/identity/index.ts'
import { registerMarket } from '@smart-market/server/features/markets/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import type { Role } from '@smart-market/shared/route.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-feed-'))
const dataDir = (name: string): string => path.join(folder, name)
const fieldKey = '00'.repeat(32)
const migrations = fileURLToPath(new URL('../../server/src/db/migrations', import.meta.url))
const password = 'correct horse 2026'
const running = new Map<string, ServerProcess>()
const ports = new Map<string, number>()

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
const addressOf = (name: string): string => `http://localhost:${ports.get(name) ?? 0}`

const environment: Readonly<Record<string, () => Record<string, string>>> = {
  market: () => ({}),
  district: () => ({ PLATFORM: 'district', PLATFORM_NAME: '金水区平台', FORWARD_URL: addressOf('city') }),
  city: () => ({ PLATFORM: 'city', PLATFORM_NAME: '郑州市平台' }),
}
const start = async (name: string): Promise<void> => {
  const server = await startServer({
    DATA_DIR: dataDir(name),
    DEMO: 'off',
    FIELD_KEY: fieldKey,
    PORT: String(ports.get(name) ?? 0),
    PUBLIC_URL: addressOf(name),
    ...environment[name]?.(),
  })
  running.set(name, server)
}
const stop = async (name: string, kill = false): Promise<void> => {
  await running.get(name)?.stop(kill)
  running.delete(name)
}

const clientOf = (name: string, token?: string): Client<Api> =>
  createClient<Api>(
    paths,
    async (request) => {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        ...(request.body === undefined ? {} : { body: request.body as string }),
      })
      return { status: response.status, data: await response.json() }
    },
    addressOf(name),
  )
const login = async (name: string, loginName: string): Promise<Client<Api>> =>
  clientOf(name, (await clientOf(name).login({ body: { loginName, password } })).token)

/** Makes a server's database with an account before the server starts: one process is quicker than one a command. */
const prepare = async (name: string, work: (deps: Deps) => Promise<unknown>): Promise<void> => {
  const database = await openDatabase({ folder: path.join(dataDir(name), 'pglite'), migrations })
  await work({
    database,
    clock: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    logger: createLogger('fatal'),
    cipher: createFieldCipher(fieldKey),
  })
  await database.close()
}
const account = (deps: Deps, role: Role, held: { marketId?: string; districtCode?: string } = {}) =>
  createAccount(systemCtx(deps, 'test', held.marketId ?? null), {
    loginName: role,
    displayName: role,
    password,
    role,
    marketId: held.marketId ?? null,
    districtCode: held.districtCode ?? null,
  })

beforeAll(async () => {
  for (const name of Object.keys(environment)) ports.set(name, await freePort())
  await prepare('market', async (deps) => {
    const { marketId } = await registerMarket(systemCtx(deps, 'test', null), {
      code: 'JS01',
      name: '金水农贸市场',
      marketTypes: ['food_retail'],
      districtCode: '410105',
    })
    await account(deps, 'market_operator', { marketId })
  })
  await prepare('district', (deps) => account(deps, 'district_officer', { districtCode: '410105' }))
  await prepare('city', (deps) => account(deps, 'city_officer'))
  for (const name of Object.keys(environment)) await start(name)
}, 480_000)
afterAll(async () => {
  for (const name of running.keys()) await stop(name)
  rmSync(folder, { recursive: true, force: true })
})

describe('three servers', () => {
  it('pass the market’s feed from the market to the district and on to the city, through a crash of the one between', async () => {
    const operator = await login('market', 'market_operator')
    const officer = await login('district', 'district_officer')
    const cityOfficer = await login('city', 'city_officer')
    const { items } = await operator.listMarkets({ query: {} })
    const marketId = items[0]?.marketId ?? ''
    const params = { marketId }
    await operator.signFeedHead({ params })
    const published = await clientOf('market').listFeedKeys({ params: { marketCode: 'JS01' } })
    const keys = published.items.map(({ keyId, publicKey }) => ({ keyId, publicKey }))
    const profile = { marketId, code: 'JS01', name: '金水农贸市场', districtCode: '410105' }
    const made = await officer.registerReceivedMarket({ body: { ...profile, keys } })
    const relay = (await clientOf('district').getPlatform()).keys
    await cityOfficer.registerReceivedMarket({
      body: { ...profile, keys: [...keys, ...relay.map((key) => ({ ...key, holder: 'relay' as const }))] },
    })
    const { link } = await operator.createPlatformLink({ params, body: { level: 'district', name: '金水区平台' } })
    const { platformLinkId } = link
    await operator.createSubscriber({ params, body: { name: '金水区平台', url: made.inboxUrl, platformLinkId } })

    const agreed = async (): Promise<void> => {
      const feed = await operator.listFeedEvents({ params, query: { limit: 1 } })
      for (const client of [officer, cityOfficer]) {
        const { market } = await client.getReceivedMarket({ params })
        expect([market.acknowledgedSequence, market.headHash]).toEqual([feed.lastSequence, feed.head])
      }
    }
    const stalls = async (from: number, count: number): Promise<void> => {
      for (let n = from; n < from + count; n++) await operator.createStall({ params, body: { code: `A-${n}` } })
    }
    await stalls(1, 10)
    await vi.waitFor(agreed, { timeout: 150_000, interval: 500 })

    await stop('district', true)
    await stalls(20, 10)
    await start('district')
    await vi.waitFor(agreed, { timeout: 150_000, interval: 500 })
    const links = await operator.listPlatformLinks({ params })
    expect(links.items).toMatchObject([{ connected: true, lag: 0 }])
    const { events } = await cityOfficer.listReceivedEvents({ params, query: { type: 'stall.registered' } })
    expect(events).toHaveLength(20)
  }, 480_000)
})
