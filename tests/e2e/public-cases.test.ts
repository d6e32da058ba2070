/** From a scale to the authority, and everything between a stall and its good name, in a browser. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { keepPicture, sizes } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientAt, clientOf } from './support/ledger.ts'
import { layoutFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { demo, open, enter } = onDemo()
let operator: Client<Api>
let merchant: Client<Api>
let params: { marketId: string }
let marketCode: string
let stallCode: string
let merchantId: string
beforeAll(async () => {
  operator = await clientAt(demo.url, 'operator', passwordOf('operator'))
  merchant = await clientAt(demo.url, 'merchant', passwordOf('merchant'))
  const [market] = (await operator.listMarkets()).items
  params = { marketId: market?.marketId ?? '' }
  marketCode = market?.code ?? ''
  merchantId = (await merchant.getMe()).memberships[0]?.merchantId ?? ''
  stallCode = (await merchant.getMerchant({ params: { ...params, merchantId } })).tenancies[0]?.stallCode ?? ''
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
/** Two Chinese characters on a button stand apart. */
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name: new RegExp(`^${[...name].join(' ?')}$`) }).click()
const pick = async (page: Page, label: string, day: string): Promise<void> => {
  await page.getByRole('dialog').getByLabel(label).fill(day)
  await page.locator(`.ant-picker-dropdown:visible td[title="${day}"]`).click()
}
let sold = 0
const sell = async (weightGrams: number, amountFen: number): Promise<string> => {
  const key = `cases-${++sold}`
  const line = { commodityName: '西红柿', weightGrams, amountFen }
  const soldAt = new Date().toISOString()
  await operator.recordSales({
    params,
    body: { source: '公平秤试验', sales: [{ key, stallCode, soldAt, channel: 'scale', amountFen, lines: [line] }] },
  })
  const { items } = await operator.findPurchases({ params, query: { q: stallCode } })
  return items.find((item) => item.amountFen === amountFen)?.saleId ?? ''
}

describe('a purchase on the fair scale', () => {
  it('is found, weighed again, told with its tolerance, complained about in one step and handed to the authority', async () => {
    const saleId = await sell(1000, 531)
    const { page, home: market, takeProblems, close } = await enter('operator')
    await page.goto(`${market}/complaints/fair-scale`)
    await page.getByLabel('小票号、订单号或摊位号').fill(saleId)
    await press(page, '查找')
    await press(page, '复称这件')
    await page.getByLabel('公平秤上的重量（克）').fill('900')
    await press(page, '记录')
    await page.getByText('短缺超差').first().waitFor()
    await page.getByText(/允许少 20 克。依据/).waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await keepPicture(page, 'cases/reweighed')
    await press(page, '为这次复称登记投诉')
    await press(page, '登记')
    await page.getByText('请把查询码交给投诉人').waitFor()
    await press(page, '已交给投诉人')
    const { items } = await operator.listComplaints({ params, query: { pageSize: 100 } })
    // Ids grow with time.
    const newest = items
      .map((item) => item.complaintId)
      .toSorted()
      .at(-1)
    const at = { ...params, complaintId: newest ?? '' }
    expect(await operator.getComplaint({ params: at })).toMatchObject({ saleId, reweighId: expect.any(String) })

    await page.goto(`${market}/complaints/${at.complaintId}`)
    for (const step of ['受理', '移交监管部门']) {
      await press(page, step)
      await page.getByRole('dialog').getByLabel('办理说明').fill('由服务台老刘办理')
      await page.getByRole('dialog').locator('.ant-btn-primary').click()
      await page.getByRole('dialog').getByLabel('办理说明').waitFor({ state: 'detached' })
    }
    await page.getByText('监管部门', { exact: true }).first().waitFor()
    await keepPicture(page, 'cases/handed-over')
    const downloads = []
    for (const name of ['证据包（JSON）', '证据材料（PDF）']) {
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name }).click()
      downloads.push(readFileSync(await (await download).path()))
    }
    const [bundle, pdf] = downloads
    expect(JSON.stringify(JSON.parse(bundle?.toString() ?? ''))).toContain('900')
    expect(pdf?.subarray(0, 5).toString()).toBe('%PDF-')
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('a rating', () => {
  it('of a bought thing is answered at the desk, and both stand on the stall’s page', async () => {
    const saleId = await sell(500, 287)
    await clientOf(demo.url).submitRating({
      params: { marketCode },
      body: { stars: 4, comment: '菜新鲜，找零慢', saleId },
    })
    const { page, home: market, takeProblems, close } = await enter('operator')
    await page.goto(`${market}/complaints/ratings`)
    await page.getByText('菜新鲜，找零慢').waitFor()
    await page
      .getByRole('row', { name: /找零慢/ })
      .getByRole('button')
      .click()
    await page.getByRole('dialog').getByLabel('回复').fill('谢谢，已加一个零钱盒')
    await page.getByRole('dialog').locator('.ant-btn-primary').click()
    await page.getByRole('cell', { name: '谢谢，已加一个零钱盒' }).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
    const phone = await open(sizes.phoneLarge)
    await phone.page.goto(`${demo.url}/m/#/packages/guide/stall/index?market=${marketCode}&stall=${stallCode}`)
    await phone.page.getByText('摊主回复：谢谢，已加一个零钱盒').waitFor()
    expect(await layoutFaults(phone.page)).toEqual([])
    await keepPicture(phone.page, 'cases/rating')
    await phone.close()
  })
})

describe('a point of credit', () => {
  it('is disputed on the merchant’s phone, and an upheld appeal stands beside the event as a correction', async () => {
    const before = await operator.getMerchantCredit({ params: { ...params, merchantId } })
    const event = before.events.find(({ kind }) => kind === 'weight_short')
    const phone = await open(sizes.phone)
    await phone.page.goto(`${demo.url}/m/#/packages/stall/today/index`)
    await phone.page.locator('#login-name input').fill('merchant')
    await phone.page.locator('#password input').fill(passwordOf('merchant'))
    await phone.page.locator('#primary:visible').first().click()
    await phone.page.getByRole('heading', { name: '今天的生意' }).waitFor()
    await phone.page.goto(`${demo.url}/m/#/packages/stall/stall/index`)
    await phone.page.locator(`#appeal-${event?.creditEventId ?? ''}`).click()
    await phone.page.locator(`#reason-${event?.creditEventId ?? ''} input`).fill('秤有检定证书，复称前被淋了水')
    await phone.page.getByText('提出申诉').click()
    await phone.page.getByText('申诉待裁决').waitFor()
    await keepPicture(phone.page, 'cases/appeal')
    await phone.close()

    const { page, home: market, takeProblems, close } = await enter('operator')
    await page.goto(`${market}/inspections/appeals`)
    await page.getByText('秤有检定证书，复称前被淋了水').waitFor()
    await page
      .getByRole('row', { name: /淋了水/ })
      .getByRole('button')
      .click()
    await page.getByLabel('成立，更正原记录').check()
    await page.getByRole('dialog').getByLabel('裁决理由').fill('复核属实')
    await page.getByRole('dialog').locator('.ant-btn-primary').click()
    await page
      .getByRole('row', { name: /淋了水/ })
      .getByText('成立', { exact: true })
      .waitFor()
    await page.goto(`${market}/inspections/credit/${merchantId}`)
    await page.getByText('更正').first().waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await keepPicture(page, 'cases/credit')
    expect(takeProblems()).toEqual([])
    await close()
    const after = await operator.getMerchantCredit({ params: { ...params, merchantId } })
    expect(after.score).toBeGreaterThan(before.score)
  })
})

describe('an inspection', () => {
  it('follows a way over the map, keeps a photo without a network, and hands both in once', async () => {
    await operator.createInspectionTemplate({
      params,
      body: {
        kind: 'fire_lanes',
        name: '消防通道',
        everyDays: 7,
        items: [{ itemId: 'lane', text: '通道没有堆物', severity: 'serious', rectifyDays: 1 }],
      },
    })
    const { page, context, home: market, close } = await enter('operator', sizes.phone)
    await page.goto(`${market}/inspections`)
    await page.getByRole('link', { name: '开始检查' }).first().click()
    await page.getByText('按走路最近的顺序').waitFor()
    await page
      .getByRole('img', { name: /的检查路线$/ })
      .first()
      .waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await keepPicture(page, 'cases/route')
    await page.getByText('只查几个摊位').click()
    await page.getByLabel('摊位', { exact: true }).click()
    await page.getByLabel('摊位', { exact: true }).fill(stallCode)
    await page.getByTitle(stallCode).last().click()
    await page.keyboard.press('Escape')
    await page.getByText('也查市场自己的公共区域').click()
    await press(page, '开始，共 1 处')
    await page.getByText(`摊位 ${stallCode}`).first().waitFor()
    await context.setOffline(true)
    await page.getByText('有问题').first().click()
    await page.getByLabel('通道没有堆物：什么问题').fill('两筐菜堵在过道')
    await page.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png })
    await page.getByRole('img', { name: '现场照片' }).waitFor()
    await press(page, '检查完了，提交 1 处')
    await page.getByText('现在没有网络，检查还没有交上去。').waitFor()
    await context.setOffline(false)
    await page.getByText('两筐菜堵在过道').waitFor()
    await keepPicture(page, 'cases/findings')
    await close()
    expect((await operator.listInspections({ params })).total).toBe(1)
    const { items } = await operator.listFindings({ params })
    expect(items).toMatchObject([{ stallCode, severity: 'serious', photoIds: [expect.any(String)] }])
  })

  it('of a scale is written down with its term, the first to run out at the top', async () => {
    const { page, home: market, takeProblems, close } = await enter('operator')
    await page.goto(`${market}/inspections/metrology`)
    await press(page, '登记检定')
    const form = page.getByRole('dialog')
    await form.getByLabel('秤编号').fill('FAIR-E2E')
    await form.getByLabel('这是公平秤').check()
    for (const [name, value] of [
      ['检定日期', '2026-01-10'],
      ['有效期至', '2027-01-09'],
    ] as const) {
      await pick(page, name, value)
    }
    await form.getByLabel('检定机构').fill('郑州市质量技术监督检验测试中心')
    await form.getByLabel('证书编号').fill('LX20260110')
    await form.locator('.ant-btn-primary').click()
    await page.getByText('FAIR-E2E（公平秤）').waitFor()
    await page.getByText('2027-01-09').waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await keepPicture(page, 'cases/metrology')
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('a notice', () => {
  it('is written with a paper by staff, approved, read and counted on a phone, and withdrawn with its reason', async () => {
    const title = '年底消防安全须知'
    const staff = await enter('staff')
    await staff.page.goto(`${staff.home}/notices`)
    await press(staff.page, '写一条公示')
    await staff.page.getByLabel('标题', { exact: true }).fill(title)
    await staff.page.getByLabel('正文', { exact: true }).fill('通道不得堆物。')
    await staff.page
      .locator('input[type=file]')
      .setInputFiles({ name: '须知.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 x') })
    await staff.page.getByText('须知.pdf').waitFor()
    await press(staff.page, '保存')
    await staff.page.getByText('待审核').first().waitFor()
    await staff.close()

    const { page, home: market, takeProblems, close } = await enter('operator')
    await page.goto(`${market}/notices?q=${encodeURIComponent(title)}`)
    await press(page, '审核通过并发布')
    await page.getByText('已发布').first().waitFor()
    const [notice] = (await operator.listNotices({ params, query: { q: title } })).items
    const phone = await open(sizes.phoneLarge)
    await phone.page.goto(
      `${demo.url}/m/#/packages/guide/notice/index?market=${marketCode}&notice=${notice?.noticeId ?? ''}`,
    )
    await phone.page.getByText('须知.pdf（PDF，1 KB）').waitFor()
    expect(await layoutFaults(phone.page)).toEqual([])
    await keepPicture(phone.page, 'cases/notice')
    const download = phone.page.waitForEvent('download')
    await phone.page.getByText('须知.pdf（PDF，1 KB）').click()
    expect(readFileSync(await (await download).path(), 'utf8')).toBe('%PDF-1.4 x')
    await phone.close()
    await page.reload()
    await page.getByText('1 次', { exact: true }).waitFor()
    await press(page, '撤回')
    await page.getByRole('dialog').getByLabel('撤回原因').fill('换成新的须知')
    await page.getByRole('dialog').locator('.ant-btn-primary').click()
    await page.getByText('已撤回').first().waitFor()
    await page.getByRole('button', { name: title }).click()
    await page.getByText('撤回原因：换成新的须知').waitFor()
    await page.getByText('哪块屏什么时候展示过').click()
    await page.waitForURL('**/notices/showings**')
    await page.goto(`${market}/notices/topics`)
    await page.getByText('到期提醒').first().waitFor()
    expect(await layoutFaults(page)).toEqual([])
    await keepPicture(page, 'cases/topics')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is set by the operator for a day to come', async () => {
    const { page, home: market, close } = await enter('operator')
    await page.goto(`${market}/notices`)
    await press(page, '写一条公示')
    await page.getByLabel('标题', { exact: true }).fill('元旦营业时间')
    await page.getByLabel('正文', { exact: true }).fill('元旦照常营业。')
    await page.getByRole('radio', { name: /定/ }).check()
    const day = `${Number(today().slice(0, 4)) + 1}-01-01`
    await pick(page, '发布日期', day)
    await press(page, '保存')
    await page.getByText('元旦营业时间').waitFor()
    await close()
    const [notice] = (await operator.listNotices({ params, query: { q: '元旦营业时间' } })).items
    expect(notice).toMatchObject({ state: 'draft', publishOn: day })
  })
})
