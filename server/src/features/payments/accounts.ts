/** Stalls' own merchant numbers at the channels. */
import { createHash } from 'node:crypto'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { PaymentChannelName } from '@smart-market/shared/contracts/payments.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { paymentAccounts } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { Payee } from './channels/answers.ts'
import { deskOf } from './desk.ts'
import { channelLabels } from './domain.ts'
import { listStallCodesById } from './report.ts'
import * as store from './store.ts'

const tokenContext = 'payment_accounts.app_auth_token'

/**
 * The stall's live account. With the local gateway a stall without one gets a number of the gateway's on the spot, so
 * that a demonstration needs no set-up. Throws payment_channel.unavailable.
 */
export const accountFor = async (
  ctx: Ctx,
  tx: Tx,
  stallId: string,
  channel: 'wechat' | 'alipay',
): Promise<store.AccountRow> => {
  const marketId = marketOf(ctx)
  const live = await store.findLiveAccount(tx, marketId, stallId, channel)
  if (live !== undefined && !isOwn(live))
    throw new AppError('payment_channel.unavailable', {
      channel: channelLabels[channel],
      reason: '该摊位的收款账户还没有授权，请市场办公室停用后重新登记',
    })
  if (live !== undefined) return live
  if (deskOf(ctx.deps).demo === null)
    throw new AppError('payment_channel.unavailable', {
      channel: channelLabels[channel],
      reason: '该摊位还没有登记收款账户',
    })
  const digits = createHash('sha256').update(`${marketId}/${stallId}`).digest().readUInt32BE(0) % 100_000_000
  const merchantNumber = `${channel === 'wechat' ? '19' : '2088'}${String(digits).padStart(8, '0')}`
  const row = {
    marketId,
    paymentAccountId: newId(ctx, 'paymentAccount'),
    stallId,
    channel,
    merchantNumber,
    appId: null,
    // The gateway takes the seller's number for its authorisation token.
    appAuthTokenEncrypted: channel === 'wechat' ? null : ctx.deps.cipher.encrypt(merchantNumber, tokenContext),
    openedAt: ctx.now,
    closedAt: null,
  }
  await store.insertAccountIfNone(tx, row)
  return (await store.findLiveAccount(tx, marketId, stallId, channel)) ?? row
}

/** The channels that bring money to a stall's own account now; none: the stall takes cash. */
export const listStallChannels = async (ctx: Ctx, tx: Tx, stallId: string): Promise<('wechat' | 'alipay')[]> => {
  const desk = deskOf(ctx.deps)
  const open: ('wechat' | 'alipay')[] = []
  for (const channel of ['wechat', 'alipay'] as const) {
    if (!desk.channels.has(channel)) continue
    if (await canTakePayment(ctx, tx, stallId, channel)) open.push(channel)
  }
  return open
}

/** Whether the stall has an account at the channel; the local gateway gives one at the first payment. */
export const canTakePayment = async (
  ctx: Ctx,
  tx: Tx,
  stallId: string,
  channel: 'wechat' | 'alipay',
): Promise<boolean> => {
  const live = await store.findLiveAccount(tx, marketOf(ctx), stallId, channel)
  return live === undefined ? deskOf(ctx.deps).demo !== null : isOwn(live)
}

/** Alipay pays whoever's token a request carries: without one the money would be the service provider's. */
const isOwn = ({ channel, appAuthTokenEncrypted }: store.AccountRow): boolean =>
  channel !== 'alipay' || appAuthTokenEncrypted !== null

/** Whom a charge pays; the account it was opened with, even when that has been closed since. */
export const payeeOf = async (ctx: Ctx, tx: Tx, charge: store.ChargeRow): Promise<Payee> => {
  const account =
    charge.paymentAccountId === null ? undefined : await store.findAccount(tx, marketOf(ctx), charge.paymentAccountId)
  return account === undefined
    ? { merchantNumber: charge.merchantNumber, appId: null, appAuthToken: null }
    : { ...payeeOfAccount(ctx, account), merchantNumber: charge.merchantNumber }
}

export const payeeOfAccount = (ctx: Ctx, account: store.AccountRow): Payee => ({
  merchantNumber: account.merchantNumber,
  appId: account.appId,
  appAuthToken:
    account.appAuthTokenEncrypted === null
      ? null
      : ctx.deps.cipher.decrypt(account.appAuthTokenEncrypted, tokenContext),
})

/** Throws stall.not_found, payment_account.exists. */
export const openPaymentAccount = async (
  ctx: Ctx,
  input: {
    stallId: string
    channel: 'wechat' | 'alipay'
    merchantNumber: string
    appId: string | null
    appAuthToken: string | null
  },
): Promise<{ paymentAccountId: string }> =>
  withTransaction(ctx, async (tx) => {
    const stallCode = (await listStallCodesById(tx, marketOf(ctx), [input.stallId])).get(input.stallId)
    if (stallCode === undefined) throw new AppError('stall.not_found', { code: input.stallId })
    const paymentAccountId = newId(ctx, 'paymentAccount')
    try {
      await store.insertAccount(tx, {
        marketId: marketOf(ctx),
        paymentAccountId,
        stallId: input.stallId,
        channel: input.channel,
        merchantNumber: input.merchantNumber,
        appId: input.appId,
        appAuthTokenEncrypted:
          input.appAuthToken === null ? null : ctx.deps.cipher.encrypt(input.appAuthToken, tokenContext),
        openedAt: ctx.now,
      })
    } catch (error) {
      if (databaseError(error)?.constraint === 'payment_accounts__one_live')
        throw new AppError('payment_account.exists', { stallCode, channel: channelLabels[input.channel] })
      throw error
    }
    await appendAudit(ctx, tx, {
      action: 'payment_account.open',
      subjectKind: 'payment_account',
      subjectId: paymentAccountId,
      summary: `登记摊位 ${stallCode} 的${channelLabels[input.channel]}收款账户`,
      details: { merchantNumber: input.merchantNumber },
    })
    await appendEvent(ctx, tx, 'payment_account.opened', {
      paymentAccountId,
      stallId: input.stallId,
      channel: input.channel,
    })
    return { paymentAccountId }
  })

/** Throws payment_account.not_found. */
export const closePaymentAccount = async (ctx: Ctx, paymentAccountId: string): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    const rows = await tx
      .update(paymentAccounts)
      .set({ closedAt: ctx.now })
      .where(
        and(
          eq(paymentAccounts.marketId, marketOf(ctx)),
          eq(paymentAccounts.paymentAccountId, paymentAccountId),
          isNull(paymentAccounts.closedAt),
        ),
      )
      .returning()
    const [row] = rows
    if (row === undefined) throw new AppError('payment_account.not_found')
    await appendAudit(ctx, tx, {
      action: 'payment_account.close',
      subjectKind: 'payment_account',
      subjectId: paymentAccountId,
      summary: `停用${channelLabels[row.channel]}收款账户 ${row.merchantNumber}`,
    })
    await appendEvent(ctx, tx, 'payment_account.closed', { paymentAccountId, stallId: row.stallId })
  })
}

export const listPaymentAccounts = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(paymentAccounts)
      .where(eq(paymentAccounts.marketId, marketOf(ctx)))
      .orderBy(asc(paymentAccounts.openedAt), asc(paymentAccounts.paymentAccountId))
    const codes = await listStallCodesById(
      tx,
      marketOf(ctx),
      rows.map((row) => row.stallId),
    )
    return {
      items: rows.map((row) => ({
        ...row,
        stallCode: codes.get(row.stallId) ?? '',
        openedAt: row.openedAt.toISOString(),
        closedAt: row.closedAt?.toISOString() ?? null,
      })),
    }
  })

export const listPaymentChannels = async (ctx: Ctx) => {
  const desk = deskOf(ctx.deps)
  const names: readonly PaymentChannelName[] = ['wechat', 'alipay', 'declared']
  return {
    items: names.map((channel) => {
      const demo = desk.demo !== null && channel !== 'declared'
      return {
        channel,
        available: desk.channels.has(channel),
        demo,
        label: demo ? `${channelLabels[channel]}（本地演示收银台，不是真实付款）` : channelLabels[channel],
      }
    }),
  }
}
