/** The shopper's side: what to check before paying, the payment itself, and the receipt. */
import { largestStallPaymentFen, type stallPaymentRoutes } from '@smart-market/shared/contracts/stall-payments.ts'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import type { CallOutput, HandlerInput } from '@smart-market/shared/route.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { digits } from '../../lib/digits.ts'
import { holdingsByDate, listStallsByCode } from '../markets/index.ts'
import {
  closeCharge,
  isChargeFor,
  listStallChannels,
  openCharge,
  type PayWay,
  readStallFace,
  requestCharge,
  toPayAnswer,
  wayToPay,
} from '../payments/index.ts'
import { applyStallPaymentFacts } from './facts.ts'
import * as store from './store.ts'

type Body = HandlerInput<(typeof stallPaymentRoutes)['payAtStall']>['body']
type Counter = CallOutput<(typeof stallPaymentRoutes)['getStallCounter']>

/** Long enough to find one's glasses, short enough that nobody pays for a purchase of this morning. */
const payWithinMs = 15 * 60_000
const closeTries = 3
const channelNames = { wechat: '微信支付', alipay: '支付宝' } as const

const shopperIdOf = (ctx: Ctx): string => {
  if (ctx.actor.kind !== 'user') throw new AppError('session.required')
  return ctx.actor.userId
}

/** Throws stall.not_found. */
const stallIdOf = async (tx: Tx, marketId: string, stallCode: string): Promise<string> => {
  const stall = (await listStallsByCode(tx, marketId, [stallCode])).get(stallCode)
  if (stall === undefined) throw new AppError('stall.not_found', { code: stallCode })
  return stall.stallId
}

/** Who would be paid, with licences, and by which channels. Throws stall.not_found. */
export const getStallCounter = async (ctx: Ctx, stallCode: string): Promise<Counter> =>
  withTransaction(ctx, async (tx) => {
    const stallId = await stallIdOf(tx, marketOf(ctx), stallCode)
    const face = await readStallFace(tx, marketOf(ctx), stallId, businessDate(ctx.now))
    if (face === undefined) throw new AppError('stall.not_found', { code: stallCode })
    return {
      ...face,
      channels: face.merchantName === null ? [] : await listStallChannels(ctx, tx, stallId),
      largestFen: largestStallPaymentFen,
      asOf: ctx.now.toISOString(),
    }
  })

/**
 * Opens the purchase and its charge, or finds them by the key, and asks the channel. Throws stall.not_found,
 * stall_payment.no_merchant, stall_payment.no_account, stall_payment.key_reused, stall_payment.too_late,
 * stall_payment.unsure, payment_channel.unavailable, payer.not_linked.
 */
export const payAtStall = async (ctx: Ctx, stallCode: string, body: Body) => {
  const { deps } = ctx
  const marketId = marketOf(ctx)
  const shopperId = shopperIdOf(ctx)
  const way = await wayToPay(deps, { ...body, shopperId })
  for (let tries = 0; tries < closeTries; tries++) {
    const step = await withTransaction(ctx, (tx) => findOrOpen(ctx, tx, stallCode, body, way))
    if (step.stale !== undefined) {
      if ((await closeCharge(deps, marketId, step.stale)) === 'unknown') throw new AppError('stall_payment.unsure')
      await applyStallPaymentFacts(deps, marketId)
      continue
    }
    const answer = step.chargeId === null ? paid : await requestCharge(deps, marketId, step.chargeId)
    if (answer.state === 'paid' || answer.state === 'closed') await applyStallPaymentFacts(deps, marketId)
    return { ...(await toPayAnswer(answer)), payment: await getMyStallPayment(ctx, step.stallPaymentId) }
  }
  throw new AppError('stall_payment.unsure')
}

const paid = { state: 'paid' } as const
/** `chargeId` null: paid already. `stale`: another way was begun and must be closed first. */
type Step =
  | { readonly stale?: undefined; readonly stallPaymentId: string; readonly chargeId: string | null }
  | { readonly stale: string }

const findOrOpen = async (ctx: Ctx, tx: Tx, stallCode: string, body: Body, way: PayWay): Promise<Step> => {
  const marketId = marketOf(ctx)
  const shopperId = shopperIdOf(ctx)
  const stallId = await stallIdOf(tx, marketId, stallCode)
  await store.lockKey(tx, marketId, shopperId, body.idempotencyKey)
  const known = await store.findByKey(tx, marketId, shopperId, body.idempotencyKey)
  if (known === undefined) return openNew(ctx, tx, { stallCode, stallId, shopperId }, body, way)
  const { stallPaymentId, chargeId } = known
  if (known.stallId !== stallId || known.amountFen !== body.amountFen) throw new AppError('stall_payment.key_reused')
  if (known.state === 'paid') return { stallPaymentId, chargeId: null }
  if (known.payBy <= ctx.now) throw new AppError('stall_payment.too_late')
  if (chargeId === null) {
    const charge = await openFor(ctx, tx, { ...known, stallCode }, body, way)
    await store.updatePayment(tx, known, { state: 'waiting', chargeId: charge, channel: body.channel })
    return { stallPaymentId, chargeId: charge }
  }
  const { scene, payerOpenId } = way
  const same =
    known.channel === body.channel &&
    (scene === undefined || (await isChargeFor(ctx, tx, chargeId, { scene, payerOpenId })))
  return same ? { stallPaymentId, chargeId } : { stale: chargeId }
}

const openNew = async (
  ctx: Ctx,
  tx: Tx,
  at: { readonly stallCode: string; readonly stallId: string; readonly shopperId: string },
  body: Body,
  way: PayWay,
): Promise<Step> => {
  const today = businessDate(ctx.now)
  const [tenancy] = await holdingsByDate(tx, marketOf(ctx), [at.stallId], today, addDays(today, 1))
  if (tenancy === undefined) throw new AppError('stall_payment.no_merchant')
  const row = {
    marketId: marketOf(ctx),
    stallPaymentId: newId(ctx, 'stallPayment'),
    number: today.slice(5).replace('-', '') + digits(ctx.deps.random, 6),
    stallId: at.stallId,
    merchantId: tenancy.merchantId,
    shopperId: at.shopperId,
    idempotencyKey: body.idempotencyKey,
    amountFen: body.amountFen,
    openedAt: ctx.now,
    payBy: new Date(ctx.now.getTime() + payWithinMs),
  }
  const chargeId = await openFor(ctx, tx, { ...row, stallCode: at.stallCode }, body, way)
  await store.insertPayment(tx, { ...row, state: 'waiting', chargeId, channel: body.channel })
  await appendAudit(ctx, tx, {
    action: 'stall_payment.open',
    subjectKind: 'stall_payment',
    subjectId: row.stallPaymentId,
    summary: `在摊位 ${at.stallCode} 付款 ${formatFen(body.amountFen)} 元（${row.number}）`,
  })
  await appendEvent(ctx, tx, 'stall_payment.opened', {
    stallPaymentId: row.stallPaymentId,
    stallId: at.stallId,
    amountFen: body.amountFen,
  })
  return { stallPaymentId: row.stallPaymentId, chargeId }
}

const openFor = async (
  ctx: Ctx,
  tx: Tx,
  payment: Pick<store.PaymentRow, 'stallPaymentId' | 'stallId' | 'amountFen' | 'number' | 'payBy'> & {
    readonly stallCode: string
  },
  { channel }: Body,
  { scene, payerOpenId }: PayWay,
): Promise<string> => {
  if (!(await listStallChannels(ctx, tx, payment.stallId)).includes(channel))
    throw new AppError('stall_payment.no_account', { channel: channelNames[channel] })
  const { chargeId } = await openCharge(ctx, tx, {
    purpose: { kind: 'stall_payment', id: payment.stallPaymentId },
    stallId: payment.stallId,
    amountFen: payment.amountFen,
    channel,
    scene,
    payerOpenId,
    description: `${payment.stallCode} 号摊位付款 ${payment.number}`,
    expiresAt: payment.payBy,
  })
  return chargeId
}

/** Another shopper's payment does not exist. Throws stall_payment.not_found. */
export const getMyStallPayment = async (ctx: Ctx, stallPaymentId: string): Promise<StallPaymentView> =>
  withTransaction(ctx, async (tx) => {
    const filter = { stallPaymentId, shopperId: shopperIdOf(ctx) }
    const { items } = await store.findViews(tx, marketOf(ctx), filter, { limit: 1, offset: 0 })
    const [view] = items
    if (view === undefined) throw new AppError('stall_payment.not_found')
    return view
  })

/** Newest first. */
export const listMyStallPayments = async (
  ctx: Ctx,
  { q, page, pageSize }: { q?: string | undefined; page: number; pageSize: number },
) => {
  const window = { limit: pageSize, offset: (page - 1) * pageSize }
  const found = await withTransaction(ctx, (tx) =>
    store.findViews(tx, marketOf(ctx), { q, shopperId: shopperIdOf(ctx) }, window),
  )
  return { ...found, page, pageSize }
}
