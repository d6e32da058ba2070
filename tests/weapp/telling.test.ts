/** What only WeChat gives, in the real build: messages that a person agreed to, and the phone number of the account. */
import { describe, expect, it } from 'vitest'
import type { AppJson } from './compile.ts'
import type { MiniProgram } from './mini-program.ts'
import { inMarket, onMiniProgram, shows, signedIn, tap } from './stage.ts'
import { refuse, storage, succeed, type Wx, type WxOptions } from './wx.ts'

const { compiled, server, start } = onMiniProgram()

const kept = () => new Map<unknown, unknown>([...inMarket(), ...signedIn(), ['shopper-token', 'shopper']])
/** WeChat's dialog, in which the person says the same to all. */
const saying =
  (word: 'accept' | 'reject') =>
  (options: WxOptions = {}): unknown =>
    succeed(options, Object.fromEntries((options.tmplIds as string[]).map((id) => [id, word])))

const startAt = (page: string, overrides: Wx = {}): MiniProgram =>
  start(page, {
    ...storage(kept()),
    login: (options) => succeed(options, { code: 'code-of-wx-login' }),
    requestSubscribeMessage: saying('accept'),
    ...overrides,
  })
const dialogs = (mini: MiniProgram) => mini.calls.filter(({ name }) => name === 'requestSubscribeMessage')

const byPiece = { listingId: 'lst_0_4', quantity: 1, priceFen: 400, priceBasis: 'per_piece' }
const byWeight = { listingId: 'lst_0_0', quantity: 500, priceFen: 200, priceBasis: 'per_500g' }
const placeOrder = (line = byPiece): string => {
  const placed = server.trade.answer({
    method: 'POST',
    path: '/api/v1/shopper/markets/DEMO/orders',
    search: new URLSearchParams(),
    token: 'shopper',
    body: { idempotencyKey: 'telling-1', stalls: [{ stallCode: 'A-001', lines: [line] }] },
  })
  const [first] = server.trade.orders
  if (!first) throw new Error('no order')
  server.trade.orders[0] = { ...first, state: 'paid', paidFen: first.amountFen, paidAt: first.placedAt }
  if (!placed) throw new Error('nothing placed')
  return `packages/shop/order/index?market=DEMO&group=${(placed.body as { orderGroupId: string }).orderGroupId}`
}

describe('messages by WeChat', () => {
  it('are asked about on no page that opens, only in a tap', async () => {
    const order = placeOrder()
    const mini = startAt(order)
    await mini.until(() => mini.find('#tell-me') !== null, 'the offer')
    const { pages, subPackages = [] } = compiled.app as AppJson
    const all = [...pages, ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`))]
    for (const page of all) {
      mini.open(`${page}?market=DEMO&stall=A-001&code=DEMO-ABCDEFGHJKMN&fresh=1&kind=complaint`)
      await mini.until(() => mini.text() !== '', `words on ${page}`)
    }
    expect(dialogs(mini)).toEqual([])
    mini.open(order)
    await tap(mini, '#tell-me')
    await shows(mini, '好的，会通知您')
    expect(dialogs(mini).map(({ inTap }) => inTap)).toEqual([true])
  })

  it('are at most three a prompt, agreed to with whom to write to, and kept on the server once', async () => {
    const mini = startAt(placeOrder())
    await tap(mini, '#tell-me')
    await shows(mini, '好的，会通知您：备好待取、摊主接单、买过的商品召回。')
    expect(dialogs(mini)[0]?.options).toMatchObject({
      tmplIds: ['tpl-order_ready', 'tpl-order_accepted', 'tpl-goods_recalled'],
    })
    expect(server.trade.messages.answers).toMatchObject([
      {
        code: 'code-of-wx-login',
        answers: [
          { kind: 'order_ready', answer: 'accepted' },
          { kind: 'order_accepted', answer: 'accepted' },
          { kind: 'goods_recalled', answer: 'accepted' },
        ],
      },
    ])
    expect(mini.find('#tell-me')).toBeNull()
    expect(mini.errors).toEqual([])
  })

  it('ask about the weight first where goods are weighed, and about the rest with a second tap', async () => {
    const mini = startAt(placeOrder(byWeight))
    await tap(mini, '#tell-me')
    await shows(mini, '好的，会通知您：备好待取、称重超出等您定、摊主接单。')
    await shows(mini, '也通知我：买过的商品召回')
    await tap(mini, '#tell-me')
    await shows(mini, '好的，会通知您：买过的商品召回。')
    expect(dialogs(mini).map(({ options }) => (options as WxOptions).tmplIds)).toEqual([
      ['tpl-order_ready', 'tpl-order_overweight', 'tpl-order_accepted'],
      ['tpl-goods_recalled'],
    ])
    expect(mini.find('#tell-me')).toBeNull()
  })

  it('are not asked about again in the visit after a no, which takes nothing else away', async () => {
    const order = placeOrder()
    const mini = startAt(order, { requestSubscribeMessage: saying('reject') })
    await tap(mini, '#tell-me')
    await shows(mini, '好的，不发。进度随时在小程序里看。')
    expect(mini.find('#tell-me')).toBeNull()
    expect(server.trade.messages.answers).toMatchObject([{ code: null, answers: [{ answer: 'refused' }, {}, {}] }])
    expect(mini.calls.filter(({ name }) => name === 'login')).toEqual([])
    mini.open(order)
    await shows(mini, '已付款，等摊主接单')
    await mini.until(() => server.asked.filter((path) => path.endsWith('/wechat-messages')).length === 2, 'the offer')
    expect(mini.find('#tell-me')).toBeNull()
    expect(dialogs(mini)).toHaveLength(1)
  })

  it('that are switched off in WeChat say where to switch them on', async () => {
    const mini = startAt(placeOrder(), {
      requestSubscribeMessage: (options) => refuse(options, 'requestSubscribeMessage:fail 20004'),
    })
    await tap(mini, '#tell-me')
    await shows(mini, '微信里关了通知')
    expect(server.trade.messages.answers).toMatchObject([{ answers: [{ answer: 'unavailable' }, {}, {}] }])
  })

  it('are offered nowhere when the market has no templates', async () => {
    server.trade.messages.offered.length = 0
    const mini = startAt(placeOrder())
    await shows(mini, '已付款，等摊主接单')
    await mini.until(() => server.asked.some((path) => path.endsWith('/wechat-messages')), 'the offer')
    expect(mini.find('#tell-me')).toBeNull()
    expect(mini.text()).not.toContain('微信通知我')
  })

  it('about new orders are agreed to by the merchant one tap each', async () => {
    const mini = startAt('packages/stall/today/index')
    await shows(mini, '现在不会通知')
    await tap(mini, '#tell-me')
    await shows(mini, '还能通知 1 次')
    await tap(mini, '#tell-me')
    await shows(mini, '还能通知 2 次')
    expect(dialogs(mini).map(({ inTap, options }) => [inTap, (options as { tmplIds: unknown }).tmplIds])).toEqual([
      [true, ['tpl-new_order']],
      [true, ['tpl-new_order']],
    ])
    expect(new Set(server.trade.messages.answers.map(({ promptKey }) => promptKey)).size).toBe(2)
  })
})

describe('the phone number of the WeChat account', () => {
  const complain = 'packages/shop/complain/index?market=DEMO&stall=A-001'
  const typed = (mini: MiniProgram) => (mini.find('#phone input') as HTMLInputElement | null)?.value

  it('fills the form after a tap on WeChat’s own button', async () => {
    const mini = startAt(complain)
    await mini.until(() => mini.find('#wechat-phone') !== null, 'the button')
    mini.tellButton('#wechat-phone', 'getphonenumber', { code: 'good', errMsg: 'getPhoneNumber:ok' })
    await mini.until(() => typed(mini) === '13800001234', 'the number in the form')
    expect(mini.errors).toEqual([])
  })

  it('stays to be typed after a no, and when WeChat has another country’s', async () => {
    const mini = startAt(complain)
    await mini.until(() => mini.find('#wechat-phone') !== null, 'the button')
    mini.tellButton('#wechat-phone', 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' })
    await shows(mini, '没有取到手机号，请直接填写。')
    expect(server.asked.filter((path) => path.endsWith('/wechat-phone'))).toEqual([])
    mini.tellButton('#wechat-phone', 'getphonenumber', { code: 'abroad', errMsg: 'getPhoneNumber:ok' })
    await shows(mini, '不是中国大陆手机号')
    mini.type('#phone', '13900005678')
    expect(typed(mini)).toBe('13900005678')
  })

  it('is not offered to who reports: a report has no account', async () => {
    const mini = startAt(complain)
    await mini.until(() => mini.find('#wechat-phone') !== null, 'the button')
    await tap(mini, '#kind-report')
    await mini.until(() => mini.find('#wechat-phone') === null, 'no button')
  })
})
