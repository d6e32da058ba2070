import { describe, expect, it } from 'vitest'
import { fulfilments, orderPayments, stallOrderStates } from '@smart-market/shared/contracts/orders.ts'
import { actions, type OrderParty, transitions, wayOf } from './transitions.ts'

const parties: readonly OrderParty[] = ['shopper', 'seller', 'rider', 'system']
const stands = stallOrderStates.flatMap((state) =>
  orderPayments.flatMap((payment) => fulfilments.map((fulfilment) => ({ state, payment, fulfilment }))),
)

describe('the table of ways', () => {
  it('has at most one way for each stand, action and party', () => {
    const ambiguous = stands.flatMap((order) =>
      actions.flatMap((action) =>
        parties
          .filter(
            (party) =>
              transitions.filter(
                (way) =>
                  way.action === action &&
                  way.from.includes(order.state) &&
                  way.by.includes(party) &&
                  (way.payment ?? order.payment) === order.payment &&
                  (way.fulfilment ?? order.fulfilment) === order.fulfilment,
              ).length > 1,
          )
          .map((party) => ({ ...order, action, party })),
      ),
    )
    expect(ambiguous).toEqual([])
  })

  it.each(orderPayments.flatMap((payment) => fulfilments.map((fulfilment) => ({ payment, fulfilment }))))(
    'leads from placed to completed, and from every state it reaches to an end: $payment, $fulfilment',
    (kind) => {
      const next = (state: (typeof stallOrderStates)[number]) =>
        actions.flatMap((action) => parties.flatMap((party) => wayOf({ ...kind, state }, action, party)?.to ?? []))
      const reached = new Set<(typeof stallOrderStates)[number]>(['placed'])
      for (const state of reached) for (const to of next(state)) reached.add(to)
      expect(reached).toContain('completed')
      const ends = [...reached].filter((state) => next(state).length === 0)
      expect(ends.sort()).toEqual(['cancelled', 'refunded'])
      expect(reached.has('paid')).toBe(kind.payment === 'online')
      expect(reached.has('waiting_for_pickup')).toBe(kind.fulfilment === 'pickup')
      expect(reached.has('out_for_delivery')).toBe(kind.fulfilment === 'delivery')
    },
  )

  it('lets nobody but the system say that money has come or gone', () => {
    for (const way of transitions)
      if (way.action === 'confirm_payment' || way.action === 'settle_refund' || way.action === 'expire')
        expect(way.by).toEqual(['system'])
  })

  it('gives goods back only before they are sold', () => {
    for (const way of transitions) if (way.returnsStock) expect(way.from).not.toContain('completed')
  })
})
