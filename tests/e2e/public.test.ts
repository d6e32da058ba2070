/** The market's public face in a browser: notices and prices, the wall, complaints by a code, inspections off the net, credit. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { keepPicture, settled, sizes } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientAt } from './support/ledger.ts'
import { layoutFaults, pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const patience = { timeout: 20_000, interval: 200 }
const { demo, open, enter } = onDemo()
let operator: Client<Api>
let params: { marketId: string }
let marketCode: string
beforeAll(async () => {
  operator = await clientAt(demo.url, 'operator', passwordOf('operator'))
  const { items } = await operator.listMarkets()
  params = { marketId: items[0]?.marketId ?? '' }
  marketCode = items[0]?.code ?? ''
  await operator.createInspectionTemplate({
    params,
    body: {
      kind: 'hygiene',
      name: '每日卫生',
      everyDays: 1,
      items: [
        { itemId: 'floor', text: '地面干净、没有积水', severity: 'minor', rectifyDays: 1 },
        { itemId: 'raw', text: '生熟分开', severity: 'serious', rectifyDays: 1 },
      ],
    },
  })
})

const rowZ4 = async () => {
  const assessment = await operator.getAssessment({ params: { ...params, rubricId: 'zhengzhou-2021' } })
  return assessment.criteria.find((criterion) => criterion.id === 'Z4')
}

describe('a price sheet', () => {
  it('is imported with its defects told by row, published, and read on the wall', async () => {
    const { page, takeProblems, close, home: market } = await enter('operator')
    await page.goto(`${market}/notices/prices/import`)
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const csv = [
      '品名,最低价,平均价,最高价,规格,单位,发布日期',
      `大白菜,0.4,0.45,0.55,普通,斤,${today}`,
      `番茄（精品）,2.5,3,3.5,普通,斤,${today}`,
      `芹菜,2.5,1.5,0.5,普通,斤,${today}`,
    ].join('\n')
    await page.setInputFiles('input[type=file]', { name: '新发地.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByLabel('价格来源对应的列').click()
    await page.getByLabel('价格来源对应的列').fill('北京新发地市场')
    await page.getByText('所有行都是「北京新发地市场」').click()
    await page.getByRole('button', { name: '下一步：检查' }).click()
    await page.getByText('最低价比最高价 0.5 还高').waitFor()
    await keepPicture(page, 'public/price-import')
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('正确的行已导入').waitFor()
    await page.goto(`${market}/notices/prices`)
    await page.getByRole('button', { name: '发布成公示' }).click()
    await page
      .getByRole('button', { name: '发布', exact: true })
      .or(page.getByRole('button', { name: '发 布' }))
      .click()
    await page.getByText('已发布为公示').waitFor()
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, 'public/prices')
    // The sheet says 番茄, the catalogue 西红柿: whoever looks for one finds both.
    await page.getByLabel('搜索品名，三张表一起找').fill('番茄')
    await page.getByText(/参考价共 \d+ 个，找到 1 个/).waitFor()
    const guide = page.getByRole('table', { name: '今日参考价' })
    await guide.getByText('西红柿').waitFor()
    expect(await guide.getByText('大白菜').count()).toBe(0)
    await page.getByRole('table', { name: '导入的行情' }).getByText('番茄（精品）').waitFor()
    await keepPicture(page, 'public/prices-found')
    await page.getByLabel('搜索品名，三张表一起找').fill('榴莲')
    await page.getByText('这一天没有叫「榴莲」的参考价').waitFor()
    await page.getByText('没有导入过「榴莲」的行情').waitFor()
    expect(await page.getByRole('button', { name: '发布成公示' }).count()).toBe(1)
    expect(takeProblems()).toEqual([])
    await close()

    const { items } = await operator.listDevices({ params, query: { q: 'WALL-1' } })
    const { screenUrl } = await operator.pairDevice({ params: { ...params, deviceId: items[0]?.deviceId ?? '' } })
    const wall = await open({ ...sizes.desk, width: 1920, height: 1080 })
    await wall.page.goto(new URL(screenUrl ?? '', demo.url).href)
    await wall.page.getByText('● 已联网').waitFor()
    await wall.page.getByText('西红柿', { exact: true }).waitFor()
    const scrolls = await wall.page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight)
    expect(scrolls).toBe(false)
    await keepPicture(wall.page, 'public/wall')
    // The wall tells what it shows once it shows it.
    await vi.waitFor(async () => {
      const shown = await operator.listNoticeShowings({ params, query: {} })
      expect(shown.items.map((item) => [item.deviceCode, item.place])).toContainEqual(['WALL-1', 'wall'])
    }, patience)
    expect(wall.takeProblems()).toEqual([])
    await wall.close()
  })
})

describe('a required notice', () => {
  it('that has gone stale costs points, and wins them back when it is refreshed at the desk', async () => {
    // The day's own tests put up a notice by themselves; without it the topic is as old as the one before.
    const { items } = await operator.listNotices({ params, query: { kind: 'quickTest', state: 'published' } })
    const newest = items.toSorted((a, b) => (a.publishedAt ?? '').localeCompare(b.publishedAt ?? '')).at(-1)
    await operator.withdrawNotice({
      params: { ...params, noticeId: newest?.noticeId ?? '' },
      body: { reason: '数据有误，核对后重发' },
    })
    const before = await rowZ4()
    expect(before?.losses.map((loss) => loss.subject.label)).toContain('农残检测')
    const { page, close, home: market } = await enter('operator')
    await page.goto(`${market}/notices/topics`)
    const row = page.getByRole('row', { name: /农残检测/ })
    await row.getByText(/超期|逾期|从未/).waitFor()
    await row.getByRole('button', { name: '发布新的' }).click()
    await page.getByLabel('标题', { exact: true }).fill('今日农残检测')
    await page.getByLabel('正文', { exact: true }).fill('抽检蔬菜 12 批，全部阴性。')
    await page
      .getByRole('button', { name: '保存' })
      .or(page.getByRole('button', { name: '保 存' }))
      .click()
    await row.getByText('今天', { exact: true }).waitFor()
    await close()
    const after = await rowZ4()
    expect(after?.low ?? 0).toBeGreaterThan(before?.low ?? 0)
    expect(after?.losses.map((loss) => loss.subject.label)).not.toContain('农残检测')
  })

  it('written by staff waits for the operator', async () => {
    const staff = await enter('staff')
    const market = staff.home
    await staff.page.goto(`${market}/notices`)
    await staff.page.getByRole('button', { name: '写一条公示' }).click()
    await staff.page.getByLabel('标题', { exact: true }).fill('冬季消防须知')
    await staff.page.getByLabel('正文', { exact: true }).fill('通道不得堆物。')
    await staff.page
      .getByRole('button', { name: '保存' })
      .or(staff.page.getByRole('button', { name: '保 存' }))
      .click()
    await staff.page.getByText('待审核').waitFor()
    await staff.close()
    const { items } = await operator.listNotices({ params, query: { q: '冬季消防须知' } })
    expect(items).toMatchObject([{ state: 'submitted' }])
  })
})

describe('a complaint by a scanned code', () => {
  it('is written without login, worked off at the desk, and printed as evidence', async () => {
    const { page, takeProblems, close } = await open(sizes.phone)
    await page.goto(`${demo.url}/complain/${marketCode}?stall=D-01&by=qr`)
    await page.getByText('金水示范农贸市场').waitFor()
    await page.getByRole('radio', { name: '缺斤少两' }).check()
    await page.getByLabel('经过').fill('买了一斤虾，少了二两')
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, 'public/complain')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('投诉已收到').waitFor()
    const code = (await page.locator('.code').textContent()) ?? ''
    await page.getByRole('button', { name: '看进展' }).click()
    await page.getByText('最晚').first().waitFor()
    await keepPicture(page, 'public/complain-progress')
    expect(takeProblems()).toEqual([])
    await close()
    expect((await operator.lookUpComplaint({ params: { code } })).stallCode).toBe('D-01')
    const { items } = await operator.listComplaints({ params })
    const complaintId = items.find((each) => each.stallCode === 'D-01')?.complaintId ?? ''

    const desk = await enter('operator')
    const market = desk.home
    await desk.page.goto(`${market}/complaints`)
    const search = desk.page.getByLabel('搜索摊位号、经营户、经过、查询码')
    const rows = desk.page.getByRole('link', { name: /（摊位 / })
    await search.fill('没有这样的投诉')
    await desk.page.getByText('没有和「没有这样的投诉」有关的投诉').waitFor()
    expect(await pageFaults(desk.page)).toEqual([])
    await keepPicture(desk.page, 'public/complaints-none')
    for (const words of ['买了一斤虾', code]) {
      await search.fill(words)
      await desk.page.getByRole('link', { name: '（摊位 D-01）' }).waitFor()
      await rows.nth(1).waitFor({ state: 'detached' })
      await search.fill('没有这样的投诉')
      await desk.page.getByText('没有和「没有这样的投诉」有关的投诉').waitFor()
    }
    await search.fill('买了一斤虾')
    await desk.page.getByRole('link', { name: '（摊位 D-01）' }).click()
    await desk.page.getByText('买了一斤虾，少了二两').first().waitFor()
    await desk.page.goto(`${market}/complaints/${complaintId}`)
    const download = desk.page.waitForEvent('download')
    await desk.page.getByRole('link', { name: '证据材料（PDF）' }).click()
    expect((await download).suggestedFilename()).toBe(`投诉证据-${complaintId}.pdf`)
    await desk.close()
  })

  it('can be found on the kiosk, and a report is told apart', async () => {
    const { page, close } = await open({ ...sizes.desk, width: 1080, height: 1920 })
    await page.goto(`${demo.url}/kiosk/${marketCode}`)
    await page.getByRole('link', { name: '投诉、举报' }).click()
    await page.getByRole('radio', { name: '举报：我发现违法' }).check()
    await page.getByText('经营户看不到').waitFor()
    await page.getByRole('radio', { name: '食品安全' }).check()
    await page.getByLabel('经过').fill('夜里偷卖没有检疫的肉')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('举报已收到').waitFor()
    await close()
    const { items } = await operator.listReports({ params })
    expect(items).toMatchObject([{ channel: 'kiosk', category: 'food_safety' }])
  })
})

describe('a round of inspection', () => {
  it('goes on without a network, is handed in once, and its finding is put right and rechecked', async () => {
    const { page, context, close, home: market } = await enter('operator', sizes.phone)
    await page.goto(`${market}/inspections`)
    await page.getByRole('link', { name: '开始检查' }).click()
    await page.getByText('只查几个摊位').click()
    await page.getByLabel('摊位', { exact: true }).click()
    await page.getByLabel('摊位', { exact: true }).fill('D-01')
    await page.getByTitle('D-01').last().click()
    await page.keyboard.press('Escape')
    await page.getByText('也查市场自己的公共区域').click()
    await page.getByRole('button', { name: '开始，共 1 处' }).click()
    await page.getByText('摊位 D-01').first().waitFor()
    await context.setOffline(true)
    await page.getByText('有问题').first().click()
    await page.getByLabel('地面干净、没有积水：什么问题').fill('鱼池外溢，过道积水')
    await page.getByRole('button', { name: '其余都合格' }).click()
    await keepPicture(page, 'public/round')
    await page.getByRole('button', { name: '检查完了，提交 1 处' }).click()
    await page.getByText('现在没有网络，检查还没有交上去。').waitFor()
    await context.setOffline(false)
    await page.getByText('鱼池外溢，过道积水').waitFor()
    expect(page.url()).toContain('/inspections/findings')
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, 'public/findings')
    const search = page.getByLabel('搜索问题、摊位号、经营户')
    await search.fill('灯不亮')
    await page.getByText('没有这样的问题').waitFor()
    expect(await pageFaults(page)).toEqual([])
    await search.fill('d-01')
    await page.getByText('鱼池外溢，过道积水').waitFor()
    await page.getByRole('button', { name: '报告整改' }).click()
    await page.getByLabel('整改情况').fill('已经清扫，加了挡水条')
    await page.getByRole('button', { name: '报告整改完成' }).click()
    await page
      .getByRole('button', { name: '复查' })
      .or(page.getByRole('button', { name: '复 查' }))
      .click()
    await page.getByLabel('复查情况').fill('地面干燥')
    await page.getByRole('button', { name: '记录复查' }).click()
    await page.getByText('已通过').first().waitFor()
    await close()
    expect((await operator.listInspections({ params })).total).toBe(1)
    const { items } = await operator.listFindings({ params })
    expect(items).toMatchObject([{ state: 'passed', stallCode: 'D-01', rechecks: 1 }])
  })
})

describe('credit', () => {
  it('is told point by point, with its formula', async () => {
    const { items } = await operator.listMerchants({ params, query: { q: 'D-01' } })
    const merchantId = items[0]?.merchantId ?? ''
    const { page, takeProblems, close, home: market } = await enter('operator')
    await page.goto(`${market}/inspections/credit/${merchantId}`)
    await page.getByText('检查发现：地面干净、没有积水').waitFor()
    await page.getByText('从 100 分起').waitFor()
    expect(await pageFaults(page)).toEqual([])
    await keepPicture(page, 'public/credit')
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe.each([sizes.desk, sizes.phoneLarge])('at $name', (size) => {
  it.each([
    'notices/showings',
    'notices/prices',
    'inspections',
    'inspections/metrology',
    'inspections/credit',
    'inspections/appeals',
    'complaints/fair-scale',
    'complaints/ratings',
    'complaints/terms',
    'complaints/codes',
  ])('the page %s fits and can be read', async (path) => {
    const { page, takeProblems, close, home: market } = await enter('operator', size)
    await page.goto(`${market}/${path}`)
    await settled(page)
    expect([...(await layoutFaults(page)), ...takeProblems()]).toEqual([])
    await keepPicture(page, `public/${size.name}/${path.replaceAll('/', '-')}`)
    await close()
  })
})
