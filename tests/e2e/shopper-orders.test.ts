/** An order after it was placed: each state on the shopper's phone, the money that comes back, and the same again. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { onTradeMarket } from './support/stage.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const { market, open, go } = onTradeMarket()

const stallAt = (n: number) => {
  const stall = market.stalls[n]
  const listing = stall?.listings[0]
  if (stall === undefined || listing === undefined) throw new Error(`no stall ${n}`)
  return { ...stall, listing }
}
/** Puts goods of these stalls into the bag and orders them; answers the orders' ids. */
const order = async (page: Page, stalls: readonly number[], payment: 'online' | 'at_stall'): Promise<string[]> => {
  for (const n of stalls) {
    const { code, listing } = stallAt(n)
    await go(page, `packages/guide/stall/index?market=${market.code}&stall=${code}`)
    await tap(page, `#add-${listing.listingId}`)
  }
  await go(page, `packages/shop/checkout/index?market=${market.code}`)
  await tap(page, `#pay-${payment}`)
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/orders'))
  await tap(page, '#primary')
  const { stallOrders } = (await (await answer).json()) as { stallOrders: { stallOrderId: string }[] }
  await says(page, /订单号/)
  return stallOrders.map(({ stallOrderId }) => stallOrderId)
}
const payOne = async (page: Page): Promise<void> => {
  await tap(page, '#primary')
  await page.getByRole('button', { name: '确认付款' }).click()
  await page.getByRole('link', { name: '返回' }).click()
  await says(page, '已付款，等摊主接单。')
}
const sellerOf = async (n: number, stallOrderId: string) => {
  const seller = await market.as(stallAt(n).loginName)
  return { seller, at: { params: { marketId: market.marketId, stallOrderId } } }
}

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('follows an order through each state to the code at the stall, and sees what was lighter come back', async () => {
    const { page, takeProblems, close } = await open(size)
    const [stallOrderId = ''] = await order(page, [0], 'online')
    await says(page, /请在 .* 前付款，过时自动取消，不扣钱。/)
    await payOne(page)
    await look(page, size, 'order/paid')
    const { seller, at } = await sellerOf(0, stallOrderId)
    await seller.acceptStallOrder(at)
    await tap(page, '#refresh')
    await says(page, '摊主接单了，准备备货。')
    await seller.startPicking(at)
    await tap(page, '#refresh')
    await says(page, '摊主正在挑选、称重。')
    await seller.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 450 } })
    await seller.finishPicking(at)
    await tap(page, '#refresh')
    await says(page, '要 500 克，实称 450 克')
    await says(page, '称出来比估算的轻，多付的部分退给您。')
    await look(page, size, 'order/code')
    const pickupCode = await inSight(page, '.code__digits').innerText()
    await seller.handOver({ ...at, body: { pickupCode } })
    await tap(page, '#refresh')
    await says(page, '已完成。')
    // The page looks again by itself until the channel has confirmed the refund.
    await says(page, '已原路退回 0.35 元。')
    await look(page, size, 'order/refunded')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('cancels before it is accepted and gets all of it back', async () => {
    const { page, takeProblems, close } = await open(size)
    const [stallOrderId = ''] = await order(page, [1], 'online')
    await payOne(page)
    await tap(page, `#cancel-${stallOrderId}`)
    await look(page, size, 'order/cancel')
    await tap(page, `#cancel-yes-${stallOrderId}`)
    await says(page, /款项已全部退回。|正在退款，钱退到原来付款的账户。/)
    await says(page, '已原路退回 16.00 元。')
    await look(page, size, 'order/cancelled')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('finds an order among many by its goods, and is told when nothing matches', async () => {
    const { token } = await clientOf(market.url).startShopperSession()
    const shopper = clientOf(market.url, token)
    const buy = (n: number, times: number) => {
      const { code, listing } = stallAt(n)
      const { listingId, priceFen, priceBasis } = listing
      return shopper.checkOut({
        params: { marketCode: market.code },
        body: {
          idempotencyKey: `many-${size.name}-${n}-${times}`,
          payment: 'at_stall',
          stalls: [{ stallCode: code, lines: [{ listingId, quantity: 500, priceFen, priceBasis }] }],
        },
      })
    }
    for (let i = 0; i < 7; i++) await buy(0, i)
    const { orderGroupId } = await buy(1, 0)
    const { page, context, takeProblems, close } = await open(size)
    await context.addInitScript(
      ([key, value]) => localStorage.setItem(key ?? '', value ?? ''),
      ['shopper-token', JSON.stringify({ data: token })],
    )
    await go(page, `packages/shop/orders/index?market=${market.code}`)
    await inSight(page, `#group-${orderGroupId}`).waitFor()
    const others = page.locator('[id^="group-"]:visible').nth(1)
    await others.waitFor()
    await type(page, 'search', stallAt(1).listing.name)
    await others.waitFor({ state: 'detached' })
    await inSight(page, `#group-${orderGroupId}`).waitFor()
    await look(page, size, 'order/found')
    await type(page, 'search', '100%')
    await says(page, '没有和“100%”有关的订单')
    await look(page, size, 'order/not-found')
    await type(page, 'search', '')
    await others.waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('buys the same again from both stalls', async () => {
    const { page, close } = await open(size)
    await order(page, [0, 2], 'at_stall')
    await tap(page, '#reorder')
    await says(page, /去结算/)
    for (const n of [0, 2]) await inSight(page, `#line-${stallAt(n).listing.listingId}`).waitFor()
    await close()
  })
})
