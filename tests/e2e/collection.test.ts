/** 摊位收款 as the market's people use it: codes made and printed, patrols written down, accounts opened and closed. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, openBrowser, openPage, settled, type Size, sizes, type Watched } from './support/browser.ts'
import { signIn } from './support/demo.ts'
import { accessFaults, layoutFaults } from './support/looks.ts'
import { startTradeMarket, type TradeMarket } from './support/trade-market.ts'

const patienceMs = 60_000
/** Longer than a code may go unseen. */
const daysLater = 31
let market: TradeMarket
let browser: Browser
let operator: Watched
let page: Page

const at = (view: string): string => `${market.url}/console/m/${market.marketId}/trade/collection${view}`
const enter = async (size: Size, later = 0): Promise<Watched> => {
  const person = await openPage(browser, size)
  person.page.setDefaultTimeout(patienceMs)
  if (later > 0) await person.page.clock.setSystemTime(new Date(Date.now() + later * 86_400_000))
  await person.page.goto(`${market.url}/console/`)
  await signIn(person.page, 'operator', market.password)
  await person.page.waitForURL('**/console/m/*/today')
  person.takeProblems()
  await person.page.goto(at(''))
  await settled(person.page)
  return person
}
beforeAll(async () => {
  market = await startTradeMarket()
  browser = await openBrowser()
  operator = await enter(sizes.desk)
  page = operator.page
})
afterAll(async () => {
  await browser.close()
  await market.stop()
})
const picture = (name: string): Promise<void> => keepPicture(page, `collection/${name}`)
const choose = async (label: string, words: string): Promise<void> => {
  const field = page.locator('.ant-drawer-open').getByLabel(label, { exact: true })
  await field.click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: words }).first().click()
}
const submit = () => page.locator('.ant-drawer-open button[type=submit]').click()

describe('the operator', () => {
  it('makes every stall’s code ready and downloads the sheet to print', async () => {
    await page.getByText('还没有制作收款码').waitFor()
    await picture('1-none')
    await page.getByRole('button', { name: '发放并制作' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '发放并制作' }).click()
    await page.getByText('已制作 3 个码，可以下载打印').waitFor()
    await page.getByText('每个码 30 天内都巡查到了，或者还没有满 30 天').waitFor()
    await picture('2-made')
    for (const size of ['A4', 'A6']) {
      const sheet = await page.getByRole('link', { name: `下载 ${size} 打印页` }).getAttribute('href')
      const answer = await page.request.get(new URL(sheet ?? '', market.url).href)
      expect(answer.headers()['content-type']).toContain('application/pdf')
      expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-')
    }
  })

  it('writes down what a patrol scanned, and is told at once what to do about a foreign code', async () => {
    await page.getByRole('tab', { name: '巡查' }).click()
    await page.getByText('30 天内没有发现外来的、放错的或停用的码').waitFor()
    await page.getByRole('button', { name: '记一次巡查' }).click()
    await submit()
    await page.getByText('请先扫摊位上贴的码').waitFor()
    await choose('在哪个摊位', 'A-01')
    await page.locator('.ant-drawer-open').getByLabel('扫到的内容').fill('https://qr.example.com/pay/123')
    await picture('3-scan')
    await submit()
    await page.getByText('刚才扫的不是本市场发放的码。请先撕下').waitFor()
    const row = page.getByRole('row', { name: /A-01/ })
    await row.getByText('https://qr.example.com/pay/123').waitFor()
    await row.getByText('张经理').waitFor()
    await picture('4-foreign')
    await page.getByLabel('搜索摊位号、扫到的内容').fill('B-01')
    await page.getByText('没有符合条件的巡查').waitFor()
    await page.getByLabel('搜索摊位号、扫到的内容').fill('')
    await row.waitFor()
  })

  it('closes a stall’s account and opens another, whose number must look like one', async () => {
    await page.getByRole('tab', { name: '收款账户' }).click()
    const row = page.getByRole('row', { name: /A-01.*微信支付.*在用/ })
    await row.getByRole('button', { name: /停 ?用/ }).click()
    await page
      .locator('.ant-popconfirm')
      .getByRole('button', { name: /停 ?用/ })
      .click()
    await page.getByRole('row', { name: /A-01.*微信支付.*已停用/ }).waitFor()
    await page.getByRole('button', { name: '登记收款账户' }).click()
    await choose('摊位', 'A-01')
    await choose('渠道', '微信支付')
    await page.locator('.ant-drawer-open').getByLabel('商户号').fill('第 1 号')
    await submit()
    await page.getByText('商户号只能是 4 到 64 位数字或字母').waitFor()
    await page.locator('.ant-drawer-open').getByLabel('商户号').fill('1677777777')
    await picture('5-account')
    await submit()
    await page.getByRole('row', { name: /A-01.*1677777777.*在用/ }).waitFor()
    await page.getByLabel('搜索摊位号、商户号').fill('16777')
    await page.getByRole('row', { name: /B-01/ }).first().waitFor({ state: 'detached' })
    await picture('6-accounts')
    // A browser writes down that the wrong number was refused.
    expect(operator.takeProblems().filter((one) => !one.includes('422'))).toEqual([])
    await operator.close()
  })

  it('sees a month later which codes nobody has seen', async () => {
    await market.restart(daysLater)
    operator = await enter(sizes.desk, daysLater)
    page = operator.page
    for (const { code } of market.stalls)
      await page.getByRole('row', { name: new RegExp(`${code}.*从来没有`) }).waitFor()
    await picture('7-unseen')
    await page.getByLabel('搜索摊位号').fill('C-01')
    await page.getByRole('row', { name: /A-01/ }).waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /C-01/ }).waitFor()
    expect(operator.takeProblems()).toEqual([])
  })
})

describe.each([sizes.desk, sizes.phone, sizes.phoneLarge])('at $width px, large type $large', (size) => {
  it.each(['', '?view=patrol', '?view=accounts'])('fits and can be read aloud: 摊位收款%s', async (address) => {
    const person = await enter(size, daysLater)
    await person.page.goto(at(address))
    await settled(person.page)
    await keepPicture(person.page, `collection/${size.name}${address.replace(/[/?=&]/g, '-')}`)
    expect([...(await layoutFaults(person.page)), ...(await accessFaults(person.page))]).toEqual([])
    expect(person.takeProblems()).toEqual([])
    await person.close()
  })
})
