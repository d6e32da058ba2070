import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { homeIn } from '../support/selling.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

type Stall = Awaited<ReturnType<Shop['openStall']>>
let app: TestApp
let shop: Shop
let a: Stall
let b: Stall
let pork: Listing
let egg: Listing
const near = { latitude: 34.751, longitude: 113.651 }

beforeAll(async () => {
  app = await startTestApp()
  shop = await makeShop(app)
  a = await shop.openStall('A-001')
  b = await shop.openStall('A-002')
  pork = await shop.addListing(a.stallId, { name: '猪肉', priceFen: 1600 })
  egg = await shop.addListing(b.stallId, { name: '鸡蛋', priceFen: 500 })
  await shop.openDelivery({ feeFen: 500, freeFromFen: 10_000, minimumFen: 2000 }, [
    { startsAt: '2026-03-02T03:00:00Z', endsAt: '2026-03-02T04:00:00Z', capacity: 3 },
    { startsAt: '2026-03-02T04:00:00Z', endsAt: '2026-03-02T05:00:00Z', capacity: 1 },
  ])
})
afterAll(() => app.close())

const slots = async () => (await shop.operator.listDeliverySlots({ params: shop.params })).items
const slotId = async (n: number) => (await slots())[n]?.deliverySlotId ?? ''
const to = async (n = 0, place = near) => ({
  ...homeIn(await slotId(n)),
  ...place,
})
const bag = async (grams: number, n = 0, place = near) =>
  shop.bag({
    fulfilment: 'delivery',
    delivery: await to(n, place),
    stalls: [
      { stallCode: 'A-001', lines: [shop.line(pork, grams)] },
      { stallCode: 'A-002', lines: [shop.line(egg, 500)] },
    ],
  })

describe('delivery', () => {
  it('tells whether a place is reached, for how much, and when', async () => {
    const ask = (place: typeof near) => app.as().getDeliveryOptions({ params: { marketCode: shop.code }, query: place })
    expect(await ask(near)).toMatchObject({
      zone: { name: '三公里内', feeFen: 500 },
      slots: [{ left: 3 }, { left: 1 }],
    })
    expect(await ask({ latitude: 34.9, longitude: 113.9 })).toEqual({ zone: null, slots: [] })
  })

  it('refuses a place out of reach, too small a bag, and missing words', async () => {
    const shopper = await shop.newShopper()
    await expect(shopper.checkOut(await bag(1000, 0, { latitude: 34.9, longitude: 113.9 }))).rejects.toMatchObject({
      code: 'delivery.out_of_reach',
    })
    await expect(shopper.checkOut(await bag(100))).rejects.toMatchObject({ code: 'delivery.below_minimum' })
    const bare = await bag(1000)
    await expect(shopper.checkOut({ ...bare, body: { ...bare.body, delivery: null } })).rejects.toMatchObject({
      code: 'delivery.missing',
    })
  })

  it('gives the last place of a slot to one of six, and a cancelled order gives its place back', async () => {
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => shop.newShopper()))
    const bags = await Promise.all(shoppers.map(() => bag(1000, 1)))
    const answers = await Promise.allSettled(
      shoppers.map((shopper, i) => shopper.checkOut(bags[i] as Awaited<ReturnType<typeof bag>>)),
    )
    const won = answers.findIndex((answer) => answer.status === 'fulfilled')
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'delivery_slot.full' })
    const winner = shoppers[won] ?? (await shop.newShopper())
    const { items } = await winner.listMyOrders({ params: { marketCode: shop.code } })
    const orders = items[0]?.stallOrders ?? []
    const cancel = (stallOrderId: string) =>
      winner.cancelMyStallOrder({ params: { marketCode: shop.code, stallOrderId }, body: { reason: '不要了' } })
    await cancel(orders[0]?.stallOrderId ?? '')
    expect((await slots())[1]?.taken).toBe(1)
    await cancel(orders[1]?.stallOrderId ?? '')
    expect((await slots())[1]?.taken).toBe(0)
    const { items: parcels } = await shop.operator.listParcels({ params: shop.params, query: { state: 'cancelled' } })
    expect(parcels).toHaveLength(1)
  })

  it('brings what costs enough for nothing', async () => {
    const shopper = await shop.newShopper()
    const placed = await shopper.checkOut(await bag(3000))
    expect(placed).toMatchObject({ goodsFen: 10_100, deliveryFeeFen: 0, amountFen: 10_100 })
    for (const { stallOrderId } of placed.stallOrders)
      await shopper.cancelMyStallOrder({ params: { marketCode: shop.code, stallOrderId }, body: { reason: '不要了' } })
  })

  it('reaches by a drawn zone what lies inside its corners, whose fee counts there', async () => {
    const corner = (latitude: number, longitude: number) => ({ latitude, longitude })
    const { deliveryZoneId } = await shop.operator.createDeliveryZone({
      params: shop.params,
      body: {
        name: '河对岸',
        shape: 'polygon',
        corners: [
          corner(34.9, 113.6),
          corner(34.9, 113.7),
          corner(35, 113.7),
          corner(34.95, 113.65),
          corner(35, 113.6),
        ],
        feeFen: 900,
      },
    })
    const ask = async (place: typeof near) =>
      (await app.as().getDeliveryOptions({ params: { marketCode: shop.code }, query: place })).zone
    expect(await ask(corner(34.92, 113.65))).toMatchObject({ name: '河对岸', feeFen: 900 })
    // In the notch between the two upper corners.
    expect(await ask(corner(34.98, 113.65))).toBeNull()
    const shopper = await shop.newShopper()
    const placed = await shopper.checkOut(await bag(1000, 0, corner(34.92, 113.65)))
    expect(placed.deliveryFeeFen).toBe(900)
    for (const { stallOrderId } of placed.stallOrders)
      await shopper.cancelMyStallOrder({ params: { marketCode: shop.code, stallOrderId }, body: { reason: '不要了' } })
    await shop.operator.removeDeliveryZone({ params: { ...shop.params, deliveryZoneId } })
    expect(await ask(corner(34.92, 113.65))).toBeNull()
    await expect(
      shop.operator.createDeliveryZone({ params: shop.params, body: { name: '没画', shape: 'polygon', feeFen: 0 } }),
    ).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('brings the goods of two stalls in one parcel, with the fee split and each fen sold once', async () => {
    const shopper = await shop.newShopper()
    const placed = await shopper.checkOut(await bag(1000))
    expect(placed).toMatchObject({ goodsFen: 3700, deliveryFeeFen: 500, amountFen: 4200 })
    expect(placed.stallOrders.map((order) => order.amountFen)).toEqual([3200 + 432, 500 + 68])
    for (const { stallOrderId } of placed.stallOrders) await shop.payFor(shopper, stallOrderId)
    const rider = await app.login('market_staff', { marketId: shop.marketId })
    const [parcel] = (await rider.listParcels({ params: shop.params, query: { state: 'waiting' } })).items
    const parcelId = parcel?.parcelId ?? ''
    const params = { ...shop.params, parcelId }
    expect(parcel).toMatchObject({ contactName: '李女士', phone: '13800001234', address: '幸福里 3 号楼' })
    const [stored] = await rowsOfTable<{ contact: string }>(
      app,
      'select contact_encrypted as contact from parcels where market_id = $1 and parcel_id = $2',
      [shop.marketId, parcelId],
    )
    expect(stored?.contact).not.toContain('李女士')
    await expect(rider.assignParcel({ params, body: { riderId: 'usr_nobody' } })).rejects.toMatchObject({
      code: 'parcel.rider_unknown',
    })
    expect(await rider.assignParcel({ params, body: {} })).toMatchObject({
      state: 'assigned',
      riderName: expect.stringContaining('market_staff'),
    })
    const [first, second] = placed.stallOrders
    const prepare = async (stall: Stall, stallOrderId: string, grams: number) => {
      const at = { params: { ...shop.params, stallOrderId } }
      await stall.merchant.acceptStallOrder(at)
      await stall.merchant.startPicking(at)
      await stall.merchant.weighLine({
        params: { ...shop.params, stallOrderId, lineNo: '1' },
        body: { quantity: grams },
      })
      return stall.merchant.finishPicking(at)
    }
    expect((await prepare(a, first?.stallOrderId ?? '', 950)).state).toBe('ready')
    const collect = (stallOrderId: string) => rider.collectStallOrder({ params: { ...params, stallOrderId } })
    await expect(collect(second?.stallOrderId ?? '')).rejects.toMatchObject({ code: 'stall_order.state' })
    expect((await collect(first?.stallOrderId ?? '')).state).toBe('on_the_way')
    const group = await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId: placed.orderGroupId } })
    const handOverCode = group.parcel?.handOverCode ?? ''
    const handOver = (code: string) => rider.handOverParcel({ params, body: { handOverCode: code } })
    await expect(handOver(handOverCode)).rejects.toMatchObject({ code: 'parcel.not_collected' })
    await prepare(b, second?.stallOrderId ?? '', 500)
    await collect(second?.stallOrderId ?? '')
    await expect(handOver('000')).rejects.toMatchObject({ code: 'stall_order.wrong_code' })
    expect(await rider.failParcel({ params, body: { reason: '家里没人' } })).toMatchObject({
      state: 'failed',
      failure: '家里没人',
    })
    await rider.assignParcel({ params, body: {} })
    for (const order of placed.stallOrders) await collect(order.stallOrderId)
    expect((await handOver(handOverCode)).stallOrders.map((order) => order.state)).toEqual(['completed', 'completed'])
    await shop.settleRefunds()
    const sold = await rowsOfTable<{ amount: number }>(
      app,
      'select amount_fen::int as amount from sales where market_id = $1 order by amount_fen',
      [shop.marketId],
    )
    expect(sold.map((sale) => sale.amount)).toEqual([568, 3040 + 432])
    const lines = await rowsOfTable<{ name: string; amount: number }>(
      app,
      'select commodity_name as name, amount_fen::int as amount from sale_lines where market_id = $1 order by 2',
      [shop.marketId],
    )
    expect(lines).toEqual([
      { name: '配送费', amount: 68 },
      { name: '配送费', amount: 432 },
      { name: '鸡蛋', amount: 500 },
      { name: '猪肉', amount: 3040 },
    ])
  })
})
