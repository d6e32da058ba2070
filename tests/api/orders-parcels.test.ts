/** Parcels at the door: code or photo, given up, and who carries them. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'
import { homeIn } from '../support/selling.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

type Stall = Awaited<ReturnType<Shop['openStall']>>
let app: TestApp
let shop: Shop
let stalls: readonly Stall[]
let goods: readonly Listing[]
let slotId: string
let rider: Awaited<ReturnType<TestApp['login']>>
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4])
const photo = (bytes = jpeg) => ({ fileName: '门口.jpg', bytes })

beforeAll(async () => {
  app = await startTestApp()
  shop = await makeShop(app)
  stalls = [await shop.openStall('A-001'), await shop.openStall('A-002')]
  goods = [
    await shop.addListing(stalls[0]?.stallId ?? '', { name: '猪肉', priceFen: 1600 }),
    await shop.addListing(stalls[1]?.stallId ?? '', { name: '鸡蛋', priceFen: 500 }),
  ]
  rider = await app.login('market_staff', { marketId: shop.marketId })
  const slots = [{ startsAt: '2026-03-02T03:00:00Z', endsAt: '2026-03-02T04:00:00Z', capacity: 20 }]
  slotId = (await shop.openDelivery({ feeFen: 500 }, slots))[0] ?? ''
})
afterAll(() => app.close())

const taken = async (): Promise<number> => {
  const { items } = await shop.operator.listDeliverySlots({ params: shop.params })
  return items.find((slot) => slot.deliverySlotId === slotId)?.taken ?? 0
}
const place = async (payment: 'online' | 'at_stall' = 'online') => {
  const shopper = await shop.newShopper()
  const placed = await shopper.checkOut(
    shop.bag({
      payment,
      fulfilment: 'delivery',
      delivery: homeIn(slotId),
      stalls: stalls.map((stall, i) => ({
        stallCode: stall.stallCode,
        lines: [shop.line(goods[i] ?? ({} as Listing), 500)],
      })),
    }),
  )
  const ids = placed.stallOrders.map((order) => order.stallOrderId)
  if (payment === 'online') for (const id of ids) await shop.payFor(shopper, id)
  const group = () => shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId: placed.orderGroupId } })
  const parcelId = (await group()).parcel?.parcelId ?? ''
  return { shopper, ids, group, parcelId, params: { ...shop.params, parcelId } }
}
const pack = async (ids: readonly string[]) => {
  for (const [i, stallOrderId] of ids.entries()) {
    const merchant = stalls[i]?.merchant
    const at = { params: { ...shop.params, stallOrderId } }
    await merchant?.acceptStallOrder(at)
    await merchant?.startPicking(at)
    await merchant?.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 500 } })
    await merchant?.finishPicking(at)
  }
}
const carry = async ({ ids, params }: Awaited<ReturnType<typeof place>>) => {
  await rider.assignParcel({ params, body: {} })
  for (const stallOrderId of ids) await rider.collectStallOrder({ params: { ...params, stallOrderId } })
}
const auditOf = async (parcelId: string) =>
  (
    await rowsOfTable<{ action: string }>(
      app,
      'select action from audit_log where market_id = $1 and subject_id = $2 order by audit_id',
      [shop.marketId, parcelId],
    )
  ).map((row) => row.action)
const eventsOf = async (type: string, parcelId: string) =>
  (
    await rowsOfTable<{ payload: Record<string, unknown> }>(
      app,
      `select payload from outbox where market_id = $1 and type = $2 and payload->>'parcelId' = $3 order by position`,
      [shop.marketId, type, parcelId],
    )
  ).map((row) => row.payload)

describe('a parcel at the door', () => {
  it('is handed over by a photo when nobody is there and nothing is left to pay, and the shopper is told so', async () => {
    const parcel = await place()
    await pack(parcel.ids)
    await expect(rider.uploadParcelPhoto({ params: parcel.params, upload: photo() })).rejects.toMatchObject({
      code: 'parcel.state',
    })
    await carry(parcel)
    const { params, parcelId } = parcel
    const text = new TextEncoder().encode('<svg onload="alert(1)"/>')
    await expect(rider.uploadParcelPhoto({ params, upload: photo(text) })).rejects.toMatchObject({ code: 'photo.type' })
    const other = await place()
    await pack(other.ids)
    await carry(other)
    const { photoId: foreign } = await rider.uploadParcelPhoto({ params: other.params, upload: photo() })
    await expect(rider.handOverParcel({ params, body: { photoId: foreign } })).rejects.toMatchObject({
      code: 'photo.not_found',
    })
    const { photoId } = await rider.uploadParcelPhoto({ params, upload: photo() })
    expect(await rider.handOverParcel({ params, body: { photoId } })).toMatchObject({
      state: 'delivered',
      proof: 'photo',
      photoIds: [photoId],
    })
    expect((await parcel.group()).parcel).toMatchObject({ state: 'delivered', proof: 'photo' })
    const bytes = await rider.getParcelPhoto({ params: { ...params, photoId } })
    expect(new Uint8Array(bytes as unknown as ArrayBuffer)).toEqual(jpeg)
    expect(await auditOf(parcelId)).toEqual(
      expect.arrayContaining(['parcel.assigned', 'parcel.on_the_way', 'parcel.photograph', 'parcel.delivered']),
    )
    expect(await eventsOf('parcel.photographed', parcelId)).toEqual([{ parcelId, photoId }])
    expect((await eventsOf('parcel.moved', parcelId)).map((event) => event['to'])).toEqual([
      'assigned',
      'on_the_way',
      'delivered',
    ])
  })

  it('that is paid at the door needs the code and what was received', async () => {
    const parcel = await place('at_stall')
    await pack(parcel.ids)
    await carry(parcel)
    const { params } = parcel
    expect((await rider.listParcels({ params: shop.params, query: { state: 'on_the_way' } })).items).toContainEqual(
      expect.objectContaining({ parcelId: parcel.parcelId, dueFen: 1600 + 500 + 500 }),
    )
    const { photoId } = await rider.uploadParcelPhoto({ params, upload: photo() })
    await expect(rider.handOverParcel({ params, body: { photoId } })).rejects.toMatchObject({
      code: 'parcel.photo_unpaid',
    })
    const handOverCode = (await parcel.group()).parcel?.handOverCode ?? ''
    await expect(rider.handOverParcel({ params, body: { handOverCode } })).rejects.toMatchObject({
      code: 'stall_order.means_required',
    })
    await expect(rider.handOverParcel({ params, body: { handOverCode: '0', photoId } })).rejects.toMatchObject({
      code: 'stall_order.wrong_code',
    })
    const done = await rider.handOverParcel({ params, body: { handOverCode, declaredMeans: 'cash' } })
    expect(done).toMatchObject({ state: 'delivered', proof: 'code', dueFen: 0 })
    const orders = (await parcel.group()).stallOrders
    expect(orders.map((order) => [order.state, order.declaredMeans])).toEqual([
      ['completed', 'cash'],
      ['completed', 'cash'],
    ])
  })

  it('goes on with one stall when the other declines, whose part of the delivery fee goes back with its goods', async () => {
    const parcel = await place()
    const [declined = '', kept = ''] = parcel.ids
    const before = await parcel.group()
    const paid = before.stallOrders.map((order) => order.paidFen)
    expect(before.stallOrders.map((order) => order.deliveryFeeFen).reduce((a, b) => a + b, 0)).toBe(500)
    expect(before.stallOrders.every((order) => order.deliveryFeeFen > 0)).toBe(true)
    await stalls[0]?.merchant.declineStallOrder({
      params: { ...shop.params, stallOrderId: declined },
      body: { reason: '卖完了' },
    })
    await shop.settleRefunds()
    const half = await parcel.group()
    expect(half.parcel?.state).toBe('waiting')
    expect(half.stallOrders).toMatchObject([
      { stallOrderId: declined, state: 'refunded', paidFen: paid[0], refundedFen: paid[0] },
      { stallOrderId: kept, state: 'paid', paidFen: paid[1], refundedFen: 0 },
    ])
    const at = { params: { ...shop.params, stallOrderId: kept } }
    const merchant = stalls[1]?.merchant
    await merchant?.acceptStallOrder(at)
    await merchant?.startPicking(at)
    await merchant?.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 500 } })
    await merchant?.finishPicking(at)
    await carry({ ...parcel, ids: [kept] })
    await rider.handOverParcel({ params: parcel.params, body: { handOverCode: half.parcel?.handOverCode ?? '' } })
    expect((await parcel.group()).stallOrders.map((order) => order.state)).toEqual(['refunded', 'completed'])
    const sold = await rowsOfTable<{ amount: number }>(
      app,
      'select amount_fen::int as amount from sales where market_id = $1 and source_key in ($2, $3)',
      [shop.marketId, declined, kept],
    )
    expect(sold.map((sale) => sale.amount)).toEqual([paid[1]])
  })

  it('that failed is given up in one step: the money goes back, the stock and the place in the slot are free again', async () => {
    const parcel = await place()
    await pack(parcel.ids)
    const before = await taken()
    const pork = goods[0]?.listingId ?? ''
    const stock = (await shop.availableOf(pork)) ?? 0
    await carry(parcel)
    const { params, parcelId } = parcel
    await expect(rider.returnParcel({ params, body: { reason: '联系不上' } })).rejects.toMatchObject({
      code: 'parcel.state',
    })
    expect(await rider.failParcel({ params, body: { reason: '家里没人' } })).toMatchObject({ failure: '家里没人' })
    expect(await rider.returnParcel({ params, body: { reason: '联系不上' } })).toMatchObject({ state: 'cancelled' })
    await shop.settleRefunds()
    const orders = (await parcel.group()).stallOrders
    expect(orders.map((order) => [order.state, order.refundedFen === order.paidFen, order.endReason])).toEqual([
      ['refunded', true, '联系不上'],
      ['refunded', true, '联系不上'],
    ])
    expect(await taken()).toBe(before - 1)
    expect(await shop.availableOf(pork)).toBe(stock + 500)
    expect((await eventsOf('parcel.moved', parcelId)).map((event) => event['to'])).toEqual([
      'assigned',
      'on_the_way',
      'failed',
      'cancelled',
    ])
  })
})

describe('who carries, and how many', () => {
  it('lists the market’s own people with what they have in hand', async () => {
    const parcel = await place()
    await rider.assignParcel({ params: parcel.params, body: {} })
    const { items } = await shop.operator.listRiders({ params: shop.params })
    expect(items.map((one) => one.name)).toEqual(expect.arrayContaining([expect.stringContaining('market_staff')]))
    expect(Math.max(...items.map((one) => one.openParcels))).toBeGreaterThan(0)
  })

  it('changes the places of a slot, never below what is taken', async () => {
    const now = await taken()
    const params = { ...shop.params, deliverySlotId: slotId }
    await expect(shop.operator.changeDeliverySlot({ params, body: { capacity: now - 1 } })).rejects.toMatchObject({
      code: 'delivery_slot.taken',
    })
    expect(await shop.operator.changeDeliverySlot({ params, body: { capacity: now } })).toMatchObject({
      capacity: now,
    })
    await expect(place()).rejects.toMatchObject({ code: 'delivery_slot.full' })
    expect(await auditOf(slotId)).toEqual(['delivery_slot.change'])
    await shop.operator.changeDeliverySlot({ params, body: { capacity: 20 } })
    await expect(
      shop.operator.changeDeliverySlot({
        params: { ...shop.params, deliverySlotId: 'slt_nothing' },
        body: { capacity: 1 },
      }),
    ).rejects.toMatchObject({ code: 'delivery_slot.not_found' })
  })

  it('finds parcels by order number, stall and rider, and never by who ordered or where it goes', async () => {
    const parcel = await place()
    const { riderName } = await rider.assignParcel({ params: parcel.params, body: {} })
    const listed = await shop.operator.listParcels({ params: shop.params, query: { state: 'assigned', pageSize: 200 } })
    const { number = '' } = listed.items.find((one) => one.parcelId === parcel.parcelId)?.stallOrders[0] ?? {}
    const find = async (q: string, state?: 'assigned' | 'waiting') =>
      shop.operator.listParcels({ params: shop.params, query: { q, ...(state && { state }), pageSize: 200 } })
    const idsOf = async (q: string) => (await find(q)).items.map((one) => one.parcelId)
    expect(await find(number)).toMatchObject({ total: 1, items: [{ parcelId: parcel.parcelId }] })
    expect(await idsOf(number.slice(-5))).toEqual([parcel.parcelId])
    expect(await idsOf(parcel.parcelId)).toEqual([parcel.parcelId])
    expect(await idsOf('a-002')).toContain(parcel.parcelId)
    expect(await idsOf(riderName ?? '')).toContain(parcel.parcelId)
    expect((await find(number, 'waiting')).total).toBe(0)
    for (const nothing of ['李女士', '13800001234', '幸福里', 'A_001', '%']) expect((await find(nothing)).total).toBe(0)
    const other = await makeMarket(app)
    expect(
      (await other.operator.listParcels({ params: { marketId: other.marketId }, query: { q: number } })).total,
    ).toBe(0)
  })

  it('finds orders by number, stall and merchant', async () => {
    const { ids } = await place()
    const order = await shop.operator.getStallOrder({ params: { ...shop.params, stallOrderId: ids[0] ?? '' } })
    const find = async (q: string) =>
      (await shop.operator.listStallOrders({ params: shop.params, query: { q, pageSize: 200 } })).items.map(
        (one) => one.stallCode,
      )
    expect(await find(order.number)).toContain('A-001')
    expect(new Set(await find('a-002'))).toEqual(new Set(['A-002']))
    expect(new Set(await find('A-001 号'))).toEqual(new Set(['A-001']))
    expect(await find('没有这样的')).toEqual([])
  })
})
