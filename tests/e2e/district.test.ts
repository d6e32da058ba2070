/**
 * 监管 in the browser, on three servers: an officer sees what the market's feed says, the line is cut for thirty hours
 * and restored, and points, freshness and lag follow on both sides.
 */
import { fileURLToPath } from 'node:url'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { keepPicture, openBrowser, openPage, settled, type Size, sizes, type Watched } from './support/browser.ts'
import { signIn } from './support/demo.ts'
import { pageFaults } from './support/looks.ts'
import { people, type Platforms, type ServerName, startPlatforms } from './support/platforms.ts'

const market = { code: 'JS01', name: '金水农贸市场' }
/** Also on the district's register, and never heard: the map and the lists have to say so. */
const silent = [
  { marketId: 'mkt_silent_north', code: 'JS02', name: '丰庆路市场', longitude: 113.67, latitude: 34.82 },
  { marketId: 'mkt_silent_south', code: 'JS03', name: '经三路生活市场', longitude: 113.685, latitude: 34.785 },
  { marketId: 'mkt_silent_east', code: 'JS04', name: '东风路便民市场', longitude: 113.72, latitude: 34.795 },
]
const hourMs = 3_600_000
const rows7to9 = ['Z7c', 'Z8a', 'Z9a']
const rubricId = 'zhengzhou-2021'
/** The machine may be busy; what is waited for is the state, not the time. */
const patience = { timeout: 120_000, interval: 500 }

let platforms: Platforms
let browser: Browser
let marketId = ''
let params = { marketId }
let aheadMs = 0

beforeAll(async () => {
  platforms = await startPlatforms(market)
  browser = await openBrowser()
  const operator = await platforms.client('market')
  marketId = (await operator.listMarkets({ query: {} })).items[0]?.marketId ?? ''
  params = { marketId }
  await trade(operator)
  await connect(operator)
  await arrived(operator)
}, 480_000)
afterAll(async () => {
  await browser.close()
  await platforms.stop()
})

/** Two stalls that sell cabbage, a day summed up, and points stored. */
const trade = async (operator: Client<Api>): Promise<void> => {
  for (const [i, priceFen] of [180, 220].entries()) {
    const { stallId, code } = await operator.createStall({ params, body: { code: `A-0${i + 1}` } })
    const { merchantId } = await operator.createMerchant({ params, body: { name: `商户${i + 1}` } })
    await operator.startTenancy({ params, body: { stallId, merchantId, from: '2026-01-01' } })
    const goods = { commodityId: 'vegetable-01', categoryCode: 'vegetable' as const, name: '大白菜' }
    await operator.createListing({
      params,
      body: { stallId, ...goods, priceFen, priceBasis: 'per_500g', stockKind: 'untracked' },
    })
    const soldAt = new Date(Date.now() - 60_000).toISOString()
    const sale = { key: `s${i}`, stallCode: code, soldAt, channel: 'till' as const, amountFen: 12_350 }
    await operator.recordSales({ params, body: { source: '收银机', sales: [sale] } })
  }
  await operator.runAnalysis({ params, body: { businessDate: businessDate(new Date()) } })
}

/** The market pushes to district and city over the lines of the test; the district passes on to the city as well. */
const connect = async (operator: Client<Api>): Promise<void> => {
  await operator.signFeedHead({ params })
  const published = await platforms.open('market').listFeedKeys({ params: { marketCode: market.code } })
  const keys = published.items.map(({ keyId, publicKey }) => ({ keyId, publicKey }))
  const relay = (await platforms.open('district').getPlatform()).keys.map((key) => ({
    ...key,
    holder: 'relay' as const,
  }))
  const profile = {
    marketId,
    ...market,
    districtCode: '410105',
    districtName: '金水区',
    longitude: 113.66,
    latitude: 34.8,
  }
  const officers = { district: await platforms.client('district'), city: await platforms.client('city') }
  for (const each of silent)
    await officers.district.registerReceivedMarket({
      body: { ...each, districtCode: '410105', districtName: '金水区', keys: keys.slice(0, 1) },
    })
  for (const level of ['district', 'city'] as const) {
    const own = level === 'city' ? [...keys, ...relay] : keys
    const { inboxUrl } = await officers[level].registerReceivedMarket({ body: { ...profile, keys: own } })
    const { link } = await operator.createPlatformLink({ params, body: { level, name: `${level} 平台` } })
    const url = inboxUrl.replace(platforms.url[level], platforms.line[level].url)
    const { platformLinkId } = link
    await operator.createSubscriber({ params, body: { name: level, url, platformLinkId, maxBatchBytes: 20_000 } })
  }
}

const lastSequence = async (operator: Client<Api>): Promise<number> =>
  (await operator.listFeedEvents({ params, query: { limit: 1 } })).lastSequence

/** Both platforms have everything that the market has. */
const arrived = async (operator: Client<Api>): Promise<void> => {
  const officers = [await platforms.client('district'), await platforms.client('city')]
  await vi.waitFor(async () => {
    const last = await lastSequence(operator)
    for (const officer of officers)
      expect((await officer.getReceivedMarket({ params })).market).toMatchObject({ acknowledgedSequence: last, lag: 0 })
  }, patience)
}

/** Points of rows 7 to 9 that hang on the platforms, as the market's own records give them now. */
const rows = async (operator: Client<Api>): Promise<number> => {
  const { criteria } = await operator.getAssessment({ params: { ...params, rubricId } })
  return criteria
    .flatMap((criterion) => criterion.leaves)
    .reduce((sum, leaf) => (rows7to9.includes(leaf.id) ? sum + leaf.low : sum), 0)
}
const storePoints = async (operator: Client<Api>): Promise<number> =>
  (await operator.takeSnapshot({ params: { ...params, rubricId } })).low

/** Someone at a fresh browser whose clock agrees with the servers'. */
const enter = async (name: ServerName, size: Size = sizes.desk): Promise<Watched> => {
  const watched = await openPage(browser, size)
  await watched.context.addInitScript((ahead) => {
    const RealDate = Date
    const now = (): number => RealDate.now() + ahead
    globalThis.Date = class extends RealDate {
      constructor(...given: unknown[]) {
        super(...((given.length === 0 ? [now()] : given) as [number]))
      }
      static override now = now
    } as unknown as DateConstructor
  }, aheadMs)
  await watched.page.goto(`${platforms.url[name]}/console/`)
  await signIn(watched.page, people[name].loginName, people[name].password)
  await watched.page.waitForURL(name === 'market' ? '**/console/m/*/today' : '**/console/platform')
  await settled(watched.page)
  // Asking who is there before the login is answered with 401.
  watched.takeProblems()
  return watched
}
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const openTab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settled(page)
}

/** For docs/handbook/supervision.md, with `HANDBOOK=on`. */
const handbookPicture = async (page: Page, name: string): Promise<void> => {
  if (process.env.HANDBOOK !== 'on') return
  await page.setViewportSize({ width: 1100, height: 690 })
  const file = fileURLToPath(new URL(`../../docs/handbook/images/supervision-${name}.png`, import.meta.url))
  await page.screenshot({ path: file, animations: 'disabled' })
  await page.setViewportSize({ width: sizes.desk.width, height: sizes.desk.height })
}

describe('the district console', () => {
  it('shows its markets on a map and as a table, with points computed again, freshness, lag and what is open', async () => {
    await storePoints(await platforms.client('market'))
    await arrived(await platforms.client('market'))
    const { page, takeProblems, close } = await enter('district')
    await page.getByText('共 4 个市场').first().waitFor()
    const own = row(page, market.name)
    for (const text of ['重算一致', '正常', '0 条', '0 台', '0 件', '247.00 元'])
      await own.getByText(text).first().waitFor()
    await row(page, '丰庆路市场').getByText('还没有收到过').waitFor()
    expect(await page.locator('.map-market').count()).toBe(4)
    await page.getByRole('link', { name: `${market.name}：正常` }).waitFor()
    await keepPicture(page, 'district/board-desk')
    await handbookPicture(page, 'board')

    await page.getByLabel('搜市场名称、代码、区县').fill('没有这个市场')
    await page.getByText('没有符合条件的市场').first().waitFor()
    await page.getByLabel('搜市场名称、代码、区县').fill('')
    await row(page, market.name).waitFor()
    await page.getByRole('columnheader', { name: '积压' }).click()
    await vi.waitFor(async () => {
      expect(await page.getByRole('row').nth(1).innerText()).toContain(market.name)
    }, patience)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('opens one market: trend, claim beside the recomputation leaf by leaf, and the state of its feed', async () => {
    const { page, takeProblems, close } = await enter('district')
    await page.getByRole('link', { name: `${market.name}：正常` }).click()
    await page.getByRole('heading', { name: market.name }).waitFor()
    await settled(page)
    for (const text of ['正常接收', '没有待处理的', '还差 0 条']) await page.getByText(text).first().waitFor()
    await page.getByRole('img', { name: '达标得分走势' }).waitFor()
    await keepPicture(page, 'district/market-desk')
    await handbookPicture(page, 'market')
    await page.getByRole('link', { name: '逐项对照' }).first().click()
    await page.getByRole('heading', { name: '自报和重算逐项对照' }).waitFor()
    await row(page, 'Z7c').getByText('一致').waitFor()
    expect(await page.getByRole('row').count()).toBe(21)
    await keepPicture(page, 'district/claim-desk')
    await handbookPicture(page, 'claim')
    const search = page.getByLabel('搜索评分项、失分原因')
    await search.fill('z7c')
    await page.getByText('评分项共 20 项，找到 1 项').waitFor()
    await row(page, 'Z7c').waitFor()
    await search.fill('没有这一项')
    await page.getByText('没有叫「没有这一项」的评分项').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('compares markets, and says median and quartiles of prices and turnover with the number of markets', async () => {
    const { page, takeProblems, close } = await enter('district')
    await page.getByLabel(`对比 ${market.name}`).check()
    await page.getByLabel('对比 丰庆路市场').check()
    await page.getByRole('button', { name: '对比选中的 2 个' }).click()
    await page.getByRole('heading', { name: '市场对比' }).waitFor()
    await page.getByRole('columnheader', { name: '丰庆路市场' }).waitFor()
    await row(page, '近 7 天营业额').first().getByText('247.00 元').waitFor()
    await settled(page)
    await keepPicture(page, 'district/compare-desk')
    await openTab(page, '价格和营业额')
    const cabbage = row(page, '大白菜')
    for (const text of ['3.60 元/公斤', '1 个', '2 个']) await cabbage.getByText(text).first().waitFor()
    await page.getByRole('table', { name: '每日营业额' }).getByText('247.00 元').first().waitFor()
    await keepPicture(page, 'district/statistics-desk')
    await handbookPicture(page, 'statistics')
    await page.getByLabel('搜品名').fill('榴莲')
    await page.getByText('没有叫「榴莲」的商品，或这一天没有报价').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('registers a market with its key, shows the inbox secret once, adds and retires keys', async () => {
    const { page, takeProblems, close } = await enter('district')
    await openTab(page, '登记和公钥')
    await page.getByRole('button', { name: '登记市场' }).click()
    const form = page.getByRole('dialog')
    const published = await platforms.open('market').listFeedKeys({ params: { marketCode: market.code } })
    const publicKey = published.items[0]?.publicKey ?? ''
    for (const [label, text] of [
      ['市场编号', 'mkt_registered_here'],
      ['市场代码', 'JS05'],
      ['市场名称', '文化路市场'],
      ['区划代码', '410105'],
      ['区县名称', '金水区'],
      ['公钥编号', 'fky_first_key'],
      ['公钥', publicKey],
    ] as const)
      await form.getByLabel(label, { exact: true }).fill(text)
    await form.getByRole('button', { name: '登记并生成收件密钥' }).click()
    await page.getByText('「文化路市场」已登记').waitFor()
    expect(await page.getByLabel('收件密钥').inputValue()).toMatch(/^whsec_/)
    await page.getByRole('button', { name: '我已保存好' }).click()
    await page.getByRole('link', { name: '文化路市场' }).click()
    await row(page, 'fky_first_key').getByText('在用').waitFor()
    await page.getByRole('button', { name: '登记公钥' }).click()
    await form.getByLabel('公钥编号', { exact: true }).fill('fky_second_key')
    await form.getByLabel('公钥', { exact: true }).fill(publicKey)
    await form.getByRole('button', { name: '登记', exact: true }).click()
    await row(page, 'fky_second_key').getByText('在用').waitFor()
    await row(page, 'fky_first_key').getByRole('button', { name: '停用' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '停用', exact: true }).click()
    await row(page, 'fky_first_key').getByText('已停用').waitFor()
    await page.getByRole('button', { name: '改为平台读取' }).click()
    await form.getByLabel('市场系统的网址').fill('https://market.example.com/')
    await form.getByLabel('读取密钥').fill('whsec_of_the_market_itself')
    await form.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('平台每分钟到 https://market.example.com 读取一次').waitFor()
    await keepPicture(page, 'district/registered-desk')
    await page.getByRole('button', { name: '停止读取' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '停止读取' }).click()
    await page.getByText('市场自己推送数据，平台不去读取').waitFor()
    await page.getByRole('button', { name: '更换收件密钥' }).click()
    await form.getByRole('button', { name: '更换', exact: true }).click()
    await page.getByText('新的收件密钥').waitFor()
    await page.getByRole('button', { name: '我已保存好' }).click()
    await openTab(page, '隔离')
    await page.getByText('没有隔离的数据：收到的都核对得上。').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('says when it cannot read, and reads again when asked', async () => {
    const { page, close } = await enter('district')
    const board = '**/api/v1/supervision/board?*'
    await page.route(board, (route) =>
      route.fulfill({ status: 500, json: { code: 'server.error', message: '系统出了问题，请稍后再试。' } }),
    )
    await page.reload()
    await page.getByText('没有读到内容').waitFor()
    await page.unroute(board)
    await page.getByRole('button', { name: '重试' }).click()
    await row(page, market.name).waitFor()
    await close()
  })
})

describe('the city console', () => {
  it('shows districts and leads from one to its markets', async () => {
    const { page, takeProblems, close } = await enter('city')
    await openTab(page, '区县')
    const district = row(page, '金水区')
    for (const text of ['1 个', '都正常']) await district.getByText(text).first().waitFor()
    await keepPicture(page, 'district/city-districts-desk')
    await page.getByRole('link', { name: '金水区' }).click()
    await row(page, market.name).getByText('重算一致').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('a line that is cut', () => {
  it('costs rows 7 to 9 after a day, shows on the district’s board as lost and then as lag, and gives all back when restored', async () => {
    let operator = await platforms.client('market')
    await acknowledged(operator)
    // What is still under way would be confirmed after the clock has moved, and count as of then.
    await arrived(operator)
    for (const line of [platforms.line.district, platforms.line.city]) await line.set('cut')
    // And a half: pages know the time to the minute.
    aheadMs = 30.5 * hourMs
    platforms.moveClock(aheadMs)
    operator = await platforms.client('market')
    for (let n = 0; n < 60; n++) await operator.createStall({ params, body: { code: `B-${n}` } })
    expect(await rows(operator)).toBe(0)
    const cutPoints = await storePoints(operator)

    const atMarket = await enter('market')
    await atMarket.page.goto(`${platforms.url.market}/console/m/${marketId}/platforms`)
    await atMarket.page
      .getByText(/还差 [1-9]\d* 条/)
      .first()
      .waitFor()
    await keepPicture(atMarket.page, 'district/cut-market')
    const atDistrict = await enter('district')
    await row(atDistrict.page, market.name).getByText('断了 30 小时').waitFor()
    await atDistrict.page.getByRole('link', { name: `${market.name}：断了 30 小时` }).waitFor()
    await keepPicture(atDistrict.page, 'district/cut-district')

    // One message gets through: now the district knows how much it lacks.
    await platforms.line.district.set('one')
    await retryNow(operator)
    await vi.waitFor(() => expect(platforms.line.district.carried()).toBe(1), patience)
    await atDistrict.page.reload()
    const own = row(atDistrict.page, market.name)
    await own.getByText('正在补收').waitFor()
    expect(await own.innerText()).toMatch(/[1-9]\d* 条 · \d+ (分钟|小时|天)/)
    await keepPicture(atDistrict.page, 'district/catching-up')

    for (const line of [platforms.line.district, platforms.line.city]) await line.set('open')
    await retryNow(operator)
    await arrived(operator)
    await acknowledged(operator)
    const restored = await storePoints(operator)
    expect(restored - cutPoints).toBeGreaterThanOrEqual(15)
    await arrived(operator)
    await atDistrict.page.reload()
    await own.getByText('正常').waitFor()
    await own.getByText('重算一致').waitFor()
    // The district has both claims: without the line and with it.
    await own.getByRole('link', { name: market.name }).click()
    const claims = atDistrict.page.getByRole('table', { name: '历次自报' }).getByRole('row')
    await claims.nth(3).waitFor()
    const claimed = (await claims.allInnerTexts()).map((text) => Number(/\t([\d.]+)(?:–[\d.]+)? \//.exec(text)?.[1]))
    expect(claimed).toEqual(expect.arrayContaining([cutPoints, restored]))
    await keepPicture(atDistrict.page, 'district/restored-market')
    expect(atDistrict.takeProblems()).toEqual([])
    await atMarket.close()
    await atDistrict.close()
  })
})

/** Rows 7 to 9 are whole: both platforms have confirmed, whichever of the city's two sources came first. */
const acknowledged = (operator: Client<Api>): Promise<void> =>
  vi.waitFor(
    async () => {
      if ((await rows(operator)) === 15) return
      await retryNow(operator)
      throw new Error('not yet acknowledged')
    },
    { ...patience, interval: 2000 },
  )

/** Resuming a subscriber tries at once instead of waiting for the schedule. */
const retryNow = async (operator: Client<Api>): Promise<void> => {
  const { items } = await operator.listSubscribers({ params })
  for (const { subscriberId } of items)
    for (const state of ['paused', 'active'] as const)
      await operator.updateSubscriber({ params: { ...params, subscriberId }, body: { state } })
}

describe('every page of the platform', () => {
  it('fits a desk and a phone, in usual and in large type, and can be read aloud', async () => {
    const addresses = [
      '',
      `/markets/${marketId}`,
      `/compare?markets=${marketId},${silent[0]?.marketId ?? ''}`,
      '/statistics',
      '/register',
      `/register/${marketId}`,
      '/quarantine',
      '/districts',
    ]
    for (const size of [sizes.desk, sizes.deskLarge, sizes.phone, sizes.phoneLarge]) {
      const { page, close } = await enter('district', size)
      for (const address of addresses) {
        await page.goto(`${platforms.url.district}/console/platform${address}`)
        await settled(page)
        const name =
          address === '' ? 'board' : (/^\/(\w+)/.exec(address)?.[1] ?? '') + (address.split('/')[2] ? '-one' : '')
        await keepPicture(page, `district/all/${name}-${size.name}`)
        const faults = await pageFaults(page)
        expect({ address, size: size.name, faults }).toEqual({ address, size: size.name, faults: [] })
      }
      await close()
    }
  }, 400_000)
})
