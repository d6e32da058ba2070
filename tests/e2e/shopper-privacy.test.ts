/** What the app asks of a shopper and when: nothing to look around, a place only where the map is opened, and all of it back out. */
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { settled, sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { onTradeMarket } from './support/stage.ts'
import { homePlace } from './support/trade-market.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const { market, open, go } = onTradeMarket()
beforeAll(async () => {
  const operator = await market.operator()
  const params = { marketId: market.marketId }
  const { planId } = await operator.drawSchematicPlan({ params })
  await operator.publishFloorPlan({ params: { ...params, planId } })
})

/** Counts what a page asks the phone for, from its first moment. */
const countAsked = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const asked: string[] = []
    Object.assign(window, { asked })
    const { geolocation, mediaDevices } = navigator
    for (const name of ['getCurrentPosition', 'watchPosition'] as const) {
      const real = geolocation[name].bind(geolocation) as (...args: unknown[]) => unknown
      Object.assign(geolocation, { [name]: (...args: unknown[]) => (asked.push('location'), real(...args)) })
    }
    Object.assign(mediaDevices, { getUserMedia: () => (asked.push('camera'), Promise.reject(new Error('refused'))) })
    Object.assign(Notification, { requestPermission: () => (asked.push('notices'), Promise.resolve('denied')) })
  })
const asked = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { asked: string[] }).asked)

const fillBag = async (page: Page): Promise<void> => {
  const goods = market.stalls[1]?.listings[0]
  await go(page, `packages/guide/stall/index?market=${market.code}&stall=${market.stalls[1]?.code}`)
  await tap(page, `#add-${goods?.listingId}`)
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('looks around, finds the way and fills a bag without being asked or known', async () => {
    const { page, context, takeProblems, close } = await open(size)
    await countAsked(context)
    const sent: string[] = []
    page.on('request', (request) => {
      if (!request.url().includes('/api/')) return
      const known = request.headers()['authorization'] !== undefined || request.headers()['cookie'] !== undefined
      if (known || request.method() !== 'GET') sent.push(`${request.method()} ${request.url()} known: ${known}`)
    })
    for (const name of ['pages/home', 'packages/guide/stalls', 'packages/shop/goods', 'packages/guide/map']) {
      await go(page, `${name}/index?market=${market.code}`)
      await settled(page)
    }
    await fillBag(page)
    await go(page, 'pages/bag/index')
    await says(page, /去结算/)
    await tap(page, '#primary')
    await tap(page, '#how-delivery')
    await inSight(page, '#choose-place').waitFor()
    await go(page, 'packages/shop/privacy/index')
    await says(page, '系统里没有您的数据')
    await look(page, size, 'privacy/nothing')
    expect(sent).toEqual([])
    expect(await asked(page)).toEqual([])
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is asked for the place once, at the tap that says so; who refuses still collects the goods', async () => {
    const { page, context, close } = await open(size)
    await countAsked(context)
    await fillBag(page)
    await go(page, `packages/shop/checkout/index?market=${market.code}`)
    await tap(page, '#how-delivery')
    await inSight(page, '#choose-place').waitFor()
    expect(await asked(page)).toEqual([])
    // Nothing was granted in this browser, so that the answer is no.
    await tap(page, '#choose-place')
    await says(page, /没有取到位置/)
    await look(page, size, 'privacy/place-refused')
    expect(await asked(page)).toEqual(['location'])
    await tap(page, '#how-pickup')
    await tap(page, '#pay-at_stall')
    await tap(page, '#primary')
    await says(page, '等摊主接单')
    expect(await asked(page)).toEqual(['location'])
    await close()
  })

  it('takes along all that is held, and takes it out of the system and off the phone', async () => {
    const { page, context, close } = await open(size)
    await context.grantPermissions(['geolocation', 'clipboard-read', 'clipboard-write'])
    await context.setGeolocation(homePlace)
    await fillBag(page)
    await go(page, `packages/shop/checkout/index?market=${market.code}`)
    await tap(page, '#how-delivery')
    await tap(page, '#choose-place')
    await says(page, /运费 5.00 元/)
    await type(page, 'address', '幸福里 3 号楼 502')
    await type(page, 'contact', '李女士')
    await type(page, 'phone', '13800001234')
    await page.locator('[id^="slot-"]:visible').first().click()
    await tap(page, '#pay-at_stall')
    await tap(page, '#primary')
    await says(page, '等摊主接单')
    // Where it went is offered for the next order, and filled in by one tap.
    await fillBag(page)
    await go(page, `packages/shop/checkout/index?market=${market.code}`)
    await tap(page, '#address-book-new')
    await tap(page, '#address-book-0')
    await says(page, /运费 5.00 元/)
    expect(await inSight(page, '#address input').inputValue()).toBe('幸福里 3 号楼 502')
    await look(page, size, 'privacy/address-book')
    const token = await page.evaluate(
      () => (JSON.parse(localStorage.getItem('shopper-token') ?? '{}') as { data?: string }).data ?? '',
    )

    await go(page, 'packages/shop/privacy/index')
    await says(page, '1 个收货地址')
    await says(page, '李女士 · 13800001234 · 幸福里 3 号楼 502')
    await look(page, size, 'privacy/held')
    await tap(page, '#export')
    await says(page, '已复制')
    const taken = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as Record<string, unknown>
    expect(taken).toMatchObject({
      orders: [{ stallCode: market.stalls[1]?.code, goods: ['猪五花肉'] }],
      contacts: [{ contactName: '李女士', phone: '13800001234', address: '幸福里 3 号楼 502' }],
      stallPayments: [],
      complaints: [],
    })

    await go(page, `packages/shop/orders/index?market=${market.code}`)
    await tap(page, '[id^="group-"]')
    await tap(page, '[id^="cancel-"]')
    await tap(page, '[id^="cancel-yes-"]')
    await says(page, '已取消。')
    await go(page, 'packages/shop/privacy/index')
    await tap(page, '#delete')
    await look(page, size, 'privacy/delete')
    await tap(page, '#delete-yes')
    await says(page, '已删除')
    await look(page, size, 'privacy/deleted')
    await expect(clientOf(market.url, token).exportMyData()).rejects.toMatchObject({ status: 401 })
    const left = await page.evaluate(() => Object.keys(localStorage).sort())
    expect(left.filter((key) => !['type-size', 'smart-market.console.largeType'].includes(key))).toEqual([])
    await go(page, `packages/shop/orders/index?market=${market.code}`)
    await says(page, '还没有订单')
    await close()
  })
})
