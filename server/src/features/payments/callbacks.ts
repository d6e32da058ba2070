/**
 * Callbacks: verified on the raw body, written to the inbox under the channel's own event id, answered at once, and
 * worked on afterwards. The same event again is answered alike and does nothing.
 */
import { createHash } from 'node:crypto'
import { and, asc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { type Ctx, type Deps, marketOf, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { callbackInbox, callbackNonces } from '../../db/schema/payments.ts'
import type { CallbackRequest, Notice } from './channels/answers.ts'
import { settlePayment } from './charges.ts'
import { channelOf } from './desk.ts'
import { quarantine } from './quarantine.ts'
import { settleRefund } from './refunds.ts'
import { isMarket } from './report.ts'
import * as store from './store.ts'

export type Receipt = 'accepted' | 'known' | 'refused'

type RealChannel = 'wechat' | 'alipay'

/** Takes one callback in; what it says is done by processInbox. */
export const receiveCallback = async (
  deps: Deps,
  marketId: string,
  channelName: RealChannel,
  request: CallbackRequest,
): Promise<Receipt> => {
  const reading = await channelOf(deps, channelName).parseCallback(request)
  if (reading.state === 'forged') {
    // Probes come from the channel itself, daily: they are refused and worth no line in the log.
    if (!reading.probe) deps.logger.warn({ marketId, channel: channelName, reason: reading.reason }, 'callback refused')
    return 'refused'
  }
  const ctx = systemCtx(deps, 'payments', marketId)
  const bodyHash = createHash('sha256').update(request.body).digest('hex')
  const row = { marketId, channel: channelName, eventId: reading.eventId }
  return withTransaction(ctx, async (tx) => {
    // The signature does not cover the address.
    if (!(await isMarket(tx, marketId))) return 'refused'
    const isEvent = and(
      eq(callbackInbox.marketId, marketId),
      eq(callbackInbox.channel, channelName),
      eq(callbackInbox.eventId, reading.eventId),
    )
    const fresh = reading.nonce === null || (await takeNonce(ctx, tx, channelName, reading.nonce))
    const inserted = fresh
      ? await tx
          .insert(callbackInbox)
          .values({ ...row, bodyHash, notice: reading.notice, state: 'received', receivedAt: ctx.now })
          .onConflictDoNothing()
          .returning({ eventId: callbackInbox.eventId })
      : []
    if (inserted.length === 1) return 'accepted'
    const [known] = await tx.select().from(callbackInbox).where(isEvent)
    // A nonce used before for something else: a signed message counts once.
    if (known === undefined) return 'refused'
    // Retries are sealed anew, so the bytes differ; what they say must not.
    if (!sameNotice(known.notice, reading.notice))
      await quarantine(ctx, tx, {
        channel: channelName,
        kind: 'event_reused',
        chargeNumber: numberOfNotice(reading.notice),
        reference: reading.eventId,
        expected: { notice: known.notice },
        seen: { notice: reading.notice },
      })
    return 'known'
  })
}

const takeNonce = async (ctx: Ctx, tx: Tx, channel: RealChannel, nonce: string): Promise<boolean> => {
  const rows = await tx
    .insert(callbackNonces)
    .values({ marketId: marketOf(ctx), channel, nonce: nonce.slice(0, 64), seenAt: ctx.now })
    .onConflictDoNothing()
    .returning({ nonce: callbackNonces.nonce })
  return rows.length === 1
}

const sameNotice = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)
/** jsonb gives keys back in its own order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

const numberOfNotice = (notice: Notice): string =>
  notice.kind === 'payment'
    ? notice.payment.chargeNumber
    : notice.kind === 'payments'
      ? notice.combinedNumber
      : notice.kind === 'refund'
        ? notice.refund.chargeNumber
        : notice.eventType

/** Works on what waits in a market's inbox, oldest first, one transaction each. Returns how many were done. */
export const processInbox = async (deps: Deps, marketId: string, limit = 100): Promise<number> => {
  const waiting = await withTransaction(systemCtx(deps, 'payments', marketId), (tx) =>
    tx
      .select({ channel: callbackInbox.channel, eventId: callbackInbox.eventId })
      .from(callbackInbox)
      .where(and(eq(callbackInbox.marketId, marketId), eq(callbackInbox.state, 'received')))
      .orderBy(asc(callbackInbox.receivedAt), asc(callbackInbox.eventId))
      .limit(limit),
  )
  let done = 0
  for (const { channel, eventId } of waiting) {
    if (channel !== 'declared' && (await processOne(deps, marketId, channel, eventId))) done += 1
  }
  return done
}

const storedNotice = z.union([
  z.object({ kind: z.literal('payment') }).loose(),
  z.object({ kind: z.literal('payments') }).loose(),
  z.object({ kind: z.literal('refund') }).loose(),
  z.object({ kind: z.literal('other') }).loose(),
])

const processOne = async (deps: Deps, marketId: string, channel: RealChannel, eventId: string): Promise<boolean> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  return withTransaction(ctx, async (tx) => {
    const isEvent = and(
      eq(callbackInbox.marketId, marketId),
      eq(callbackInbox.channel, channel),
      eq(callbackInbox.eventId, eventId),
    )
    const [row] = await tx.select().from(callbackInbox).where(isEvent).for('update')
    if (row === undefined || row.state !== 'received') return false
    // We wrote it ourselves after the channel's parser had checked every field.
    const notice = storedNotice.parse(row.notice) as unknown as Notice
    const state = await act(ctx, tx, channel, notice)
    await tx.update(callbackInbox).set({ state, processedAt: ctx.now }).where(isEvent)
    return true
  })
}

const act = async (ctx: Ctx, tx: Tx, channel: RealChannel, notice: Notice): Promise<'processed' | 'quarantined'> => {
  switch (notice.kind) {
    case 'payment':
      return (await settlePayment(ctx, tx, channel, notice.payment, 'callback')) === 'quarantined'
        ? 'quarantined'
        : 'processed'
    case 'payments': {
      // Two notices of the same parts must not wait for each other.
      await store.lockParts(tx, marketOf(ctx), notice.combinedNumber)
      let state: 'processed' | 'quarantined' = 'processed'
      for (const payment of notice.payments)
        if ((await settlePayment(ctx, tx, channel, payment, 'callback')) === 'quarantined') state = 'quarantined'
      return state
    }
    case 'refund': {
      const charge = await store.lockChargeByNumber(tx, marketOf(ctx), channel, notice.refund.chargeNumber)
      if (charge !== undefined) {
        await settleRefund(ctx, tx, charge, notice.refund)
        return 'processed'
      }
      await quarantine(ctx, tx, {
        channel,
        kind: 'unknown_charge',
        chargeNumber: notice.refund.chargeNumber,
        reference: notice.refund.refundNumber,
        expected: {},
        seen: notice.refund,
      })
      return 'quarantined'
    }
    case 'other':
      return 'processed'
  }
}

/** Nonces older than the time window (twice, for safety) can never pass again. */
export const forgetNonces = async (deps: Deps, marketId: string): Promise<void> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const old = new Date(ctx.now.getTime() - 20 * 60_000)
  await withTransaction(ctx, async (tx) => {
    await tx.delete(callbackNonces).where(and(eq(callbackNonces.marketId, marketId), lt(callbackNonces.seenAt, old)))
  })
}
