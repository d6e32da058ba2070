/** The chain in the browser: a delivery at the gate, sold online, a positive test, stopped everywhere, recalled, told. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepPicture, settled, type Size, sizes } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientAt, clientOf } from './support/ledger.ts'
import { accessFaults, layoutFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { demo, open, enter } = onDemo()

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
    const { page, takeProblems, close, home: market } = await enter('operator')
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

    const phone = await open(sizes.phone)
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

describe('a delivery that is divided', () => {
  it(
    'is put into crates of two names, sold by expiry, and written into the national file',
    { timeout: 300_000 },
    async () => {
      const operator = await clientAt(demo.url, 'operator', passwordOf('operator'))
      const { page, takeProblems, close, home: market } = await enter('operator')
      const params = { marketId: market.split('/').at(-1) ?? '' }
      const stalls = (await operator.listStalls({ params, query: { pageSize: 50 } })).items.filter(
        (one) => one.merchantName !== null,
      )
      const [stall, other] = stalls
      const stallCode = stall?.code ?? ''
      await operator.registerSupplier({ params, body: { kind: 'firm', name: '惠济菜农合作社', code: 'G-DIV' } })
      const deliver = (expiresOn: string) =>
        operator.recordIntake({
          params,
          body: {
            stallCode,
            supplierCode: 'G-DIV',
            commodityName: '试验生菜',
            categoryCode: 'vegetable',
            originPlace: '河南省中牟县',
            quantity: 20_000,
            expiresOn,
            papers: [
              { kind: 'purchase_voucher', number: 'PZ-9' },
              { kind: 'self_test', number: 'ZJ-9' },
            ],
          },
        })
      const days = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
      const later = (await deliver(days(9))).batch
      const sooner = (await deliver(days(3))).batch

      await page.goto(`${market}/food-safety/batches/${later.batchId}`)
      await page.getByRole('button', { name: '分装、混合' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('第 1 个新批次的数量').fill('12.5')
      await form.getByText('还对不上').waitFor()
      await form.getByRole('button', { name: '加一个新批次' }).click()
      await form
        .getByRole('combobox')
        .last()
        .fill(other?.code ?? '')
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
      await form.getByLabel('第 2 个新批次的品名').fill('试验生菜礼盒')
      await form.getByLabel('第 2 个新批次的数量').fill('7')
      await form.getByLabel('损耗（千克）').fill('0.5')
      await form.getByText('对得上').waitFor()
      expect(await layoutFaults(page)).toEqual([])
      await keepPicture(page, 'food/transform')
      await form.getByRole('button', { name: '登记，产生新批次' }).click()
      await page.getByText('已登记，产生 2 个新批次').waitFor()
      await page.getByText('12.5 千克（进货 12.5 千克）').waitFor()
      expect((await operator.getBatch({ params: { ...params, batchId: later.batchId } })).batch.remaining).toBe(0)

      await operator.createListing({
        params,
        body: {
          stallId: stall?.stallId ?? '',
          categoryCode: 'vegetable',
          name: '试验生菜',
          priceFen: 300,
          priceBasis: 'per_500g',
          stockKind: 'untracked',
        },
      })
      await page.goto(`${market}/trade/prices?q=${encodeURIComponent('试验生菜')}`)
      await page.getByRole('button', { name: '试验生菜', exact: true }).click()
      await page.getByText('没有指定批次').waitFor()
      await page.getByText(new RegExp(`该先卖：试验生菜，还剩 20.*${days(3)} 到期`)).waitFor()
      await keepPicture(page, 'food/suggested')
      await page.getByRole('button', { name: '改卖这一批' }).click()
      await page.getByText('正是该先卖的一批').waitFor()
      expect(await page.getByRole('link', { name: sooner.traceCode }).getAttribute('href')).toBe(
        `/t/${sooner.traceCode}`,
      )

      await page.goto(`${market}/food-safety`)
      await page.getByRole('button', { name: '肉菜追溯文件' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: '下载 XML' }).click()
      expect(readFileSync(await (await download).path(), 'utf8')).toContain('<goods_name>试验生菜</goods_name>')
      const xml = `<?xml version="1.0" encoding="UTF-8"?><retail_market><retail_market_in_info_base>
      <in_date>20200102</in_date><retailer_name>没有这一户</retailer_name><tran_id>T1</tran_id></retail_market_in_info_base>
      <retail_market_in_info_detail><tran_id>T1</tran_id><goods_name>白条猪</goods_name><weight>80</weight>
      </retail_market_in_info_detail></retail_market>`
      await page
        .getByRole('dialog')
        .locator('input[type=file]')
        .setInputFiles({ name: '进场.xml', mimeType: 'text/xml', buffer: Buffer.from(xml) })
      await page.getByText('今天没有这个名称的经营户入驻').waitFor()
      await keepPicture(page, 'food/exchange')
      expect(takeProblems()).toEqual([])
      await close()
    },
  )
})

describe.each([sizes.desk, sizes.phone, sizes.phoneLarge] satisfies Size[])('food safety at $name', (size) => {
  it('fits and can be read aloud', { timeout: 180_000 }, async () => {
    const { page, close, home: market } = await enter('operator', size)
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
      'food-safety/rules',
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
