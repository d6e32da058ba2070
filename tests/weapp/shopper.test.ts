/** A shopper's walk through the real WeChat build, over HTTP to a server whose answers keep to the contracts. */
import { expect, test } from 'vitest'
import { onMiniProgram, shows } from './stage.ts'
import { refuse, succeed, type Wx } from './wx.ts'

const { compiled, server, start } = onMiniProgram()

const home = 'pages/home/index?market=DEMO'
const stallList = 'packages/guide/stalls/index?market=DEMO'

test('the templates compile without a warning that WeChat would show', () => {
  expect(compiled.warnings).toEqual([])
})

test('a first visit asks which market, and the choice opens its home and is remembered', async () => {
  const mini = start()
  await shows(mini, '您要逛哪个市场？')
  await shows(mini, '南阳路农贸市场')
  mini.tap('#market-EAST')
  await shows(mini, '今日客流')
  expect(mini.text()).toContain('东风路农贸市场')
  expect(mini.calls.some(({ name, options }) => name === 'setStorageSync' && options === 'chosen-market')).toBe(true)
})

test('another market can be chosen later, and the home changes to it', async () => {
  const mini = start(home)
  await shows(mini, '演示农贸市场')
  mini.tap('#switch-market')
  await mini.until(() => mini.find('#market-EAST') !== null, 'the other market')
  mini.tap('#market-EAST')
  await shows(mini, '客流计数器今天还没有上报')
  expect(mini.text()).toContain('东风路农贸市场')
  expect(mini.text()).not.toContain('演示')
})

test('the home shows figures with unit and time, coverage of the ranking, and says that the market is a demo', async () => {
  const mini = start(home)
  await shows(mini, '今日客流3,482人次截至')
  expect(mini.text()).toContain('演示数据')
  expect(mini.text()).toContain('1,000 个摊位中 268 个上报了交易，覆盖率 27%')
  expect(mini.text()).toContain('今日蔬菜农药残留快检结果')
  expect(mini.errors).toEqual([])
})

test('a market without a counter shows no visits, never zero', async () => {
  const mini = start('pages/home/index?market=EAST')
  await shows(mini, '今日客流暂无客流计数器今天还没有上报')
})

test('the home leads to the stall list in the subpackage, and a tap there opens the stall', async () => {
  const mini = start(home)
  await shows(mini, '今日客流')
  mini.tap('#primary')
  await mini.until(() => mini.find('#stall-A-003') !== null, 'the third stall')
  expect(mini.routes()).toEqual(['pages/home/index', 'packages/guide/stalls/index'])
  mini.tap('#stall-A-003')
  await shows(mini, '张记鲜蔬3号')
  expect(mini.routes().at(-1)).toBe('packages/guide/stall/index')
  expect(mini.text()).toContain('B 级 良好')
  expect(mini.text()).toContain('食品经营许可证✕已过期2026年8月31日 到期')
  expect(mini.text()).toContain('138****0021')
  expect(mini.text()).toContain('李* · 切配✕缺健康证')
  mini.tap('#primary')
  await mini.until(() => mini.routes().length === 2, 'the way back to the list')
})

test('search asks the server once for what was typed, and a search without a match offers a way on', async () => {
  const mini = start(stallList)
  await shows(mini, '共 1,000 个摊位')
  for (const typed of ['D', 'D-', 'D-004']) mini.type('#search', typed)
  await shows(mini, '共 1 个摊位')
  expect(server.asked.filter((path) => path.includes('/stalls?') && path.includes('q='))).toHaveLength(1)
  mini.type('#search', '榴莲')
  await shows(mini, '没有叫“榴莲”的摊位')
  expect(mini.text()).toContain('看全部摊位')
})

test('a zone narrows the list', async () => {
  const mini = start(stallList)
  await mini.until(() => mini.find('#zone-zon_1') !== null, 'the zones')
  mini.tap('#zone-zon_1')
  await shows(mini, '共 170 个摊位')
  expect(mini.all('.stall-row')[0]?.id).toBe('stall-B-001')
})

test('1,000 stalls come page by page, each once and in order, without a gap', async () => {
  const mini = start(stallList)
  await shows(mini, '共 1,000 个摊位')
  for (let shown = 50; shown < 1000; shown += 50) {
    mini.reachBottom()
    await mini.until(() => mini.all('.stall-row').length === shown + 50, `${shown + 50} rows`)
  }
  const ids = mini.all('.stall-row').map((row) => row.id)
  expect(new Set(ids).size).toBe(1000)
  expect(ids).toEqual([...ids].sort())
  expect(mini.text()).toContain('到底了，一共 1,000 个摊位')
})

test('rows far from what is in sight give place to a blank of their height, and come back', async () => {
  const mini = start(stallList)
  await mini.until(() => mini.find('#stall-A-025') !== null, 'the first stretch')
  const rows = mini.all('.stall-row').length
  await mini.bringNear('#stalls-0', false, 2_600)
  await mini.until(() => mini.find('#stall-A-025') === null, 'a blank')
  expect(mini.find('#stalls-0')?.getAttribute('style')).toMatch(/height: ?2600px/)
  expect(mini.all('.stall-row')).toHaveLength(rows - 25)
  await mini.bringNear('#stalls-0', true, 2_600)
  await mini.until(() => mini.find('#stall-A-025') !== null, 'the first stretch again')
  expect(mini.all('.stall-row')).toHaveLength(rows)
})

test('a server that is busy is told in words, and trying again brings the list', async () => {
  server.fail('/api/v1/public/markets/DEMO/stalls')
  const mini = start(stallList)
  await shows(mini, '系统正忙，请稍后再试。')
  mini.tap('#retry')
  await shows(mini, '共 1,000 个摊位')
})

test('a later page that fails leaves the rows in place and can be asked for again', async () => {
  const mini = start(stallList)
  await shows(mini, '共 1,000 个摊位')
  server.fail('/api/v1/public/markets/DEMO/stalls')
  mini.reachBottom()
  await shows(mini, '后面的没有加载出来')
  expect(mini.all('.stall-row')).toHaveLength(50)
  mini.tap('#more')
  await mini.until(() => mini.all('.stall-row').length === 100, 'the next rows')
})

test('a stall that does not exist is told so, without a useless "try again"', async () => {
  const mini = start('packages/guide/stall/index?market=DEMO&stall=Z-999')
  await shows(mini, '没有找到')
  expect(mini.find('#retry')).toBeNull()
})

test('an empty stall says that it is empty', async () => {
  const mini = start('packages/guide/stall/index?market=DEMO&stall=A-023')
  await shows(mini, '这个摊位现在空着')
})

test('a scanned stall code opens that stall; a foreign code is told so; a closed scanner does nothing', async () => {
  let scanned: string | null = null
  const scanCode: Wx[string] = (options) =>
    scanned === null ? refuse(options, 'scanCode:fail cancel') : succeed(options, { result: scanned })
  const mini = start('pages/scan/index', { scanCode })
  await shows(mini, '打开相机扫码')
  mini.tap('#primary')
  scanned = 'https://example.com/menu'
  mini.tap('#primary')
  await shows(mini, '这不是本系统的码')
  scanned = 'https://market.example.cn/s/DEMO-A-003'
  mini.tap('#primary')
  await shows(mini, '张记鲜蔬3号')
})

test("WeChat's own scan of a printed code opens the stall page with the address in q", async () => {
  const mini = start(`packages/guide/stall/index?q=${encodeURIComponent('https://market.example.cn/s/DEMO-A-003')}`)
  await shows(mini, '张记鲜蔬3号')
})

test('a notice opens from the home with its whole text', async () => {
  const mini = start(home)
  await shows(mini, '今日客流')
  mini.tap('#notice-ntc_1')
  await shows(mini, '抽检批次 42 批，全部阴性。')
  expect(mini.text()).toContain('农残检测')
})

test('what a notice carries is on its page: a picture to see, a PDF to open, and words when it does not open', async () => {
  const page = 'packages/guide/notice/index?market=DEMO&notice=ntc_1'
  const pdf = '#paper-att_1'
  const opens = start(page, {
    downloadFile: (options) => succeed(options, { tempFilePath: 'wxfile://tmp/检测报告.pdf', statusCode: 200 }),
  })
  await shows(opens, '检测报告.pdf（PDF，20 KB）')
  expect(opens.find('.voucher')).not.toBeNull()
  opens.tap(pdf)
  await opens.until(() => opens.calls.some(({ name }) => name === 'openDocument'), 'the reader')
  const [asked] = opens.calls.filter(({ name }) => name === 'downloadFile')
  expect(asked?.options).toMatchObject({ url: expect.stringContaining('/notices/ntc_1/attachments/att_1') })
  const fails = start(page, { downloadFile: (options) => succeed(options, { statusCode: 404 }) })
  await shows(fails, '检测报告.pdf')
  fails.tap(pdf)
  await shows(fails, '附件没有打开')
})

test('the large-type switch enlarges every page and is remembered', async () => {
  const mini = start('pages/me/index')
  await shows(mini, '已关闭')
  mini.tap('#large-type')
  await shows(mini, '已打开')
  expect(mini.find('.page--large')).not.toBeNull()
  mini.tap('#tab-home')
  await mini.until(
    () => mini.routes()[0] === 'pages/home/index' && mini.find('.page--large') !== null,
    'the large home',
  )
})

test('those who enlarged type in WeChat start with large type', async () => {
  const mini = start('pages/me/index', { getAppBaseInfo: () => ({ SDKVersion: '3.8.12', fontSizeSetting: 23 }) })
  await shows(mini, '已打开')
})
