/** Pages of the mini-program that do not come or cannot be drawn: each comes by itself, or says so and leads on. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { keepOnPhone } from './support/phone.ts'
import { onDemo } from './support/stage.ts'
import { inSight, look, says, tap } from './support/walk.ts'

const { open, go } = onDemo()

/** A phone on the market's home whose next requests for the page of all stalls get lost. */
const atHome = async (lost: number) => {
  const { page, close } = await open(sizes.phone)
  let left = lost
  await page.route('**/js/src_packages_guide_stalls*', (route) =>
    left-- > 0 ? route.abort('connectionreset') : route.continue(),
  )
  await go(page, 'pages/home/index?market=ZZDEMO')
  await inSight(page, '#primary').waitFor()
  return { page, close, asked: () => lost - left }
}

describe('an answer that is cut off', () => {
  it('is no answer: it is not kept, the page says so and stays usable, and trying again reads it', async () => {
    const { page, close } = await open(sizes.phone)
    const orders = '**/api/v1/shopper/markets/*/orders*'
    await go(page, 'packages/shop/orders/index?market=ZZDEMO')
    await page.evaluate(() => localStorage.setItem('shopper-token', JSON.stringify({ data: 'nobody' })))
    await page.route(orders, (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '' }))
    await page.reload()
    await says(page, '网络没有连上，请检查网络后再试。')
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('kept-orders')))).toEqual(
      [],
    )
    await page.unroute(orders)
    await tap(page, '#retry')
    await says(page, '还没有订单')
    await close()
  })
})

describe('an answer of the right status that the page cannot draw', () => {
  const orders = '**/api/v1/shopper/markets/*/orders*'
  const listPage = 'packages/shop/orders/index?market=ZZDEMO'
  const keptOrders = async (page: Page) =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('kept-orders')))

  it.each([sizes.phone, sizes.phoneLarge, sizes.phoneDark, sizes.phoneLargeDark])(
    'leaves nobody in front of a blank page: on $name it says so, is forgotten, and is asked for anew',
    async (size) => {
      const { page, context, close } = await open(size)
      await keepOnPhone(context, { 'shopper-token': 'nobody' })
      await page.route(orders, (route) =>
        route.fulfill({ status: 200, contentType: 'application/json', body: '{"items":[{}],"total":1}' }),
      )
      await go(page, listPage)
      await says(page, '这一页没能显示出来')
      await says(page, 'packages/shop/orders/index')
      expect(await keptOrders(page)).toEqual([])
      await look(page, size, 'trouble/page')
      await page.unroute(orders)
      await tap(page, '#retry')
      await says(page, '还没有订单')
      await close()
    },
  )

  it('is told to the server once, with the page and the reason', async () => {
    const { page, context, close } = await open(sizes.phone)
    const told: unknown[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/page-troubles')) told.push(request.postDataJSON())
    })
    await keepOnPhone(context, { 'shopper-token': 'nobody' })
    await page.route(orders, (route) =>
      route.fulfill({ status: 200, contentType: 'application/json', body: '{"items":[{}],"total":1}' }),
    )
    const answered = page.waitForResponse('**/api/v1/page-troubles')
    await go(page, listPage)
    await says(page, '这一页没能显示出来')
    expect((await answered).status()).toBe(202)
    await tap(page, '#retry')
    await says(page, '这一页没能显示出来')
    expect(told).toEqual([
      expect.objectContaining({
        client: 'mini_program',
        page: 'packages/shop/orders/index',
        message: expect.stringMatching(/^TypeError/),
        release: expect.stringMatching(/^app\.\w+\.js$/),
      }),
    ])
    await close()
  })

  it('is not drawn again at the next visit, and the way to the home page is open meanwhile', async () => {
    const { page, context, close } = await open(sizes.phone)
    await keepOnPhone(context, {
      'shopper-token': 'nobody',
      'chosen-market': JSON.stringify({ code: 'ZZDEMO', name: '演示农贸市场', demo: true }),
      'kept-orders-ZZDEMO': JSON.stringify({ data: { items: [{}], total: 1 }, at: '2026-11-22T01:00:00Z', shapes: 2 }),
    })
    await go(page, listPage)
    await says(page, '这一页没能显示出来')
    await tap(page, '#to-home')
    await inSight(page, '#primary').waitFor()
    await page.evaluate((hash) => (location.hash = hash), `#/${listPage}`)
    await says(page, '还没有订单')
    await close()
  })
})

describe('a page that was opened without what it needs', () => {
  it.each([sizes.phone, sizes.phoneLargeDark])('says so on $name, and leads on', async (size) => {
    const { page, close } = await open(size)
    await go(page, 'packages/shop/receipt/index?market=ZZDEMO')
    await says(page, '不知道您要看哪一个')
    await look(page, size, 'trouble/unasked')
    await tap(page, '#to-home')
    await page.waitForURL('**/pages/home/index*')
    await close()
  })
})

describe('a page that gets lost on its way', () => {
  it('is loaded anew once, and opens', async () => {
    const { page, close } = await atHome(1)
    await tap(page, '#primary')
    await says(page, /A-01/)
    expect(page.url()).toContain('packages/guide/stalls')
    await close()
  })

  it('says so when that did not help either, and is not asked for without end', async () => {
    const { page, close, asked } = await atHome(100)
    await tap(page, '#primary')
    await says(page, '这一页没有打开。请看看网络，过一分钟再点。')
    expect(asked()).toBe(2)
    await close()
  })
})
