/** A merchant picks an order on the stall's networked scale: one tap instead of typing, and no second sale. */
import { beforeAll, describe, expect, it } from 'vitest'
import { callAsDevice, type SigningDevice } from '../support/device.ts'
import { keepPicture, sizes } from './support/browser.ts'
import { pageFaults, smallTypeFaults } from './support/looks.ts'
import { keepOnPhone, usedPhone } from './support/phone.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { press, says, tap } from './support/walk.ts'

const { demo, open } = onDemo()
let day: StallDay
let scale: SigningDevice
let sequence = 0
beforeAll(async () => {
  day = await openStallDay(demo.url)
  const params = { marketId: day.marketId }
  const { items } = await day.operator.listStalls({ params, query: { q: day.stallCode } })
  const { deviceId } = await day.operator.registerDevice({
    params,
    body: { code: 'SCALE-PICK', name: '摊位秤', kind: 'scale', stallId: items[0]?.stallId ?? null },
  })
  const { secret } = await day.operator.issueSigningKey({ params: { ...params, deviceId } })
  scale = { ...params, deviceId, secret }
})

const weigh = async (weightGrams: number): Promise<void> => {
  const now = new Date()
  const lines = [{ commodityName: '大白菜', categoryName: '叶菜', weightGrams, amountFen: 194 }]
  const sale = { sequence: ++sequence, soldAt: now.toISOString(), paymentMeans: 'unknown', amountFen: 194, lines }
  const send = (path: string, init?: RequestInit) => fetch(`${demo.url}${path}`, init)
  expect((await callAsDevice(send, scale, 'weigh-sales', now, { sales: [sale] })).status).toBe(200)
}
const soldByScale = async (): Promise<number> => {
  const { items } = await day.operator.listChannelSales({ params: { marketId: day.marketId }, query: {} })
  return items.find(({ channel }) => channel === 'scale')?.saleCount ?? 0
}

describe.each([sizes.phone, sizes.phoneLarge])('a merchant with large type $large', (size) => {
  it('puts the goods on the scale, taps the weight, and the shopper reads that it is the scale’s', async () => {
    const order = await day.placeOrder()
    const at = { params: { marketId: day.marketId, stallOrderId: order.stallOrderId } }
    await day.merchant.acceptStallOrder(at)
    await day.merchant.startPicking(at)
    const before = await soldByScale()
    const { page, context, takeProblems, close } = await open(size)
    await keepOnPhone(context, await usedPhone(day, { order, complaint: await day.complain() }))
    const looked = async (name: string): Promise<void> => {
      expect([...(await pageFaults(page)), ...(await smallTypeFaults(page, size))]).toEqual([])
      await keepPicture(page, `scale-picking/${size.name}/${name}`)
    }
    await page.goto(`${demo.url}/m/#/packages/stall/order/index?order=${order.stallOrderId}`)
    await says(page, '正好 500 克，记下')
    await weigh(485)
    expect(await soldByScale()).toBe(before + 1)
    // Nobody reloads the page: the weight comes by itself.
    await says(page, /485 克 · 大白菜/)
    await looked('weight')
    await tap(page, '[id^=scale-sal_]')
    await says(page, '秤上 485 克')
    await says(page, '正好 1 把')
    await looked('next')
    expect(await soldByScale()).toBe(before)
    await press(page, '1')
    await tap(page, '#primary')
    await says(page, '请顾客报取货码')
    await page.goto(`${demo.url}/m/#/packages/shop/order/index?market=${day.marketCode}&group=${order.orderGroupId}`)
    await says(page, '实称 485 克（联网秤）')
    await looked('shopper')
    expect(takeProblems()).toEqual([])
    await close()
  })
})
