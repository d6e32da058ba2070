/** Wet hands on a slow line: each button that writes is pressed twice at once and again while it works, and writes once. */
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { keepOnPhone, usedPhone } from './support/phone.ts'
import { photograph } from './support/photograph.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { held, inSight, look, press, says, tap, type } from './support/walk.ts'
import { onDemo } from './support/stage.ts'

const { demo, open } = onDemo()
let day: StallDay
beforeAll(async () => {
  day = await openStallDay(demo.url)
})

const working = '正在处理…'

/** Presses it so while the answers to writes are held back; answers what was sent until `done` is on the page. */
const pressWildly = async (page: Page, selector: string, done: string | RegExp): Promise<string[]> => {
  const sent: string[] = []
  const answers = held()
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request()
    if (request.method() === 'GET') return route.fallback()
    sent.push(`${request.method()} ${new URL(request.url()).pathname.split('/').at(-1)}`)
    await answers.until
    return route.continue()
  })
  const button = inSight(page, selector)
  // In one breath: nothing is drawn between the two.
  await button.evaluate((element: HTMLElement) => {
    element.click()
    element.click()
  })
  await says(page, working)
  await button.click()
  answers.letGo()
  await says(page, done)
  await page.unroute('**/api/v1/**')
  return sent
}

it('a shopper orders, rates and complains once, however often the button is pressed', async () => {
  const order = await day.placeOrder()
  await day.complete(order)
  const { page, context, close } = await open(sizes.phoneLarge)
  await keepOnPhone(context, await usedPhone(day, { order, complaint: await day.complain() }))

  await page.goto(`${demo.url}/m/#/packages/shop/checkout/index?market=${day.marketCode}`)
  await tap(page, '#pay-at_stall')
  expect(await pressWildly(page, '#primary', /\d{2} ?\d{4} ?\d{4}/)).toEqual(['POST orders'])
  const kept = () => page.evaluate(() => localStorage.getItem('pending-checkout'))
  expect(await kept()).toBeNull()

  await page.goto(`${demo.url}/m/#/packages/shop/order/index?market=${day.marketCode}&group=${order.orderGroupId}`)
  await tap(page, `#star-5-${order.stallOrderId}`)
  expect(await pressWildly(page, `#rate-${order.stallOrderId}`, /已评价/)).toEqual(['POST ratings'])

  await page.goto(`${demo.url}/m/#/packages/shop/complain/index?market=${day.marketCode}&stall=${day.stallCode}`)
  await tap(page, '#category-weight')
  await page.locator('#description textarea:visible').fill('少了一两，当面不认。')
  const complaints = async () => (await day.operator.listComplaints({ params: { marketId: day.marketId } })).total
  const before = await complaints()
  expect(await pressWildly(page, '#primary', '办理期限')).toEqual(['POST complaints'])
  expect(await complaints()).toBe(before + 1)

  await type(page, 'add-note', '请尽快')
  expect(await pressWildly(page, '#send-note', '请尽快')).toEqual(['POST moves'])
  await close()
})

it('a merchant hands over, counts stock, registers goods and answers once, however often the button is pressed', async () => {
  const order = await day.placeOrder()
  const params = { marketId: day.marketId }
  const at = { params: { ...params, stallOrderId: order.stallOrderId } }
  const { complaintId, code } = await day.complain()
  const { page, context, close } = await open(sizes.phoneLarge)
  await keepOnPhone(context, await usedPhone(day, { order, complaint: { complaintId, code } }))
  const go = (name: string) => page.goto(`${demo.url}/m/#/packages/stall/${name}`)

  await day.merchant.acceptStallOrder(at)
  const { lines } = await day.merchant.startPicking(at)
  await go(`order/index?order=${order.stallOrderId}`)
  await says(page, '正好 500 克，记下')
  expect(await pressWildly(page, '#primary', '正好 1 把')).toEqual(['POST picked'])
  await day.merchant.weighLine({
    params: { ...at.params, lineNo: String(lines.at(-1)?.lineNo) },
    body: { quantity: 1 },
  })
  await day.merchant.finishPicking(at)
  await page.reload()
  await press(page, order.pickupCode)
  expect(await pressWildly(page, '#means-cash', '已完成')).toEqual(['POST hand-over'])

  await go('goods/index')
  const counted = day.listings.at(-1)
  await tap(page, `#count-${counted?.listingId}`)
  await press(page, '5')
  await tap(page, '#count-use')
  expect(await pressWildly(page, '#primary', '1 种的库存已改')).toEqual(['POST stock'])

  await go('intake/index')
  const chooser = page.waitForEvent('filechooser')
  await tap(page, '#take-photo')
  await (await chooser).setFiles(await photograph(page, '进货凭证'))
  await says(page, '这张是什么凭证')
  await tap(page, '#goods-0')
  await press(page, '25')
  await tap(page, '#supplier-0')
  if ((await page.locator('#origin-place input').inputValue()) === '') await tap(page, '#origin-0')
  const batches = async () => (await day.merchant.listBatches({ params, query: { pageSize: 200 } })).total
  const before = await batches()
  expect(await pressWildly(page, '#primary', /已登记/)).toEqual(['POST intakes'])
  expect(await batches()).toBe(before + 1)

  await go(`complaint/index?complaint=${complaintId}`)
  await tap(page, '#phrase-0')
  expect(await pressWildly(page, '#primary', '答复已提交')).toEqual(['POST moves'])
  await close()
})

it('the button that works says so, and looks it', async () => {
  const { page, close } = await open(sizes.phoneLarge)
  await page.goto(`${demo.url}/m/#/packages/shop/complain/index?market=${day.marketCode}&stall=${day.stallCode}`)
  await tap(page, '#category-weight')
  await page.locator('#description textarea:visible').fill('少了一两')
  await page.route('**/complaints', () => undefined)
  await tap(page, '#primary')
  await says(page, working)
  await look(page, sizes.phoneLarge, 'double-tap/working')
  await close()
})
