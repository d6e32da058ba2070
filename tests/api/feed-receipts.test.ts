/** Receipts that come back through the district, and platforms that fetch from markets which cannot push. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { relayMarket } from '@smart-market/server/feed/relay.ts'
import { newSigningKey, signStatement } from '@smart-market/server/feed/statements.ts'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import { forwardDue, pullDue } from '@smart-market/server/features/receiving/index.ts'
import { cut, publicKeysOf, sell } from '../support/feed.ts'
import { cityOrigin, figuresOf, startTrio, type Trio } from '../support/feed-trio.ts'
import { makeMarket } from '../support/market.ts'

let trio: Trio
beforeAll(async () => {
  trio = await startTrio()
})
beforeEach(() => trio.reset())
afterAll(() => trio.close())

const cityKey = async (): Promise<string> => {
  const { keys } = await trio.city.as().getPlatform()
  return keys[0]?.publicKey ?? ''
}
/** A market that reports to its district alone, and knows the city's key. */
const reportingToBoth = async () => {
  const reporting = await trio.connect()
  await trio.tellCity(reporting)
  const { marketId } = reporting
  const { operator } = reporting.market
  const body = { level: 'city' as const, name: '郑州市平台', receiptKey: await cityKey() }
  const { link } = await operator.createPlatformLink({ params: { marketId }, body })
  const cityLink = async () => {
    const { items } = await operator.listPlatformLinks({ params: { marketId } })
    return items.find((one) => one.platformLinkId === link.platformLinkId)
  }
  const row9 = async (): Promise<string | undefined> => {
    const { criteria } = await operator.getAssessment({ params: { marketId, rubricId: 'zhengzhou-2021' } })
    return criteria.flatMap((one) => one.leaves).find((leaf) => leaf.id === 'Z9a')?.outcome
  }
  return { ...reporting, cityLink, row9 }
}
const passOn = async (marketId: string): Promise<void> => {
  await deliverDue(trio.market.deps, marketId)
  await forwardDue(trio.district.deps, marketId)
}

describe('a market that reaches the city through its district', () => {
  it('is credited with the city’s receipt, which the district brings back', async () => {
    const { marketId, cityLink, row9 } = await reportingToBoth()
    await sell(trio.market, marketId, 20)
    await passOn(marketId)
    expect(await cityLink()).toMatchObject({ connected: false })
    expect(await row9()).toBe('unmet')
    trio.later(16)
    await passOn(marketId)
    expect(await cityLink()).toMatchObject({ connected: true })
    expect((await cityLink())?.acknowledgedSequence).toBeGreaterThanOrEqual(20)
    expect(await row9()).toBe('met')
    const log = await withSystemTransaction(trio.market.deps, (tx) =>
      rowsOf<{ summary: string }>(
        tx,
        sql`select summary from audit_log where market_id = ${marketId} and action = 'feed.acknowledge'`,
      ),
    )
    expect(log.some(({ summary }) => summary.includes('郑州市平台'))).toBe(true)
  }, 180_000)

  it('is not credited by what a district makes up: another key, another chain, another market, an older receipt', async () => {
    const { marketId, cityLink } = await reportingToBoth()
    const { privateKey } = newSigningKey()
    const made = (change: Record<string, unknown>) =>
      signStatement(
        {
          marketId,
          keyId: 'fky_false',
          sequence: 1,
          hash: '0'.repeat(64),
          signedAt: trio.market.now().toISOString(),
          ...change,
        },
        privateKey,
      )
    const receipts: unknown[] = [made({}), made({ marketId: 'mkt_other' }), { sequence: 1 }, 'receipt']
    trio.network.interfere(async (request, carry) => {
      const answer = await carry(request)
      if (request.url.startsWith(cityOrigin)) return answer
      const body = JSON.parse(answer.body) as object
      return { ...answer, body: JSON.stringify({ ...body, forwarded: { sequence: 1, receipt: receipts.shift() } }) }
    })
    for (let i = 0; i < 4; i++) {
      await sell(trio.market, marketId, 1)
      await passOn(marketId)
      trio.later(1)
    }
    expect(receipts).toEqual([])
    expect(await cityLink()).toMatchObject({ connected: false, acknowledgedSequence: 0 })

    // The city's own receipt for a chain that this market has meanwhile left: the hash tells.
    trio.network.interfere(undefined)
    await trio.market.deps.database.db.execute(
      sql`update feed_events set hash = ${'f'.repeat(64)} where market_id = ${marketId}`,
    )
    const district = await withSystemTransaction(trio.district.deps, (tx) =>
      rowsOf<{ receipt: unknown }>(tx, sql`select receipt from received_forwards where market_id = ${marketId}`),
    )
    expect(district[0]?.receipt).toMatchObject({ marketId })
    trio.later(16)
    await passOn(marketId)
    expect(await cityLink()).toMatchObject({ connected: false })
  })
})

describe('a market that cannot push', () => {
  it('is fetched from by its platform: proved, acknowledged, tried again after a cut, and through a change of key', async () => {
    const market = await makeMarket(trio.market)
    const { marketId, operator } = market
    const params = { marketId }
    await relayMarket(trio.market.deps, marketId)
    await operator.signFeedHead({ params })
    const { link, secret } = await operator.createPlatformLink({
      params,
      body: { level: 'district', name: '金水区平台' },
    })
    const keys = await publicKeysOf(market, trio.market)
    const profile = { marketId, code: market.code, name: market.name, districtCode: '410105', keys }
    await trio.officer().registerReceivedMarket({ body: profile })
    await sell(trio.market, marketId, 2300)
    const held = await trio.officer().setPull({ params, body: { url: 'https://market.test/', key: secret } })
    expect(held).toMatchObject({ pullUrl: 'https://market.test', pullProblem: null })

    const agreed = async (): Promise<void> => {
      expect(await figuresOf(trio.district, 'received_events', marketId)).toEqual(
        await figuresOf(trio.market, 'feed_events', marketId),
      )
    }
    expect(await pullDue(trio.district.deps)).toBe(3)
    await agreed()
    const links = await operator.listPlatformLinks({ params })
    expect(links.items).toMatchObject([{ platformLinkId: link.platformLinkId, connected: true, lag: 0 }])

    trio.network.interfere(cut)
    trio.later(2)
    await sell(trio.market, marketId, 10)
    await operator.rotateFeedKey({ params, body: { overlapHours: 1 } })
    expect(await pullDue(trio.district.deps)).toBe(0)
    const broken = await trio.officer().getReceivedMarket({ params })
    expect(broken.market.pullProblem).toContain('连接超时')
    trio.network.interfere(undefined)
    trio.later(120)
    await relayMarket(trio.market.deps, marketId)
    expect(await pullDue(trio.district.deps)).toBeGreaterThan(0)
    await agreed()
    const mended = await trio.officer().getReceivedMarket({ params })
    expect(mended.market).toMatchObject({ pullProblem: null, lag: 0, lastHead: { verdict: 'agrees' } })
    expect(mended.keys.filter((key) => key.endorsed)).toHaveLength(1)
  })

  it('is told apart from one whose key or words are wrong, and is left alone when the officer stops it', async () => {
    const market = await makeMarket(trio.market)
    const params = { marketId: market.marketId }
    await relayMarket(trio.market.deps, market.marketId)
    await market.operator.signFeedHead({ params })
    const keys = await publicKeysOf(market, trio.market)
    const { marketId, code, name } = market
    await trio.officer().registerReceivedMarket({ body: { marketId, code, name, districtCode: '410105', keys } })
    const key = 'smk_wrong_wrong_wrong_wrong'
    await trio.officer().setPull({ params, body: { url: 'https://market.test', key } })
    expect(await pullDue(trio.district.deps)).toBe(0)
    expect((await trio.officer().getReceivedMarket({ params })).market.pullProblem).toContain('401')
    await trio.officer().setPull({ params, body: { url: null } })
    trio.later(600)
    const asked = () => trio.network.sent.filter((one) => one.url.includes(marketId)).length
    const before = asked()
    await pullDue(trio.district.deps)
    expect(asked()).toBe(before)
    const trail = await withSystemTransaction(trio.district.deps, (tx) =>
      rowsOf<{ action: string; type: string }>(
        tx,
        sql`select a.action, o.type from audit_log a join outbox o on o.market_id = a.market_id
          where a.market_id = ${marketId} and a.action = 'receiving.set_pull' and o.type = 'receiving.pull_set'`,
      ),
    )
    expect(trail.length).toBeGreaterThanOrEqual(2)
    await expect(trio.officer().setPull({ params, body: { url: 'ftp://market.test', key } })).rejects.toMatchObject({
      code: 'subscriber.bad_address',
    })
  })
})
