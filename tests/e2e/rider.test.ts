/** The rider's page of the mini-program: one hand for the phone, from the stalls to the door, by code or by a photo. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type Size, sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { givePhoto } from './support/photograph.ts'
import { onTradeMarket } from './support/stage.ts'
import { homePlace } from './support/trade-market.ts'
import { inSight, look, press, says, tap, type } from './support/walk.ts'

const { market, open, go } = onTradeMarket()
let orders = 0

/** Goods of the first two stalls, to be brought to a door; paid at the local gateway, or to be paid there. */
const order = async (payment: 'online' | 'at_stall') => {
  const { token } = await clientOf(market.url).startShopperSession()
  const shopper = clientOf(market.url, token)
  const operator = await market.operator()
  const [slot] = (await operator.listDeliverySlots({ params: { marketId: market.marketId }, query: {} })).items
  const stalls = market.stalls.slice(0, 2)
  const placed = await shopper.checkOut({
    params: { marketCode: market.code },
    body: {
      idempotencyKey: `rider-test-${++orders}-${payment}`,
      payment,
      fulfilment: 'delivery',
      delivery: {
        ...homePlace,
        slotId: slot?.deliverySlotId ?? '',
        contactName: '李女士',
        phone: '13800001234',
        address: `幸福里 3 号楼 50${orders}`,
      },
      stalls: stalls.map(({ code, listings: [goods] }) => ({
        stallCode: code,
        lines:
          goods === undefined
            ? []
            : [{ listingId: goods.listingId, quantity: 500, priceFen: goods.priceFen, priceBasis: goods.priceBasis }],
      })),
    },
  })
  const at = { marketCode: market.code, orderGroupId: placed.orderGroupId }
  const read = () => shopper.getMyOrder({ params: at })
  if (payment === 'online') await payFor(token, (await read()).stallOrders)
  for (const [i, { stallOrderId }] of placed.stallOrders.entries()) {
    const seller = await market.as(stalls[i]?.loginName ?? '')
    const params = { marketId: market.marketId, stallOrderId }
    await seller.acceptStallOrder({ params })
    await seller.startPicking({ params })
    await seller.weighLine({ params: { ...params, lineNo: '1' }, body: { quantity: 500 } })
    await seller.finishPicking({ params })
  }
  const { parcel } = await read()
  return { parcelId: parcel?.parcelId ?? '', code: parcel?.handOverCode ?? '', read, stallOrders: placed.stallOrders }
}
const payFor = async (token: string, stallOrders: readonly { stallOrderId: string }[]) => {
  const { page, close } = await open()
  for (const { stallOrderId } of stallOrders) {
    const { demoPageUrl } = await clientOf(market.url, token).payMyStallOrder({
      params: { marketCode: market.code, stallOrderId },
      body: { channel: 'wechat', scene: 'native' },
    })
    await page.goto(new URL(demoPageUrl ?? '', market.url).href)
    await page.getByRole('button', { name: '确认付款' }).click()
    await page.getByText('已付款（演示）').waitFor()
  }
  await close()
}

const signIn = async (size: Size) => {
  const watched = await open(size)
  const { page } = watched
  await go(page, 'pages/me/index')
  await tap(page, '#rider')
  await type(page, 'login-name', 'rider')
  await type(page, 'password', market.password)
  await tap(page, '#primary')
  await says(page, '退出登录')
  return watched
}

/** One stall after the other: while one is being written down, no other tap counts. */
const collect = async (page: Page, stallOrders: readonly { stallOrderId: string }[]): Promise<void> => {
  for (const { stallOrderId } of stallOrders) {
    await tap(page, `#collect-${stallOrderId}`)
    await page.locator(`#collect-${stallOrderId}:visible`).waitFor({ state: 'detached' })
  }
}

describe.each([sizes.phone, sizes.phoneLarge])('a rider with large type $large', (size) => {
  it('takes a parcel, fetches it at each stall, and leaves it at the door of nobody with a photo of it', async () => {
    const { parcelId, stallOrders, read } = await order('online')
    const { page, takeProblems, close } = await signIn(size)
    await look(page, size, 'rider/nothing')
    await tap(page, '#view-waiting')
    await tap(page, `#take-${parcelId}`)
    await inSight(page, `#collect-${stallOrders[0]?.stallOrderId}`).waitFor()
    await look(page, size, 'rider/assigned')
    await collect(page, stallOrders)
    await inSight(page, `#hand-over-${parcelId}`).waitFor()
    await look(page, size, 'rider/on-the-way')
    await tap(page, `#hand-over-${parcelId}`)
    await says(page, '没有人在家？')
    await look(page, size, 'rider/door')
    await givePhoto(page, '#door-photo', '502 门口')
    await inSight(page, '#by-photo').waitFor()
    await look(page, size, 'rider/door-photo')
    await tap(page, '#by-photo')
    await says(page, /送到，凭照片/)
    await page.locator('.card img:visible').first().waitFor()
    await look(page, size, 'rider/delivered')
    expect((await read()).parcel).toMatchObject({ state: 'delivered', proof: 'photo' })
    const operator = await market.operator()
    const { items } = await operator.listParcels({ params: { marketId: market.marketId } })
    expect(items.find((one) => one.parcelId === parcelId)?.photoIds).toHaveLength(1)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is refused a wrong code, takes the money with the right one, and may not leave goods that are to be paid for', async () => {
    const { parcelId, code, stallOrders, read } = await order('at_stall')
    const { page, close } = await signIn(size)
    await tap(page, '#view-waiting')
    await tap(page, `#take-${parcelId}`)
    await collect(page, stallOrders)
    await tap(page, `#fail-${parcelId}`)
    await look(page, size, 'rider/why')
    await tap(page, `#reason-0-${parcelId}`)
    await says(page, '没有送到：家里没人，电话没接')
    await look(page, size, 'rider/failed')
    await tap(page, `#take-${parcelId}`)
    await collect(page, stallOrders)
    await tap(page, `#hand-over-${parcelId}`)
    await says(page, '这一单要当面收钱，不能放在门口。')
    expect(await page.locator('#door-photo:visible').count()).toBe(0)
    await look(page, size, 'rider/door-due')
    await tap(page, '#means-cash')
    await says(page, '还没有填收货码。')
    const wrong = code === '1111' ? '2222' : '1111'
    await press(page, wrong)
    await tap(page, '#means-cash')
    await says(page, /码不对/)
    for (const _ of wrong) await tap(page, '#key-back')
    await press(page, code)
    await tap(page, '#means-cash')
    await says(page, /送到，凭收货码/)
    expect((await read()).parcel).toMatchObject({ state: 'delivered', proof: 'code' })
    await tap(page, '#logout')
    await says(page, '配送员登录')
    // Addresses of people go with the session.
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('rider')))).toEqual([])
    await close()
  })
})

it('a merchant’s account is told that it has no parcels to carry', async () => {
  const { page, close } = await open(sizes.phone)
  await go(page, 'packages/rider/parcels/index')
  await type(page, 'login-name', 'seller-1')
  await type(page, 'password', market.password)
  await tap(page, '#primary')
  await says(page, '这个账号不是市场工作人员账号，不能配送。')
  await close()
})
