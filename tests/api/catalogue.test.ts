import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pieceUnits } from '@smart-market/shared/contracts/catalogue.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
let tomatoStall: Awaited<ReturnType<Shop['openStall']>>
let otherStall: Awaited<ReturnType<Shop['openStall']>>
let leaving: Awaited<ReturnType<Shop['openStall']>>
beforeAll(async () => {
  app = await startTestApp()
  shop = await makeShop(app)
  tomatoStall = await shop.openStall('A-001')
  otherStall = await shop.openStall('A-002')
  leaving = await shop.openStall('A-009')
})
afterAll(() => app.close())

const audit = async (action: string) =>
  (
    await rowsOfTable<{ summary: string }>(
      app,
      'select summary from audit_log where market_id = $1 and action = $2 order by audit_id desc',
      [shop.marketId, action],
    )
  ).map((row) => row.summary)
const events = (type: string) =>
  rowsOfTable<{ payload: Record<string, unknown> }>(
    app,
    'select payload from outbox where market_id = $1 and type = $2 order by position desc',
    [shop.marketId, type],
  )

describe('listings', () => {
  it('go on sale by their own merchant, with audit, event and a first price', async () => {
    const listing = await tomatoStall.merchant.createListing({
      params: shop.params,
      body: {
        stallId: tomatoStall.stallId,
        commodityId: 'vegetable-14',
        categoryCode: 'vegetable',
        name: '沙瓤西红柿',
        origin: '中牟',
        priceFen: 350,
        priceBasis: 'per_500g',
        stockKind: 'weighed',
        available: 20_000,
      },
    })
    expect(listing).toMatchObject({ stallCode: 'A-001', available: 20_000, priceOn: '2026-03-02', guidePrice: null })
    expect(await audit('listing.create')).toContain('上架「沙瓤西红柿」')
    expect((await events('listing.changed'))[0]?.payload).toMatchObject({ listingId: listing.listingId })
    const history = await tomatoStall.merchant.listPriceHistory({
      params: { ...shop.params, listingId: listing.listingId },
    })
    expect(history.items).toMatchObject([{ kind: 'listed', priceFen: 350 }])
  })

  it.each([
    ['by 500 g', { priceBasis: 'per_500g' as const }],
    ['by the kilogram', { priceBasis: 'per_kg' as const }],
    ...pieceUnits.map(
      (pieceUnit) =>
        [
          `by the ${pieceUnit}`,
          { priceBasis: 'per_piece' as const, pieceUnit, stockKind: 'counted' as const },
        ] as const,
    ),
  ] as const)('are sold %s, and both sides read the same unit and category', async (_, unit) => {
    const name = `计价 ${JSON.stringify(unit)}`.slice(0, 40)
    const made = await shop.addListing(tomatoStall.stallId, { categoryCode: 'bakery', ...unit, name, available: 9 })
    expect(made).toMatchObject({ categoryCode: 'bakery', pieceUnit: null, ...unit, available: 9 })
    const { items } = await app.as().listPublicListings({
      params: { marketCode: shop.code },
      query: { categoryCode: 'bakery', pageSize: 100 },
    })
    expect(items.find(({ listingId }) => listingId === made.listingId)).toMatchObject({ pieceUnit: null, ...unit })
    const params = { ...shop.params, listingId: made.listingId }
    await shop.operator.updateListing({ params, body: { state: 'removed' } })
  })

  it('cannot be put on a stall that another merchant holds', async () => {
    const attempt = tomatoStall.merchant.createListing({
      params: shop.params,
      body: {
        stallId: otherStall.stallId,
        categoryCode: 'fruit',
        name: '苹果',
        priceFen: 500,
        priceBasis: 'per_500g',
      },
    })
    await expect(attempt).rejects.toMatchObject({ code: 'listing.no_merchant' })
  })

  it('show a merchant the own ones alone', async () => {
    const theirs = await shop.addListing(otherStall.stallId, { name: '黄瓜' })
    const { items } = await tomatoStall.merchant.listListings({ params: shop.params })
    expect(items.map((item) => item.stallCode)).not.toContain('A-002')
    const params = { ...shop.params, listingId: theirs.listingId }
    await expect(tomatoStall.merchant.updateListing({ params, body: { state: 'paused' } })).rejects.toMatchObject({
      code: 'listing.not_found',
    })
    const changes = [{ listingId: theirs.listingId, priceFen: 1 }]
    await expect(tomatoStall.merchant.setPrices({ params: shop.params, body: { changes } })).rejects.toMatchObject({
      code: 'listing.not_found',
    })
  })

  it.each([
    ['weight sold by the piece', { priceBasis: 'per_piece', pieceUnit: 'bunch', stockKind: 'weighed', available: 5 }],
    ['a piece without its unit', { priceBasis: 'per_piece', stockKind: 'counted', available: 5 }],
    ['tracked stock without a count', { stockKind: 'weighed', available: null }],
    ['a price of nothing', { priceFen: 0 }],
  ] as const)('refuse %s', async (_, body) => {
    await expect(shop.addListing(tomatoStall.stallId, body)).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('prices', () => {
  it('stay on record when they change, when they are confirmed, and not when they are known', async () => {
    const a = await shop.addListing(tomatoStall.stallId, { name: '土豆', priceFen: 160 })
    const b = await shop.addListing(tomatoStall.stallId, { name: '茄子', priceFen: 300 })
    await shop.moveTo('2026-03-03T02:00:00Z')
    const changes = [
      { listingId: a.listingId, priceFen: 170 },
      { listingId: b.listingId, priceFen: 300 },
    ]
    const set = () => tomatoStall.merchant.setPrices({ params: shop.params, body: { changes } })
    expect(await set()).toEqual({ changed: 1, confirmed: 1 })
    expect(await set()).toEqual({ changed: 0, confirmed: 0 })
    expect(await audit('price.set')).toEqual(['修改价格：改价 1 种，同昨日 1 种'])
    expect((await events('prices.changed'))[0]?.payload).toMatchObject({ changed: 1, confirmed: 1 })
    const { items } = await shop.operator.listPriceHistory({ params: { ...shop.params, listingId: a.listingId } })
    expect(items.map((item) => [item.kind, item.priceFen])).toEqual([
      ['changed', 170],
      ['listed', 160],
    ])
  })

  it('stay the same as yesterday for a whole stall in one call', async () => {
    await shop.moveTo('2026-03-04T02:00:00Z')
    const params = { ...shop.params, stallId: tomatoStall.stallId }
    const { confirmed } = await tomatoStall.merchant.confirmPrices({ params })
    const { items, total } = await tomatoStall.merchant.listListings({ params: shop.params })
    expect(confirmed).toBe(total)
    expect(new Set(items.map((item) => item.priceOn))).toEqual(new Set(['2026-03-04']))
    expect(await tomatoStall.merchant.confirmPrices({ params })).toEqual({ confirmed: 0 })
  })

  it('stand beside a guide price in their own basis, for seven days', async () => {
    await shop.operator.setGuidePrices({
      params: { ...shop.params, businessDate: '2026-03-04' },
      body: { source: '万邦批发市场', items: [{ commodityId: 'vegetable-14', priceFen: 599, priceBasis: 'per_kg' }] },
    })
    const find = async () =>
      (await app.as().listPublicListings({ params: { marketCode: shop.code }, query: { q: '沙瓤' } })).items[0]
    expect((await find())?.guidePrice).toEqual({ priceFen: 300, businessDate: '2026-03-04', source: '万邦批发市场' })
    await shop.moveTo('2026-03-11T02:00:00Z')
    expect((await find())?.guidePrice).toBeNull()
    await shop.moveTo('2026-03-04T02:00:00Z')
    expect((await shop.operator.listGuidePrices({ params: shop.params })).items).toMatchObject([
      { commodityName: '西红柿', priceFen: 599 },
    ])
  })

  it('of an unknown commodity or an impossible date are refused', async () => {
    const set = (businessDate: string, commodityId: string) =>
      shop.operator.setGuidePrices({
        params: { ...shop.params, businessDate },
        body: { source: '本市场', items: [{ commodityId, priceFen: 1, priceBasis: 'per_kg' }] },
      })
    await expect(set('2026-03-04', 'nothing-01')).rejects.toMatchObject({ code: 'commodity.not_found' })
    await expect(set('2026-02-30', 'vegetable-14')).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('stock', () => {
  it('is set or moved for several goods at once, all or none', async () => {
    const a = await shop.addListing(tomatoStall.stallId, { name: '莲藕', available: 1000 })
    const b = await shop.addListing(tomatoStall.stallId, { name: '山药', available: 500 })
    const change = (body: { listingId: string; set?: number; change?: number }[]) =>
      tomatoStall.merchant.changeStock({ params: shop.params, body: { changes: body } })
    const done = await change([
      { listingId: a.listingId, set: 3000 },
      { listingId: b.listingId, change: -200 },
    ])
    expect(done.items.map((item) => item.available).sort()).toEqual([300, 3000])
    await expect(
      change([
        { listingId: a.listingId, set: 1 },
        { listingId: b.listingId, change: -301 },
      ]),
    ).rejects.toMatchObject({ code: 'stock.short' })
    expect([await shop.availableOf(a.listingId), await shop.availableOf(b.listingId)]).toEqual([3000, 300])
    expect((await events('stock.changed'))[0]?.payload).toEqual({ listingIds: [a.listingId, b.listingId] })
  })

  it('that is not kept cannot be moved', async () => {
    const herb = await shop.addListing(tomatoStall.stallId, { name: '香菜', stockKind: 'untracked', available: null })
    expect(herb.available).toBeNull()
    const changes = [{ listingId: herb.listingId, set: 5 }]
    await expect(shop.operator.changeStock({ params: shop.params, body: { changes } })).rejects.toMatchObject({
      code: 'stock.untracked',
    })
  })
})

describe('shoppers', () => {
  const search = async (query: object) =>
    (await app.as().listPublicListings({ params: { marketCode: shop.code }, query })).items.map((item) => item.name)

  it.each(['沙瓤', 'xihongshi', 'xhs', '番茄', 'fanqie'])('find tomatoes by %s', async (q) => {
    expect(await search({ q })).toContain('沙瓤西红柿')
  })

  it('see one stall, one category, and no wildcard magic', async () => {
    expect(await search({ stallCode: 'A-002' })).toEqual(['黄瓜'])
    expect(await search({ categoryCode: 'fruit' })).toEqual([])
    expect(await search({ q: '%' })).toEqual([])
  })

  it('see nothing that is paused, removed, or of a merchant who has left', async () => {
    const { listingId } = await shop.addListing(leaving.stallId, { name: '花椒' })
    const gone = { ...leaving, listingId }
    expect(await search({ stallCode: gone.stallCode })).toEqual(['花椒'])
    await shop.operator.endTenancy({
      params: { ...shop.params, tenancyId: gone.tenancyId },
      body: { to: '2026-03-04' },
    })
    expect(await search({ stallCode: gone.stallCode })).toEqual([])
    const params = { ...shop.params, listingId: gone.listingId }
    await shop.operator.updateListing({ params, body: { state: 'removed' } })
    await expect(shop.operator.updateListing({ params, body: { state: 'on_sale' } })).rejects.toMatchObject({
      code: 'listing.not_found',
    })
  })

  it('read the same tags that the stall’s screen shows', async () => {
    const { items } = await app.as().getPriceTags({ params: { screenCode: `${shop.code}-A-002` } })
    expect(items).toMatchObject([{ name: '黄瓜', priceFen: 350, priceBasis: 'per_500g' }])
    await expect(app.as().getPriceTags({ params: { screenCode: 'nothing' } })).rejects.toMatchObject({
      code: 'market.not_found',
    })
  })

  it('find commodities by pinyin, with no invented codes', async () => {
    const { items } = await app.as().listCommodities({ query: { q: 'malingshu' } })
    expect(items).toMatchObject([{ name: '土豆', standardCode: null, aliases: ['马铃薯'] }])
  })
})

describe('photos of goods', () => {
  const png = (n: number) => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, n])
  const upload = (bytes: Uint8Array) => ({ fileName: '西红柿.png', bytes })

  it('are shown to shoppers newest first, kept once each, and no more than six', async () => {
    const { listingId } = await shop.addListing(tomatoStall.stallId, { name: '照片西红柿' })
    const at = { params: { ...shop.params, listingId } }
    const first = await tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(png(1)) })
    app.setNow(new Date(app.now().getTime() + 1000))
    const second = await tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(png(2)) })
    expect(second.photoIds).toHaveLength(2)
    expect(second.photoIds[1]).toBe(first.photoIds[0])
    expect((await tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(png(1)) })).photoIds).toEqual(
      second.photoIds,
    )
    const { items } = await app
      .as()
      .listPublicListings({ params: { marketCode: shop.code }, query: { q: '照片西红柿' } })
    expect(items[0]?.photoIds).toEqual(second.photoIds)
    const photoId = second.photoIds[0] ?? ''
    const bytes = await app.as().getListingPhoto({ params: { marketCode: shop.code, photoId } })
    expect(new Uint8Array(bytes as unknown as ArrayBuffer)).toEqual(png(2))
    for (const n of [3, 4, 5, 6]) await tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(png(n)) })
    await expect(tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(png(7)) })).rejects.toMatchObject({
      code: 'listing.photos_full',
    })
    const left = await tomatoStall.merchant.removeListingPhoto({ params: { ...at.params, photoId } })
    expect(left.photoIds).not.toContain(photoId)
    await expect(app.as().getListingPhoto({ params: { marketCode: shop.code, photoId } })).rejects.toMatchObject({
      code: 'photo.not_found',
    })
    expect(await audit('listing.photo_add')).toHaveLength(6)
    expect(await audit('listing.photo_remove')).toEqual(['删掉「照片西红柿」的照片'])
  })

  it('are kept without the words that the phone wrote beside the picture', async () => {
    const { listingId } = await shop.addListing(tomatoStall.stallId, { name: '没有位置' })
    const at = { params: { ...shop.params, listingId } }
    const place = [...'Exif 34.75N'].map((c) => c.charCodeAt(0))
    const taken = [0xff, 0xd8, 0xff, 0xe1, 0, place.length + 2, ...place, 0xff, 0xda, 0, 2, 1, 2, 3]
    const { photoIds } = await tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(new Uint8Array(taken)) })
    const params = { marketCode: shop.code, photoId: photoIds[0] ?? '' }
    const kept = await app.as().getListingPhoto({ params })
    expect([...new Uint8Array(kept as unknown as ArrayBuffer)]).toEqual([0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3])
  })

  it('are refused when they are no photo, too large, or of another merchant’s goods', async () => {
    const { listingId } = await shop.addListing(tomatoStall.stallId, { name: '没有照片' })
    const at = { params: { ...shop.params, listingId } }
    const page = new TextEncoder().encode('<html><script>alert(1)</script>')
    await expect(tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(page) })).rejects.toMatchObject({
      code: 'photo.type',
    })
    const large = new Uint8Array(2 * 1024 * 1024 + 1)
    large.set(png(1))
    await expect(tomatoStall.merchant.addListingPhoto({ ...at, upload: upload(large) })).rejects.toMatchObject({
      status: 413,
    })
    await expect(otherStall.merchant.addListingPhoto({ ...at, upload: upload(png(1)) })).rejects.toMatchObject({
      code: 'listing.not_found',
    })
  })
})
