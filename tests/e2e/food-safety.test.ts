/** The chain in the browser: a delivery at the gate, sold online, a positive test, stopped everywhere, recalled, told. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, openBrowser, openPage, settled, type Size, sizes } from './support/browser.ts'
import { type DemoServer, enterDemo, passwordOf, startDemo } from './support/demo.ts'
import { clientOf } from './support/ledger.ts'
import { accessFaults, layoutFaults } from './support/looks.ts'

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

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const option = async (page: Page, label: RegExp | string, text: string): Promise<void> => {
  await page.getByRole('combobox', { name: label }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first().click()
}

describe('a delivery that turns out bad', () => {
  it('goes from the gate to the buyer’s message', { timeout: 300_000 }, async () => {
    const { token } = await clientOf(demo.url).login({
      body: { loginName: 'operator', password: passwordOf('operator') },
    })
    const operator = clientOf(demo.url, token)
    const { page, takeProblems, close } = await openPage(browser)
    const market = await enterDemo(page, demo.url, 'operator')
    takeProblems()
    const params = { marketId: market.split('/').at(-1) ?? '' }
    const marketCode = (await operator.listPublicMarkets({ query: {} })).items[0]?.code ?? ''
    const stall = (await operator.listStalls({ params, query: { pageSize: 50 } })).items.find(
      (one) => one.merchantName !== null,
    )
    const stallCode = stall?.code ?? ''
    await operator.registerSupplier({ params, body: { kind: 'firm', name: '万邦蔬菜公司', code: 'G-E2E' } })

    await page.goto(`${market}/food-safety/gate`)
    await page.getByLabel('摊位号').fill(stallCode)
    await page.getByLabel('供货者编号').fill('G-E2E')
    await page.getByLabel('品名').fill('试验菠菜')
    await option(page, '品类', '蔬菜')
    await page.getByLabel('产地').fill('河南省新郑市')
    await page.getByLabel('数量').fill('50')
    await page.getByLabel('进货凭证编号').fill('PZ-1')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: '凭证.png', mimeType: 'image/png', buffer: png })
    await page.getByText('凭证.png').waitFor()
    await page.getByLabel('有承诺达标合格证').check()
    await page.getByLabel('承诺主体').fill('张大山')
    await page.getByLabel('联系方式').fill('13800001111')
    await keepPicture(page, 'food/gate')
    await page.getByRole('button', { name: '登记入场' }).click()
    await page.getByText('准许入场').waitFor()
    expect(await page.getByRole('link', { name: '打印标签' }).getAttribute('href')).toContain('labels.pdf')
    const batch = (await operator.listBatches({ params, query: { q: '试验菠菜' } })).items[0]
    const batchId = batch?.batchId ?? ''
    expect(batch).toMatchObject({ remaining: 50_000, state: 'on_sale' })

    const listing = await operator.createListing({
      params,
      body: {
        stallId: stall?.stallId ?? '',
        categoryCode: 'vegetable',
        name: '试验菠菜',
        priceFen: 350,
        priceBasis: 'per_500g',
        stockKind: 'untracked',
      },
    })
    await operator.linkListingBatch({ params: { ...params, listingId: listing.listingId }, body: { batchId } })
    const shopperToken = (await clientOf(demo.url).startShopperSession()).token
    const shopper = clientOf(demo.url, shopperToken)
    let orders = 0
    const order = () =>
      shopper.checkOut({
        params: { marketCode },
        body: {
          idempotencyKey: `food-safety-${++orders}`,
          payment: 'at_stall',
          stalls: [
            {
              stallCode,
              lines: [{ listingId: listing.listingId, quantity: 1000, priceFen: 350, priceBasis: 'per_500g' }],
            },
          ],
        },
      })
    const placed = await order()
    const { stallOrderId = '', pickupCode = '' } = placed.stallOrders[0] ?? {}
    const at = { params: { ...params, stallOrderId } }
    await operator.acceptStallOrder(at)
    await operator.startPicking(at)
    await operator.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 1000 } })
    await operator.finishPicking(at)
    await operator.handOver({ ...at, body: { pickupCode, declaredMeans: 'cash' } })

    await page.goto(`${market}/food-safety/quick-tests`)
    await page.getByRole('button', { name: '登记结果' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByRole('combobox', { name: '批次' }).fill('试验菠菜')
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '试验菠菜' }).first().click()
    await form.getByLabel('检测项目').fill('有机磷和氨基甲酸酯类农药')
    await form.getByLabel('检测方法').fill('酶抑制率法')
    await form.getByLabel('阳性').check()
    await form.getByLabel('检测人').fill('赵检测')
    await form.getByRole('button', { name: '保存' }).click()
    await page.getByText('检测阳性，这一批已停止销售').waitFor()
    await keepPicture(page, 'food/positive')
    await expect(order()).rejects.toMatchObject({ code: 'listing.not_on_sale' })

    await page.goto(`${market}/food-safety/recalls`)
    await page.getByRole('button', { name: '开始召回或演练' }).click()
    await page.getByRole('dialog').getByLabel('真的召回').check()
    await page.getByRole('dialog').getByRole('combobox', { name: '批次' }).fill('试验菠菜')
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '试验菠菜' }).first().click()
    await page.getByRole('dialog').getByLabel('原因').fill('快检阳性')
    await page.getByRole('dialog').getByRole('button', { name: '开始' }).click()
    await page.getByRole('heading', { name: '召回：试验菠菜' }).waitFor()
    await page.getByText('已通知 1 个线上订单的买家，其中 0 个已看过').waitFor({ timeout: 60_000 })
    await keepPicture(page, 'food/recall')

    const phone = await openPage(browser, sizes.phone)
    await phone.context.addInitScript(
      ([key, value]) => localStorage.setItem(key ?? '', value ?? ''),
      ['shopper-token', JSON.stringify({ data: shopperToken })],
    )
    await phone.page.goto(`${demo.url}/m/#/packages/shop/orders/index?market=${marketCode}`)
    await phone.page.getByText('召回通知：试验菠菜').waitFor()
    await keepPicture(phone.page, 'food/buyer-message')
    await phone.page.locator('#messages-seen').click()
    await phone.page.getByText('召回通知：试验菠菜').waitFor({ state: 'detached' })
    await phone.close()

    await page.goto(`${market}/food-safety/batches/${batchId}`)
    await page.getByRole('button', { name: '无害化处理' }).click()
    const disposal = page.getByRole('dialog')
    await disposal.getByLabel('处理方式').fill('深埋')
    await disposal.getByLabel('处理地点').fill('市场无害化点')
    await disposal.getByLabel('见证人').fill('王主任')
    await disposal.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png })
    await disposal.getByText('现场.png').waitFor()
    await disposal.getByRole('button', { name: '登记处理' }).click()
    await page.getByText('市场无害化点').waitFor()
    await keepPicture(page, 'food/batch')
    const report = await page.request.get(
      `${market.replace('/console/m/', '/api/v1/markets/')}/quick-tests/${
        (await operator.listQuickTests({ params, query: { q: '试验菠菜' } })).items[0]?.quickTestId ?? ''
      }/report.pdf`,
    )
    expect(report.status()).toBe(200)
    expect((await report.body()).subarray(0, 5).toString()).toBe('%PDF-')
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe.each([sizes.desk, sizes.phone] satisfies Size[])('food safety at $name', (size) => {
  it('fits and can be read aloud', { timeout: 180_000 }, async () => {
    const { page, close } = await openPage(browser, size)
    const market = await enterDemo(page, demo.url, 'operator')
    const api = clientOf(
      demo.url,
      (await clientOf(demo.url).login({ body: { loginName: 'operator', password: passwordOf('operator') } })).token,
    )
    const params = { marketId: market.split('/').at(-1) ?? '' }
    const batch = (await api.listBatches({ params, query: { q: '试验菠菜' } })).items[0]
    const faults: string[] = []
    for (const address of [
      'food-safety',
      'food-safety/gate',
      'food-safety/batches',
      `food-safety/batches/${batch?.batchId ?? ''}`,
      `food-safety/merchants/${batch?.merchantId ?? ''}`,
      'food-safety/quick-tests',
      'food-safety/holds',
      'food-safety/recalls',
      'food-safety/suppliers',
    ]) {
      await page.goto(`${market}/${address}`)
      await settled(page)
      await keepPicture(page, `food/${size.name}-${address.replaceAll('/', '-').replace(/(bat|mer)_\w+/, '$1')}`)
      faults.push(...(await layoutFaults(page)).map((fault) => `${address}: ${fault}`))
      if (size.name === 'desk') faults.push(...(await accessFaults(page)).map((fault) => `${address}: ${fault}`))
    }
    expect(faults).toEqual([])
    await close()
  })
})
