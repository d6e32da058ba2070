import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAlipayChannel } from '@smart-market/server/features/payments/channels/alipay/channel.ts'
import { alipaySettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { tradeStorm, type TradeStormReport } from '../load/trade-storm.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

/** `TRADE_STORMS=1000 TRADE_STORM_SEED=7` runs more, or the same again; each storm has the seed after the one before. */
const storms = Number(process.env.TRADE_STORMS ?? '8')
const turns = Number(process.env.TRADE_STORM_TURNS ?? '60')
/** Every so many storms Alipay takes part: its requests go over real sockets and real time-outs, which takes longer. */
const alipayEvery = 10
/** Every so many storms the stalls of a checkout may be paid together, as with COMBINED_PAYMENTS=on. */
const combinedEvery = 2
const toldEvery = 100
const patienceMs = 120_000

let app: PaidApp
beforeAll(async () => {
  app = await startPaidApp()
})
afterAll(() => app.close())

it(
  'ends with every order, gram and sale as the gateway’s ledger says, whatever the order of deeds, time-outs and crashes',
  async () => {
    const first = Number(process.env.TRADE_STORM_SEED ?? randomInt(1_000_000))
    const counted = [
      'orders',
      'completed',
      'atStall',
      'paid',
      'late',
      'refunds',
      'crashes',
      'restarts',
      'faults',
    ] as const
    const total = Object.fromEntries(counted.map((name) => [name, 0])) as Record<(typeof counted)[number], number>
    const alipay = createAlipayChannel({
      settings: alipaySettingsFor(app.gateway.keys, `${app.gatewayAddress}/gateway.do`),
      clock: app.now,
      timeoutMs: 120,
    })
    for (let run = 0; run < storms; run++) {
      const seed = first + run
      app.gateway.dropCallbacks()
      const report: TradeStormReport = await tradeStorm({
        app,
        seed,
        turns,
        combined: run % combinedEvery === 1,
        ...(run % alipayEvery === alipayEvery - 1 ? { alipay } : {}),
      })
      expect(report.wrong, `seed ${seed}`).toEqual([])
      for (const name of counted) total[name] += report[name]
      // A long run says how far it came, also when it is cut short.
      if ((run + 1) % toldEvery === 0 || run + 1 === storms)
        process.stdout.write(`trade storms: ${run + 1} from seed ${first}, ${JSON.stringify(total)}\n`)
    }
    expect(total.completed).toBeGreaterThan(0)
    expect(total.refunds).toBeGreaterThan(0)
    expect(total.crashes).toBeGreaterThan(0)
  },
  storms * patienceMs,
)
