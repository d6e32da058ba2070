/** A market that sells, for the suites of orders: stalls with goods, shoppers, and a payment channel that we can play. */
import { type Deps, systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { charges, paymentAccounts, refunds } from '@smart-market/server/db/schema/payments.ts'
import { applyPaymentFacts } from '@smart-market/server/features/orders/index.ts'
import { settlePayment } from '@smart-market/server/features/payments/charges.ts'
import { createDeclaredChannel } from '@smart-market/server/features/payments/channels/declared.ts'
import type { SeenPayment } from '@smart-market/server/features/payments/channels/answers.ts'
import { createRegistry, type PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { askCharge, executeRefund } from '@smart-market/server/features/payments/index.ts'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { makeId } from '@smart-market/shared/ids.ts'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { TestApp } from '../support/app.ts'
import { makeSellingMarket, type OpenedStall } from '../support/selling.ts'

export interface PlayedCharge {
  state: 'waiting' | 'paid' | 'closed'
  readonly amountFen: number
  readonly merchantNumber: string
}

/** WeChat Pay as a ledger in memory: who paid is what the test says. `mood` makes the wire fail. */
export const createPlayedChannel = (clock: () => Date) => {
  const ledger = new Map<string, PlayedCharge>()
  const returned = new Map<string, { chargeNumber: string; amountFen: number }>()
  const mood = { silent: false, refundFails: false }
  /** What was asked about charges, in order. */
  const asked: ('create' | 'get' | 'close')[] = []
  const unknown = { state: 'unknown' as const, reason: 'no answer' }
  const paymentOf = (chargeNumber: string, entry: PlayedCharge): SeenPayment => ({
    chargeNumber,
    transactionNumber: `wx-${chargeNumber}`,
    amountFen: entry.amountFen,
    payerAmountFen: entry.amountFen,
    currency: 'CNY',
    merchantNumber: entry.merchantNumber,
    paidAt: clock().toISOString(),
  })
  const seen = (refundNumber: string, entry: { chargeNumber: string; amountFen: number }) => ({
    state: 'seen' as const,
    refund: {
      refundNumber,
      chargeNumber: entry.chargeNumber,
      channelRefundNumber: `wxr-${refundNumber}`,
      amountFen: entry.amountFen,
      outcome: mood.refundFails ? ('failed' as const) : ('succeeded' as const),
      finishedAt: clock().toISOString(),
    },
  })
  const channel: PaymentChannel = {
    name: 'wechat',
    statements: 'installation',
    createCharge: async ({ chargeNumber, amountFen, payee }) => {
      asked.push('create')
      if (mood.silent) return unknown
      const known = ledger.get(chargeNumber)
      if (known === undefined)
        ledger.set(chargeNumber, { state: 'waiting', amountFen, merchantNumber: payee.merchantNumber })
      else if (known.state !== 'waiting') return { state: known.state }
      return { state: 'open', parameters: { kind: 'code', codeUrl: `weixin://pay/${chargeNumber}` } }
    },
    parseCallback: async () => ({ state: 'forged', reason: 'not played', probe: false }),
    getCharge: async ({ chargeNumber }) => {
      asked.push('get')
      if (mood.silent) return unknown
      const entry = ledger.get(chargeNumber)
      if (entry === undefined) return { state: 'not_found' }
      return entry.state === 'paid'
        ? { state: 'paid', payment: paymentOf(chargeNumber, entry) }
        : { state: entry.state }
    },
    closeCharge: async ({ chargeNumber }) => {
      asked.push('close')
      if (mood.silent) return unknown
      const entry = ledger.get(chargeNumber)
      if (entry === undefined) return { state: 'not_found' }
      if (entry.state === 'paid') return { state: 'paid' }
      entry.state = 'closed'
      return { state: 'closed' }
    },
    refund: async ({ refundNumber, chargeNumber, amountFen }) => {
      if (mood.silent) return unknown
      returned.set(refundNumber, { chargeNumber, amountFen })
      return seen(refundNumber, { chargeNumber, amountFen })
    },
    getRefund: async ({ refundNumber }) => {
      if (mood.silent) return unknown
      const entry = returned.get(refundNumber)
      return entry === undefined ? { state: 'not_found' } : seen(refundNumber, entry)
    },
    fetchStatement: async () => ({ state: 'unsupported' }),
  }
  /** The channel reports a payment of something it had closed: nothing it should do, and nothing to lose money by. */
  const payLate = async (deps: Deps, marketId: string, chargeNumber: string): Promise<string> => {
    const entry = ledger.get(chargeNumber)
    if (entry === undefined) throw new Error('never asked for')
    const ctx = systemCtx(deps, 'test', marketId)
    return withTransaction(ctx, (tx) => settlePayment(ctx, tx, 'wechat', paymentOf(chargeNumber, entry), 'callback'))
  }
  return { channel, ledger, returned, mood, asked, payLate }
}
export type PlayedChannel = ReturnType<typeof createPlayedChannel>

/** Lets the deps of a test app pay through the played channel. */
export const playPayments = (deps: Deps): PlayedChannel => {
  const played = createPlayedChannel(deps.clock)
  const channels = createRegistry([played.channel, createDeclaredChannel(deps.clock)])
  Object.assign(deps, {
    payments: {
      channels,
      publicUrl: 'https://market.example',
      miniProgram: null,
      serviceAppId: null,
      combined: false,
      demo: null,
    },
  })
  return played
}

export type Shop = Awaited<ReturnType<typeof makeShop>>

/** A market with helpers to sell in it; `prefix` of the stall codes keeps suites apart in messages. */
export const makeShop = async (app: TestApp) => {
  const selling = await makeSellingMarket(app)
  const { marketId, code } = selling
  const played = playPayments(app.deps)

  const openStall = async (stallCode: string): Promise<OpenedStall> => {
    const stall = await selling.openStall(stallCode)
    await withSystemTransaction(app.deps, async (tx) => {
      await tx.insert(paymentAccounts).values({
        marketId,
        paymentAccountId: makeId('auditEntry', app.now(), app.deps.random),
        stallId: stall.stallId,
        channel: 'wechat',
        merchantNumber: `16${stallCode.replace(/\D/g, '').padStart(8, '0')}`,
        openedAt: app.now(),
      })
    })
    return stall
  }

  /** Money arrives for the open charge of an order, and the order learns of it. */
  const payFor = async (shopper: Client<Api>, stallOrderId: string): Promise<void> => {
    await shopper.payMyStallOrder({ params: { marketCode: code, stallOrderId }, body: { channel: 'wechat' } })
    await settleCharges(stallOrderId)
  }
  const settleCharges = async (stallOrderId: string): Promise<void> => {
    const all = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(charges).where(eq(charges.marketId, marketId)),
    )
    for (const charge of all.filter((one) => one.purposeId.startsWith(stallOrderId) && one.state === 'open')) {
      const entry = played.ledger.get(charge.chargeNumber)
      if (entry?.state === 'waiting') entry.state = 'paid'
      await askCharge(app.deps, marketId, charge.chargeId)
    }
    await applyPaymentFacts(app.deps, marketId)
  }
  /** Every refund that waits goes to the channel, and the orders learn what came of it. */
  const settleRefunds = async (): Promise<void> => {
    const due = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(refunds)
        .where(and(eq(refunds.marketId, marketId), isNotNull(refunds.nextCheckAt))),
    )
    for (const refund of due) await executeRefund(app.deps, marketId, refund.refundId)
    await applyPaymentFacts(app.deps, marketId)
  }
  const ctx = () => systemCtx(app.deps, 'test', marketId)
  /** Sets the clock and logs the operator in again, whose session does not outlive the day. */
  const moveTo = async (moment: string): Promise<void> => {
    app.setNow(moment)
    selling.operator = shop.operator = await app.login('market_operator', { marketId })
  }
  const shop = {
    ...selling,
    moveTo,
    played,
    openStall,
    payFor,
    settleCharges,
    settleRefunds,
    ctx,
  }
  return shop
}

/** A market in which everything below a verb can be read: rows as the tests need them. */
export const rowsOfTable = async <Row>(app: TestApp, statement: string, params: readonly string[]): Promise<Row[]> =>
  (await app.deps.database.call(statement, params)) as Row[]
