/**
 * Throws everything at payments at once: lost, silent, broken, tampered and unsigned answers; lost, doubled, late,
 * forged callbacks; shoppers who pay at any moment; closings, refunds and sweeps side by side; and a process that dies
 * before or right after any of its transactions. Then the weather clears, and books must agree with the gateway's.
 */
import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { type Ctx, type Deps, systemCtx, withTransaction } from '@smart-market/server/context.ts'
import { charges, paymentFacts, paymentQuarantine, payments, refunds } from '@smart-market/server/db/schema/payments.ts'
import {
  askCharge,
  closeCharge,
  executeRefund,
  openCharge,
  openCombined,
  type PaymentDesk,
  requestCharge,
  requestRefund,
  sweepMarket,
} from '@smart-market/server/features/payments/index.ts'
import { createRegistry, type PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { createWechatChannel } from '@smart-market/server/features/payments/channels/wechat/channel.ts'
import {
  type CallbackFault,
  type FaultPlan,
  noFaults,
  type RequestFault,
} from '@smart-market/server/features/payments/gateway/faults.ts'
import type { LocalGateway } from '@smart-market/server/features/payments/gateway/gateway.ts'
import { wechatSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'

/** Small, fast and the same everywhere: mulberry32. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

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

export interface StormReport {
  readonly paid: number
  readonly closed: number
  readonly late: number
  readonly refunds: number
  readonly crashes: number
  readonly faults: number
  /** Sentences about what does not agree; empty when all is well. */
  readonly wrong: string[]
}

class Crash extends Error {}

export const storm = async (input: StormInput): Promise<StormReport> => {
  const { gateway, marketId, stallId, now, setNow } = input
  const random = seededRandom(input.seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const chance = (p: number): boolean => random() < p
  let stormy = true
  let crashes = 0
  let faults = 0

  // The fault of each exchange is drawn when it happens.
  const requestFaults: readonly RequestFault[] = ['lost', 'silent', 'broken', 'broken_after', 'tampered', 'unsigned']
  const callbackFaults: readonly CallbackFault[] = ['lost', 'twice', 'late', 'tampered', 'probe', 'foreign_key']
  const plan: FaultPlan = {
    request: () => (chance(0.35) ? ((faults += 1), pick(requestFaults)) : 'none'),
    callback: () => (chance(0.5) ? ((faults += 1), pick(callbackFaults)) : 'none'),
  }
  gateway.setFaults(plan)
  const stray: Request[] = []
  const arrive = async (): Promise<void> => {
    const request = stray.splice(Math.floor(random() * stray.length), 1)[0]
    if (request !== undefined) await gateway.fetch(request).catch(() => undefined)
  }

  const desk: PaymentDesk = {
    channels: createRegistry([
      createWechatChannel({
        settings: wechatSettingsFor(gateway.keys, 'public_key', 'http://gateway.test'),
        clock: now,
        fetch: async (url, init) => {
          await pause()
          // Timed out on our side, and arrives there much later.
          if (stormy && chance(0.12)) {
            faults += 1
            stray.push(new Request(url, { ...init, signal: null }))
            throw new Error('time-out')
          }
          return gateway.fetch(new Request(url, init))
        },
      }),
      ...(input.alipay === undefined ? [] : [input.alipay]),
    ]),
    publicUrl: 'http://market.test',
    miniProgram: null,
    serviceAppId: null,
    combined: input.combined ?? false,
    demo: { gateway, pageUrl: () => '' },
  }
  /** Lets the others go first, by chance: answers overtake callbacks and the other way round. */
  const pause = async (): Promise<void> => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
  }
  const { database } = input.deps
  const dying = (p: number): void => {
    if (!stormy || !chance(p)) return
    crashes += 1
    throw new Crash()
  }
  const db = new Proxy(database.db, {
    get: (target, name) => {
      if (name !== 'transaction') return Reflect.get(target, name) as unknown
      return async (work: Parameters<typeof target.transaction>[0]) => {
        dying(0.03)
        const result: unknown = await target.transaction(work)
        // Committed, and nobody left to go on.
        dying(0.03)
        return result
      }
    },
  })
  const deps: Deps = { ...input.deps, database: { ...database, db }, payments: desk }
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
    await pause()
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
    if (chance(0.06)) return arrive()
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

  // The weather clears, and the process runs on.
  stormy = false
  while (stray.length > 0) await arrive()
  gateway.setFaults(noFaults)
  for (let rounds = 0; rounds < 150; rounds++) {
    setNow(new Date(now().getTime() + 60_000 * Math.min(30, rounds + 1)))
    await gateway.deliverDue()
    gateway.finishRefunds()
    const worked = await sweepMarket(deps, marketId)
    if (worked === 0 && gateway.waitingCallbacks() === 0 && (await isSettled(ctx(), opened))) break
  }
  return { crashes, faults, ...(await compareBooks(input, ctx(), opened)) }
}

/** No charge or refund waits for anything any more. */
const isSettled = async (ctx: Ctx, opened: readonly { chargeId: string }[]): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    const ids = opened.map((charge) => charge.chargeId)
    const waiting = [
      ...(await tx
        .select({ id: charges.chargeId })
        .from(charges)
        .where(and(inArray(charges.chargeId, ids), isNotNull(charges.nextCheckAt)))),
      ...(await tx
        .select({ id: refunds.refundId })
        .from(refunds)
        .where(and(inArray(refunds.chargeId, ids), isNotNull(refunds.nextCheckAt)))),
    ]
    return waiting.length === 0
  })

const compareBooks = async (
  { gateway, marketId }: StormInput,
  ctx: Ctx,
  opened: readonly { chargeId: string; chargeNumber: string }[],
) =>
  withTransaction(ctx, async (tx) => {
    // A market lives through many storms: only this one's charges are compared.
    const ids = opened.map((charge) => charge.chargeId)
    const ours = {
      charges: await tx
        .select()
        .from(charges)
        .where(and(eq(charges.marketId, marketId), inArray(charges.chargeId, ids))),
      payments: await tx
        .select()
        .from(payments)
        .where(and(eq(payments.marketId, marketId), inArray(payments.chargeId, ids))),
      refunds: await tx
        .select()
        .from(refunds)
        .where(and(eq(refunds.marketId, marketId), inArray(refunds.chargeId, ids))),
      facts: await tx
        .select()
        .from(paymentFacts)
        .where(and(eq(paymentFacts.marketId, marketId), inArray(paymentFacts.chargeId, ids))),
      quarantine: await tx.select().from(paymentQuarantine).where(eq(paymentQuarantine.marketId, marketId)),
    }
    const wrong: string[] = []
    const expect = (holds: boolean, sentence: string): void => {
      if (!holds) wrong.push(sentence)
    }
    const group = <T extends { chargeId: string }>(rows: readonly T[]): Map<string, T[]> => {
      const map = new Map<string, T[]>()
      for (const row of rows) map.set(row.chargeId, [...(map.get(row.chargeId) ?? []), row])
      return map
    }
    const paymentsOf = group(ours.payments)
    const refundsOf = group(ours.refunds)
    const factsOf = group(ours.facts)
    let late = 0
    for (const charge of ours.charges) {
      const { chargeId, chargeNumber: number } = charge
      const trade = gateway.ledger.findTrade(number)
      const [payment, ...more] = paymentsOf.get(chargeId) ?? []
      const facts = (factsOf.get(chargeId) ?? []).map((fact) => fact.kind)
      const final = facts.filter((kind) => kind === 'charge_paid' || kind === 'charge_closed')
      expect(charge.state === 'paid' || charge.state === 'closed', `${number} ended as ${charge.state}`)
      expect(more.length === 0, `${number} was paid twice`)
      expect(
        (trade?.state === 'paid') === (payment !== undefined),
        `${number}: gateway ${trade?.state ?? 'none'}, ours ${charge.state}`,
      )
      expect(payment === undefined || payment.transactionNumber === trade?.transactionNumber, `${number}: transaction`)
      expect(payment === undefined || payment.amountFen === trade?.amountFen, `${number}: amount`)
      expect(
        final.join() === (charge.state === 'paid' ? 'charge_paid' : 'charge_closed'),
        `${number}: facts ${facts.join()}`,
      )
      expect(charge.state !== 'paid' || payment?.late === false, `${number}: paid without a payment`)
      // The shopper cannot pay any more what we call closed. A request that timed out may reach the channel after the
      // close: nobody was given its parameters, and money would go back as late.
      const strayed =
        charge.payParameters === null &&
        charge.finishedAt !== null &&
        trade !== undefined &&
        new Date(trade.createdAt) > charge.finishedAt
      expect(
        charge.state !== 'closed' ||
          trade === undefined ||
          trade.state !== 'waiting' ||
          strayed ||
          new Date(trade.expiresAt) <= ctx.now,
        `${number} is closed here and open there`,
      )

      const theirs = gateway.ledger.refundsOf(number)
      const mine = refundsOf.get(chargeId) ?? []
      const sum = (rows: readonly { state: string; amountFen: number }[]): number =>
        rows.filter((row) => row.state !== 'failed').reduce((total, row) => total + row.amountFen, 0)
      expect(
        sum(theirs) <= (payment?.amountFen ?? 0),
        `${number}: gateway refunded ${sum(theirs)} of ${payment?.amountFen ?? 0}`,
      )
      expect(
        sum(mine) === (payment?.refundReservedFen ?? 0),
        `${number}: reserved ${payment?.refundReservedFen ?? 0}, refunds ${sum(mine)}`,
      )
      for (const row of mine) {
        const seen = theirs.find((refund) => refund.refundNumber === row.refundNumber)
        expect(
          row.state === (seen?.state ?? 'failed'),
          `refund ${row.refundNumber}: ours ${row.state}, gateway ${seen?.state ?? 'none'}`,
        )
      }
      expect(
        theirs.every((refund) =>
          mine.some((row) => [row.refundNumber, ...row.earlierNumbers].includes(refund.refundNumber)),
        ),
        `${number}: gateway has refunds we never asked for`,
      )
      if (payment?.late === true) {
        late += 1
        expect(
          mine.some((row) => row.purposeId === 'late' && row.amountFen === payment.amountFen),
          `${number}: late money stays`,
        )
      }
    }
    for (const trade of gateway.ledger.trades()) {
      if (trade.combinedNumber === undefined) continue
      const paid = gateway.ledger.partsOf(trade.combinedNumber).filter((part) => part.state === 'paid').length
      const parts = gateway.ledger.partsOf(trade.combinedNumber).length
      expect(paid === 0 || paid === parts, `${trade.combinedNumber}: ${paid} of ${parts} parts are paid`)
    }
    expect(ours.charges.length === opened.length, 'charges are missing')
    expect(ours.quarantine.length === 0, `quarantine: ${ours.quarantine.map((row) => row.kind).join()}`)
    return {
      paid: ours.charges.filter((charge) => charge.state === 'paid').length,
      closed: ours.charges.filter((charge) => charge.state === 'closed').length,
      late,
      refunds: ours.refunds.length,
      wrong,
    }
  })
