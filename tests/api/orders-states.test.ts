/** Every state of a delivered order, and of one that is picked up, against everything that anybody may try with it. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { fulfilments, orderPayments, StallOrderState } from '@smart-market/shared/contracts/orders.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { homeIn } from '../support/selling.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

type Payment = (typeof orderPayments)[number]
type Fulfilment = (typeof fulfilments)[number]
let app: TestApp
let shop: Shop
let stall: Awaited<ReturnType<Shop['openStall']>>
let rider: Client<Api>
let pork: Listing
let slotId: string

beforeAll(async () => {
  app = await startTestApp()
  shop = await makeShop(app)
  stall = await shop.openStall('A-001')
  pork = await shop.addListing(stall.stallId, { name: '猪肉', priceFen: 1600, available: 10_000_000 })
  rider = await app.login('market_staff', { marketId: shop.marketId })
  const slots = [{ startsAt: '2026-03-02T03:00:00Z', endsAt: '2026-03-02T04:00:00Z', capacity: 1000 }]
  slotId = (await shop.openDelivery({ feeFen: 500 }, slots))[0] ?? ''
})
afterAll(() => app.close())

const place = async (payment: Payment, fulfilment: Fulfilment) => {
  const shopper = await shop.newShopper()
  const { orderGroupId, stallOrders } = await shopper.checkOut(
    shop.bag({
      payment,
      fulfilment,
      ...(fulfilment === 'delivery' ? { delivery: homeIn(slotId) } : {}),
      stalls: [{ stallCode: 'A-001', lines: [shop.line(pork, 1000)] }],
    }),
  )
  const { stallOrderId = '', amountFen = 0, pickupCode = '' } = stallOrders[0] ?? {}
  const group = await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId } })
  // An order that is picked up has no parcel: whoever names one has made it up.
  const parcelId = group.parcel?.parcelId ?? 'par_none'
  if (group.parcel !== null) await rider.assignParcel({ params: { ...shop.params, parcelId }, body: {} })
  return {
    shopper,
    payment,
    stallOrderId,
    amountFen,
    pickupCode,
    parcelId,
    at: { params: { ...shop.params, stallOrderId } },
    mine: { params: { marketCode: shop.code, stallOrderId } },
    parcel: { params: { ...shop.params, parcelId } },
    handOverCode: group.parcel?.handOverCode ?? '',
    keyOfRefund: `refund-${stallOrderId}`,
  }
}
type Placed = Awaited<ReturnType<typeof place>>
const reason = { reason: '试一试' }
const means = ({ payment }: Placed) => (payment === 'at_stall' ? { declaredMeans: 'cash' as const } : {})

/** Everything that somebody may try; the audit's word for it where it is another. */
const acts = {
  cancel: (o: Placed) => o.shopper.cancelMyStallOrder({ ...o.mine, body: reason }),
  pay: (o: Placed) => o.shopper.payMyStallOrder({ ...o.mine, body: { channel: 'wechat' } }),
  accept: (o: Placed) => stall.merchant.acceptStallOrder(o.at),
  decline: (o: Placed) => stall.merchant.declineStallOrder({ ...o.at, body: reason }),
  start_picking: (o: Placed) => stall.merchant.startPicking(o.at),
  weigh: (o: Placed) => stall.merchant.weighLine({ params: { ...o.at.params, lineNo: '1' }, body: { quantity: 1000 } }),
  finish_picking: (o: Placed) => stall.merchant.finishPicking(o.at),
  abandon: (o: Placed) => stall.merchant.abandonStallOrder({ ...o.at, body: reason }),
  hand_over_at_stall: (o: Placed) =>
    stall.merchant.handOver({ ...o.at, body: { pickupCode: o.pickupCode, ...means(o) } }),
  refund_all: (o: Placed) =>
    stall.merchant.refundStallOrder({
      ...o.at,
      body: { idempotencyKey: o.keyOfRefund, amountFen: o.amountFen, reason: '不新鲜' },
    }),
  collect: (o: Placed) => rider.collectStallOrder({ params: { ...o.parcel.params, stallOrderId: o.stallOrderId } }),
  bring_back: (o: Placed) => rider.failParcel({ ...o.parcel, body: reason }),
  hand_over: (o: Placed) => rider.handOverParcel({ ...o.parcel, body: { handOverCode: o.handOverCode, ...means(o) } }),
} as const
type Act = keyof typeof acts

type Way = readonly (readonly [StallOrderState, (o: Placed) => Promise<unknown>])[]
const weighAll = (o: Placed) => acts.weigh(o).then(() => acts.finish_picking(o))
const begin: Record<Payment, Way> = {
  online: [
    ['paid', (o) => shop.payFor(o.shopper, o.stallOrderId)],
    ['accepted', acts.accept],
    ['picking', acts.start_picking],
  ],
  at_stall: [
    ['accepted', acts.accept],
    ['picking', acts.start_picking],
  ],
}
const end: Record<Fulfilment, Way> = {
  delivery: [
    ['ready', weighAll],
    ['out_for_delivery', acts.collect],
    ['completed', acts.hand_over],
  ],
  pickup: [
    ['waiting_for_pickup', weighAll],
    ['completed', acts.hand_over_at_stall],
  ],
}
const bring = async (payment: Payment, fulfilment: Fulfilment, state: StallOrderState): Promise<Placed> => {
  const order = await place(payment, fulfilment)
  if (state === 'placed') return order
  if (state === 'cancelled') await acts.cancel(order)
  else if (state === 'refunding' || state === 'refunded') {
    await shop.payFor(order.shopper, order.stallOrderId)
    await acts.decline(order)
    if (state === 'refunded') await shop.settleRefunds()
  } else
    for (const [reached, step] of [...begin[payment], ...end[fulfilment]]) {
      await step(order)
      if (reached === state) break
    }
  expect(await stateOf(order)).toBe(state)
  return order
}
const stateOf = async ({ at }: Placed) => (await shop.operator.getStallOrder(at)).state

type Allowed = Partial<Record<StallOrderState, Partial<Record<Act, StallOrderState>>>>
/** What may be done, and where it leads. A weighed line and an opened payment leave the order where it is. */
const sameForBoth: Record<Payment, Allowed> = {
  online: {
    placed: { cancel: 'cancelled', pay: 'placed' },
    paid: { cancel: 'refunding', accept: 'accepted', decline: 'refunding' },
    accepted: { start_picking: 'picking', abandon: 'refunding' },
    picking: { weigh: 'picking', abandon: 'refunding' },
    completed: { refund_all: 'refunding' },
    cancelled: {},
    refunding: {},
    refunded: {},
  },
  at_stall: {
    placed: { cancel: 'cancelled', accept: 'accepted', decline: 'cancelled' },
    accepted: { start_picking: 'picking', abandon: 'cancelled' },
    picking: { weigh: 'picking', abandon: 'cancelled' },
    // What a merchant declared, a merchant gives back: it is recorded at once.
    completed: { refund_all: 'refunded' },
    cancelled: {},
  },
}
const ended: Record<Payment, StallOrderState> = { online: 'refunding', at_stall: 'cancelled' }
const allowedOf = (payment: Payment, fulfilment: Fulfilment): Allowed => ({
  ...sameForBoth[payment],
  ...(fulfilment === 'delivery'
    ? {
        ready: { collect: 'out_for_delivery', abandon: ended[payment] },
        out_for_delivery: { bring_back: 'ready', hand_over: 'completed' },
      }
    : { waiting_for_pickup: { hand_over_at_stall: 'completed', abandon: ended[payment] } }),
})
const cases = (['delivery', 'pickup'] as const).flatMap((fulfilment) =>
  (['online', 'at_stall'] as const).flatMap((payment) =>
    (Object.keys(allowedOf(payment, fulfilment)) as StallOrderState[]).map((state) => ({ fulfilment, payment, state })),
  ),
)
/** Whatever is tried with a parcel that is not there. */
const refusals = [404, 409, 422]
/** The audit's and the event's word for an act, where it is another. */
const wordOf = (act: Act): string => (act === 'hand_over_at_stall' ? 'hand_over' : act)

describe.each(cases)('an order for $fulfilment, $payment, $state', ({ fulfilment, payment, state }) => {
  const ways = allowedOf(payment, fulfilment)[state] ?? {}

  it('refuses with a reason everything that the table does not name, and stays where it is', async () => {
    const order = await bring(payment, fulfilment, state)
    const before = await shop.operator.getStallOrder(order.at)
    const answers: Record<string, string> = {}
    for (const act of (Object.keys(acts) as Act[]).filter((name) => !(name in ways)))
      await acts[act](order).then(
        () => (answers[act] = 'allowed'),
        (refusal: { status?: number; message?: string }) => {
          if (!refusals.includes(refusal.status ?? 0)) answers[act] = `${refusal.status} ${refusal.message}`
        },
      )
    expect(answers).toEqual({})
    expect(await shop.operator.getStallOrder(order.at)).toEqual(before)
  })

  it.each(Object.entries(ways))('%s leads to %s, with its audit row and its event', async (name, to) => {
    const act = name as Act
    const order = await bring(payment, fulfilment, state)
    await acts[act](order)
    if (to === 'refunded') await shop.settleRefunds()
    expect(await stateOf(order)).toBe(to)
    if (to === state) return
    const audit = await rowsOfTable<{ action: string }>(
      app,
      'select action from audit_log where market_id = $1 and subject_id = $2',
      [shop.marketId, order.stallOrderId],
    )
    expect(audit.map((row) => row.action)).toContain(`stall_order.${wordOf(act)}`)
    const moved = await rowsOfTable<{ payload: { action: string; from: string } }>(
      app,
      `select payload from outbox where market_id = $1 and type = 'stall_order.moved'
        and payload->>'stallOrderId' = $2`,
      [shop.marketId, order.stallOrderId],
    )
    expect(moved.map((row) => row.payload)).toContainEqual(
      expect.objectContaining({ action: wordOf(act), from: state }),
    )
  })
})
