/** 摊位收款 as the market's people use it: codes made and printed, patrols written down, accounts opened and closed. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeImageOf } from '@smart-market/server/features/payments/code-image.ts'
import { readPrintedCodes } from '../support/printed-codes.ts'
import { keepPicture, settled, type Size, sizes, type Watched } from './support/browser.ts'
import { pageFaults } from './support/looks.ts'
import { onTradeMarket } from './support/stage.ts'
import { inSight, look, press, says, tap } from './support/walk.ts'

/** Longer than a code may go unseen. */
const daysLater = 31
const { market, open, enter } = onTradeMarket()
let operator: Watched
let page: Page
/** What a camera reads off the sheet, one for each stall. */
let printed: readonly string[] = []

const at = (view: string): string => `${market.url}/console/m/${market.marketId}/trade/collection${view}`
const enterCollection = async (size: Size, later = 0): Promise<Watched> => {
  const person = await enter('operator', size, later)
  await person.page.goto(at(''))
  await settled(person.page)
  return person
}
beforeAll(async () => {
  operator = await enterCollection(sizes.desk)
  page = operator.page
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
      printed = readPrintedCodes(await answer.body())
      expect(printed.length).toBe(market.stalls.length)
      expect(new Set(printed.map((address) => new URL(address).pathname.length)).size).toBe(1)
    }
  })
})

const phones = [
  { app: 'a browser', agent: 'Mobile Safari', next: '去付款', size: sizes.phone },
  { app: 'Alipay', agent: 'AlipayClient/10.5', next: '用支付宝付款', size: sizes.phoneLarge },
  { app: 'WeChat', agent: 'MicroMessenger/8.0', next: '先看看摊位', size: sizes.phoneLarge },
]

describe('a shopper', () => {
  it.each(phones)('who scans the sign on the counter with $app checks the stall, then pays it', async (phone) => {
    const { page, context, takeProblems, close } = await open(phone.size)
    await context.setExtraHTTPHeaders({ 'user-agent': phone.agent })
    // The sheet is in the order of stall numbers; the market's address is this server's.
    const sign = new URL(printed[0] ?? '').pathname
    expect(sign).toMatch(/^\/s\/[0-9a-z]{18}$/)
    await page.goto(market.url + sign)
    for (const words of ['王记鲜蔬', 'A-01', '付款前请核对：摊位号和经营户应与您面前的摊位一致。'])
      await says(page, words)
    await keepPicture(page, `collection/sign-${phone.agent.split('/')[0]}`)
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('link', { name: phone.next }).click()
    await says(page, '先核对：摊位号和经营户应与您面前的摊位一致')
    await says(page, '王记鲜蔬')
    await press(page, '3.2')
    await says(page, '付给 A-01 3.20 元')
    await look(page, phone.size, `collection/sign-amount-${phone.agent.split('/')[0]}`)
    await tap(page, '#primary')
    await page.getByRole('button', { name: '确认付款' }).click()
    await page.getByRole('link', { name: '返回' }).click()
    await inSight(page, '#receipt-paid').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is warned by a sign that was replaced by a newer one', async () => {
    const client = await market.operator()
    const stall = market.stalls[2]
    const params = { marketId: market.marketId }
    await client.issueStallCodes({ params, body: { stallIds: [stall?.stallId ?? ''] } })
    await client.printStallCodes({ params })
    const { page, close } = await open(sizes.phoneLarge)
    await page.goto(market.url + new URL(printed[2] ?? '').pathname)
    await says(page, '这个收款码已经停用。请向摊主或市场服务台要新的收款码。')
    expect(await page.getByRole('link').count()).toBe(0)
    await keepPicture(page, 'collection/sign-withdrawn')
    await close()
  })
})

const codeOf = async (codeUrl: string): Promise<string> =>
  `<img style="position: absolute; left: 420px; top: 300px; width: 300px; rotate: 7deg" src="${await codeImageOf({ kind: 'code', codeUrl })}">`
/** A phone's photo: some of it is the code, the rest the stall. */
const photoOf = async (drawing: string): Promise<Buffer> => {
  const { page: wall, close } = await open({ ...sizes.phone, width: 1200, height: 900 })
  await wall.setContent(`<body style="background: #c9b9a3; margin: 0">${drawing}</body>`)
  const photo = await wall.screenshot()
  await close()
  return photo
}

describe('the operator, later', () => {
  it('writes down what a patrol scanned, and is told at once what to do about a foreign code', async () => {
    await page.getByRole('tab', { name: '巡查' }).click()
    await page.getByText('30 天内没有发现外来的、放错的或停用的码').waitFor()
    await page.getByRole('button', { name: '记一次巡查' }).click()
    await submit()
    await page.getByText('请先扫摊位上贴的码').waitFor()
    await choose('在哪个摊位', 'A-01')
    const drawer = page.locator('.ant-drawer-open')
    const photograph = async (name: string, drawing: string) =>
      drawer.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: await photoOf(drawing) })
    await photograph('一面墙.png', '')
    await drawer.getByText('照片上没有认出码').waitFor()
    await picture('3-unread')
    await photograph('摊位上的码.png', await codeOf('https://qr.example.com/pay/123'))
    await expect.poll(() => drawer.getByLabel('扫到的内容').inputValue()).toBe('https://qr.example.com/pay/123')
    expect(await drawer.getByText('照片上没有认出码').count()).toBe(0)
    await picture('3-scan')
    await submit()
    await page.getByText('刚才扫的不是本市场发放的码。请先撕下').waitFor()
    const row = page.getByRole('row', { name: /A-01/ })
    await row.getByText('https://qr.example.com/pay/123').waitFor()
    await row.getByText('张经理').waitFor()
    await picture('4-foreign')
    const patrol = page.url()
    await page.goto(`${market.url}/console/m/${market.marketId}/today`)
    const work = page.getByRole('listitem').filter({ hasText: '摊位贴着不对的收款码 1 个摊位' })
    await picture('5-today')
    await work.getByRole('link', { name: '去看巡查' }).click()
    await page.waitForURL(patrol)
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
    operator = await enterCollection(sizes.desk, daysLater)
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
    const person = await enterCollection(size, daysLater)
    await person.page.goto(at(address))
    await settled(person.page)
    await keepPicture(person.page, `collection/${size.name}${address.replace(/[/?=&]/g, '-')}`)
    expect(await pageFaults(person.page)).toEqual([])
    expect(person.takeProblems()).toEqual([])
    await person.close()
  })
})
