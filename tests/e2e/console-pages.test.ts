/** Every page of the console at a desk, on a phone and in large type: it opens, it fits, and it can be read aloud. */
import { describe, expect, it } from 'vitest'
import { consoleSizes, keepPicture, settled, sizes } from './support/browser.ts'
import { accessFaults, layoutFaults, pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

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
  'complaints/terms',
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
  'complaints/terms',
  'devices',
  'settings',
])

const { enter } = onDemo()

describe.each(consoleSizes)('the console at $width px, large type $large', (size) => {
  it('opens every page without a complaint, with nothing over the side and nothing cut off', async () => {
    const { page, home, takeProblems, close } = await enter('operator', size)
    const found: Record<string, readonly string[]> = {}
    for (const address of pages) {
      await page.goto(`${home}/${address}`)
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

describe('a list that is read whole', () => {
  it('is searched for a name, says how many it left, and keeps the search in its address', async () => {
    const { page, home, takeProblems, close } = await enter('operator')
    await page.goto(`${home}/readiness`)
    const search = page.getByLabel('搜索经营户、设备、评分项')
    await search.fill('C-04')
    await page.getByText(/要做的共 \d+ 件，找到 [1-9]\d* 件/).waitFor()
    await page.reload()
    await page.getByText(/要做的共 \d+ 件，找到 [1-9]\d* 件/).waitFor()
    await search.fill('没有这一户')
    await page.getByText('没有和「没有这一户」有关的改进').waitFor()
    expect(await page.getByRole('tab', { name: /先做什么（[1-9]/ }).count()).toBe(1)

    await page.goto(`${home}/ledger/zones`)
    await page.getByLabel('搜索分区名称、代码、类型').fill('没有这个区')
    await page.getByText('没有叫「没有这个区」的分区').waitFor()
    await page.getByLabel('搜索分区名称、代码、类型').fill('通道')
    await page.getByText(/分区共 \d+ 个，找到 [1-9]\d* 个/).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('one record at a time', () => {
  it('opens a stall and its merchant from the ledger, on a phone in large type', async () => {
    const { page, home, takeProblems, close } = await enter('operator', sizes.phoneLarge)
    await page.goto(`${home}/ledger?q=C-04`)
    await page.getByRole('link', { name: 'C-04' }).click()
    await page.getByRole('heading', { name: '摊位 C-04' }).waitFor()
    await settled(page)
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, 'console/phone-large/stall')
    await page.getByRole('link', { name: '杨记鲜肉31号' }).click()
    await page.getByRole('heading', { name: '杨记鲜肉31号' }).waitFor()
    await settled(page)
    expect([...(await pageFaults(page)), ...takeProblems()]).toEqual([])
    await keepPicture(page, 'console/phone-large/merchant')
    await page.getByRole('button', { name: '登记证照' }).click()
    await page.getByLabel('证照编号').waitFor()
    await page.getByRole('button', { name: '保存' }).scrollIntoViewIfNeeded()
    expect(await layoutFaults(page)).toEqual([])
    await close()
  })

  it('finds its way through the menu of a phone', async () => {
    const { page, close } = await enter('operator', sizes.phone)
    await page.getByRole('button', { name: '打开菜单' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '达标' }).click()
    await page.getByRole('heading', { name: '达标', exact: true }).waitFor()
    await page.getByRole('tab', { name: '历次评价' }).click()
    // The first of a new market is stored at ten in the morning.
    const stored = page.getByRole('list', { name: '历次评价', exact: true })
    await stored.or(page.getByText('还没有存过评价')).first().waitFor()
    await close()
  })
})
