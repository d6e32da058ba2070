import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAlipayChannel } from '@smart-market/server/features/payments/channels/alipay/channel.ts'
import { alipaySettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { type StormReport, storm } from '../load/payment-faults.ts'
import { makeMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

/** `PAYMENT_STORMS=5000 PAYMENT_STORM_SEED=7` runs more, or the same again; each storm has the seed after the one before. */
const storms = Number(process.env.PAYMENT_STORMS ?? '50')
const chargesEach = Number(process.env.PAYMENT_STORM_CHARGES ?? '4')
/** Every so many storms Alipay takes part: its requests go over real sockets and real time-outs, which takes longer. */
const alipayEvery = 10
/** Every so many storms charges come in combined payments too, as with COMBINED_PAYMENTS=on. */
const combinedEvery = 2
const toldEvery = 100
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
    const first = Number(process.env.PAYMENT_STORM_SEED ?? randomInt(1_000_000))
    const total = { paid: 0, closed: 0, late: 0, refunds: 0, crashes: 0, faults: 0 }
    const market = await makeMarket(app)
    const { stallId } = await market.addStall('A-001')
    const alipay = createAlipayChannel({
      settings: alipaySettingsFor(app.gateway.keys, `${app.gatewayAddress}/gateway.do`),
      clock: app.now,
      timeoutMs: 120,
    })
    for (let run = 0; run < storms; run++) {
      const seed = first + run
      app.gateway.dropCallbacks()
      const report: StormReport = await storm({
        deps: app.deps,
        gateway: app.gateway,
        marketId: market.marketId,
        stallId,
        seed,
        charges: chargesEach,
        now: app.now,
        setNow: app.setNow,
        combined: run % combinedEvery === 1,
        ...(run % alipayEvery === alipayEvery - 1 ? { alipay } : {}),
      })
      expect(report.wrong, `seed ${seed}`).toEqual([])
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += report[name]
      // A long run says how far it came, also when it is cut short.
      if ((run + 1) % toldEvery === 0 || run + 1 === storms)
        process.stdout.write(`payment storms: ${run + 1} from seed ${first}, ${JSON.stringify(total)}\n`)
    }
    expect(total.paid).toBeGreaterThan(0)
    expect(total.closed).toBeGreaterThan(0)
  },
  storms * patienceMs,
)
