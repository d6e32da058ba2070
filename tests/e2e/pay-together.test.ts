/** With COMBINED_PAYMENTS=on: one payment for the stalls of a checkout, and what remains when it is not made. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepPicture, sizes } from './support/browser.ts'
import { onTradeMarket } from './support/stage.ts'
import { look, says, tap } from './support/walk.ts'

const { market, open, go } = onTradeMarket({ COMBINED_PAYMENTS: 'on' })

const isGone = (page: Page, words: string | RegExp) =>
  page.waitForFunction(
    (source) =>
      !Array.from(document.querySelectorAll<HTMLElement>('.page')).some(
        (one) => one.getClientRects().length > 0 && new RegExp(source).test(one.innerText),
      ),
    words instanceof RegExp ? words.source : words,
  )

/** Goods of all three stalls, ordered to be picked up; ends on the order's page. */
const order = async (page: Page): Promise<void> => {
  await page.goto(`${market.url}/m/`)
  await tap(page, '#search-entry')
  for (const stall of market.stalls) {
    const [goods] = stall.listings
    await page.locator('#search input:visible').fill(goods?.name ?? '')
    await tap(page, `#add-${goods?.listingId}`)
  }
  await go(page, 'pages/bag/index')
  await says(page, /去结算/)
  await tap(page, '#primary')
  await says(page, '怎么拿')
  await tap(page, '#primary')
  await says(page, '一次付清 3 个摊位')
}
const confirmAtDesk = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '确认付款' }).click()
  await page.getByText('已付款（演示）').first().waitFor()
  await page.getByRole('link', { name: '返回' }).click()
  await says(page, /订单号/)
}
const newestStates = async (): Promise<readonly string[]> => {
  const operator = await market.operator()
  const { items } = await operator.listStallOrders({ params: { marketId: market.marketId }, query: { pageSize: 3 } })
  return items.map(({ stallCode, state }) => `${stallCode} ${state}`).sort()
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper of three stalls with large type $large', (size) => {
  it('pays all of them once, and every stall has its own paid order', async () => {
    const { page, takeProblems, close } = await open(size)
    await order(page)
    await says(page, '一次付清 3 个摊位  共 21.00 元')
    for (const { code } of market.stalls) await says(page, new RegExp(`只付 ${code}`))
    await look(page, size, 'pay-together/1-to-pay')
    await tap(page, '#primary')
    await page.getByText('本地演示收银台，不是真实付款').first().waitFor()
    await page.getByText('3 个摊位，分别收款').waitFor()
    await page.getByText('￥21.00').waitFor()
    await keepPicture(page, `pay-together/${size.name}/2-desk`)
    await confirmAtDesk(page)
    await isGone(page, '一次付清|只付|待付款')
    await look(page, size, 'pay-together/3-paid')
    expect(await newestStates()).toEqual(['A-01 paid', 'B-01 paid', 'C-01 paid'])
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('turns back without paying, gives one stall up, pays one alone and the last by itself', async () => {
    const { page, takeProblems, close } = await open(size)
    await order(page)
    await tap(page, '#primary')
    await page.getByText('本地演示收银台，不是真实付款').first().waitFor()
    await page.getByRole('button', { name: '取消', exact: true }).click()
    await says(page, '一次付清 3 个摊位')
    expect(await newestStates()).toEqual(['A-01 placed', 'B-01 placed', 'C-01 placed'])

    await page.locator('[id^=cancel-ord]:visible').first().click()
    await tap(page, '[id^=cancel-yes-]')
    await says(page, '一次付清 2 个摊位')
    await look(page, size, 'pay-together/4-one-given-up')
    await page
      .getByText(/^只付 B-01/)
      .locator('visible=true')
      .click()
    await page.getByText('本地演示收银台，不是真实付款').first().waitFor()
    expect(await page.getByText('分别收款').count()).toBe(0)
    await confirmAtDesk(page)
    await says(page, '付给 C-01  1.50 元')
    await isGone(page, '一次付清|只付')
    await look(page, size, 'pay-together/5-last-one')
    await tap(page, '#primary')
    await confirmAtDesk(page)
    await isGone(page, '付给 C-01')
    expect(await newestStates()).toEqual(['A-01 cancelled', 'B-01 paid', 'C-01 paid'])
    expect(takeProblems()).toEqual([])
    await close()
  })
})
