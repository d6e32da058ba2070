/** When the server fails, the network goes, or the session ends: the page says so and keeps what was typed. */
import type { Route } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepPicture, settled } from './support/browser.ts'
import { passwordOf, signIn } from './support/demo.ts'
import { type Entered, onDemo } from './support/stage.ts'

const { demo, enter } = onDemo()
let operator: Entered
beforeEach(async () => {
  operator = await enter('operator')
})
afterEach(() => operator.close())

const broken = (route: Route): Promise<void> =>
  route.fulfill({
    status: 500,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'server.error', message: '系统出了问题，请稍后再试。', requestId: 'req_e2e' }),
  })

describe('a page that cannot be read', () => {
  it('shows the reason with its number and a button to try again, which works once the server does', async () => {
    const { page } = operator
    await page.route('**/api/v1/markets/*/devices?*', broken)
    await page.goto(`${operator.home}/devices`)
    await page.getByText('没有读到内容').waitFor()
    await page.getByText('编号 req_e2e').waitFor()
    await keepPicture(page, 'trouble/500')
    await page.unroute('**/api/v1/markets/*/devices?*')
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByText('CAM-A', { exact: true }).waitFor()
  })

  it('keeps showing what it had when the network goes, and says since when', async () => {
    const { page } = operator
    await page.goto(`${operator.home}/ledger/expiring`)
    await page.getByText('杨记鲜肉31号').first().waitFor()
    await page.route('**/api/v1/**', (route) => route.abort('internetdisconnected'))
    await page.getByRole('link', { name: '分区', exact: true }).click()
    await page.getByRole('button', { name: '重试' }).first().waitFor()
    await keepPicture(page, 'trouble/offline')
    await page.getByRole('link', { name: '到期证件' }).click()
    await page.getByText('杨记鲜肉31号').first().waitFor()
  })
})

describe('a page that cannot be drawn', () => {
  it('says so, and tells the server once, without saying who looked at what', async () => {
    const { page } = operator
    const told: unknown[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/page-troubles')) told.push(request.postDataJSON())
    })
    await page.route('**/api/v1/markets/*/devices?*', (route) => route.fulfill({ json: { items: [null], total: 1 } }))
    const answered = page.waitForResponse('**/api/v1/page-troubles')
    await page.goto(`${operator.home}/devices?q=${encodeURIComponent('李女士')}`)
    await page.getByText('页面没有打开').waitFor()
    expect((await answered).status()).toBe(202)
    expect(told).toEqual([
      expect.objectContaining({
        client: 'console',
        page: '/m/$marketId/devices',
        message: expect.stringMatching(/Error/),
      }),
    ])
    await page.goBack()
    await page.getByRole('heading', { name: '今日' }).waitFor()
    await page.goForward()
    await page.getByText('页面没有打开').waitFor()
    await page.unroute('**/api/v1/markets/*/devices?*')
    expect(JSON.stringify(told)).not.toContain('李女士')
  })
})

describe('a form whose saving fails', () => {
  it('stays open with every word in it, and saves at the second try', async () => {
    const { page } = operator
    await page.goto(`${operator.home}/notices`)
    await page.getByRole('button', { name: '写一条公示' }).click()
    await page.getByLabel('标题', { exact: true }).fill('明日停水通知')
    await page.getByLabel('正文', { exact: true }).fill('明天 14:00 到 16:00 水产区停水。')
    await page.route('**/api/v1/markets/*/notices', broken)
    await page.getByRole('button', { name: /^(发布|保存)$/ }).click()
    await page.getByRole('dialog').getByText('系统出了问题').waitFor()
    expect(await page.getByLabel('标题', { exact: true }).inputValue()).toBe('明日停水通知')
    expect(await page.getByLabel('正文', { exact: true }).inputValue()).toContain('水产区停水')
    await keepPicture(page, 'trouble/form')
    await page.unroute('**/api/v1/markets/*/notices')
    await page.getByRole('button', { name: /^(发布|保存)$/ }).click()
    await page.getByRole('cell', { name: '明日停水通知' }).waitFor()
  })
})

describe('a session that has ended', () => {
  it('asks for the password and comes back to the same page with its search', async () => {
    const { page } = operator
    await page.goto(`${operator.home}/ledger?q=C-04`)
    await page.getByRole('link', { name: 'C-04' }).waitFor()
    await operator.context.clearCookies()
    await page.getByRole('link', { name: '到期证件' }).click()
    await page.waitForURL('**/console/login?*')
    await signIn(page, 'operator', passwordOf('operator'))
    await page.waitForURL('**/ledger/expiring*')
    await settled(page)
    await page.getByText('杨记鲜肉31号').first().waitFor()
  })

  it('says what to do after a wrong password, and keeps the name', async () => {
    const { page } = operator
    await operator.context.clearCookies()
    await page.goto(`${demo.url}/console/login`)
    await signIn(page, 'operator', 'not the password')
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByLabel('账号').inputValue()).toBe('operator')
    await keepPicture(page, 'trouble/wrong-password')
  })
})
