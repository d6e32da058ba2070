/** A market that sells: stalls whose merchants are logged in, listings, and shoppers with their bags. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { catalogueRoutes, Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import type { orderRoutes } from '@smart-market/shared/contracts/orders.ts'
import type { CallInput } from '@smart-market/shared/route.ts'
import type { TestApp } from './app.ts'
import { makeMarket } from './market.ts'

type Body<R> = CallInput<R> extends { body: infer B } ? B : never
export type Bag = Partial<Body<typeof orderRoutes.checkOut>> & Pick<Body<typeof orderRoutes.checkOut>, 'stalls'>

type LoggedIn = Client<Api> & { readonly token: string }
export interface OpenedStall {
  readonly stallId: string
  readonly stallCode: string
  readonly merchantId: string
  readonly name: string
  readonly tenancyId: string
  readonly merchant: LoggedIn
}

const marketPlace = { latitude: 34.75, longitude: 113.65 }
/** A door within every zone that openDelivery draws. */
export const homeIn = (slotId: string) => ({
  latitude: 34.751,
  longitude: 113.651,
  slotId,
  contactName: '李女士',
  phone: '13800001234',
  address: '幸福里 3 号楼',
})

export const makeSellingMarket = async (app: TestApp) => {
  const market = await makeMarket(app)
  const { marketId, code } = market
  const params = { marketId }
  let keys = 0

  const openStall = async (stallCode: string): Promise<OpenedStall> => {
    const trader = await market.addTrader(stallCode, { name: `${stallCode} 号经营户` })
    return { ...trader, merchant: await app.login('merchant', { marketId, merchantId: trader.merchantId }) }
  }
  const addListing = async (
    stallId: string,
    body: Partial<Body<typeof catalogueRoutes.createListing>> = {},
  ): Promise<Listing> =>
    selling.operator.createListing({
      params,
      body: {
        stallId,
        categoryCode: 'vegetable',
        name: '西红柿',
        priceFen: 350,
        priceBasis: 'per_500g',
        stockKind: 'weighed',
        available: 10_000,
        ...body,
      },
    })
  const line = ({ listingId, priceFen, priceBasis }: Listing, quantity: number) => ({
    listingId,
    quantity,
    priceFen,
    priceBasis,
  })
  const newShopper = async (): Promise<LoggedIn> => {
    const { token } = await app.as().startShopperSession()
    return Object.assign(app.as(token), { token })
  }
  const bag = (input: Bag) => ({
    params: { marketCode: code },
    body: { idempotencyKey: `key-${++keys}-${marketId}`, ...input },
  })
  const availableOf = async (listingId: string): Promise<number | null> => {
    const { items } = await selling.operator.listListings({ params, query: { pageSize: 200 } })
    return items.find((item) => item.listingId === listingId)?.available ?? null
  }
  /** A zone of three kilometres around the market and the slots given; answers the slots' ids, earliest first. */
  const openDelivery = async (
    zone: { readonly feeFen: number; readonly freeFromFen?: number; readonly minimumFen?: number },
    slots: Body<typeof deliveryRoutes.createDeliverySlots>['slots'],
  ): Promise<string[]> => {
    const body = { name: '三公里内', shape: 'radius', centre: marketPlace, radiusMetres: 3000, ...zone } as const
    await selling.operator.createDeliveryZone({ params, body })
    await selling.operator.createDeliverySlots({ params, body: { slots } })
    const { items } = await selling.operator.listDeliverySlots({ params })
    return items.map((slot) => slot.deliverySlotId)
  }
  const selling = { ...market, params, openStall, addListing, line, newShopper, bag, availableOf, openDelivery }
  return selling
}
