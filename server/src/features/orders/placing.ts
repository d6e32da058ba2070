/**
 * The hot path. An order is one call of the SQL function place_orders; orders of a market that come while earlier ones
 * are being written wait and go together, so that they share a commit. The function answers each order by itself:
 * placed, refused, or known already. Nothing is announced inside its transaction (NOTIFY there halves the rate): who
 * reads the feed or a live page is woken after commit, a few times a second at most.
 */
import { AppError } from '../../errors.ts'
import type { ErrorCode } from '@smart-market/shared/errors.ts'
import type { Deps } from '../../context.ts'
import { changeChannel } from '../../feed/outbox.ts'
import { createBatcher } from '../../lib/batcher.ts'

export interface StallCommand {
  readonly order_id: string
  readonly number: string
  readonly code: string
  readonly goods_fen: number
  readonly fee_fen: number
  readonly pickup_code: string
  readonly note: string | null
  readonly lines: readonly {
    readonly listing: string
    readonly quantity: number
    readonly price: number
    readonly basis: string
    readonly amount: number
  }[]
}
/** Names are the function's own: see the migration that makes it. */
export interface OrderCommand {
  readonly group_id: string
  readonly shopper_id: string
  readonly key: string
  readonly body_hash: string
  readonly payment: string
  readonly fulfilment: string
  readonly amount_fen: number
  readonly answer: string
  readonly at: string
  readonly slot_id: string | null
  readonly parcel_id: string | null
  readonly contact: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly hand_over_code: string | null
  readonly audit_id: string
  readonly actor_name: string
  readonly summary: string
  readonly request_id: string
  readonly event_id: string
  readonly event: unknown
  readonly stalls: readonly StallCommand[]
}
interface Outcome extends Record<string, unknown> {
  readonly order_no: number
  readonly outcome: string
  readonly details: Record<string, unknown> | null
}

/** The stored answer, and by when to pay (null where nothing is paid online). */
export interface Placed {
  readonly answer: string
  readonly payBy: string | null
}
export type PlaceOrder = (marketId: string, order: OrderCommand) => Promise<Placed>

const refusals: readonly string[] = [
  'listing.not_on_sale',
  'listing.price_changed',
  'listing.sold_out',
  'delivery_slot.full',
] satisfies ErrorCode[]

const statement = 'select order_no, outcome, details from place_orders($1, $2::text::jsonb, $3::text::jsonb)'
const wakeEveryMs = 100
const triesForSameKey = 5

/** Throws the refusals above and checkout.key_reused. */
export const createPlacer = (deps: Deps): PlaceOrder => {
  const wake = createWaker(deps)
  const place = async (marketId: string, orders: readonly OrderCommand[]): Promise<Outcome[]> => {
    const outcomes = await deps.database.call<Outcome>(statement, [marketId, ...toParameters(orders)])
    wake(marketId)
    return [...outcomes].sort((a, b) => a.order_no - b.order_no)
  }
  const run = async (marketId: string, orders: readonly OrderCommand[]): Promise<Outcome[]> => {
    try {
      return await place(marketId, orders)
    } catch (error) {
      if (orders.length === 1) throw error
    }
    // One order that the database cannot take must not fail its neighbours.
    const alone: Outcome[] = []
    for (const order of orders)
      alone.push(...(await place(marketId, [order]).catch((error: unknown) => [failed(error)])))
    return alone
  }
  const byMarket = new Map<string, (order: OrderCommand) => Promise<Outcome>>()
  const batcherOf = (marketId: string) => {
    const made = createBatcher((orders: readonly OrderCommand[]) => run(marketId, orders), {
      maxItems: 64,
      inFlight: 2,
    })
    byMarket.set(marketId, made)
    return made
  }
  return async (marketId, order) => {
    const send = byMarket.get(marketId) ?? batcherOf(marketId)
    for (let tries = 0; tries < triesForSameKey; tries++) {
      const { outcome, details } = await send(order)
      if (outcome === 'again') continue
      if (outcome === 'failed') throw details?.error
      if (outcome === 'conflict') throw new AppError('checkout.key_reused')
      if (outcome === 'placed')
        return { answer: order.answer, payBy: order.payment === 'online' ? isoOf(details?.payBy) : null }
      if (outcome === 'repeated') return { answer: String(details?.answer), payBy: isoOf(details?.payBy) }
      if (refusals.includes(outcome)) throw new AppError(outcome as ErrorCode, details ?? {})
      throw new Error(`place_orders answered ${outcome}`)
    }
    throw new AppError('server.busy')
  }
}

const failed = (error: unknown): Outcome => ({ order_no: 0, outcome: 'failed', details: { error } })

/** JSON of the database writes an offset; contracts want one form. */
export const isoOf = (value: unknown): string | null =>
  typeof value === 'string' ? new Date(value).toISOString() : null

const toParameters = (orders: readonly OrderCommand[]): string[] => {
  const groups: unknown[] = []
  const stalls: unknown[] = []
  for (const [n, { stalls: ofOrder, ...group }] of orders.entries()) {
    const lines: unknown[] = []
    for (const [k, { lines: ofStall, ...stall }] of ofOrder.entries()) {
      stalls.push({ n, listing: ofStall[0]?.listing, ...stall })
      for (const [i, line] of ofStall.entries())
        lines.push({ k, i: i + 1, order_id: stall.order_id, code: stall.code, ...line })
    }
    groups.push({ n, lines, ...group })
  }
  return [groups, stalls].map((rows) => JSON.stringify(rows))
}

/** Wakes relay and live pages of a market after commit. A lost wake-up costs nothing: the relay sweeps by itself. */
const createWaker = (deps: Deps): ((marketId: string) => void) => {
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const fire = (): void => {
    timer = undefined
    const marketIds = [...waiting]
    waiting.clear()
    for (const marketId of marketIds)
      deps.database
        .call('select pg_notify($1::text, $2::text)', [changeChannel, marketId])
        .catch((error: unknown) => deps.logger.debug({ err: error }, 'wake-up after orders failed'))
  }
  return (marketId) => {
    waiting.add(marketId)
    timer ??= setTimeout(fire, wakeEveryMs).unref()
  }
}
