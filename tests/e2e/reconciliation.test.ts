/** 对账 as an operator does it on the day after: bills, an acquirer's file with a bad row, differences taken and settled. */
import { appendFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'
import { keepPicture, settled, type Size, sizes, type Watched } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { pageFaults } from './support/looks.ts'
import { onTradeMarket } from './support/stage.ts'
import type { TradeStall } from './support/trade-market.ts'

const day = businessDate(new Date())
const { market, enter } = onTradeMarket()
let operator: Watched
let page: Page

const stallAt = (n: number): TradeStall => {
  const stall = market.stalls[n]
  if (stall === undefined) throw new Error(`no stall ${n}`)
  return stall
}
/** Confirms at the local gateway's page, as a payer does. */
const confirm = async ({ demoPageUrl }: { readonly demoPageUrl: string | null }): Promise<void> => {
  const body = new URLSearchParams({ action: 'confirm' })
  const answer = await fetch(new URL(new URL(demoPageUrl ?? '').pathname, market.url), { method: 'POST', body })
  expect(answer.ok).toBe(true)
}
let bags = 0
const place = async (shopper: Client<Api>, n: number, quantity: number, payment: 'online' | 'at_stall') => {
  const stall = stallAt(n)
  const [goods] = stall.listings
  if (goods === undefined) throw new Error('no goods')
  const { stallOrders } = await shopper.checkOut({
    params: { marketCode: market.code },
    body: {
      idempotencyKey: `reconciled-${++bags}`,
      payment,
      stalls: [
        {
          stallCode: stall.code,
          lines: [{ listingId: goods.listingId, quantity, priceFen: goods.priceFen, priceBasis: goods.priceBasis }],
        },
      ],
    },
  })
  const [order] = stallOrders
  if (order === undefined) throw new Error('no order')
  return order
}
/** Paid at the stall, and the merchant says by its card terminal. */
const sellByTerminal = async (shopper: Client<Api>, grams: number): Promise<void> => {
  const merchant = await market.as(stallAt(0).loginName)
  const { stallOrderId, pickupCode } = await place(shopper, 0, grams, 'at_stall')
  const params = { marketId: market.marketId, stallOrderId }
  await merchant.acceptStallOrder({ params })
  await merchant.startPicking({ params })
  await merchant.weighLine({ params: { ...params, lineNo: '1' }, body: { quantity: grams } })
  await merchant.finishPicking({ params })
  await merchant.handOver({ params, body: { pickupCode, declaredMeans: 'pos_card' } })
}
/** The gateway's books get a payment to the third stall that nobody here asked for. */
const payBehindOurBack = (dataDir: string): void => {
  const file = path.join(dataDir, 'local-gateway.jsonl')
  const rows = readFileSync(file, 'utf8').trim().split('\n')
  const trades = rows.map((row) => JSON.parse(row) as { trade?: { channel: string; state: string } })
  const paid = trades.findLast(({ trade }) => trade?.channel === 'wechat' && trade.state === 'paid')
  const strange = { ...paid?.trade, chargeNumber: 'STRANGE0001', transactionNumber: '42009999', amountFen: 888 }
  appendFileSync(file, `${JSON.stringify({ trade: strange })}\n`)
}

let soldAt = ''
beforeAll(async () => {
  const { token } = await clientOf(market.url).startShopperSession()
  const shopper = clientOf(market.url, token)
  const order = await place(shopper, 0, 1000, 'online')
  const wechat = { channel: 'wechat', scene: 'native' } as const
  const mine = (stallOrderId: string) => ({ marketCode: market.code, stallOrderId })
  await confirm(await shopper.payMyStallOrder({ params: mine(order.stallOrderId), body: wechat }))
  const meat = await place(shopper, 1, 500, 'online')
  const alipay = { channel: 'alipay', scene: 'qr' } as const
  await confirm(await shopper.payMyStallOrder({ params: mine(meat.stallOrderId), body: alipay }))
  await confirm(
    await shopper.payAtStall({
      params: { marketCode: market.code, stallCode: stallAt(2).code },
      body: { ...wechat, idempotencyKey: 'at-the-counter-1', amountFen: 1250 },
    }),
  )
  soldAt = formatInstant(new Date())
  await sellByTerminal(shopper, 500)
  await sellByTerminal(shopper, 2000)
  await market.restart(1, payBehindOurBack)
  operator = await enterNextDay(sizes.desk)
  page = operator.page
})

const at = (view: string): string => `${market.url}/console/m/${market.marketId}/trade/reconciliation${view}`
/** The operator at the console with a page of this size, a day after the business. */
const enterNextDay = async (size: Size): Promise<Watched> => {
  const person = await enter('operator', size, 1)
  await person.page.goto(at(''))
  await settled(person.page)
  return person
}
const rowOf = (channel: string) => page.getByRole('row', { name: new RegExp(`${day} ${channel}`) })
const view = (name: string) => page.getByRole('tab', { name }).click()
const search = async (hint: string, words: string): Promise<void> => {
  await page.getByLabel(hint).fill(words)
}
const picture = (name: string): Promise<void> => keepPicture(page, `reconciliation/${name}`)

describe('the day after', () => {
  it('compares each channel’s bill and says what agrees, with both sums and when it was so', async () => {
    await page.getByText('现在用的是本地演示收银台').waitFor()
    await rowOf('支付宝').getByRole('button', { name: '核对支付宝' }).click()
    await rowOf('支付宝').getByText('1 笔一致').waitFor()
    await rowOf('支付宝').getByText('一致', { exact: true }).waitFor()
    await rowOf('微信支付').getByRole('button', { name: '核对微信支付' }).click()
    await rowOf('微信支付').getByText('2 笔一致').waitFor()
    await rowOf('微信支付').getByText('有差异').waitFor()
    const words = await rowOf('微信支付').innerText()
    for (const figure of ['1 处', '19.50 元', '28.38 元']) expect(words).toContain(figure)
    await page.getByText('1 处差异待处理').waitFor()
    await page.getByText(/截至/).first().waitFor()
    await picture('1-days')
  })

  it('shows one channel, one result or one stretch of days, and says when there is none', async () => {
    await page.goto(at('?channel=alipay'))
    await rowOf('支付宝').waitFor()
    expect(await page.getByRole('row', { name: /微信支付/ }).count()).toBe(0)
    await page.goto(at('?state=differs'))
    await rowOf('微信支付').waitFor()
    expect(await rowOf('支付宝').count()).toBe(0)
    await page.goto(at('?from=2020-01-01&to=2020-01-02'))
    await page.getByText('没有符合条件的营业日').waitFor()
    await picture('2-no-day')
    await page.goto(at(''))
  })

  it('takes an acquirer’s file, names its bad row, and imports the others', async () => {
    await view('终端流水')
    await page.getByText(/还没有导入终端流水/).waitFor()
    await picture('3-no-terminals')
    await page.getByRole('link', { name: '导入终端流水' }).click()
    const [date, time] = soldAt.split(' ')
    const rows = [
      ['A-01', '10000001', date, `${time}:00`, '260301000001', '消费', '银行卡', '3.50', '交易成功'],
      ['B-01', '20000002', date, `${time}:30`, '260301000002', '消费', '微信', '99.00', '交易成功'],
      ['A-01', '10000001', date, `${time}:40`, '260301000003', '消费', '银行卡', '三元五', '交易成功'],
    ]
    const head = '摊位号,终端号,交易日期,交易时间,检索参考号,交易类型,支付方式,交易金额,交易状态'
    const buffer = Buffer.from([head, ...rows.map((row) => row.join(','))].join('\r\n'))
    await page.locator('input[type=file]').setInputFiles({ name: '收单.csv', mimeType: 'text/csv', buffer })
    await page.getByText('哪一列是什么').waitFor()
    await page.getByRole('button', { name: '下一步：检查' }).click()
    await page.getByText('2 行正确，1 行有问题').waitFor()
    const faults = page.getByLabel('有问题的单元格')
    await faults.getByText('第 4 行').first().waitFor()
    await faults.getByText('三元五').first().waitFor()
    await picture('4-bad-row')
    await page.getByText('只导入正确的行').click()
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('正确的行已导入').waitFor()
    await page.getByRole('link', { name: '查看结果' }).click()
    await page.getByText('对上', { exact: true }).waitFor()
    await page.getByText('没有对应订单').waitFor()
    await picture('5-terminals')
    await search('搜索摊位号、终端号、参考号', '20000002')
    await page.getByText('对上', { exact: true }).waitFor({ state: 'detached' })
    await page.getByText('99.00 元').waitFor()
    await search('搜索摊位号、终端号、参考号', '77777777')
    await page.getByText('没有符合条件的流水').waitFor()
  })

  it('lists what only one side knows, in words that say what to do', async () => {
    await page.goto(at(''))
    await rowOf('经营户自报').getByText('1 笔一致').waitFor()
    await page.getByText('2 处差异待处理').waitFor()
    await page.getByRole('button', { name: '去处理' }).click()
    const missing = page.getByRole('row', { name: /终端流水里没有/ })
    await missing.getByText('金额 14.00 元').waitFor()
    await page
      .getByRole('row', { name: /渠道收了钱，我们没有记录/ })
      .getByText('STRANGE0001')
      .waitFor()
    await page.getByText(/共 2 条/).waitFor()
    await picture('6-differences')
    await search('搜索收款单号、退款单号、渠道单号', 'STRANGE')
    await missing.waitFor({ state: 'detached' })
    await page.getByText(/共 1 条/).waitFor()
    await search('搜索收款单号、退款单号、渠道单号', 'NOWHERE')
    await page.getByText('没有这个单号的差异').waitFor()
    await search('搜索收款单号、退款单号、渠道单号', '')
    await missing.waitFor()
  })

  it('lets one take a difference and settle it, but not without a word', async () => {
    const missing = page.getByRole('row', { name: /终端流水里没有/ })
    await missing.getByRole('button', { name: '我来处理' }).click()
    await missing.getByText('处理中').waitFor()
    await missing.getByText('张经理').waitFor()
    await missing.getByRole('button', { name: '写明处理' }).click()
    const drawer = page.locator('.ant-drawer-open')
    await drawer.locator('button[type=submit]').click()
    await drawer.getByText('请写明怎么处理的').waitFor()
    await drawer.getByLabel('处理说明').fill('经营户记错了，收的是现金，已补签字。')
    await picture('7-settle')
    await drawer.locator('button[type=submit]').click()
    await missing.waitFor({ state: 'detached' })
    await page.getByText('已结案', { exact: true }).first().click()
    await page.getByText('经营户记错了，收的是现金，已补签字。').waitFor()
    await picture('8-settled')
    const client = await market.operator()
    const { items } = await client.listAuditLog({ params: { marketId: market.marketId }, query: { pageSize: 50 } })
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['reconciliation.run', 'reconciliation.take', 'reconciliation.settle']),
    )
    await page.goto(at(''))
    await rowOf('经营户自报').getByText('一致', { exact: true }).waitFor()
    await page.getByText('1 处差异待处理').waitFor()
  })

  it('says plainly when nothing could be read, and reads again at a tap', async () => {
    await view('没有入账')
    await page.getByText('没有待处理的支付通知').waitFor()
    expect(operator.takeProblems()).toEqual([])
    await page.route('**/reconciliation-differences*', (route) => route.abort())
    await page.goto(at('?view=differences'))
    await page.getByText('没有读到内容').waitFor()
    await picture('9-not-read')
    await page.unroute('**/reconciliation-differences*')
    await page
      .getByRole('button', { name: '重试' })
      .or(page.getByRole('button', { name: '重 试' }))
      .click()
    await page.getByRole('row', { name: /渠道收了钱，我们没有记录/ }).waitFor()
    operator.takeProblems()
  })
})

describe.each([sizes.desk, sizes.phone, sizes.phoneLarge])('at $width px, large type $large', (size) => {
  it.each(['', '?view=differences&show=all', '?view=terminals', '?view=quarantine'])(
    'fits and can be read aloud: 对账%s',
    async (address) => {
      const person = await enterNextDay(size)
      await person.page.goto(at(address))
      await settled(person.page)
      await keepPicture(person.page, `reconciliation/${size.name}${address.replace(/[/?=&]/g, '-')}`)
      expect(await pageFaults(person.page)).toEqual([])
      expect(person.takeProblems()).toEqual([])
      await person.close()
    },
  )
})
