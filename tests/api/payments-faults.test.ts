import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storm } from '../load/payment-faults.ts'
import { makeMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

/** `PAYMENT_STORM_CHARGES=3000 PAYMENT_STORM_SEED=7` runs more, or the same again. */
const chargeCount = Number(process.env.PAYMENT_STORM_CHARGES ?? '120')
const batch = 60

let app: PaidApp
beforeAll(async () => {
  app = await startPaidApp()
})
afterAll(() => app.close())

it('ends with the gateway’s books, whatever the order of requests, callbacks, time-outs and crashes', async () => {
  const first = Number(process.env.PAYMENT_STORM_SEED ?? randomInt(1_000_000))
  const total = { paid: 0, closed: 0, late: 0, refunds: 0, crashes: 0, faults: 0 }
  for (let run = 0; run * batch < chargeCount; run++) {
    const seed = first + run
    app.setNow('2026-03-02T02:00:00Z')
    app.gateway.dropCallbacks()
    const market = await makeMarket(app)
    const { stallId } = await market.addStall('A-001')
    const report = await storm({
      deps: app.deps,
      gateway: app.gateway,
      marketId: market.marketId,
      stallId,
      seed,
      charges: Math.min(batch, chargeCount - run * batch),
      now: app.now,
      setNow: app.setNow,
    })
    expect(report.wrong, `seed ${seed}`).toEqual([])
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += report[name]
  }
  process.stdout.write(`payment storm: seed ${first}, ${JSON.stringify(total)}\n`)
  expect(total.paid).toBeGreaterThan(0)
  expect(total.closed).toBeGreaterThan(0)
}, 3_600_000)
