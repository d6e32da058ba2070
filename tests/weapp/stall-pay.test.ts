/** Paying a stall by its printed code in the real WeChat build: whom, how much, WeChat's own dialog, and the receipt. */
import { expect, test } from 'vitest'
import { printedCode } from './fixture-stall-pay.ts'
import type { MiniProgram } from './mini-program.ts'
import { onMiniProgram, shows, tap } from './stage.ts'
import { refuse, storage, succeed, type Wx } from './wx.ts'

const { server, start } = onMiniProgram()

const pays: Wx = {
  login: (options) => succeed(options, { code: 'code-of-wx-login' }),
  requestPayment: (options) => succeed(options),
}
const startAt = (page: string, overrides: Wx = pays): MiniProgram => start(page, { ...storage(), ...overrides })
/** As WeChat opens the page when its own scanner read the sign. */
const scanned = (code: string) =>
  `packages/shop/pay/index?q=${encodeURIComponent(`https://market.example.cn/s/${code}`)}`
const typeAmount = async (mini: MiniProgram) => {
  for (const key of ['1', '2', 'point', '5']) await tap(mini, `#key-${key}`)
  await shows(mini, '付给 A-003  12.50 元')
}

test('a scanned sign opens the counter: stall, merchant and licence stand above the amount', async () => {
  const mini = startAt(scanned(printedCode))
  await shows(mini, '张记鲜蔬3号')
  expect(mini.text()).toContain('先核对：摊位号和经营户应与您面前的摊位一致')
  expect(mini.text()).toContain('92410105MA********')
  expect(mini.text().indexOf('张记鲜蔬3号')).toBeLessThan(mini.text().indexOf('付多少'))
  // In WeChat there is one way to pay, so that none is asked for.
  expect(mini.text()).not.toContain('用什么付')
  expect(mini.errors).toEqual([])
})

test('the amount typed is paid once in WeChat’s own dialog, and the receipt says so only when the server does', async () => {
  server.stallPay.becomes = 'waiting'
  const mini = startAt(scanned(printedCode))
  await shows(mini, '付多少')
  await typeAmount(mini)
  await tap(mini, '#primary')
  await shows(mini, '等您付款 12.50 元')
  expect(mini.routes().at(-1)).toBe('packages/shop/pay/index')
  const [dialog] = mini.calls.filter(({ name }) => name === 'requestPayment')
  expect(Object.keys(dialog?.options as object)).toEqual(
    expect.arrayContaining(['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']),
  )
  expect(server.trade.payerCodes).toEqual(['code-of-wx-login'])
  server.stallPay.becomes = 'paid'
  await mini.until(() => mini.routes().at(-1) === 'packages/shop/receipt/index', 'the receipt')
  await shows(mini, '已付款')
  expect(mini.text()).toContain('凭条号 0000000001')
  expect(mini.text()).toContain('微信支付')
  expect(server.stallPay.payments).toHaveLength(1)
  expect(mini.errors).toEqual([])
})

test('a button pressed twice in one breath opens one payment and one dialog', async () => {
  server.stallPay.becomes = 'paid'
  const mini = start(scanned(printedCode))
  await shows(mini, '付多少')
  await typeAmount(mini)
  mini.tap('#primary')
  mini.tap('#primary')
  await shows(mini, '已付款')
  expect(server.stallPay.keys).toHaveLength(1)
  expect(server.stallPay.payments).toHaveLength(1)
  expect(mini.calls.filter(({ name }) => name === 'requestPayment').length).toBeLessThanOrEqual(1)
})

test('a dialog that was closed is no payment, and the next tap pays the same purchase, not a second one', async () => {
  let closed = true
  server.stallPay.becomes = 'waiting'
  const mini = startAt(scanned(printedCode), {
    ...pays,
    requestPayment: (options) => (closed ? refuse(options, 'requestPayment:fail cancel') : succeed(options)),
  })
  await shows(mini, '付多少')
  await typeAmount(mini)
  await tap(mini, '#primary')
  await shows(mini, '没有付款，可以再点一次。')
  closed = false
  server.stallPay.becomes = 'paid'
  await tap(mini, '#primary')
  await shows(mini, '已付款')
  expect(new Set(server.stallPay.keys).size).toBe(1)
  expect(server.stallPay.payments).toHaveLength(1)
})

test('a sign that is not the market’s is refused in plain words, without an amount to type', async () => {
  const mini = startAt(scanned('9z9z9z9z9z9z9z9z9z'))
  await shows(mini, '请不要付款')
  expect(mini.find('.pad')).toBeNull()
  expect(mini.find('#primary')).toBeNull()
})

test('a receipt that does not say which one leads to all of them instead of loading for ever', async () => {
  const mini = startAt('packages/shop/receipt/index')
  await shows(mini, '不知道您要看哪一个')
  await tap(mini, '#to-payments')
  await mini.until(() => mini.routes().at(-1) === 'packages/shop/payments/index', 'the payments')
  expect(mini.errors).toEqual([])
})
