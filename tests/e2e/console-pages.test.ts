/** Every page of the console at a desk and on a phone, in usual and in large type: it opens, fits, and can be read aloud. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { consoleSizes, keepPicture, settled, type Size, sizes } from './support/browser.ts'
import { type ConsoleRecords, makeRecords } from './support/console-records.ts'
import { addressAt, consoleRoutes } from './support/console-routes.ts'
import { accessFaults, layoutFaults, pageFaults } from './support/looks.ts'
import { atDesk, readingFaults } from './support/reading.ts'
import { type Entered, onDemo } from './support/stage.ts'

const { demo, enter, open } = onDemo()
let records: ConsoleRecords = {}
beforeAll(async () => {
  records = await makeRecords(demo)
})

const inMarket = '/m/$marketId/'
/** District's and city's; `district.test.ts` opens them where there is something to see. */
const onPlatform = '/platform'
/** Further looks of pages that have several. */
const views = ['view=score', 'view=losses', 'view=gates', 'view=history'].map((view) => `${inMarket}readiness?${view}`)
const marketRoutes = [...consoleRoutes.filter((route) => route.startsWith(inMarket)), ...views]
/** Pages that differ enough in their parts on a phone. */
const phoneReadAloud = [
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
]
const isSheet = (route: string): boolean => /sheet/.test(route)
const areaOf = (route: string): string => route.slice(inMarket.length).split(/[/?]/)[0] ?? ''
const areas = [...new Set(marketRoutes.map(areaOf))]

/** Two frames: what follows the size of the window has been laid out by then. */
const laidOut = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** The open page in a window and a type of this size; the person changes both without leaving it. */
const resize = async (page: Page, size: Size): Promise<void> => {
  await page.setViewportSize({ width: size.width, height: size.height })
  await page.evaluate((isLarge) => {
    localStorage.setItem('smart-market.console.largeType', isLarge ? 'on' : 'off')
    window.dispatchEvent(new Event('storage'))
  }, size.large)
  await settled(page)
  await laidOut(page)
}

/** What is wrong with the page at any size; by size, and nothing when all is well. */
const measure = async (person: Pick<Entered, 'page' | 'takeProblems'>, name: string) => {
  const { page, takeProblems } = person
  const found: Record<string, readonly string[]> = {}
  for (const size of consoleSizes) {
    await resize(page, size)
    const faults = [
      ...(await layoutFaults(page)),
      ...(await readingFaults(page, atDesk)),
      // What is read aloud differs with neither window nor type but for what is hidden on a phone.
      ...(size === sizes.desk ? await accessFaults(page) : []),
      ...takeProblems(),
    ]
    if (faults.length > 0) found[`${name}, ${size.name}`] = faults
    await keepPicture(page, `console/${size.name}/${name}`)
  }
  await resize(page, sizes.desk)
  return found
}

/** Opens the pages one after the other; what is wrong with them, and what they call their tab. */
const measureAll = async (person: Entered, routes: readonly string[]) => {
  const found: Record<string, readonly string[]> = {}
  const titles = new Set<string>()
  for (const route of routes) {
    await person.page.goto(new URL(`/console${addressAt(route, records)}`, demo.url).href)
    await settled(person.page)
    const name = route.slice(inMarket.length).replace(/[/?=]/g, '-').replaceAll('$', '')
    Object.assign(found, await measure(person, name))
    titles.add(await person.page.title())
  }
  return { found, titles: [...titles] }
}

describe('a page of the console', () => {
  it('stands below a market or a platform, or is open to everybody', () => {
    const elsewhere = consoleRoutes.filter((route) => !route.startsWith(inMarket) && !route.startsWith(onPlatform))
    expect(elsewhere.sort()).toEqual(['/', '/evaluation-notices', '/login', '/m/$marketId'])
  })

  // One person for all areas: logging in takes longer than most pages.
  let operator: Entered
  beforeAll(async () => {
    operator = await enter('operator')
  })
  afterAll(() => operator.close())

  it.each(areas)('below %s fits every window and type, can be read aloud, and names its tab', async (area) => {
    const routes = marketRoutes.filter((route) => areaOf(route) === area && !isSheet(route))
    const { found, titles } = await measureAll(operator, routes)
    expect(found).toEqual({})
    expect(titles).not.toContain('智慧市场')
  })

  it('is open to an assessor with the sheets of an evaluation', async () => {
    const assessor = await enter('assessor')
    const { found } = await measureAll(assessor, marketRoutes.filter(isSheet))
    expect(found).toEqual({})
    await assessor.close()
  })

  it('is open to everybody before they log in', async () => {
    const visitor = await open()
    for (const address of ['login', 'evaluation-notices']) {
      await visitor.page.goto(`${demo.url}/console/${address}`)
      await settled(visitor.page)
      // Asking who is there is answered with 401, which every browser writes to its console.
      visitor.takeProblems()
      expect(await measure(visitor, address)).toEqual({})
    }
    await visitor.close()
  })

  it('has no words and fields on a phone in large type that cannot be read aloud', async () => {
    const { page, home, close } = await enter('operator', sizes.phoneLarge)
    for (const address of phoneReadAloud) {
      await page.goto(`${home}/${address}`)
      await settled(page)
      expect({ address, faults: await accessFaults(page) }).toEqual({ address, faults: [] })
    }
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
