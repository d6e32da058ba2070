import { afterAll, beforeAll, expect, it } from 'vitest'
import { stormsOf } from '../load/many-storms.ts'
import { tradeStorm } from '../load/trade-storm.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

const { storms, run } = stormsOf('TRADE', 6)
const turns = Number(process.env.TRADE_STORM_TURNS ?? '60')
/** A storm takes two seconds on a quiet machine. */
const patienceMs = 120_000

let app: PaidApp
beforeAll(async () => {
  app = await startPaidApp()
})
afterAll(() => app.close())

it(
  'ends with every order, gram and sale as the gateway’s ledger says, whatever the order of deeds, time-outs and crashes',
  async () => {
    const deeds = [
      'orders',
      'completed',
      'atStall',
      'paid',
      'late',
      'refunds',
      'givenUp',
      'used',
      'links',
      'excess',
      'returned',
    ] as const
    const counted = [...deeds, 'crashes', 'restarts', 'faults'] as const
    const total = await run(app, counted, (one) => tradeStorm({ app, turns, ...one }))
    expect(total.completed).toBeGreaterThan(0)
    expect(total.links).toBeGreaterThan(0)
    expect(total.refunds).toBeGreaterThan(0)
    expect(total.crashes).toBeGreaterThan(0)
  },
  storms * patienceMs,
)
