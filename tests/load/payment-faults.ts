/**
 * Throws everything at payments at once: lost, silent, broken, tampered and unsigned answers; lost, doubled, late,
 * forged callbacks; shoppers who pay at any moment; closings, refunds and sweeps side by side; and a process that dies
 * before or right after any of its transactions. Then the weather clears, and books must agree with the gateway's.
 */
import { type Ctx, type Deps, systemCtx, withTransaction } from '@smart-market/server/context.ts'
import {
  askCharge,
  closeCharge,
  executeRefund,
  openCharge,
  openCombined,
  requestCharge,
  requestRefund,
  sweepMarket,
} from '@smart-market/server/features/payments/index.ts'
import type { PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import type { LocalGateway } from '@smart-market/server/features/payments/gateway/gateway.ts'
import { arePaymentsSettled, comparePayments, type PaymentBooks } from './payment-books.ts'
import { Crash, diceOf, raiseWeather } from './weather.ts'

export interface StormInput {
  readonly deps: Deps
  readonly gateway: LocalGateway
  readonly marketId: string
  readonly stallId: string
  readonly seed: number
  /** How many charges live through it. */
  readonly charges: number
  /** Alipay's channel at the same gateway; its requests go over a real socket. Absent: WeChat Pay alone. */
  readonly alipay?: PaymentChannel
  /** Some charges come in combined payments of two or three. */
  readonly combined?: boolean
  readonly now: () => Date
  readonly setNow: (at: Date) => void
}

export interface StormReport extends PaymentBooks {
  readonly crashes: number
  readonly faults: number
}

export const storm = async (input: StormInput): Promise<StormReport> => {
  const { gateway, marketId, stallId, now, setNow } = input
  const dice = diceOf(input.seed)
  const { random, pick, chance } = dice
  const { database } = input.deps
  const weather = raiseWeather({ dice, gateway, database, now, alipay: input.alipay, combined: input.combined })
  const deps: Deps = { ...input.deps, database: weather.database, payments: weather.desk }
  const ctx = (): Ctx => systemCtx(deps, 'storm', marketId)
  const survive = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work
    } catch (error) {
      if (!(error instanceof Crash) && !isRefusal(error)) throw error
    }
  }
  const isRefusal = (error: unknown): boolean =>
    error instanceof Error && 'code' in error && /^(refund|charge)\./.test(String(error.code))

  const opened: { chargeId: string; chargeNumber: string; amountFen: number }[] = []
  const openTogether = async (): Promise<void> => {
    const amounts = Array.from({ length: 2 + Math.floor(random() * 2) }, () => 1 + Math.floor(random() * 20_000))
    const expiresAt = new Date(now().getTime() + 300_000 + Math.floor(random() * 600_000))
    const parts = await withTransaction(ctx(), (tx) =>
      openCombined(
        ctx(),
        tx,
        amounts.map((amountFen, i) => ({
          purpose: {
            kind: 'stall_order',
            id: `storm-${input.seed}-${opened.length}-${i}-${Math.floor(random() * 1e9)}`,
          },
          stallId,
          amountFen,
          channel: 'wechat',
          description: '测试',
          expiresAt,
        })),
      ),
    )
    for (const [i, part] of parts.entries()) opened.push({ ...part, amountFen: amounts[i] ?? 0 })
  }
  const open = async (): Promise<void> => {
    if (input.combined === true && chance(0.5)) return openTogether()
    const amountFen = 1 + Math.floor(random() * 20_000)
    const charge = await withTransaction(ctx(), (tx) =>
      openCharge(ctx(), tx, {
        purpose: { kind: 'stall_order', id: `storm-${input.seed}-${opened.length}-${Math.floor(random() * 1e9)}` },
        stallId,
        amountFen,
        channel: input.alipay !== undefined && chance(0.3) ? 'alipay' : 'wechat',
        description: '测试',
        expiresAt: new Date(now().getTime() + 300_000 + Math.floor(random() * 600_000)),
      }),
    )
    opened.push({ ...charge, amountFen })
  }
  const refund = async (chargeId: string, amountFen: number): Promise<void> => {
    const refundId = await withTransaction(ctx(), (tx) =>
      requestRefund(ctx(), tx, {
        chargeId,
        amountFen: 1 + Math.floor(random() * random() * amountFen),
        reason: '退差',
        purposeId: `r${Math.floor(random() * 12)}`,
      }),
    )
    if (chance(0.5)) await executeRefund(deps, marketId, refundId)
  }
  const refundPaid = (charge: (typeof opened)[number]): Promise<void> => {
    const paid = opened.filter((item) => gateway.ledger.findTrade(item.chargeNumber)?.state === 'paid')
    const { chargeId, amountFen } = paid.length > 0 && chance(0.9) ? pick(paid) : charge
    return refund(chargeId, amountFen)
  }
  const shopperPays = async (chargeNumber: string): Promise<void> => {
    await weather.pause()
    gateway.pay(chargeNumber)
  }
  const act = (): Promise<unknown> => {
    const charge =
      opened.length === 0
        ? undefined
        : chance(0.7)
          ? opened.at(-1 - Math.floor(random() * Math.min(8, opened.length)))
          : pick(opened)
    if (charge === undefined) return open()
    const dice = random()
    if (chance(0.06)) return weather.arrive()
    if (dice < 0.1) return opened.length < input.charges ? open() : Promise.resolve()
    if (dice < 0.34) return requestCharge(deps, marketId, charge.chargeId)
    if (dice < 0.52) return shopperPays(charge.chargeNumber)
    if (dice < 0.62) return gateway.deliverDue()
    if (dice < 0.66) return closeCharge(deps, marketId, charge.chargeId)
    if (dice < 0.72) return askCharge(deps, marketId, charge.chargeId)
    if (dice < 0.88) return refundPaid(charge)
    if (dice < 0.92)
      return Promise.resolve(gateway.finishRefunds(pick(['succeeded', 'succeeded', 'failed', 'abnormal'])))
    return sweepMarket(deps, marketId)
  }

  for (let steps = 0; opened.length < input.charges || steps % 25 !== 0; steps++) {
    await Promise.all(Array.from({ length: 1 + Math.floor(random() * 4) }, () => survive(act())))
    setNow(new Date(now().getTime() + Math.floor(random() ** 3 * 40_000)))
  }

  // The weather clears, and the process runs on. A market lives through many storms: only this one's charges are compared.
  await weather.clear()
  const ids = opened.map((charge) => charge.chargeId)
  for (let rounds = 0; rounds < 150; rounds++) {
    setNow(new Date(now().getTime() + 60_000 * Math.min(30, rounds + 1)))
    await gateway.deliverDue()
    gateway.finishRefunds()
    // What the channel could not bring back by itself is settled by hand at its desk.
    gateway.finishRefunds('succeeded', 'abnormal')
    const worked = await sweepMarket(deps, marketId)
    if (worked === 0 && gateway.waitingCallbacks() === 0 && (await arePaymentsSettled(ctx(), ids))) break
  }
  return { ...weather.seen, ...(await comparePayments(gateway, ctx(), ids)) }
}
