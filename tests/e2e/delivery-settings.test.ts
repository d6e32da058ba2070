/** 配送设置 as the operator uses it: slots that open by themselves, and how to stop that. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, settled, sizes, type Watched } from './support/browser.ts'
import { pageFaults } from './support/looks.ts'
import { onTradeMarket } from './support/stage.ts'

const { market, enter } = onTradeMarket()
let operator: Watched
let page: Page
beforeAll(async () => {
  operator = await enter('operator', sizes.phoneLarge)
  page = operator.page
  await page.goto(`${market.url}/console/m/${market.marketId}/trade/delivery`)
  await settled(page)
})

const drawer = () => page.locator('.ant-drawer-open')
const submit = () => drawer().locator('button[type=submit]').click()
const look = async (name: string): Promise<void> => {
  await keepPicture(page, `delivery-settings/${name}`)
  expect(await pageFaults(page)).toEqual([])
}
const slots = async (): Promise<number> => {
  const client = await market.operator()
  return (await client.listDeliverySlots({ params: { marketId: market.marketId }, query: {} })).items.length
}

describe('the operator, on a phone in large type', () => {
  it('lets slots open by themselves, and is told when the hours make none', async () => {
    await page.getByText('没有设置自动开放：时段用完以后，消费者只能自提。').waitFor()
    await page.getByRole('button', { name: '设置每天自动开放' }).click()
    await drawer().getByLabel('每天最早').fill('09:00')
    await drawer().getByLabel('每天最晚').fill('09:30')
    await submit()
    await drawer().getByText('这样排不出时段：已经过去，或一段比营业时间还长。').waitFor()
    await keepPicture(page, 'delivery-settings/no-slot')
    await drawer().getByLabel('每天最晚').fill('11:00')
    await drawer().getByLabel('提前几天开放').fill('14')
    await submit()
    await page.getByText('自动开放：每天 09:00–11:00，每 60 分钟一段，一段 10 单，提前 14 天开放').waitFor()
    await drawer().waitFor({ state: 'detached' })
    // Thirteen whole days of two; the two slots that stood may be in the way of one each.
    expect(await slots()).toBeGreaterThanOrEqual(26)
    await look('set')
  })

  it('stops it, and keeps what is open', async () => {
    const before = await slots()
    await page.getByRole('button', { name: '停止自动开放' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '停止', exact: true }).click()
    await page.getByText('没有设置自动开放：时段用完以后，消费者只能自提。').waitFor()
    expect(await slots()).toBe(before)
    expect(operator.takeProblems()).toEqual([])
  })
})
