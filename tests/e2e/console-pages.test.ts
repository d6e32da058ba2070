/** Every page of the console at a desk, on a phone and in large type: it opens, it fits, and it can be read aloud. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, openBrowser, openPage, settled, sizes } from './support/browser.ts'
import { type DemoServer, enterDemo, startDemo } from './support/demo.ts'
import { accessFaults, layoutFaults } from './support/looks.ts'

const pages = [
  'today',
  'readiness',
  'readiness?view=score',
  'readiness?view=losses',
  'readiness?view=gates',
  'readiness?view=history',
  'readiness/print',
  'ledger',
  'ledger/import',
  'ledger/merchants',
  'ledger/zones',
  'ledger/expiring',
  'notices',
  'notices/topics',
  'trade',
  'trade/sales',
  'trade/import',
  'devices',
  'devices/alarm-tests',
  'insights',
  'insights/foot-traffic',
  'insights/import',
  'platforms',
  'settings',
  'settings/users',
  'settings/api-keys',
  'settings/audit-log',
  'settings/me',
]
/** Pages that differ enough in their parts to be read by axe, which takes as long as the rest together. */
const readAloud = new Set([
  'today',
  'readiness?view=score',
  'readiness?view=losses',
  'readiness?view=history',
  'ledger',
  'ledger/import',
  'notices/topics',
  'trade',
  'devices',
  'settings',
])

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

describe.each(Object.values(sizes))('the console at $width px, large type $large', (size) => {
  it('opens every page without a complaint, with nothing over the side and nothing cut off', async () => {
    const { page, takeProblems, close } = await openPage(browser, size)
    const market = await enterDemo(page, demo.url, 'operator')
    // The first call of a browser without a session is answered with 401, which every browser writes to its console.
    takeProblems()
    const found: Record<string, readonly string[]> = {}
    for (const address of pages) {
      await page.goto(`${market}/${address}`)
      await settled(page)
      const isRead = readAloud.has(address) && size !== sizes.deskLarge && size !== sizes.phone
      const faults = [...(await layoutFaults(page)), ...(isRead ? await accessFaults(page) : []), ...takeProblems()]
      if (faults.length > 0) found[address] = faults
      await keepPicture(page, `console/${size.name}/${address.replace(/[/?=]/g, '-')}`)
    }
    expect(found).toEqual({})
    await close()
  })
})

describe('one record at a time', () => {
  it('opens a stall and its merchant from the ledger, on a phone in large type', async () => {
    const { page, takeProblems, close } = await openPage(browser, sizes.phoneLarge)
    const market = await enterDemo(page, demo.url, 'operator')
    takeProblems()
    await page.goto(`${market}/ledger?q=C-04`)
    await page.getByRole('link', { name: 'C-04' }).click()
    await page.getByRole('heading', { name: '摊位 C-04' }).waitFor()
    await settled(page)
    expect([...(await layoutFaults(page)), ...(await accessFaults(page))]).toEqual([])
    await keepPicture(page, 'console/phone-large/stall')
    await page.getByRole('link', { name: '杨记鲜肉31号' }).click()
    await page.getByRole('heading', { name: '杨记鲜肉31号' }).waitFor()
    await settled(page)
    expect([...(await layoutFaults(page)), ...(await accessFaults(page)), ...takeProblems()]).toEqual([])
    await keepPicture(page, 'console/phone-large/merchant')
    await page.getByRole('button', { name: '登记证照' }).click()
    await page.getByLabel('证照编号').waitFor()
    await page.getByRole('button', { name: '保存' }).scrollIntoViewIfNeeded()
    expect(await layoutFaults(page)).toEqual([])
    await close()
  })

  it('finds its way through the menu of a phone', async () => {
    const { page, close } = await openPage(browser, sizes.phone)
    await enterDemo(page, demo.url, 'operator')
    await page.getByRole('button', { name: '打开菜单' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '达标' }).click()
    await page.getByRole('heading', { name: '达标', exact: true }).waitFor()
    await page.getByRole('tab', { name: '历次评价' }).click()
    await page.getByRole('list', { name: '历次评价', exact: true }).waitFor()
    await close()
  })
})
