/** What a shopper does with a phone in the market, against the real server: find the way, look a stall over, order, complain, leave. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, openBrowser, openPage, sizes } from './support/browser.ts'
import { type DemoServer, startDemo } from './support/demo.ts'
import { accessFaults, layoutFaults } from './support/looks.ts'

let demo: DemoServer
let browser: Browser
beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
})

/** Taro keeps the pages below in the document: what counts is what is in sight. */
const shown = (page: Page, selector: string) => page.locator(`${selector}:visible`).last()
const go = (page: Page, hash: string) => page.goto(`${demo.url}/m/#/${hash}`)
const looked = async (page: Page, name: string): Promise<void> => {
  expect([...(await layoutFaults(page)), ...(await accessFaults(page))]).toEqual([])
  await keepPicture(page, name)
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  const picture = (name: string) => `mini-program/${size.name}/${name}`

  it('turns a shopping list into one short way from where they stand, and no place leaves the phone', async () => {
    const { page, takeProblems, close } = await openPage(browser, size)
    const sent: string[] = []
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
    await go(page, 'packages/guide/map/index?market=ZZDEMO')
    await shown(page, '#map-sheet').waitFor()
    await page.getByText('示意图', { exact: true }).waitFor()
    await looked(page, picture('map'))
    await shown(page, '#shopping-list input').fill('西红柿 鸡蛋 豆腐 榴莲')
    await shown(page, '#go-list').click()
    await page.getByText('现在没有摊位在卖：榴莲').waitFor()
    expect(await shown(page, '.way__title').innerText()).toMatch(/^去 .+ → .+ → .+$/)
    await shown(page, '#where-change').click()
    await shown(page, '#stall-here input').fill('c-03')
    await shown(page, '#use-stall-here').click()
    await page.getByText('您在 C-03 前').waitFor()
    await page.getByText(/从 C-03 出发/).waitFor()
    // In words, stop by stop, each with what is to be bought there.
    for (const n of [1, 2, 3]) await page.getByText(new RegExp(`^第 ${n} 站 `)).waitFor()
    expect((await page.locator('.way__words:visible').allInnerTexts()).at(-1)).toMatch(/到达 [A-E]-\d\d/)
    for (const goods of ['西红柿', '鸡蛋', '豆腐'])
      await page.getByText(new RegExp(`^[A-E]-\\d\\d：.*${goods}`)).waitFor()
    await looked(page, picture('map-way'))
    await shown(page, '#step-free').click()
    await shown(page, '#step-free[aria-checked=true]').waitFor()
    expect(sent.filter((one) => one.includes('C-03'))).toEqual([])
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is led to the nearest stall that has something now', async () => {
    const { page, close } = await openPage(browser, size)
    await go(page, 'packages/guide/map/index?market=ZZDEMO')
    await shown(page, '#map-sheet').waitFor()
    await shown(page, '#search input').fill('鲫鱼')
    await shown(page, '#go-nearest').click()
    await page.getByText(/^去 D-0\d$/).waitFor()
    await close()
  })

  it('sees a stall’s credit, ratings and the trace of what it sells', async () => {
    const { page, close } = await openPage(browser, size)
    await go(page, 'packages/guide/stall/index?market=ZZDEMO&stall=A-01')
    await shown(page, '#credit-score').waitFor()
    await page.getByText('还没有评价').waitFor()
    await page
      .getByText(/今日参考价/)
      .first()
      .waitFor()
    await looked(page, picture('stall-trust'))
    await shown(page, '[id^=trace-]').click()
    await page.getByText('示范蔬菜合作社（演示）').first().waitFor()
    await page.getByText('阴性', { exact: true }).waitFor()
    await looked(page, picture('trace'))
    await close()
  })

  it('orders from two stalls, complains about one order, and can then delete nothing until it is done', async () => {
    const { page, takeProblems, close } = await openPage(browser, size)
    await go(page, 'packages/guide/stall/index?market=ZZDEMO&stall=A-01')
    await shown(page, '[id^=add-]').click()
    await go(page, 'packages/guide/stall/index?market=ZZDEMO&stall=C-01')
    await page.getByText('C-01', { exact: true }).first().waitFor()
    await page.locator('[id^=add-]:visible').first().click()
    await go(page, 'packages/shop/checkout/index?market=ZZDEMO')
    await shown(page, '#pay-at_stall').click()
    await looked(page, picture('checkout'))
    await shown(page, '#primary').click()
    await shown(page, '[id^=complain-]').waitFor()
    // What only WeChat gives has its way round here: the page itself, and a number that is typed.
    await page.getByText(/浏览器里发不了微信通知/).waitFor()
    await looked(page, picture('order'))
    await shown(page, '[id^=complain-]').click()
    await shown(page, '#category-weight').click()
    await shown(page, '#description textarea').fill('称出来少了二两')
    await shown(page, '#phone input').fill('13800001234')
    expect(await page.locator('#tell-me, #wechat-phone').count()).toBe(0)
    await shown(page, '#primary').click()
    await page.getByText('留了联系方式，请先点“同意”，或者清空它。').waitFor()
    await shown(page, '#consent').click()
    await looked(page, picture('complain'))
    await shown(page, '#primary').click()
    await page.getByText('已经收到').waitFor()
    await page.getByText('等摊主答复').waitFor()
    await looked(page, picture('case'))
    await go(page, 'packages/shop/privacy/index')
    await page.getByText('1 个投诉').waitFor()
    await shown(page, '#delete').click()
    await shown(page, '#delete-yes').click()
    await page.getByText(/现在一样也没有删/).waitFor()
    await looked(page, picture('privacy'))
    expect(takeProblems().filter((problem) => !problem.includes('409'))).toEqual([])
    await close()
  })
})
