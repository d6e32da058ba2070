/** Paying at a stall as people do it: check who is paid, type the amount, pay at the desk, show the receipt; and the merchant hears of it. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepPicture, sizes } from './support/browser.ts'
import { signIn } from './support/demo.ts'
import { pageFaults, smallTypeFaults } from './support/looks.ts'
import { onTradeMarket } from './support/stage.ts'
import { says, tap } from './support/walk.ts'

const { market, open } = onTradeMarket()

const soldByCode = async (): Promise<number> => {
  const operator = await market.operator()
  const { items } = await operator.listChannelSales({ params: { marketId: market.marketId }, query: {} })
  return items.find(({ channel }) => channel === 'stall_code')?.amountFen ?? 0
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper at a stall with large type $large', (size) => {
  const looked = async (page: Page, name: string): Promise<void> => {
    const faults = [...(await pageFaults(page)), ...(await smallTypeFaults(page, size))]
    expect(faults).toEqual([])
    await keepPicture(page, `stall-pay/${size.name}/${name}`)
  }

  it('sees whom they pay, pays the amount they typed once, and both sides have the same receipt', async () => {
    const before = await soldByCode()
    const seller = await open(size)
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
    await says(seller.page, '扫码收款')

    const { page, takeProblems, close } = await open(size)
    await page.goto(`${market.url}/m/#/packages/guide/stall/index?market=TRADE&stall=A-01`)
    await tap(page, '#pay-here')
    await says(page, '先核对：摊位号和经营户应与您面前的摊位一致')
    await says(page, '王记鲜蔬')
    for (const key of ['1', '2', 'point', '5']) await tap(page, `#key-${key}`)
    await says(page, '付给 A-01 12.50 元')
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
    await says(seller.page, /收款码 \d+ 笔/)
    await tap(seller.page, '#open-income')
    await says(seller.page, `凭条号 ${number}`)
    await looked(seller.page, 'income')
    await seller.page
      .locator('.card:visible', { hasText: `凭条号 ${number}` })
      .locator('[id^=back-spm]')
      .click()
    for (const key of ['2', 'point', '5']) await tap(seller.page, `#key-${key}`)
    await looked(seller.page, 'refund')
    await tap(seller.page, '#send-back')
    await says(seller.page, '已经申请，到账后这里会写明。')
    await says(page, '已退回')
    await looked(page, 'receipt-refunded')
    expect((await soldByCode()) - before).toBe(1000)
    await seller.page.goto(`${market.url}/m/#/packages/stall/today/index`)
    await says(seller.page, /退款（已从合计减去） \d+ 笔/)
    await looked(seller.page, 'today-refunded')
    await page.goto(`${market.url}/m/#/packages/shop/payments/index?market=TRADE`)
    await says(page, `凭条号 ${number}`)
    await looked(page, 'mine')

    // No honest channel takes money for what it has closed: the answer is altered on its way.
    await page.route(/\/stall-payments\/spm/, async (route) => {
      const answer = await route.fetch()
      const told = (await answer.json()) as Record<string, unknown>
      const late = { amountFen: 1250, paidAt: told.openedAt, refund: 'arrived', settledAt: told.openedAt }
      const json = { ...told, state: 'closed', channel: null, paidAt: null, refunds: [], latePayments: [late] }
      await route.fulfill({ response: answer, json })
    })
    await tap(page, '[id^=payment-spm]')
    await says(page, '这笔付款关闭以后钱才到，没有付给摊主，已自动原路退回。')
    await looked(page, 'receipt-late')
    expect(takeProblems()).toEqual([])
    await seller.close()
    await close()
  })

  it('has one sale with what the scale weighed, reads its goods, and the merchant can tell the two apart', async () => {
    const fen = size.large ? 730 : 640
    const { page, takeProblems, close } = await open(size)
    await page.goto(`${market.url}/m/#/packages/shop/pay/index?market=TRADE&stall=A-01`)
    for (const key of [String(Math.floor(fen / 100)), 'point', String((fen / 10) % 10)]) await tap(page, `#key-${key}`)
    await tap(page, '#primary')
    await page.getByRole('button', { name: '确认付款' }).click()
    await page.getByRole('link', { name: '返回' }).click()
    await page.locator('#receipt-paid:visible').waitFor()
    const operator = await market.operator()
    const params = { marketId: market.marketId }
    const line = { commodityName: '西红柿', categoryName: '蔬菜', weightGrams: 870, amountFen: fen }
    const soldAt = new Date().toISOString()
    await operator.recordSales({
      params,
      body: {
        source: '电子秤',
        sales: [{ key: `scale-${fen}`, stallCode: 'A-01', soldAt, channel: 'scale', amountFen: fen, lines: [line] }],
      },
    })
    await says(page, '西红柿 870 克')
    await looked(page, 'receipt-weighed')
    await tap(page, '#to-slip')
    await says(page, '微信支付')
    await looked(page, 'slip')

    const desk = await open(sizes.desk)
    await desk.page.goto(`${market.url}/console/`)
    await signIn(desk.page, 'operator', market.password)
    await desk.page.waitForURL('**/console/m/*/today')
    await desk.page.goto(`${market.url}/console/m/${market.marketId}/trade/sales`)
    await desk.page.getByText('相差 5 分钟以内的，算同一笔').waitFor()
    const row = desk.page.getByRole('row', { name: new RegExp(`西红柿 870 克.*电子秤称重.*${(fen / 100).toFixed(2)}`) })
    await row.getByRole('button', { name: '分开' }).waitFor()
    expect([...(await pageFaults(desk.page))]).toEqual([])
    await keepPicture(desk.page, `stall-pay/${size.name}/desk-sales`)
    await desk.close()

    const seller = await open(size)
    await seller.page.goto(`${market.url}/m/#/packages/stall/income/index`)
    await seller.page.locator('#login-name input').fill('seller-1')
    await seller.page.locator('#password input').fill(market.password)
    await tap(seller.page, '#primary')
    const card = seller.page.locator('.card:visible', { hasText: '和称重算同一笔：西红柿 870 克' }).first()
    await card.waitFor()
    await looked(seller.page, 'income-weighed')
    const before = await operator.listSales({ params, query: { q: '西红柿 870' } })
    await card.locator('[id^=separate-]').click()
    await says(seller.page, '确定分开，算两笔')
    await card.locator('[id^=separate-]').click()
    await says(seller.page, '已分开，算两笔交易。')
    await looked(seller.page, 'income-separated')
    const after = await operator.listSales({ params, query: { q: '西红柿 870' } })
    expect([before, after].map(({ items }) => items.find((one) => one.amountFen === fen)?.channel)).toEqual([
      'stall_code',
      'scale',
    ])
    expect(takeProblems()).toEqual([])
    await seller.close()
    await close()
  })

  it('is told plainly when the code is not the market’s', async () => {
    const { page, close } = await open(size)
    const foreign = encodeURIComponent(`${market.url}/s/0123456789abcdefgh`)
    await page.goto(`${market.url}/m/#/packages/shop/pay/index?q=${foreign}`)
    await says(page, '码不能用')
    await says(page, /不是本市场发放的。请不要付款/)
    await looked(page, 'bad-code')
    await close()
  })
})
