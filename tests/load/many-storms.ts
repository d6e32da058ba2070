/** Storms one after the other, each with the seed after the one before; a long run says how far it came. */
import { randomInt } from 'node:crypto'
import { createAlipayChannel } from '@smart-market/server/features/payments/channels/alipay/channel.ts'
import type { PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { alipaySettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { expect } from 'vitest'
import type { PaidApp } from '../support/payments.ts'

/** Every so many storms Alipay takes part: its requests go over real sockets and real time-outs, which takes longer. */
const alipayEvery = 10
/** Every so many storms charges come in combined payments too, as with COMBINED_PAYMENTS=on. */
const combinedEvery = 2
const toldEvery = 100
/** Alipay's requests in a storm, ms. */
const alipayTimeoutMs = 120

export interface Storm {
  readonly seed: number
  readonly combined: boolean
  readonly alipay?: PaymentChannel
}

/**
 * `name` of the environment: `<NAME>_STORMS=1000 <NAME>_STORM_SEED=7` runs more, or the same again. Returns the sums of
 * what is counted; fails at the first storm after which something is wrong, and says its seed.
 */
export const stormsOf = (name: 'PAYMENT' | 'TRADE', usual: number) => {
  const storms = Number(process.env[`${name}_STORMS`] ?? usual)
  const run = async <Name extends string>(
    app: PaidApp,
    counted: readonly Name[],
    storm: (one: Storm) => Promise<Readonly<Record<Name, number>> & { readonly wrong: readonly string[] }>,
  ): Promise<Record<Name, number>> => {
    const first = Number(process.env[`${name}_STORM_SEED`] ?? randomInt(1_000_000))
    const total = Object.fromEntries(counted.map((one) => [one, 0])) as Record<Name, number>
    const alipay = createAlipayChannel({
      settings: alipaySettingsFor(app.gateway.keys, `${app.gatewayAddress}/gateway.do`),
      clock: app.now,
      timeoutMs: alipayTimeoutMs,
    })
    for (let n = 0; n < storms; n++) {
      const seed = first + n
      app.gateway.dropCallbacks()
      const combined = n % combinedEvery === combinedEvery - 1
      const one = { seed, combined, ...(n % alipayEvery === alipayEvery - 1 ? { alipay } : {}) }
      const report = await storm(one).catch((cause: unknown) => {
        throw new Error(`seed ${seed}: ${String(cause)}`, { cause })
      })
      expect(report.wrong, `seed ${seed}`).toEqual([])
      for (const what of counted) total[what] += report[what]
      if ((n + 1) % toldEvery === 0 || n + 1 === storms)
        process.stdout.write(`${name.toLowerCase()} storms: ${n + 1} from seed ${first}, ${JSON.stringify(total)}\n`)
    }
    return total
  }
  return { storms, run }
}
