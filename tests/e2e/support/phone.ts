/** A phone that has been used before: its market, its bag, its orders and cases, the merchant and the rider signed in on it. */
import type { BrowserContext } from 'playwright-core'
import { passwordOf } from './demo.ts'
import { clientAt, clientOf } from './ledger.ts'
import type { PlacedOrder, StallDay } from './stall-day.ts'

/** What Taro writes for `setStorageSync` in a browser. */
export const keepOnPhone = (context: BrowserContext, kept: Readonly<Record<string, string>>): Promise<unknown> =>
  context.addInitScript((values) => {
    for (const [key, data] of Object.entries(values))
      if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify({ data }))
  }, kept)

export interface Used {
  readonly order: PlacedOrder
  readonly complaint: { readonly complaintId: string; readonly code: string }
}

/** What the phones of the demo merchant, of a rider and of a shopper keep, on one. */
export const usedPhone = async (day: StallDay, { order, complaint }: Used): Promise<Record<string, string>> => {
  const { url, marketId, marketCode } = day
  const { token, account } = await clientOf(url).login({
    body: { loginName: 'merchant', password: passwordOf('merchant') },
  })
  const { market } = await (
    await clientAt(url, 'operator', passwordOf('operator'))
  ).getMarketOverview({
    params: { marketId },
  })
  const membership = account.memberships.find(({ role }) => role === 'merchant')
  const seller = {
    token,
    displayName: account.displayName,
    marketId,
    marketName: market.name,
    marketCode,
    demo: market.demo,
    merchantId: membership?.merchantId,
    rights: membership?.stallRights ?? null,
  }
  const staff = await clientOf(url).login({ body: { loginName: 'staff', password: passwordOf('staff') } })
  const rider = {
    token: staff.token,
    displayName: staff.account.displayName,
    marketId,
    marketName: market.name,
    marketCode,
    demo: market.demo,
    role: 'market_staff',
  }
  const stalls = await Promise.all(
    ['A-01', 'C-01'].map(async (stallCode) => {
      const { items } = await clientOf(url).listPublicListings({ params: { marketCode }, query: { stallCode } })
      const lines = items.slice(0, 2).map((goods) => ({
        ...goods,
        quantity: goods.priceBasis === 'per_piece' ? 2 : 500,
        change: 'none',
        oldPriceFen: null,
      }))
      return { stallCode, merchantName: items[0]?.merchantName ?? '', lines }
    }),
  )
  return {
    seller: JSON.stringify(seller),
    rider: JSON.stringify(rider),
    'shopper-token': order.token,
    'chosen-market': JSON.stringify({ code: marketCode, name: market.name, demo: market.demo }),
    bags: JSON.stringify({ [marketCode]: stalls }),
    cases: JSON.stringify([
      {
        code: complaint.code,
        kind: 'complaint',
        marketName: market.name,
        stallCode: day.stallCode,
        at: new Date().toISOString(),
      },
    ]),
  }
}
