/** A stall of the demo market on a working day, made over HTTP as the people of the market would make it. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { passwordOf } from './demo.ts'
import { clientAt, clientOf } from './ledger.ts'

const names =
  '大白菜 西红柿 黄瓜 土豆 青椒 菠菜 芹菜 西兰花 茄子 豆角 冬瓜 南瓜 莲藕 山药 洋葱 生姜 大蒜 香葱 蘑菇 豆腐'.split(' ')
const bunchFrom = 17

export interface PlacedOrder {
  readonly number: string
  readonly pickupCode: string
  readonly stallOrderId: string
  readonly orderGroupId: string
  /** Of the shopper's session. */
  readonly token: string
}
export interface StallDay {
  readonly url: string
  readonly marketId: string
  readonly marketCode: string
  readonly stallCode: string
  readonly merchant: Client<Api>
  readonly operator: Client<Api>
  readonly listings: readonly Listing[]
  /** A shopper orders at the stall, to be paid there: 500 g of the first goods and one bunch of the last but two. */
  placeOrder(): Promise<PlacedOrder>
  /** Accepts, weighs as ordered and hands over for cash. */
  complete(order: PlacedOrder): Promise<void>
  /** 20 kg with voucher and, unless it waits for the market's test, the supplier's own. */
  bringIn(
    commodityName: string,
    about?: { readonly tested?: boolean; readonly expiresOn?: string },
  ): Promise<{ batchId: string; traceCode: string }>
  testPositive(batchId: string): Promise<void>
  /** About short weight; the code is the shopper's key to it. */
  complain(): Promise<{ complaintId: string; code: string }>
}

/** Opens the demo merchant's stall: 20 goods on sale, three of them counted by the bunch. */
export const openStallDay = async (url: string): Promise<StallDay> => {
  const operator = await clientAt(url, 'operator', passwordOf('operator'))
  const merchant = await clientAt(url, 'merchant', passwordOf('merchant'))
  const market = (await operator.listMarkets()).items[0]
  if (market === undefined) throw new Error('no demo market')
  const params = { marketId: market.marketId }
  const { memberships } = await merchant.getMe()
  const own = await merchant.getMerchant({ params: { ...params, merchantId: memberships[0]?.merchantId ?? '' } })
  const stall = own.tenancies[0]
  if (stall === undefined) throw new Error('the demo merchant holds no stall')
  const listings: Listing[] = []
  for (const [i, name] of names.entries()) {
    const unit =
      i < bunchFrom
        ? ({ priceBasis: 'per_500g' } as const)
        : ({ priceBasis: 'per_piece', pieceUnit: 'bunch', stockKind: 'counted', available: 8 } as const)
    const body = { stallId: stall.stallId, categoryCode: 'vegetable', name, priceFen: 200 + i * 10, ...unit } as const
    listings.push(await merchant.createListing({ params, body }))
  }
  const placeOrder = async () => {
    const { token } = await clientOf(url).startShopperSession()
    const shopper = clientOf(url, token)
    const { items } = await merchant.listListings({ params, query: { pageSize: 200 } })
    const now = (of: number) => items.find((one) => one.listingId === listings[of]?.listingId)
    const lines = [
      { listing: now(0), quantity: 500 },
      { listing: now(bunchFrom), quantity: 1 },
    ].flatMap(({ listing, quantity }) =>
      listing === undefined
        ? []
        : [
            {
              listingId: listing.listingId,
              quantity,
              priceFen: listing.priceFen,
              priceBasis: listing.priceBasis,
            },
          ],
    )
    const { stallOrders, orderGroupId } = await shopper.checkOut({
      params: { marketCode: market.code },
      body: {
        idempotencyKey: `e2e-${Math.random().toString(36).slice(2)}`,
        payment: 'at_stall',
        stalls: [{ stallCode: stall.stallCode, lines }],
      },
    })
    const [order] = stallOrders
    if (order === undefined) throw new Error('no order was placed')
    return { ...order, orderGroupId, token }
  }
  const complete = async ({ stallOrderId, pickupCode }: PlacedOrder) => {
    const at = { params: { ...params, stallOrderId } }
    await merchant.acceptStallOrder(at)
    const { lines } = await merchant.startPicking(at)
    for (const { lineNo, orderedQuantity } of lines)
      await merchant.weighLine({
        params: { ...at.params, lineNo: String(lineNo) },
        body: { quantity: orderedQuantity },
      })
    await merchant.finishPicking(at)
    await merchant.handOver({ ...at, body: { pickupCode, declaredMeans: 'cash' } })
  }
  const { supplierId } = await operator.registerSupplier({
    params,
    body: { kind: 'market', name: '万邦批发市场 3 排 8 号', phone: '0371-60000000' },
  })
  const bringIn: StallDay['bringIn'] = async (commodityName, { tested = true, expiresOn } = {}) => {
    const { batch } = await merchant.recordIntake({
      params,
      body: {
        stallCode: stall.stallCode,
        supplierId,
        commodityName,
        categoryCode: 'vegetable',
        originPlace: '河南中牟',
        quantity: 20_000,
        papers: [{ kind: 'purchase_voucher' }, ...(tested ? [{ kind: 'self_test' as const }] : [])],
        ...(expiresOn === undefined ? {} : { expiresOn }),
      },
    })
    return batch
  }
  await bringIn('大白菜')
  const testPositive = async (batchId: string) => {
    await operator.recordQuickTest({
      params,
      body: {
        batchId,
        item: '有机磷和氨基甲酸酯类农药残留',
        method: '酶抑制率法',
        result: 'positive',
        tester: '检测室',
      },
    })
  }
  const complain = async () => {
    const { code } = await clientOf(url).submitComplaint({
      params: { marketCode: market.code },
      body: {
        category: 'weight',
        description: '买了两斤，回家称只有一斤八两。',
        wants: '退差价',
        stallCode: stall.stallCode,
      },
    })
    const { items } = await merchant.listComplaints({ params, query: { step: 'merchant' } })
    return { complaintId: items[0]?.complaintId ?? '', code }
  }
  return {
    url,
    bringIn,
    testPositive,
    complain,
    marketId: market.marketId,
    marketCode: market.code,
    stallCode: stall.stallCode,
    merchant,
    operator,
    listings,
    placeOrder,
    complete,
  }
}
