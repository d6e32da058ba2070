/**
 * One basket from the shopper's phone to the day's accounts, as people do it: three stalls, one checkout, three payments
 * at the local gateway, weighing, one parcel, the refund of what was lighter, and the rubric's rows that move.
 */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { businessDate } from '@smart-market/shared/time.ts'
import { keepPicture, settled, type Size, sizes, type Watched } from './support/browser.ts'
import { accessFaults, layoutFaults, still } from './support/looks.ts'
import { onTradeMarket } from './support/stage.ts'
import { homePlace, type TradeStall } from './support/trade-market.ts'
import { press, says, tap, type } from './support/walk.ts'

const { market, open, enter, go } = onTradeMarket()
let shopper: Watched
let phone: Page
beforeAll(async () => {
  shopper = await open(sizes.phone)
  await shopper.context.grantPermissions(['geolocation'])
  await shopper.context.setGeolocation(homePlace)
  phone = shopper.page
})

const stallAt = (n: number): TradeStall => {
  const stall = market.stalls[n]
  if (stall === undefined) throw new Error(`no stall ${n}`)
  return stall
}
const rowOf = async (id: string) => {
  const client = await market.operator()
  const { criteria } = await client.getAssessment({ params: { marketId: market.marketId, rubricId: 'zhengzhou-2021' } })
  return criteria.find((row) => row.id === id)?.low
}
const picture = async (page: Page, name: string): Promise<void> => {
  await still(page)
  expect(await layoutFaults(page)).toEqual([])
  await keepPicture(page, `trade/${name}`)
}

let before: { z2: number | undefined; z5: number | undefined }

describe('the shopper', () => {
  it('finds goods of three stalls by name and puts them into one bag', async () => {
    before = { z2: await rowOf('Z2'), z5: await rowOf('Z5') }
    await phone.goto(`${market.url}/m/`)
    await phone.getByRole('heading', { name: '河边农贸市场' }).waitFor()
    await picture(phone, '01-home')
    await tap(phone, '#search-entry')
    for (const stall of market.stalls) {
      const [goods] = stall.listings
      await phone.locator('#search input:visible').fill(goods?.name ?? '')
      await tap(phone, `#add-${goods?.listingId}`)
    }
    await picture(phone, '02-found')
    await go(phone, 'pages/bag/index')
    await says(phone, /去结算/)
    for (const { code } of market.stalls) await says(phone, new RegExp(code))
    await picture(phone, '03-bag')
  })

  it('has them brought home, and pays each stall at the local gateway, which says that it is no real payment', async () => {
    await tap(phone, '#primary')
    await says(phone, '怎么拿')
    await tap(phone, '#how-delivery')
    await tap(phone, '#choose-place')
    await says(phone, /运费 5.00 元/)
    await phone.locator('#address input:visible').fill('幸福里 3 号楼 502')
    await phone.locator('#contact input:visible').fill('李女士')
    await phone.locator('#phone input:visible').fill('13800001234')
    await phone.locator('[id^="slot-"]:visible').first().click()
    await picture(phone, '04-checkout')
    await tap(phone, '#primary')
    await says(phone, /付给 A-01/)
    await picture(phone, '05-to-pay')
    for (const [i, { code }] of market.stalls.entries()) {
      await says(phone, new RegExp(`付给 ${code}`))
      await tap(phone, '#primary')
      await phone.getByText('本地演示收银台，不是真实付款').first().waitFor()
      await picture(phone, `06-gateway-${i + 1}`)
      await phone.getByRole('button', { name: '确认付款' }).click()
      await phone.getByText('已付款（演示）').waitFor()
      await phone.getByRole('link', { name: '返回' }).click()
      await says(phone, /订单号/)
    }
    await says(phone, '已付款，等摊主接单。')
    await expect
      .poll(async () => phone.getByText('已付款，等摊主接单。').locator('visible=true').count(), { timeout: 20_000 })
      .toBe(3)
    await picture(phone, '07-paid')
    expect(shopper.takeProblems()).toEqual([])
  })
})

/** Logs a merchant in on a phone of its own and opens the one order that waits. */
const openAtStall = async (stall: TradeStall): Promise<Watched> => {
  const seller = await open(sizes.phone)
  const { page } = seller
  await go(page, 'packages/stall/today/index')
  await type(page, 'login-name', stall.loginName)
  await type(page, 'password', market.password)
  await tap(page, '#primary')
  await says(page, '等您接单 1')
  return seller
}

describe('the merchants', () => {
  it('accept with one tap, weigh with large keys, and are told what goes back by itself', async () => {
    const seller = await openAtStall(stallAt(0))
    const { page } = seller
    await picture(page, '10-stall-today')
    await tap(page, '[id^="open-ord_"]')
    await says(page, /顾客要 500 克/)
    await press(page, '450')
    await says(page, /比付的少 0.35 元，系统自动退/)
    await picture(page, '11-weigh')
    await tap(page, '#primary')
    await says(page, '等配送员来取，不用给取货码。')
    await picture(page, '12-ready')
    expect(seller.takeProblems()).toEqual([])
    await seller.close()
  })

  it('ask the shopper when far too much lies on the scale, who agrees and pays the rest', async () => {
    const seller = await openAtStall(stallAt(1))
    const { page } = seller
    await tap(page, '[id^="open-ord_"]')
    await says(page, /顾客要 500 克/)
    await press(page, '600')
    await tap(page, '#primary')
    await says(page, /正在等顾客答复/)
    await picture(page, '13-asked')
    await phone.bringToFront()
    await tap(phone, '#refresh')
    await says(phone, /猪五花肉：您要 500 克，称出来是 600 克/)
    await picture(phone, '14-question')
    await tap(phone, '[id^="agree-"]')
    await says(phone, /补付加重的 3.20 元/)
    await says(phone, '等您补付 3.20 元')
    await picture(phone, '15-extra-due')
    // The stall sees by itself that it waits for money, and cannot make the order ready.
    await page.bringToFront()
    await says(page, /顾客同意多要，还差 3.20 元没付/)
    expect(await page.locator('#primary:visible').count()).toBe(0)
    await picture(page, '16-extra-due')
    await go(page, 'packages/stall/orders/index')
    await tap(page, '#queue-pick')
    await says(page, /还差 3.20 元没付/)
    await picture(page, '17-orders')
    await tap(page, '[id^="open-ord_"]')
    await says(page, /付了才能备好/)
    await phone.bringToFront()
    await tap(phone, '#primary')
    await phone.getByRole('button', { name: '确认付款' }).click()
    await phone.getByText('已付款（演示）').waitFor()
    await phone.getByRole('link', { name: '返回' }).click()
    await says(phone, /订单号/)
    await page.bringToFront()
    // Only there once the money has come.
    await tap(page, '#primary')
    await says(page, '等配送员来取，不用给取货码。')
    await seller.close()
  })

  it('count what is sold by the piece', async () => {
    const seller = await openAtStall(stallAt(2))
    const { page } = seller
    await tap(page, '[id^="open-ord_"]')
    await says(page, /顾客要 1 个/)
    await tap(page, '#primary')
    await says(page, '等配送员来取，不用给取货码。')
    await seller.close()
  })
})

/** Somebody at a page of the console. */
const enterAt = async (loginName: string, size: Size, at = 'today', daysLater = 0): Promise<Watched> => {
  const person = await enter(loginName, size, daysLater)
  await person.page.goto(`${person.home}/${at}`)
  await settled(person.page)
  return person
}

describe('the market’s own people', () => {
  it('carry the goods of three stalls to one door and hand them over by the shopper’s code, on a phone', async () => {
    const rider = await enterAt('rider', sizes.phone, 'trade/parcels')
    const { page } = rider
    const parcel = page.getByRole('list', { name: '配送单' }).getByRole('listitem').first()
    await parcel.getByText('幸福里 3 号楼 502').waitFor()
    await picture(page, '20-parcels')
    await page.getByRole('button', { name: '我来送' }).click()
    await page.getByText('没有等着派出去的包裹').waitFor()
    await page.getByText('派给我的', { exact: true }).click()
    for (const { code } of market.stalls) {
      await page.getByRole('button', { name: `${code} 取到了` }).click()
      await page.getByRole('button', { name: `${code} 取到了` }).waitFor({ state: 'detached' })
    }
    await picture(page, '21-on-the-way')
    await page.getByRole('button', { name: '没有送到' }).click()
    await page.getByLabel('原因').fill('家里没人，电话没接')
    await page.getByRole('button', { name: '记录，货带回市场' }).click()
    await page.getByRole('button', { name: '再送一次' }).click()
    await page
      .getByRole('button', { name: '派 单' })
      .or(page.getByRole('button', { name: '派单' }))
      .last()
      .click()
    for (const { code } of market.stalls) {
      await page.getByRole('button', { name: `${code} 取到了` }).click()
      await page.getByRole('button', { name: `${code} 取到了` }).waitFor({ state: 'detached' })
    }
    await phone.bringToFront()
    await tap(phone, '#refresh')
    await says(phone, '收货码')
    await picture(phone, '22-code')
    const code = await phone.locator('.code__digits:visible').last().innerText()
    await page.bringToFront()
    await page.getByRole('button', { name: '交货' }).click()
    await page.getByLabel('收货码').fill(code)
    await picture(page, '23-hand-over')
    await page
      .locator('.ant-drawer-open')
      .getByRole('button', { name: '交货' })
      .or(page.locator('.ant-drawer-open button[type=submit]'))
      .last()
      .click()
    await page.getByText('凭收货码').first().waitFor()
    await picture(page, '24-delivered')
    expect(rider.takeProblems()).toEqual([])
    await rider.close()
  })

  it('send back what was lighter by themselves: the shopper sees it arrive', async () => {
    await phone.bringToFront()
    await expect
      .poll(
        async () => {
          await tap(phone, '#refresh')
          return phone.getByText('已原路退回 0.35 元。').locator('visible=true').count()
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(1)
    await picture(phone, '25-refund')
    const client = await market.operator()
    const { items } = await client.listSales({ params: { marketId: market.marketId } })
    const sold = items.map((sale) => sale.amountFen).sort((a, b) => a - b)
    const group = await client.listStallOrders({ params: { marketId: market.marketId } })
    expect(sold).toEqual(group.items.map((order) => order.finalFen).sort((a, b) => (a ?? 0) - (b ?? 0)))
  })

  it('see rows 2 and 5 of Zhengzhou move', async () => {
    expect(before).toEqual({ z2: 0, z5: 0 })
    expect({ z2: await rowOf('Z2'), z5: await rowOf('Z5') }).toEqual({ z2: 10, z5: 5 })
    const operator = await enterAt('operator', sizes.desk, 'readiness?view=score')
    await operator.page.getByText('智慧化交易系统').waitFor()
    await picture(operator.page, '26-readiness')
    await operator.close()
  })

  it('see on the next day that the channel’s bill, the payments and the orders agree', async () => {
    const day = businessDate(new Date())
    await market.restart(1)
    const operator = await enterAt('operator', sizes.desk, 'trade/reconciliation', 1)
    const { page } = operator
    const row = page.getByRole('row', { name: new RegExp(day) })
    await row.getByRole('button', { name: '核对微信支付' }).click()
    // Three payments, one for the extra weight, and one refund.
    await row.getByText('5 笔一致').waitFor()
    await page.getByText('没有待处理的差异').waitFor()
    await picture(page, '30-reconciled')
    expect(operator.takeProblems()).toEqual([])
    await operator.close()
  })
})

const consolePages = [
  'trade/orders',
  'trade/orders?show=pickup',
  'trade/orders?show=all',
  'trade/parcels?show=all',
  'trade/delivery',
  'trade/prices',
  'trade/prices/print',
  'trade/reconciliation',
]

describe.each([sizes.desk, sizes.phone, sizes.phoneLarge])(
  'the pages of trade at $width px, large type $large',
  (size) => {
    it('fit, and can be read aloud', async () => {
      const operator = await enterAt('operator', size, 'trade/orders?show=all', 1)
      const { page } = operator
      const found: Record<string, readonly string[]> = {}
      const look = async (address: string): Promise<void> => {
        await settled(page)
        await still(page)
        const faults = [
          ...(await layoutFaults(page)),
          ...(size === sizes.phone ? [] : await accessFaults(page)),
          ...operator.takeProblems(),
        ]
        if (faults.length > 0) found[address] = faults
        await keepPicture(page, `trade-console/${size.name}/${address.replace(/[/?=]/g, '-')}`)
      }
      for (const address of consolePages) {
        await page.goto(`${market.url}/console/m/${market.marketId}/${address}`)
        await look(address)
      }
      await page.goto(`${market.url}/console/m/${market.marketId}/trade/orders?show=all`)
      await page.locator('a[href*="/trade/orders/"]').first().click()
      await page.getByRole('heading', { name: /^订单 \d+/ }).waitFor()
      await look('order')
      await page.goto(`${market.url}/console/m/${market.marketId}/trade/prices`)
      await page.getByRole('button', { name: '西红柿' }).click()
      await page.getByRole('region', { name: '价格记录' }).waitFor()
      await look('listing')
      expect(found).toEqual({})
      await operator.close()
    })
  },
)
