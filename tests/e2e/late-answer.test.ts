/** The order's page at the stall while the server's answer is on its way, does not come, or comes after a newer one. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { settled, type Size, sizes } from './support/browser.ts'
import { keepOnPhone, usedPhone } from './support/phone.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { held, inSight, look, says, tap } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
beforeAll(async () => {
  day = await openStallDay(demo.url)
})

/** A merchant's phone with the page of an order that was accepted, not yet begun. */
const atOrder = async (size: Size) => {
  const order = await day.placeOrder()
  const at = { params: { marketId: day.marketId, stallOrderId: order.stallOrderId } }
  await day.merchant.acceptStallOrder(at)
  const { page, context, close } = await open(size)
  await keepOnPhone(context, await usedPhone(day, { order, complaint: await day.complain() }))
  await go(page, `packages/stall/order/index?order=${order.stallOrderId}`)
  await says(page, '开始备货')
  return { page, close, at, asked: `**/stall-orders/${order.stallOrderId}` }
}
const keys = (page: Page): Promise<number> => page.locator('#key-1:visible').count()

describe('an order that went on while its page was away', () => {
  it.each([sizes.phone, sizes.phoneLarge])(
    'offers nothing of its earlier state on a $name, and is still read when the line is gone',
    async (size) => {
      const { page, close, at, asked } = await atOrder(size)
      await tap(page, '#primary')
      await says(page, '正好 500 克，记下')
      // By a helper, on another phone.
      const { lines } = await day.merchant.getStallOrder(at)
      for (const { lineNo, orderedQuantity } of lines)
        await day.merchant.weighLine({
          params: { ...at.params, lineNo: String(lineNo) },
          body: { quantity: orderedQuantity },
        })
      await day.merchant.finishPicking(at)

      const answer = held()
      await page.route(asked, async (route) => {
        await answer.until
        await route.continue()
      })
      await page.reload()
      await says(page, '正在加载…')
      expect(await keys(page)).toBe(0)
      answer.letGo()
      await says(page, '请顾客报取货码')
      expect(await keys(page)).toBe(1)

      await page.unroute(asked)
      await page.route(asked, (route) => route.abort('connectionreset'))
      await page.reload()
      await says(page, '网络没有连上，显示的是')
      await says(page, '香葱 1 把')
      expect(await keys(page)).toBe(0)
      await look(page, size, 'late-answer/line-gone')
      await close()
    },
  )
})

describe('an answer from before the last tap', () => {
  it('does not bring back what the tap has changed', async () => {
    const { page, close, asked } = await atOrder(sizes.phone)
    const [read, answer, brought] = [held(), held(), held()]
    await page.route(asked, async (route) => {
      const response = await route.fetch()
      read.letGo()
      await answer.until
      await route.fulfill({ response })
      brought.letGo()
    })
    await tap(page, '#refresh')
    await read.until
    await tap(page, '#primary')
    await says(page, '正好 500 克，记下')
    answer.letGo()
    await brought.until
    await settled(page)
    expect(await inSight(page, '#primary').innerText()).toMatch(/正好 500 克，记下/)
    await close()
  })
})
