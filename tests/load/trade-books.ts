/** After a storm: each order, stock, slot and sale against the gateway's ledger. Everything in fen and grams. */
import type { Ctx } from '@smart-market/server/context.ts'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { CheckoutAnswer } from '@smart-market/shared/contracts/orders.ts'
import type { PaidApp } from '../support/payments.ts'
import { comparePayments, type PaymentBooks } from './payment-books.ts'

export interface PlacedGoods {
  readonly listing: Listing
  readonly stallCode: string
  /** Grams at the start. */
  readonly first: number
}

export interface TradeBooks extends PaymentBooks {
  readonly orders: number
  readonly completed: number
  readonly atStall: number
  /** Refunds of orders that the channel refused until they were given up. */
  readonly givenUp: number
  readonly soldFen: number
  /** Weighings that an order's line took its weight from. */
  readonly used: number
}

type Row = Record<string, unknown>
const readRows = async <T extends Row>(app: PaidApp, statement: string, marketId: string): Promise<T[]> =>
  app.deps.database.call<T>(statement, [marketId])

/** Charges at a channel, oldest first; what a merchant declared has none. */
export const readCharges = (app: PaidApp, marketId: string): Promise<{ id: string; number: string }[]> =>
  readRows(
    app,
    `select charge_id as id, charge_number as number from charges
     where market_id = $1 and channel <> 'declared' order by charge_id`,
    marketId,
  )

/** All events of the markets, on their way and in the feed. */
const told = 'select market_id, type, payload from outbox union all select market_id, type, payload from feed_events'

interface OrderRow extends Row {
  id: string
  state: string
  payment: string
  completed: boolean
  asked: number
  paid: number
  wanted: number
  refunded: number
  sold: number
  final: number | null
  sales: number
  salesFen: number
  told: number
  completions: number
}

const readOrders = (app: PaidApp, marketId: string): Promise<OrderRow[]> =>
  readRows<OrderRow>(
    app,
    `select o.stall_order_id as id, o.state, o.payment, o.completed_at is not null as completed,
       (o.goods_fen + o.delivery_fee_fen)::int as asked, o.paid_fen::int as paid, o.refund_wanted_fen::int as wanted,
       o.refunded_fen::int as refunded, o.sold_fen::int as sold, o.final_fen::int as final,
       s.sales, s.sales_fen as "salesFen", e.told, e.completions
     from stall_orders o
     cross join lateral (
       select count(*) filter (where amount_fen > 0)::int as sales, coalesce(sum(amount_fen), 0)::int as sales_fen
       from sales where market_id = o.market_id and source_key like '%' || o.stall_order_id) s
     cross join lateral (
       select coalesce(sum((payload->>'amountFen')::int) filter (where type = 'stall_order.paid'), 0)::int as told,
         count(*) filter (where type = 'stall_order.moved' and payload->>'to' = 'completed')::int as completions
       from (${told}) t where market_id = o.market_id and payload->>'stallOrderId' = o.stall_order_id) e
     where o.market_id = $1 order by o.stall_order_id`,
    marketId,
  )

/** Whether no online order waits to be paid any more. */
export const areOrdersSettled = async (app: PaidApp, marketId: string): Promise<boolean> =>
  (await readOrders(app, marketId)).every((order) => order.payment !== 'online' || order.state !== 'placed')

/** Money of ended or completed orders that a refund failed to bring back is asked back again by a person; returns how often. */
export const retryLostRefunds = async (
  app: PaidApp,
  marketId: string,
  operator: () => Promise<Client<Api>>,
): Promise<number> => {
  const lost = (await readOrders(app, marketId)).filter((order) => order.paid - order.wanted > keptFen(order))
  for (const order of lost) {
    const amountFen = order.paid - order.wanted - keptFen(order)
    const body = { idempotencyKey: `again-${order.id}-${order.wanted}`, amountFen, reason: '再退一次' }
    await (await operator()).refundStallOrder({ params: { marketId, stallOrderId: order.id }, body })
  }
  return lost.length
}

/** What of the money stays with the stall: what was sold, all while the order goes on, nothing once it is called off. */
const keptFen = ({ completed, sold, state, paid }: OrderRow): number => {
  if (state === 'refunding') return 0
  return completed ? sold : paid
}

export const compareTrade = async (input: {
  readonly app: PaidApp
  readonly ctx: Ctx
  readonly marketId: string
  readonly goods: readonly PlacedGoods[]
  /** Checkouts that the server has said yes to. */
  readonly acknowledged: readonly CheckoutAnswer[]
  /** What stood on the scales, fen each. */
  readonly weighed: readonly number[]
}): Promise<TradeBooks> => {
  const { app, ctx, marketId } = input
  const { ledger } = app.gateway
  const read = <T extends Row>(statement: string): Promise<T[]> => readRows<T>(app, statement, marketId)
  const charges = await readCharges(app, marketId)
  const money = await comparePayments(
    app.gateway,
    ctx,
    charges.map(({ id }) => id),
  )
  const wrong = [...money.wrong]
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence)
  }

  // What the gateway says came in and went back for each order and each purchase, late money aside.
  const numbers = await read<{ number: string; purpose: string; late: boolean | null }>(
    `select c.charge_number as number, coalesce(o.stall_order_id, c.purpose_id) as purpose, p.late
     from charges c
     left join payments p on p.market_id = c.market_id and p.charge_id = c.charge_id
     left join order_charges o on o.market_id = c.market_id and o.charge_id = c.charge_id
     where c.market_id = $1 and c.channel <> 'declared'`,
  )
  const atGateway = new Map<string, { came: number; back: number }>()
  for (const { number, purpose, late } of numbers) {
    const sum = atGateway.get(purpose) ?? { came: 0, back: 0 }
    const trade = ledger.findTrade(number)
    if (late !== true && trade?.state === 'paid') {
      sum.came += trade.amountFen
      for (const refund of ledger.refundsOf(number)) if (refund.state === 'succeeded') sum.back += refund.amountFen
    }
    atGateway.set(purpose, sum)
  }

  const orders = await readOrders(app, marketId)
  for (const order of orders) {
    const { id, state, payment, completed, paid, refunded, sold } = order
    const say = (holds: boolean, sentence: string): void => expect(holds, `${id} (${payment}, ${state}): ${sentence}`)
    const seen = atGateway.get(id) ?? { came: 0, back: 0 }
    if (payment === 'online') {
      say(paid === seen.came, `paid ${paid}, gateway ${seen.came}`)
      say(refunded === seen.back, `refunded ${refunded}, gateway ${seen.back}`)
      say(state !== 'placed' && state !== 'refunding', 'still waits')
      say(state === 'cancelled' || paid >= order.asked, `goes on with ${paid} of ${order.asked} paid`)
    } else say(seen.came === 0, 'paid at a channel')
    say(order.told === (payment === 'online' ? paid : 0), `events tell of ${order.told} of ${paid}`)
    say(refunded === order.wanted && refunded <= paid, `refunds ${refunded} of ${order.wanted} wanted, ${paid} paid`)
    say(sold === order.salesFen, `sold ${sold}, in sales ${order.salesFen}`)
    say(sold === (completed ? paid - refunded : 0), `sold ${sold}, kept ${paid - refunded}`)
    say(order.sales === (completed && order.final !== 0 ? 1 : 0), `${order.sales} sales`)
    say(order.completions === (completed ? 1 : 0), `${order.completions} completions told`)
    say(state !== 'refunded' || paid === refunded, `${paid - refunded} stays`)
    say(state !== 'cancelled' || paid === 0, `cancelled with ${paid}`)
  }

  const bought = await read<{ id: string; state: string; amount: number; salesFen: number; sales: number }>(
    `select p.stall_payment_id as id, p.state, p.amount_fen::int as amount, s.sales, s.sales_fen as "salesFen"
     from stall_payments p cross join lateral (
       select count(*) filter (where amount_fen > 0)::int as sales, coalesce(sum(amount_fen), 0)::int as sales_fen
       from sales where market_id = p.market_id and source_key like '%' || p.stall_payment_id) s
     where p.market_id = $1`,
  )
  for (const { id, state, amount, sales, salesFen } of bought) {
    const { came, back } = atGateway.get(id) ?? { came: 0, back: 0 }
    expect(state === (came > 0 ? 'paid' : 'closed'), `${id}: ${state}, gateway ${came}`)
    expect(came === 0 || came === amount, `${id}: ${came} of ${amount} came`)
    expect(sales === (came > 0 ? 1 : 0) && salesFen === came - back, `${id}: sold ${salesFen}, kept ${came - back}`)
  }

  const days = await read<{ whole: number; days: number; told: number }>(
    `select (select coalesce(sum(amount_fen), 0) from sales s where market_id = $1 and not exists (
         select 1 from picked_weighings w where w.market_id = s.market_id and w.weighing_sale_id = s.sale_id))::int as whole,
       (select coalesce(sum(amount_fen), 0) from sales_days where market_id = $1)::int as days,
       (select coalesce(sum((payload->>'amountFen')::int), 0) from (${told}) t
         where market_id = $1 and type = 'sales.recorded')::int as told`,
  )
  const [day] = days
  expect(
    day?.whole === day?.days && day?.told === day?.days,
    `sales ${day?.whole}, days ${day?.days}, told ${day?.told}`,
  )

  const scales = await read<{ fen: number; count: number; used: number; lines: number }>(
    `select coalesce(sum(amount_fen), 0)::int as fen, count(*)::int as count,
       (select count(*) from picked_weighings where market_id = $1)::int as used,
       (select count(*) from order_lines where market_id = $1 and weighing_sale_id is not null)::int as lines
     from sales where market_id = $1 and channel = 'scale'`,
  )
  const [scale] = scales
  const weighedFen = input.weighed.reduce((sum, fen) => sum + fen, 0)
  expect(
    scale?.count === input.weighed.length && scale.fen === weighedFen,
    `${scale?.count} weighings of ${scale?.fen}, the scales say ${input.weighed.length} of ${weighedFen}`,
  )
  expect((scale?.lines ?? 0) <= (scale?.used ?? 0), `${scale?.lines} lines by ${scale?.used} weighings`)

  const held = await read<{ id: string; available: number; held: number }>(
    `select l.listing_id as id, l.available::int as available, coalesce((
       select sum(r.ordered_quantity) from order_lines r
       join stall_orders o on o.market_id = r.market_id and o.stall_order_id = r.stall_order_id
       where r.market_id = l.market_id and r.listing_id = l.listing_id
         and not (o.state in ('cancelled', 'refunding', 'refunded') and o.completed_at is null)), 0)::int as held
     from listing_stocks l where l.market_id = $1`,
  )
  for (const { listing, first } of input.goods) {
    const row = held.find(({ id }) => id === listing.listingId)
    expect(
      row !== undefined && row.available === first - row.held && row.available >= 0,
      `stock of ${listing.name}: ${row?.available} of ${first}, ${row?.held} held`,
    )
  }
  const slots = await read<{ taken: number; parcels: number; capacity: number }>(
    `select s.taken, s.capacity, (select count(*) from parcels p where p.market_id = s.market_id
       and p.delivery_slot_id = s.delivery_slot_id and p.state <> 'cancelled')::int as parcels
     from delivery_slots s where s.market_id = $1`,
  )
  for (const { taken, parcels, capacity } of slots)
    expect(taken === parcels && taken <= capacity, `slot: ${taken} of ${capacity} taken, ${parcels} parcels`)

  const groups = await read<{ id: string; key: string; shopper: string; stalls: number }>(
    `select g.order_group_id as id, g.idempotency_key as key, g.shopper_id as shopper,
       (select count(*) from stall_orders o where o.market_id = g.market_id and o.order_group_id = g.order_group_id)::int as stalls
     from order_groups g where g.market_id = $1`,
  )
  for (const { orderGroupId, stallOrders } of input.acknowledged)
    expect(
      groups.find(({ id }) => id === orderGroupId)?.stalls === stallOrders.length,
      `${orderGroupId} was acknowledged and is not there`,
    )
  expect(new Set(groups.map(({ key, shopper }) => `${shopper} ${key}`)).size === groups.length, 'a key has two orders')

  const lost = await read<{ count: number }>(
    `select count(*)::int as count from order_refunds where market_id = $1 and state = 'failed'`,
  )
  return {
    ...money,
    givenUp: lost[0]?.count ?? 0,
    orders: orders.length,
    completed: orders.filter((order) => order.completed).length,
    atStall: bought.filter((one) => one.state === 'paid').length,
    soldFen: day?.whole ?? 0,
    used: scale?.used ?? 0,
    wrong,
  }
}
