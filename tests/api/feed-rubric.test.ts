/** Zhengzhou's rows 7 to 9 (郑市发〔2021〕91号 附件1) move with the line to the platforms, and with nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import type { TestApp } from '../support/app.ts'
import { connectMarket, createNetwork, cut, type Network, sell, startOn } from '../support/feed.ts'

const start = new Date('2026-03-02T02:00:00Z')
let network: Network
let marketApp: TestApp
const platforms: TestApp[] = []
beforeAll(async () => {
  network = createNetwork()
  marketApp = await startOn(network, 'https://market.test')
  for (const level of ['district', 'city'] as const)
    platforms.push(await startOn(network, `https://${level}.test`, { platform: { level, name: `${level} 平台` } }))
})
afterAll(async () => {
  for (const app of [marketApp, ...platforms]) await app.close()
})
const at = (hours: number): void => {
  for (const app of [marketApp, ...platforms]) app.setNow(new Date(start.getTime() + hours * 3_600_000))
}

describe('rows 7 to 9', () => {
  it('fall when the line to the platforms is cut and come back when it is restored', async () => {
    const [district, city] = platforms
    if (district === undefined || city === undefined) throw new Error('no platforms')
    const officers = [
      await district.login('district_officer', { districtCode: '410105' }),
      await city.login('city_officer'),
    ] as const
    const first = await connectMarket(marketApp, {
      app: district,
      officer: officers[0],
      origin: 'https://district.test',
      level: 'district',
    })
    const { market, marketId } = first
    await connectMarket(
      marketApp,
      { app: city, officer: officers[1], origin: 'https://city.test', level: 'city' },
      { market },
    )
    const points = async (): Promise<Record<string, string>> => {
      const params = { marketId, rubricId: 'zhengzhou-2021' }
      // A session ends after a day; this story takes longer.
      const operator = await marketApp.login('market_operator', { marketId })
      const { criteria } = await operator.getAssessment({ params })
      const low: Record<string, string> = {}
      for (const criterion of criteria)
        for (const leaf of criterion.leaves) if (['Z7c', 'Z8a', 'Z9a'].includes(leaf.id)) low[leaf.id] = leaf.outcome
      return low
    }
    expect(await points()).toEqual({ Z7c: 'unmet', Z8a: 'unmet', Z9a: 'unmet' })
    await sell(marketApp, marketId, 5)
    await deliverDue(marketApp.deps, marketId)
    expect(await points()).toEqual({ Z7c: 'met', Z8a: 'met', Z9a: 'met' })

    network.interfere(cut)
    at(30)
    await sell(marketApp, marketId, 5)
    await deliverDue(marketApp.deps, marketId)
    expect(await points()).toEqual({ Z7c: 'unmet', Z8a: 'unmet', Z9a: 'unmet' })

    // Only the district is reached again.
    network.interfere((request, carry) =>
      request.url.startsWith('https://city.test') ? Promise.reject(new Error('连接超时')) : carry(request),
    )
    at(31)
    await deliverDue(marketApp.deps, marketId)
    expect(await points()).toEqual({ Z7c: 'met', Z8a: 'met', Z9a: 'unmet' })

    network.interfere(undefined)
    at(32)
    await deliverDue(marketApp.deps, marketId)
    expect(await points()).toEqual({ Z7c: 'met', Z8a: 'met', Z9a: 'met' })
  })
})
