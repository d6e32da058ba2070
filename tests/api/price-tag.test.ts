/** The code on a printed price tag leads to the goods, on a phone's scanner and in a browser. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

const marketCode = 'TAGS1'
let app: TestApp
let listingId: string
beforeAll(async () => {
  app = await startTestApp()
  const market = await makeMarket(app, { code: marketCode })
  const { stallId } = await market.addTrader('A-001', { name: '王记鲜蔬' })
  const add = (name: string) =>
    market.operator.createListing({
      params: { marketId: market.marketId },
      body: { stallId, categoryCode: 'vegetable', name, priceFen: 350, priceBasis: 'per_500g', stockKind: 'untracked' },
    })
  ;({ listingId } = await add('西红柿'))
  await add('大白菜')
})
afterAll(() => app.close())

it('the tag’s goods alone are listed', async () => {
  const { items, total } = await app.as().listPublicListings({ params: { marketCode }, query: { listingId } })
  expect(total).toBe(1)
  expect(items[0]).toMatchObject({ listingId, name: '西红柿', priceFen: 350 })
})

it('a browser that opens the tag’s address is led to the goods', async () => {
  const answer = await app.fetch(`/g/${marketCode}-${listingId}`, { redirect: 'manual' })
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe(
    `/m/#/packages/shop/goods/index?market=${marketCode}&listing=${listingId}`,
  )
})

it('the code is drawn for printing', async () => {
  const answer = await app.fetch(`/g/${marketCode}-${listingId}/qr.svg`, {})
  expect(answer.headers.get('content-type')).toBe('image/svg+xml')
  expect(await answer.text()).toContain('<svg')
})

it('any other code is refused in plain words and leads nowhere', async () => {
  for (const code of ['x', `${marketCode}-A-001`, `${marketCode}-lst_"><script>`]) {
    const answer = await app.fetch(`/g/${encodeURIComponent(code)}`, { redirect: 'manual' })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('不是本系统的价签')
  }
})
