/** Buying and selling in the real WeChat build: a bag over two stalls, its payment, and the merchant's side of it. */
import { beforeEach, expect, test } from 'vitest'
import type { MiniProgram } from './mini-program.ts'
import { inMarket, onMiniProgram, shows, signedIn, tap as tapOne } from './stage.ts'
import { refuse, storage, succeed, type Wx } from './wx.ts'

const { server, start } = onMiniProgram()
let taps = 0

beforeEach(() => {
  taps = 0
})

/** A phone remembers across starts what `kept` holds. */
const startAt = (page: string, overrides: Wx = {}, kept = new Map<unknown, unknown>()): MiniProgram =>
  start(page, { ...storage(kept), ...overrides })
const tap = async (mini: MiniProgram, selector: string): Promise<void> => {
  await tapOne(mini, selector)
  taps += 1
}
const pays: Wx = {
  login: (options) => succeed(options, { code: 'code-of-wx-login' }),
  requestPayment: (options) => succeed(options),
}

/** Two stalls' goods in the bag, up to the checkout page. */
const fillBag = async (mini: MiniProgram) => {
  await tap(mini, '#add-lst_0_0')
  mini.open('packages/guide/stall/index?market=DEMO&stall=A-002')
  await tap(mini, '#add-lst_1_4')
  mini.open('pages/bag/index')
  await shows(mini, '去结算')
  await tap(mini, '#primary')
  await shows(mini, '提交订单')
}
const firstStall = 'packages/guide/stall/index?market=DEMO&stall=A-001'

test('goods say price and basis, reference price and stock in words', async () => {
  const mini = startAt(firstStall, {}, inMarket())
  await shows(mini, '大白菜')
  expect(mini.find('#goods-lst_0_0')?.textContent).toContain('2.00元/500克')
  expect(mini.find('#goods-lst_0_0')?.textContent).toContain('今日参考价 1.80 元/500克（11月22日），高 11%')
  expect(mini.find('#goods-lst_0_3')?.textContent).toContain('元/千克')
  expect(mini.find('#goods-lst_0_4')?.textContent).toContain('剩 6 把')
  expect(mini.errors).toEqual([])
})

test('a search for stalls also finds goods', async () => {
  const mini = startAt('packages/guide/stalls/index?market=DEMO&q=西兰花', {}, inMarket())
  await shows(mini, '在售商品里有“西兰花”')
})

test('a bag over two stalls is checked out, paid stall by stall, and followed to its pickup code', async () => {
  const mini = startAt(firstStall, pays, inMarket())
  await fillBag(mini)
  expect(mini.text()).toContain('6.00 元')
  await tap(mini, '#primary')
  await shows(mini, '付给 A-001  2.00 元')
  expect(server.trade.orders).toHaveLength(2)
  await tap(mini, '#primary')
  await shows(mini, '付给 A-002  4.00 元')
  await tap(mini, '#primary')
  await mini.until(() => !mini.text().includes('付给'), 'nothing left to pay')
  expect(mini.text()).toContain('已付款，等摊主接单')
  expect(mini.text()).not.toContain('取货码')
  const first = server.trade.orders[0]
  if (!first) throw new Error('no order')
  server.trade.orders[0] = {
    ...first,
    state: 'waiting_for_pickup',
    finalFen: 192,
    refundWantedFen: 8,
    lines: first.lines.map((line) => ({ ...line, pickedQuantity: 480, finalFen: 192 })),
  }
  mini.tap('#refresh')
  await shows(mini, '246810')
  expect(mini.text()).toContain('要 500 克，实称 480 克')
  expect(mini.text()).toContain('有 0.08 元正在原路退回')
  server.trade.orders[0] = { ...first, state: 'completed', traces: [{ name: '大白菜', traceCode: 'TRACE1' }] }
  mini.tap('#refresh')
  await shows(mini, '大白菜从哪里来')
  await tap(mini, '#trace-TRACE1')
  await mini.until(() => mini.routes().at(-1) === 'packages/guide/trace/index', 'the trace page')
  expect(mini.errors).toEqual([])
})

test('the server learns from WeChat once who pays, and the dialog gets the signed parameters and no open id', async () => {
  const mini = startAt(firstStall, pays, inMarket())
  await fillBag(mini)
  await tap(mini, '#primary')
  await shows(mini, '付给 A-001')
  await tap(mini, '#primary')
  await shows(mini, '付给 A-002')
  await tap(mini, '#primary')
  await mini.until(() => !mini.text().includes('付给'), 'nothing left to pay')
  expect(server.trade.payerCodes).toEqual(['code-of-wx-login'])
  const dialogs = mini.calls.filter(({ name }) => name === 'requestPayment')
  expect(dialogs).toHaveLength(2)
  expect(Object.keys(dialogs[0]?.options as object)).toEqual(
    expect.arrayContaining(['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']),
  )
  expect(mini.text()).not.toContain('用什么付')
  expect(mini.errors).toEqual([])
})

test('where one payment pays several stalls, one tap and one dialog pay the bag', async () => {
  server.trade.combined = true
  const mini = startAt(firstStall, pays, inMarket())
  await fillBag(mini)
  await tap(mini, '#primary')
  await shows(mini, '一次付清 2 个摊位  共 6.00 元')
  expect(mini.text()).toContain('钱分别进各摊位自己的账户')
  await tap(mini, '#primary')
  await mini.until(() => !mini.text().includes('一次付清'), 'nothing left to pay')
  expect(mini.text()).toContain('已付款，等摊主接单')
  expect(server.trade.orders.map(({ state }) => state)).toEqual(['paid', 'paid'])
  expect(server.trade.payments).toEqual([server.trade.orders.map(({ stallOrderId }) => stallOrderId)])
  const dialogs = mini.calls.filter(({ name }) => name === 'requestPayment')
  expect(dialogs).toHaveLength(1)
  expect(Object.keys(dialogs[0]?.options as object)).toEqual(
    expect.arrayContaining(['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']),
  )
  expect(server.trade.payerCodes).toEqual(['code-of-wx-login'])
  expect(mini.errors).toEqual([])
})

test('a common payment that is not made leaves each stall to be paid alone', async () => {
  server.trade.combined = true
  server.trade.payment = 'silent'
  const mini = startAt(firstStall, pays, inMarket())
  await fillBag(mini)
  await tap(mini, '#primary')
  await shows(mini, '一次付清 2 个摊位')
  await tap(mini, '#primary')
  await shows(mini, '支付渠道还没有给出结果')
  expect(mini.text()).not.toContain('已付款')
  server.trade.payment = 'pays'
  const [first, last] = server.trade.orders
  await tap(mini, `#pay-${last?.stallOrderId}`)
  await shows(mini, '付给 A-001  2.00 元')
  expect(mini.text()).not.toContain('一次付清')
  expect(server.trade.payments).toEqual([[last?.stallOrderId]])
  expect(server.trade.orders.map(({ state }) => state)).toEqual(['placed', 'paid'])
  expect(first?.stallCode).toBe('A-001')
  expect(mini.errors).toEqual([])
})

test('a checkout sent by two taps in one breath is one order, and the button says that it works', async () => {
  const mini = startAt(firstStall, pays, inMarket())
  await fillBag(mini)
  const release = server.hold('/api/v1/shopper/markets/DEMO/orders')
  mini.tap('#primary')
  mini.tap('#primary')
  await shows(mini, '正在处理…')
  release()
  await shows(mini, '付给 A-001  2.00 元')
  expect(server.trade.keys).toHaveLength(1)
  expect(server.trade.orders).toHaveLength(2)
  mini.tap('#primary')
  mini.tap('#primary')
  await shows(mini, '付给 A-002  4.00 元')
  expect(mini.calls.filter(({ name }) => name === 'requestPayment')).toHaveLength(1)
})

test('a checkout whose answer was lost is sent again with the same key, also after a restart, and orders once', async () => {
  const kept = inMarket()
  const mini = startAt(firstStall, pays, kept)
  await fillBag(mini)
  server.lose('/api/v1/shopper/markets/DEMO/orders')
  await tap(mini, '#primary')
  await shows(mini, '还不知道下单有没有成功')
  const again = startAt('packages/shop/checkout/index?market=DEMO', pays, kept)
  await shows(again, '不会重复下单')
  await tap(again, '#primary')
  await shows(again, '付给 A-001')
  expect(server.trade.orders).toHaveLength(2)
  expect(new Set(server.trade.keys).size).toBe(1)
  expect(server.trade.keys).toHaveLength(2)
})

test('a payment the channel is silent about, or the shopper closed, is never shown as paid', async () => {
  const mini = startAt(
    firstStall,
    { ...pays, requestPayment: (options) => refuse(options, 'requestPayment:fail cancel') },
    inMarket(),
  )
  await fillBag(mini)
  server.trade.payment = 'silent'
  await tap(mini, '#primary')
  await shows(mini, '付给 A-001')
  await tap(mini, '#primary')
  await shows(mini, '支付渠道还没有给出结果')
  expect(mini.text()).toContain('待付款')
  expect(mini.text()).not.toContain('已付款')
})

test('too much weight is a question to the shopper, with what it would cost', async () => {
  const phone = inMarket()
  const mini = startAt(firstStall, pays, phone)
  await fillBag(mini)
  await tap(mini, '#primary')
  await shows(mini, '付给 A-001')
  const first = server.trade.orders[0]
  if (!first) throw new Error('no order')
  const lines = first.lines.map((line) => ({ ...line, pickedQuantity: 800, finalFen: 200, consent: 'asked' as const }))
  server.trade.orders[0] = { ...first, state: 'picking', paidFen: 200, paidAt: first.placedAt, lines }
  mini.tap('#refresh')
  await shows(mini, '您要 500 克，称出来是 800 克')
  expect(mini.text()).toContain('从 2.00 元变成 3.20 元')
  await tap(mini, '#agree-1')
  await shows(mini, '补付加重的 1.20 元')
  await shows(mini, '还差 1.20 元，补付了摊主才能备好')
  // The same order in the shopper's list, and at the stall that waits for the money.
  const list = startAt('packages/shop/orders/index?market=DEMO', pays, phone)
  await shows(list, '等您补付 1.20 元')
  const stall = startAt('packages/stall/orders/index', {}, signedIn())
  await tap(stall, '#queue-pick')
  await shows(stall, '顾客同意多要，还差 1.20 元没付')
  await tap(stall, `#open-${first.stallOrderId}`)
  await shows(stall, '付了才能备好')
  expect(stall.find('#primary')).toBeNull()
  const paying = startAt(`packages/shop/order/index?market=DEMO&group=${first.orderGroupId}`, pays, phone)
  await shows(paying, '补付加重的 1.20 元')
  await tap(paying, '#primary')
  await paying.until(() => !paying.text().includes('补付'), 'the extra to be paid')
  const after = startAt(`packages/stall/order/index?order=${first.stallOrderId}`, {}, signedIn())
  await shows(after, '全部备好')
})

/** An online order of two lines at the merchant's stall, paid: one bunch, one weighed. */
const placeOrder = async () => {
  const order = (price: number, listingId: string, quantity: number, basis: string) => ({
    listingId,
    quantity,
    priceFen: price,
    priceBasis: basis,
  })
  server.trade.answer({
    method: 'POST',
    path: '/api/v1/shopper/markets/DEMO/orders',
    search: new URLSearchParams(),
    token: 'shopper',
    body: {
      idempotencyKey: 'by-hand-1',
      stalls: [
        { stallCode: 'A-001', lines: [order(400, 'lst_0_4', 1, 'per_piece'), order(200, 'lst_0_0', 500, 'per_500g')] },
      ],
    },
  })
  const first = server.trade.orders[0]
  if (!first) throw new Error('no order')
  server.trade.orders[0] = { ...first, state: 'paid', paidFen: first.amountFen, paidAt: first.placedAt }
}

test('a merchant accepts and weighs an order of two lines within six taps, then hands it over by its code', async () => {
  await placeOrder()
  const mini = startAt('packages/stall/orders/index', {}, signedIn())
  await tap(mini, '#open-ord_1000')
  await shows(mini, '正好 1 把，记下')
  await tap(mini, '#primary')
  await shows(mini, '称 大白菜')
  for (const key of ['4', '8', '0']) await tap(mini, `#key-${key}`)
  await shows(mini, '比付的少 0.08 元，系统自动退')
  await tap(mini, '#primary')
  await shows(mini, '请顾客报取货码')
  expect(taps).toBeLessThanOrEqual(6)
  expect(server.trade.orders[0]).toMatchObject({ state: 'waiting_for_pickup', finalFen: 592, refundWantedFen: 8 })
  for (const key of ['1', '1', '1', '1', '1', '1']) await tap(mini, `#key-${key}`)
  await tap(mini, '#hand-over')
  await shows(mini, '取货码不对')
  for (const key of ['back', 'back', 'back', 'back', 'back', 'back', '2', '4', '6', '8', '1', '0'])
    await tap(mini, `#key-${key}`)
  await shows(mini, '246810')
  await tap(mini, '#hand-over')
  await shows(mini, '已完成')
  expect(mini.errors).toEqual([])
})

test("twenty prices are kept as yesterday's within three taps", async () => {
  const mini = startAt('packages/stall/today/index', {}, signedIn())
  await tap(mini, '#seller-prices')
  await shows(mini, '全部同昨日（20 种）')
  await tap(mini, '#primary')
  await shows(mini, '20 种价格已确认为今天的价格')
  expect(taps).toBeLessThanOrEqual(3)
  expect(
    server.trade.listings.filter(({ stallId, priceOn }) => stallId === 'stl_000' && priceOn === '2026-11-22'),
  ).toHaveLength(20)
})

test('prices change by the pad and in bulk, and count only once they are saved', async () => {
  const mini = startAt('packages/stall/prices/index', {}, signedIn())
  await tap(mini, '#bulk-up10')
  await shows(mini, '保存改价（20 种）')
  await tap(mini, '#undo')
  await tap(mini, '#price-lst_0_0')
  for (const key of ['3', 'point', '5']) await tap(mini, `#key-${key}`)
  await shows(mini, '3.5元/500克')
  await tap(mini, '#price-use')
  await shows(mini, '顾客看到的还是原价')
  expect(server.trade.listings[0]?.priceFen).toBe(200)
  await tap(mini, '#primary')
  await shows(mini, '改了 1 种')
  expect(server.trade.listings[0]?.priceFen).toBe(350)
})

test('where a price is changed, its record can be read: newest first, up and down in words, to the first one', async () => {
  const mini = startAt('packages/stall/prices/index', {}, signedIn())
  await tap(mini, '#price-lst_0_0')
  await tap(mini, '#history-lst_0_0')
  await shows(mini, '现在 2.00 元/500克')
  await shows(mini, '涨 0.50 元')
  for (const words of ['降 0.50 元', '没变', '同昨日 · 王记鲜蔬', '截至']) expect(mini.text()).toContain(words)
  expect(mini.text()).not.toContain('第一次定价')
  await tap(mini, '#more')
  await shows(mini, '第一次定价')
  expect(mini.text()).toContain('到底了，一共 32 条')
  expect(mini.errors).toEqual([])
})

test("a merchant's day shows sales by channel, orders with their age, papers and unread notices", async () => {
  await placeOrder()
  const mini = startAt('packages/stall/today/index', {}, signedIn())
  await shows(mini, '等您接单 1')
  await shows(mini, '电子秤 2 笔25.00 元')
  expect(mini.calls.filter(({ name }) => name === 'vibrateLong')).toHaveLength(1)
  expect(mini.text()).toContain('合计 3 笔37.50 元')
  expect(mini.text()).toContain('退款（已从合计减去） 1 笔2.50 元')
  expect(mini.text()).toContain('还有 3 天')
  expect(mini.text()).toContain('今日参考价')
})

test('a wrong password is told, the right one opens the day, and an account that ended asks again', async () => {
  const kept = inMarket()
  const mini = startAt('packages/stall/today/index', {}, kept)
  await shows(mini, '账号由市场办公室开通')
  mini.type('#login-name', 'merchant')
  mini.type('#password', 'wrong')
  await tap(mini, '#primary')
  await shows(mini, '账号或密码不对')
  mini.type('#password', 'right')
  await tap(mini, '#primary')
  await shows(mini, '今天的生意')
})

test('without a network the merchant sees the last answer with its age and a way to ask again', async () => {
  await placeOrder()
  const kept = signedIn()
  const mini = startAt('packages/stall/orders/index', {}, kept)
  await shows(mini, '待接单 1')
  const offline: Wx = { request: (options) => refuse(options, 'request:fail') }
  const again = startAt('packages/stall/orders/index', offline, kept)
  await shows(again, '网络没有连上，显示的是今天')
  expect(again.find('#open-ord_1000')).not.toBeNull()
  expect(again.find('#reload')).not.toBeNull()
})

test('a merchant who logs out leaves nothing of the orders, prices and papers on the phone', async () => {
  await placeOrder()
  const kept = signedIn()
  const mini = startAt('packages/stall/orders/index', {}, kept)
  await tap(mini, '#open-ord_1000')
  await shows(mini, '正好 1 把，记下')
  expect([...kept.keys()]).toContain('kept-seller-order-ord_1000')
  const again = startAt('packages/stall/stall/index', {}, kept)
  await tap(again, '#logout')
  await shows(again, '账号由市场办公室开通')
  expect([...kept.keys()].filter((key) => String(key).includes('seller'))).toEqual([])
})
