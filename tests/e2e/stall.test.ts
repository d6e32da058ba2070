/** A merchant's day on a phone, against the real server: each journey, its taps counted, its pages looked at. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { settled, type Size, sizes, type Watched } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { photograph } from './support/photograph.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { look, says, tap as tapOne } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
let taps = 0
beforeAll(async () => {
  day = await openStallDay(demo.url)
})

/** One tap of the person's, counted. */
const tap = async (page: Page, selector: string): Promise<void> => {
  await tapOne(page, selector)
  taps += 1
}
const goTo = (page: Page, name: string, query = '') => go(page, `packages/stall/${name}/index${query}`)

/** Words that the browser was asked to read out. */
const spoken = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { spoken?: string[] }).spoken ?? [])
const listenIn = () => {
  const heard: string[] = []
  Object.assign(window, { spoken: heard })
  const voice = { lang: 'zh-CN' }
  Object.defineProperty(window, 'speechSynthesis', {
    value: {
      getVoices: () => [voice],
      cancel: () => undefined,
      speak: (speech: { text: string }) => heard.push(speech.text),
    },
  })
  Object.assign(window, {
    SpeechSynthesisUtterance: class {
      text: string
      constructor(text: string) {
        this.text = text
      }
    },
  })
}

const signIn = async (size: Size, loginName = 'merchant', password = passwordOf('merchant')): Promise<Watched> => {
  const watched = await open(size)
  const { page } = watched
  await page.addInitScript(listenIn)
  await goTo(page, 'today')
  await page.locator('#login-name input').fill(loginName)
  await page.locator('#password input').fill(password)
  await tap(page, '#primary')
  await page.getByRole('heading', { name: '今天的生意' }).waitFor()
  taps = 0
  return watched
}

const sizesOfPhones = [sizes.phone, sizes.phoneLarge]

describe.each(sizesOfPhones)('a merchant with large type $large', (size) => {
  it('hears of a new order with its amount, accepts and weighs it within six taps and hands it over', async () => {
    const { page, takeProblems, close } = await signIn(size)
    await look(page, size, 'stall/today-quiet')
    const order = await day.placeOrder()
    await page.locator(`#order-${order.stallOrderId}`).waitFor()
    expect(await spoken(page)).toEqual([expect.stringMatching(/^有新订单，到摊付 [\d.]+ 元，请接单$/)])
    await look(page, size, 'stall/today-order')
    // Five minutes later, as the server would then answer.
    await page.route(/\/stall-orders\?/, async (route) => {
      const answer = await route.fetch()
      const told = (await answer.json()) as { items: Record<string, unknown>[] }
      const items = told.items.map((one) =>
        one.stallOrderId === order.stallOrderId ? { ...one, remindedAt: one.placedAt } : one,
      )
      await route.fulfill({ response: answer, json: { ...told, items } })
    })
    await page.getByText('顾客等了很久，市场在催，请马上接单或拒单。').waitFor()
    await look(page, size, 'stall/today-reminded')
    expect((await spoken(page)).at(-1)).toBe('有 1 张订单等了很久，请马上接单')
    await page.unrouteAll({ behavior: 'wait' })
    taps = 0
    await tap(page, `#open-${order.stallOrderId}`)
    await page.getByText('正好 500 克，记下').waitFor()
    await look(page, size, 'stall/order-weigh')
    for (const key of ['4', '8', '0']) await tap(page, `#key-${key}`)
    await tap(page, '#primary')
    await page.getByText('正好 1 把').waitFor()
    await tap(page, '#primary')
    await page.getByText('请顾客报取货码').waitFor()
    expect(taps).toBeLessThanOrEqual(6)
    await look(page, size, 'stall/order-code')
    for (const key of order.pickupCode) await tap(page, `#key-${key}`)
    await tap(page, '#means-cash')
    await page.getByText('已完成').first().waitFor()
    // The same order does not ring again, unless the market reminds of it.
    expect(await spoken(page)).toHaveLength(2)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it("keeps twenty prices as yesterday's within three taps", async () => {
    const { page, takeProblems, close } = await signIn(size)
    await tap(page, '#seller-prices')
    // The demo market's own goods come on top of the twenty.
    const keep = await page.getByText(/全部同昨日（\d+ 种）/).innerText()
    expect(Number(/\d+/.exec(keep)?.[0])).toBeGreaterThanOrEqual(20)
    await look(page, size, 'stall/prices')
    await tap(page, '#primary')
    await page.getByText(/种价格已确认为今天的价格/).waitFor()
    expect(taps).toBeLessThanOrEqual(3)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('changes one price on the pad and all of them in bulk, which count once they are saved', async () => {
    const { page, close } = await signIn(size)
    await goTo(page, 'prices')
    const first = day.listings[1]
    await tap(page, `#price-${first?.listingId}`)
    for (const key of ['3', 'point', '5']) await tap(page, `#key-${key}`)
    await look(page, size, 'stall/prices-pad')
    await tap(page, '#price-use')
    await tap(page, '#bulk-up5')
    await page.getByText('改了还没保存').waitFor()
    await look(page, size, 'stall/prices-drafts')
    await tap(page, '#primary')
    await page.getByText(/改了 \d+ 种/).waitFor()
    const { items } = await day.merchant.listListings({ params: { marketId: day.marketId }, query: { pageSize: 200 } })
    // 3.50 and five percent, to whole 角.
    expect(items.find((one) => one.listingId === first?.listingId)?.priceFen).toBe(370)
    await tap(page, `#price-${first?.listingId}`)
    await tap(page, `#history-${first?.listingId}`)
    await says(page, '现在 3.70 元/500克')
    await says(page, /^涨 1\.\d0 元$/)
    await says(page, '第一次定价')
    await look(page, size, 'stall/price-history')
    await close()
  })

  it('registers a batch by a photo and five fields within twelve taps, and sees that it waits for a test', async () => {
    const { page, takeProblems, close } = await signIn(size)
    await tap(page, '#seller-stall')
    await settled(page)
    await look(page, size, 'stall/stall-menu')
    await tap(page, '#open-sellerIntake')
    await page.getByText('拍照或选照片').waitFor()
    await look(page, size, 'stall/intake-empty')
    const chooser = page.waitForEvent('filechooser')
    await tap(page, '#take-photo')
    await (await chooser).setFiles(await photograph(page, '进货凭证'))
    await page.getByText('这张是什么凭证').waitFor()
    await tap(page, '#goods-0')
    for (const key of ['2', '5']) await tap(page, `#key-${key}`)
    await tap(page, '#supplier-0')
    if ((await page.locator('#origin-place input').inputValue()) === '') await tap(page, '#origin-0')
    await look(page, size, 'stall/intake-full')
    await tap(page, '#primary')
    await page.getByText(/已登记，但没有合格凭证/).waitFor()
    expect(taps).toBeLessThanOrEqual(12)
    await look(page, size, 'stall/intake-done')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('counts stock on the pad and takes goods off sale', async () => {
    const { page, takeProblems, close } = await signIn(size)
    await goTo(page, 'goods')
    const counted = day.listings.at(-1)
    const paused = day.listings[2]
    await tap(page, `#count-${counted?.listingId}`)
    await tap(page, `#key-${size.large ? '2' : '3'}`)
    await look(page, size, 'stall/stock-pad')
    await tap(page, '#count-use')
    await tap(page, '#primary')
    await page.getByText('1 种的库存已改').waitFor()
    await tap(page, `#turn-${paused?.listingId}`)
    await page.locator(`#goods-${paused?.listingId}`).getByText('已停售').waitFor()
    await look(page, size, 'stall/goods')
    await tap(page, `#turn-${paused?.listingId}`)
    await page.locator(`#goods-${paused?.listingId}`).getByText('在售', { exact: true }).waitFor()
    await goTo(page, 'today')
    await page.getByText('快卖完的').waitFor()
    await page.locator(`#low-${counted?.listingId}`).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('sees at once that a positive test has stopped a batch, and stops another one by itself', async () => {
    const { page, takeProblems, close } = await signIn(size)
    const mark = size.large ? '大字' : '小字'
    const bad = await day.bringIn(`菜心${mark}`)
    const doubtful = await day.bringIn(`苋菜${mark}`)
    await day.testPositive(bad.batchId)
    await goTo(page, 'today')
    await page.getByText(`菜心${mark}：检测阳性，已停止销售`).waitFor()
    await look(page, size, 'stall/today-held')
    await tap(page, '#open-food')
    await tap(page, `#stop-${doubtful.batchId}`)
    await look(page, size, 'stall/food-stop')
    await tap(page, `#spoiled-${doubtful.batchId}`)
    await page.getByText(`苋菜${mark}已停止销售`).waitFor()
    await look(page, size, 'stall/food')
    const { items } = await day.merchant.listSalesHolds({ params: { marketId: day.marketId }, query: { open: 'true' } })
    expect(items.map(({ batchId, reason }) => ({ batchId, reason }))).toEqual(
      expect.arrayContaining([
        { batchId: bad.batchId, reason: 'positive_test' },
        { batchId: doubtful.batchId, reason: 'own_stop' },
      ]),
    )
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('answers a complaint with a ready sentence', async () => {
    const { page, takeProblems, close } = await signIn(size)
    const { complaintId } = await day.complain()
    await goTo(page, 'today')
    await tap(page, `#complaint-${complaintId}`)
    await page.getByText('买了两斤，回家称只有一斤八两').waitFor()
    await look(page, size, 'stall/complaint')
    await tap(page, '#phrase-0')
    await tap(page, '#primary')
    await page.getByText('答复已提交').waitFor()
    await look(page, size, 'stall/complaint-answered')
    expect((await day.merchant.getComplaint({ params: { marketId: day.marketId, complaintId } })).step).toBe('operator')
    await goTo(page, 'complaints')
    await page.getByText('没有等您答复的投诉').waitFor()
    await tap(page, '#shown-1')
    await page.locator(`#case-${complaintId}`).waitFor()
    await look(page, size, 'stall/complaints')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('reads its own papers and those of its people', async () => {
    const { page, takeProblems, close } = await signIn(size)
    await goTo(page, 'papers')
    await page.getByText('营业执照').waitFor()
    await look(page, size, 'stall/papers')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('opens an account for a helper, who then works without prices and takings until the owner allows them', async () => {
    const loginName = size.large ? 'zs-002' : 'zs-001'
    const password = 'stall-helper-2026'
    const owner = await signIn(size)
    await goTo(owner.page, 'helpers')
    await owner.page.getByText('添加帮手').waitFor()
    await look(owner.page, size, 'stall/helpers-none')
    await tap(owner.page, '#primary')
    await owner.page.locator('#helper-name input').fill('小张')
    await owner.page.locator('#helper-login input').fill(loginName)
    await owner.page.locator('#helper-password input').fill(password)
    await look(owner.page, size, 'stall/helpers-form')
    await tap(owner.page, '#primary')
    await owner.page.getByText('小张的账号开好了').waitFor()
    await look(owner.page, size, 'stall/helpers')

    const helper = await signIn(size, loginName, password)
    await helper.page.getByText('今天的生意只有摊主能看').waitFor()
    await look(helper.page, size, 'stall/helper-today')
    await tap(helper.page, '#seller-prices')
    await helper.page.getByText('您的账号不能改价').waitFor()
    expect(await helper.page.locator('#primary').count()).toBe(0)
    await look(helper.page, size, 'stall/helper-prices')

    const userId = (await day.merchant.listStallHelpers({ params: { marketId: day.marketId } })).items.find(
      (one) => one.loginName === loginName,
    )?.userId
    await tap(owner.page, `#prices-${userId}`)
    await owner.page.locator(`#prices-${userId}[aria-checked=true]`).waitFor()
    // The helper's phone learns of it at a look at 今日, which may end after the next tap.
    const mayPrice = async (): Promise<number> => {
      await tap(helper.page, '#seller-today')
      await says(helper.page, '今天的生意只有摊主能看')
      await tap(helper.page, '#seller-prices')
      await settled(helper.page)
      return helper.page.getByText('全部同昨日').locator('visible=true').count()
    }
    await expect.poll(mayPrice, { timeout: 60_000 }).toBe(1)
    await tap(owner.page, `#remove-${userId}`)
    await tap(owner.page, `#sure-${userId}`)
    await owner.page.getByText('还没有帮手').waitFor()
    // The helper's phone learns of it at its next look for orders.
    await helper.page.getByText('登录已过期').waitFor()
    await owner.close()
    await helper.close()
  })
})

describe('a merchant', () => {
  it.each(sizesOfPhones)(
    'goes on reading without a network on a $name, and catches up when it is back',
    async (size) => {
      const { page, context, close } = await signIn(size)
      const before = await day.placeOrder()
      await goTo(page, 'orders')
      await page.locator(`#order-${before.stallOrderId}`).waitFor()
      await context.setOffline(true)
      await page.getByText('网络没有连上，显示的是').waitFor()
      await page.locator(`#order-${before.stallOrderId}`).waitFor()
      await look(page, size, 'stall/orders-offline')
      const missed = await day.placeOrder()
      await context.setOffline(false)
      // Told by the phone that the network is back, not by the next look.
      await page.locator(`#order-${missed.stallOrderId}`).waitFor({ timeout: 8_000 })
      expect(await page.getByText('网络没有连上').count()).toBe(0)
      await close()
    },
  )

  it('is told when the camera cannot be used or the file is no picture, and keeps what was typed', async () => {
    const { page, close } = await signIn(sizes.phone)
    await goTo(page, 'intake')
    await tap(page, '#key-7')
    const chooser = page.waitForEvent('filechooser')
    await tap(page, '#take-photo')
    await (await chooser).setFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await page.getByText('没有拿到照片').waitFor()
    await page.locator('.scale__number').getByText('7').waitFor()
    await close()
  })
})

describe('a phone in dark mode', () => {
  it('shows the merchant and the shopper the same pages in colours that can be read', async () => {
    const { page, takeProblems, close } = await signIn(sizes.phone)
    await page.emulateMedia({ colorScheme: 'dark' })
    const order = await day.placeOrder()
    for (const name of ['today', 'orders', 'prices', 'stall', 'goods', 'intake', 'food', 'papers']) {
      await goTo(page, name)
      await look(page, sizes.phone, `stall/dark-${name}`)
    }
    await goTo(page, 'order', `?order=${order.stallOrderId}&do=accept`)
    await page.getByText('正好 500 克，记下').waitFor()
    await look(page, sizes.phone, 'stall/dark-order')
    for (const name of ['pages/home', 'packages/guide/stalls', 'pages/me']) {
      await go(page, `${name}/index?market=${day.marketCode}`)
      await look(page, sizes.phone, `stall/dark-${name.replaceAll('/', '-')}`)
    }
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(ground).toBe('rgb(16, 22, 20)')
    expect(takeProblems()).toEqual([])
    await close()
  })
})
