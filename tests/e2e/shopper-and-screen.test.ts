/** What the public sees: the mini-program on a phone, and the screen at a stall. */
import { describe, expect, it } from 'vitest'
import { keepPicture, sizes } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientAt } from './support/ledger.ts'
import { pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { demo, open, go } = onDemo()

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('searches for a stall and sees that its licence has expired', async () => {
    const { page, takeProblems, close } = await open(size)
    await page.goto(`${demo.url}/m/`)
    // The only market of the system is chosen without asking.
    await page.getByRole('heading', { name: '金水示范农贸市场' }).waitFor()
    await page.getByText('今日客流').waitFor()
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, `mini-program/${size.name}/home`)
    await page.locator('#search-entry').click()
    await page.locator('#search input').fill('C-04')
    await page.locator('#stall-C-04').waitFor()
    await page.locator('#stall-A-01').waitFor({ state: 'detached' })
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, `mini-program/${size.name}/search`)
    await page.locator('#stall-C-04').click()
    await page.getByText('已过期').waitFor()
    await page.getByText('演示数据，不是真实市场').last().waitFor()
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, `mini-program/${size.name}/stall`)
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('a shopper', () => {
  it('turns on large type with one tap, and it stays on', async () => {
    const { page, close } = await open(sizes.phone)
    await go(page, 'pages/me/index')
    await page.locator('#large-type').click()
    await page.locator('#large-type[aria-checked=true]').waitFor()
    await page.reload()
    await page.locator('#large-type[aria-checked=true]').waitFor()
    expect(await pageFaults(page)).toEqual([])
    await close()
  })

  it('is told that the network is gone, and goes on when it is back', async () => {
    const { page, context, close } = await open(sizes.phone)
    await go(page, 'packages/guide/stalls/index?market=ZZDEMO')
    await page.locator('#stall-A-01').waitFor()
    await context.setOffline(true)
    await page.locator('#search input').fill('D-01')
    await page.getByText('再试一次').waitFor()
    expect(await page.locator('#search input').inputValue()).toBe('D-01')
    await context.setOffline(false)
    await page.getByText('再试一次').click()
    await page.locator('#stall-D-01').waitFor()
    await close()
  })
})

const screenOf = async (code: string) => {
  const client = await clientAt(demo.url, 'operator', passwordOf('operator'))
  const { items } = await client.listMarkets()
  const marketId = items[0]?.marketId ?? ''
  const found = await client.listDevices({ params: { marketId }, query: { q: code } })
  const device = found.items[0]
  if (device === undefined) throw new Error(`no device ${code}`)
  return { client, params: { marketId, deviceId: device.deviceId }, state: device.state }
}

describe('a stall screen', () => {
  it('counts as on only when it is paired', async () => {
    const wall = await open({ ...sizes.desk, width: 1280, height: 800 })
    await wall.page.goto(`${demo.url}/screen/stall/ZZDEMO-A-07`)
    await wall.page.getByText('未配对：这块屏不计入亮屏').waitFor()
    await wall.page.getByRole('heading', { level: 1 }).waitFor()
    const before = await screenOf('SCR-A-07')
    expect(before.state).toBe('never_seen')
    const { screenUrl } = await before.client.pairDevice({ params: before.params })
    await wall.page.goto(new URL(screenUrl ?? '', demo.url).href)
    await wall.page.reload()
    await wall.page.getByText('● 已联网').waitFor()
    expect(wall.page.url()).not.toContain('key')
    expect((await screenOf('SCR-A-07')).state).toBe('alive')
    await keepPicture(wall.page, 'screen/paired')
    await wall.close()
  })

  it.each([
    ['a television', 1920, 1080],
    ['a small panel', 1024, 600],
    ['a panel on its side', 1080, 1920],
    ['a phone', 390, 844],
  ])('says on %s, in letters to be read across an aisle, that a licence has expired', async (_, width, height) => {
    const { page, takeProblems, close } = await open({ ...sizes.desk, width, height })
    await page.goto(`${demo.url}/screen/stall/ZZDEMO-C-04`)
    await page.getByText(/已过期/).waitFor()
    // All of it at once, for nobody scrolls a wall, and letters of at least 4 % of the shorter side.
    const seen = await page.evaluate(() => ({
      scrolls: document.documentElement.scrollHeight > window.innerHeight,
      letters: Number.parseFloat(getComputedStyle(document.querySelector('dd') ?? document.body).fontSize),
    }))
    expect(seen.scrolls).toBe(false)
    expect(seen.letters).toBeGreaterThanOrEqual(Math.min(width, height) * 0.04)
    expect([...(await pageFaults(page)), ...takeProblems()]).toEqual([])
    await keepPicture(page, `screen/${width}`)
    await close()
  })
})
