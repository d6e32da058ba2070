/** Acts of shoppers and merchants that no other walk makes: photos, a rating, a pull, another market. */
import { beforeAll, describe, expect, it } from 'vitest'
import { settled, type Size, sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { keepOnPhone, usedPhone } from './support/phone.ts'
import { givePhoto } from './support/photograph.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type PlacedOrder, type StallDay } from './support/stall-day.ts'
import { inSight, look, tap } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
let complaint: { complaintId: string; code: string }
/** For those who need to have bought, and change nothing about it. */
let bought: PlacedOrder
beforeAll(async () => {
  day = await openStallDay(demo.url)
  complaint = await day.complain()
  bought = await day.placeOrder()
})

const complaints = async (): Promise<string[]> => {
  const { items } = await day.merchant.listComplaints({ params: { marketId: day.marketId }, query: { pageSize: 200 } })
  return items.map(({ complaintId }) => complaintId)
}
/** The phone of somebody who has bought and who sells: both are signed in on it. */
const usedBy = async (size: Size, order: PlacedOrder) => {
  const watched = await open(size)
  await keepOnPhone(watched.context, await usedPhone(day, { order, complaint }))
  return watched
}

describe.each([sizes.phone, sizes.phoneLarge])('with large type $large', (size) => {
  it('a merchant photographs goods, shoppers see the photo without the place it was taken, and it goes away again', async () => {
    const listing = day.listings[3]
    if (listing === undefined) throw new Error('the stall lists nothing')
    const { page, takeProblems, close } = await usedBy(size, bought)
    await go(page, 'packages/stall/goods/index')
    await tap(page, `#photos-${listing.listingId}`)
    await page.getByText('还没有照片').waitFor()
    await look(page, size, 'acts/photos-none')
    await givePhoto(page, '#primary', '土豆')
    await inSight(page, '#photo-1').waitFor()
    await look(page, size, 'acts/photos')
    await go(page, `packages/guide/stall/index?market=${day.marketCode}&stall=${day.stallCode}`)
    await tap(page, `#photos-${listing.listingId}`)
    await page.getByText('收起照片').waitFor()
    const drawn = await page.evaluate(async (id) => {
      const picture = document.querySelector<HTMLImageElement>(`.taro_page_show #photos-${id} img, #photos-${id} img`)
      await picture?.decode()
      return picture?.naturalWidth ?? 0
    }, listing.listingId)
    expect(drawn).toBeGreaterThan(100)
    await look(page, size, 'acts/stall-photos')
    await go(page, `packages/stall/photos/index?listing=${listing.listingId}`)
    await tap(page, '#remove-1')
    await page.getByText('还没有照片').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('a shopper complains with two photos, takes one back, and the merchant sees the other', async () => {
    const before = await complaints()
    const { page, takeProblems, close } = await usedBy(size, bought)
    await go(page, `packages/shop/complain/index?market=${day.marketCode}&stall=${day.stallCode}`)
    await tap(page, '#category-weight')
    await inSight(page, '#description textarea').fill(`少了三两${size.large ? '，字大' : ''}`)
    for (const words of ['小票', '秤']) {
      await givePhoto(page, '#add-photo', words)
      await page.getByText(words === '小票' ? '去掉第 1 张' : '去掉第 2 张').waitFor()
    }
    await page.getByText('去掉第 1 张').click()
    await page.getByText('去掉第 2 张').waitFor({ state: 'detached' })
    await look(page, size, 'acts/complain-photo')
    await tap(page, '#primary')
    await page.getByText('已经收到').waitFor()
    const mine = (await complaints()).find((id) => !before.includes(id))
    await go(page, `packages/stall/complaint/index?complaint=${mine}`)
    await page.getByText(`少了三两${size.large ? '，字大' : ''}`).waitFor()
    await page.locator('.taro_page_show img, img').first().waitFor({ state: 'attached' })
    await look(page, size, 'acts/complaint-photo')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('a shopper rates a completed order once, and everybody sees the stars', async () => {
    const order = await day.placeOrder()
    await day.complete(order)
    const { page, takeProblems, close } = await usedBy(size, order)
    await go(page, `packages/shop/order/index?market=${day.marketCode}&group=${order.orderGroupId}`)
    await tap(page, `#rate-${order.stallOrderId}`)
    await page.getByText('请先选几颗星。').waitFor()
    await tap(page, `#star-4-${order.stallOrderId}`)
    await look(page, size, 'acts/rating')
    await tap(page, `#rate-${order.stallOrderId}`)
    await page
      .getByText(/已评价，谢谢/)
      .first()
      .waitFor()
    await look(page, size, 'acts/rated')
    const { marketCode, stallCode } = day
    const told = await clientOf(demo.url).getStallRatings({ params: { marketCode, stallCode } })
    expect(told.items.map(({ stars }) => stars)).toContain(4)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('a page that is pulled down is read again', async () => {
    const { page, close } = await usedBy(size, bought)
    await go(page, 'packages/stall/papers/index')
    await settled(page)
    const again = page.waitForRequest((request) => /\/merchants\/[^/]+$/.test(request.url()))
    const devTools = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
      devTools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }] })
    await touch('touchStart', 400)
    for (let y = 420; y <= 760; y += 20) await touch('touchMove', y)
    await touch('touchEnd', 760)
    await again
    await close()
  })

  it('a shopper looks for the market by name and walks in', async () => {
    const { page, takeProblems, close } = await usedBy(size, bought)
    await go(page, 'pages/markets/index')
    await inSight(page, '#search input').fill('金水')
    await tap(page, `#market-${day.marketCode}`)
    await page.getByRole('heading', { name: '金水示范农贸市场' }).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})
