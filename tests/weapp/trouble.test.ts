/** Pages that cannot be drawn, or that were opened without what they need: the real WeChat build says so, and leads on. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { MiniProgram } from './mini-program.ts'
import { onMiniProgram, shows } from './stage.ts'
import { storage } from './wx.ts'

const { server, start } = onMiniProgram()
let kept: Map<unknown, unknown>
beforeEach(() => {
  kept = new Map()
})
const startAt = (page: string): MiniProgram => start(page, storage(kept))
const home = '/api/v1/public/markets/DEMO'
const inTrouble = '这一页没能显示出来'

describe('a page whose answer cannot be drawn', () => {
  test('says so, tells the reason small, and is drawn anew from a fresh answer', async () => {
    server.spoil(home, { code: 'DEMO' })
    const mini = startAt('pages/home/index?market=DEMO')
    await shows(mini, inTrouble)
    await mini.until(() => server.asked.includes('/api/v1/page-troubles'), 'the server to be told')
    expect(mini.find('.trouble__reason')?.textContent).toMatch(
      /\d{4}-\d\d-\d\d \d\d:\d\dpages\/home\/indexTypeError: ./,
    )
    mini.tap('#retry')
    await shows(mini, '今日客流')
    expect(mini.text()).not.toContain(inTrouble)
  })

  test('leads to the home page, which a page that fails does not take with it', async () => {
    server.spoil(`${home}/stalls/A-003`, {})
    const mini = startAt('packages/guide/stall/index?market=DEMO&stall=A-003')
    await shows(mini, inTrouble)
    mini.tap('#to-home')
    await mini.until(() => mini.routes().at(-1) === 'pages/home/index', 'the home page')
    await shows(mini, '今日客流')
  })

  test('forgets the answer that it kept, and nothing else of the phone', async () => {
    kept.set('shopper-token', 'tok-shopper')
    kept.set(
      'kept-orders-DEMO',
      JSON.stringify({ data: { items: [{}], total: 1 }, at: '2026-11-22T01:00:00Z', shapes: 2 }),
    )
    kept.set('kept-order-other', 'of another page')
    const mini = startAt('packages/shop/orders/index?market=DEMO')
    await shows(mini, inTrouble)
    expect(kept.has('kept-orders-DEMO')).toBe(false)
    expect([kept.get('shopper-token'), kept.get('kept-order-other')]).toEqual(['tok-shopper', 'of another page'])
    server.spoil('/api/v1/shopper/markets/DEMO/orders', { items: [], total: 0, page: 1, pageSize: 20 })
    mini.tap('#retry')
    await shows(mini, '还没有订单')
  })
})

describe('a page that was opened without what it needs', () => {
  test.each([
    'packages/shop/order/index?market=DEMO',
    'packages/shop/receipt/index?market=DEMO',
    'packages/shop/case/index',
    'packages/shop/pay/index',
    'packages/guide/trace/index',
    'packages/guide/slip/index?market=DEMO',
    'packages/guide/notice/index?market=DEMO',
    'packages/guide/stall/index?market=DEMO',
  ])('%s says so, asks the server nothing, and leads home', async (address) => {
    const mini = startAt(address)
    await shows(mini, '不知道您要看哪一个')
    // The market's name may be read, and the home page of the phone before may still ask for the markets.
    expect(server.asked.filter((asked) => !/\/markets(\/DEMO|\?page=1)$/.test(asked))).toEqual([])
    mini.tap('#to-home')
    await mini.until(() => mini.routes().at(-1) === 'pages/home/index', 'the home page')
    expect(mini.errors).toEqual([])
  })

  test.each([
    'packages/guide/map/index',
    'packages/guide/stalls/index',
    'packages/shop/goods/index',
    'packages/shop/complain/index',
  ])('%s asks for the market first', async (address) => {
    const mini = startAt(address)
    await shows(mini, '请先选择市场')
    mini.tap('#to-markets')
    await shows(mini, '您要逛哪个市场？')
  })
})
