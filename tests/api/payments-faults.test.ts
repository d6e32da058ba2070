import { afterAll, beforeAll, expect, it } from 'vitest'
import { stormsOf } from '../load/many-storms.ts'
import { storm } from '../load/payment-faults.ts'
import { makeMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

const { storms, run } = stormsOf('PAYMENT', 50)
const chargesEach = Number(process.env.PAYMENT_STORM_CHARGES ?? '4')
/** A storm takes a second on a quiet machine. */
const patienceMs = 60_000

let app: PaidApp
beforeAll(async () => {
  app = await startPaidApp()
})
afterAll(() => app.close())

it(
  'ends with the gateway’s books, whatever the order of requests, callbacks, time-outs and crashes',
  async () => {
    const { marketId, addStall } = await makeMarket(app)
    const { stallId } = await addStall('A-001')
    const total = await run(app, ['paid', 'closed', 'late', 'refunds', 'crashes', 'faults'], (one) =>
      storm({ ...app, ...one, marketId, stallId, charges: chargesEach }),
    )
    expect(total.paid).toBeGreaterThan(0)
    expect(total.closed).toBeGreaterThan(0)
  },
  storms * patienceMs,
)
