/** What the owner of a stall lets helpers do, and that the server holds them to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '@smart-market/shared/client.ts'
import type { StallRight } from '@smart-market/shared/route.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { rowsOfTable } from './orders-shop.ts'

let app: TestApp
let market: TestMarket
let owner: Awaited<ReturnType<TestApp['login']>>
let stall: Awaited<ReturnType<TestMarket['addTrader']>>
let listingId = ''
let helpers = 0
const params = () => ({ marketId: market.marketId })

beforeAll(async () => {
  app = await startTestApp()
  market = await makeMarket(app)
  stall = await market.addTrader('A-01')
  owner = await app.login('merchant', { marketId: market.marketId, merchantId: stall.merchantId })
  const listing = await owner.createListing({
    params: params(),
    body: { stallId: stall.stallId, categoryCode: 'vegetable', name: '菠菜', priceFen: 400, priceBasis: 'per_500g' },
  })
  listingId = listing.listingId
})
afterAll(() => app.close())

const addHelper = async (rights: StallRight[]) => {
  const login = { loginName: `helper-${++helpers}`, password: `helper horse ${helpers}` }
  const made = await owner.addStallHelper({ params: params(), body: { ...login, displayName: '小李', rights } })
  const { token, account } = await app.as().login({ body: login })
  return { userId: made.userId, client: app.as(token), account }
}
const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return 'done'
  } catch (error) {
    return error instanceof ApiError ? error.code : 'not an answer'
  }
}
/** The clock stands still, so entries of one account are told apart by what was done. */
const audited = async (userId: string, action: string) => {
  const { items } = await market.operator.listAuditLog({ params: params() })
  return items.find((one) => one.subjectId === userId && one.action === action)
}
const events = async (type: string) =>
  rowsOfTable<{ payload: Record<string, unknown> }>(
    app,
    'select payload from outbox where market_id = $1 and type = $2',
    [market.marketId, type],
  )

describe('a helper', () => {
  it('works for the stall but sets no price, sees no takings and sends no money back unless the owner ticked it', async () => {
    const { client, account } = await addHelper([])
    expect(account.memberships[0]).toMatchObject({ role: 'merchant', merchantId: stall.merchantId, stallRights: [] })
    const { items } = await client.listListings({ params: params() })
    expect(items.map((one) => one.name)).toEqual(['菠菜'])
    await client.listStallOrders({ params: params() })
    const price = { params: params(), body: { changes: [{ listingId, priceFen: 500 }] } }
    expect(await codeOf(client.setPrices(price))).toBe('stall_helper.not_allowed')
    expect(await codeOf(client.confirmPrices({ params: { ...params(), stallId: stall.stallId } }))).toBe(
      'stall_helper.not_allowed',
    )
    expect(await codeOf(client.listSales({ params: params() }))).toBe('stall_helper.not_allowed')
    const back = { idempotencyKey: 'refund-key-1', amountFen: 1, reason: '少了' }
    expect(
      await codeOf(client.refundStallOrder({ params: { ...params(), stallOrderId: 'ord_nothing' }, body: back })),
    ).toBe('stall_helper.not_allowed')
    expect((await owner.listListings({ params: params() })).items[0]?.priceFen).toBe(400)
  })

  it.each<[StallRight, StallRight]>([
    ['prices', 'money'],
    ['money', 'prices'],
  ])('with the right "%s" alone does not have "%s"', async (right, other) => {
    const { client } = await addHelper([right])
    const tries: Record<string, () => Promise<unknown>> = {
      prices: () => client.setPrices({ params: params(), body: { changes: [{ listingId, priceFen: 400 }] } }),
      money: () => client.listSales({ params: params() }),
    }
    expect(await codeOf(tries[right]?.() ?? Promise.reject(new Error()))).toBe('done')
    expect(await codeOf(tries[other]?.() ?? Promise.reject(new Error()))).toBe('stall_helper.not_allowed')
  })

  it('never opens accounts, changes rights or speaks for the stall, whatever was ticked', async () => {
    const { client, userId } = await addHelper(['prices', 'money', 'refunds'])
    expect(await codeOf(client.listStallHelpers({ params: params() }))).toBe('stall_helper.not_allowed')
    expect(
      await codeOf(client.setStallHelperRights({ params: { ...params(), userId }, body: { rights: ['prices'] } })),
    ).toBe('stall_helper.not_allowed')
    const answer = { action: 'answer', note: '已退款' } as const
    expect(
      await codeOf(client.moveComplaint({ params: { ...params(), complaintId: 'cmp_nothing' }, body: answer })),
    ).toBe('stall_helper.not_allowed')
  })
})

describe('the owner', () => {
  it('changes rights at once, and both the change and the opening are on record', async () => {
    const { client, userId } = await addHelper([])
    expect(await audited(userId, 'user.create')).toBeDefined()
    expect(await events('stall_helper.added')).toContainEqual({
      payload: { merchantId: stall.merchantId, userId, rights: [] },
    })
    expect(await codeOf(client.listSales({ params: params() }))).toBe('stall_helper.not_allowed')
    await owner.setStallHelperRights({ params: { ...params(), userId }, body: { rights: ['money', 'money'] } })
    expect(await codeOf(client.listSales({ params: params() }))).toBe('done')
    expect(await audited(userId, 'stall_helper.set_rights')).toMatchObject({
      details: { before: [], after: ['money'] },
    })
    expect(await events('stall_helper.changed')).toContainEqual({
      payload: { merchantId: stall.merchantId, userId, rights: ['money'] },
    })
  })

  it('ends a helper, whose session opens nothing from then on', async () => {
    const { client, userId } = await addHelper(['prices'])
    await owner.removeStallHelper({ params: { ...params(), userId } })
    expect(await codeOf(client.listListings({ params: params() }))).toBe('session.expired')
    expect((await owner.listStallHelpers({ params: params() })).items.map((one) => one.userId)).not.toContain(userId)
    expect(await audited(userId, 'stall_helper.remove')).toBeDefined()
    expect(await events('stall_helper.removed')).toContainEqual({
      payload: { merchantId: stall.merchantId, userId },
    })
  })

  it("does not reach another stall's helpers, nor its own account", async () => {
    const { userId } = await addHelper([])
    const next = await market.addTrader('A-02', { name: '李记水产' })
    const other = await app.login('merchant', { marketId: market.marketId, merchantId: next.merchantId })
    expect((await other.listStallHelpers({ params: params() })).items).toEqual([])
    expect(await codeOf(other.removeStallHelper({ params: { ...params(), userId } }))).toBe('stall_helper.not_found')
    const me = (await owner.getMe()).userId
    expect(await codeOf(owner.removeStallHelper({ params: { ...params(), userId: me } }))).toBe(
      'stall_helper.not_found',
    )
  })
})
