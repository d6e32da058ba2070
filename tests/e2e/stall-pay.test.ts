/** Paying at a stall as people do it: check who is paid, type the amount, pay at the desk, show the receipt; and the merchant hears of it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, openBrowser, openPage, sizes } from './support/browser.ts'
import { accessFaults, layoutFaults, smallTypeFaults } from './support/looks.ts'
import { startTradeMarket, type TradeMarket } from './support/trade-market.ts'

const patienceMs = 60_000
let market: TradeMarket
let browser: Browser
beforeAll(async () => {
  market = await startTradeMarket()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await market.stop()
})

const tap = (page: Page, selector: string) => page.locator(`${selector}:visible`).last().click()
const shown = (page: Page, words: string | RegExp) => page.getByText(words).locator('visible=true').first().waitFor()
const soldByCode = async (): Promise<number> => {
  const operator = await market.operator()
  const { items } = await operator.listChannelSales({ params: { marketId: market.marketId }, query: {} })
  return items.find(({ channel }) => channel === 'stall_code')?.amountFen ?? 0
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper at a stall with large type $large', (size) => {
  const looked = async (page: Page, name: string): Promise<void> => {
    const faults = [
      ...(await layoutFaults(page)),
      ...(await accessFaults(page)),
      ...(await smallTypeFaults(page, size)),
    ]
    expect(faults).toEqual([])
    await keepPicture(page, `stall-pay/${size.name}/${name}`)
  }

  it('sees whom they pay, pays the amount they typed once, and both sides have the same receipt', async () => {
    const before = await soldByCode()
    const seller = await openPage(browser, size)
    seller.page.setDefaultTimeout(patienceMs)
    // The words are kept in place of being read out: a test machine has no voice.
    await seller.context.addInitScript(() => {
      const said: string[] = []
      Object.assign(window, { said })
      window.speechSynthesis.getVoices = () => []
      window.speechSynthesis.speak = (speech) => void said.push(speech.text)
    })
    await seller.page.goto(`${market.url}/m/#/packages/stall/today/index`)
    await seller.page.locator('#login-name input').fill('seller-1')
    await seller.page.locator('#password input').fill(market.password)
    await tap(seller.page, '#primary')
    await shown(seller.page, '扫码收款')

    const { page, takeProblems, close } = await openPage(browser, size)
    page.setDefaultTimeout(patienceMs)
    await page.goto(`${market.url}/m/#/packages/guide/stall/index?market=TRADE&stall=A-01`)
    await tap(page, '#pay-here')
    await shown(page, '先核对：摊位号和经营户应与您面前的摊位一致')
    await shown(page, '王记鲜蔬')
    for (const key of ['1', '2', 'point', '5']) await tap(page, `#key-${key}`)
    await shown(page, '付给 A-01 12.50 元')
    await looked(page, 'amount')
    await tap(page, '#primary')
    await page.getByRole('button', { name: '确认付款' }).click()
    await page.getByRole('link', { name: '返回' }).click()
    await page.locator('#receipt-paid:visible').waitFor()
    await looked(page, 'receipt')
    const number = /凭条号 (\d+)/.exec(await page.locator('.page:visible').last().innerText())?.[1] ?? ''
    expect(number).toMatch(/^\d{10}$/)
    expect((await soldByCode()) - before).toBe(1250)

    await seller.page.waitForFunction(() => (window as unknown as { said: string[] }).said.includes('收款到账 12.5 元'))
    await tap(seller.page, '#refresh')
    await shown(seller.page, /收款码 \d+ 笔/)
    await tap(seller.page, '#open-income')
    await shown(seller.page, `凭条号 ${number}`)
    await looked(seller.page, 'income')
    await seller.page
      .locator('.card:visible', { hasText: `凭条号 ${number}` })
      .locator('[id^=back-spm]')
      .click()
    for (const key of ['2', 'point', '5']) await tap(seller.page, `#key-${key}`)
    await looked(seller.page, 'refund')
    await tap(seller.page, '#send-back')
    await shown(seller.page, '已经申请，到账后这里会写明。')
    await shown(page, '已退回')
    await looked(page, 'receipt-refunded')
    expect((await soldByCode()) - before).toBe(1000)
    await seller.page.goto(`${market.url}/m/#/packages/stall/today/index`)
    await shown(seller.page, /退款（已从合计减去） \d+ 笔/)
    await looked(seller.page, 'today-refunded')
    await page.goto(`${market.url}/m/#/packages/shop/payments/index?market=TRADE`)
    await shown(page, `凭条号 ${number}`)
    await looked(page, 'mine')
    expect(takeProblems()).toEqual([])
    await seller.close()
    await close()
  })

  it('is told plainly when the code is not the market’s', async () => {
    const { page, close } = await openPage(browser, size)
    const foreign = encodeURIComponent(`${market.url}/s/0123456789abcdefgh`)
    await page.goto(`${market.url}/m/#/packages/shop/pay/index?q=${foreign}`)
    await shown(page, '码不能用')
    await shown(page, /不是本市场发放的。请不要付款/)
    await looked(page, 'bad-code')
    await close()
  })
})
