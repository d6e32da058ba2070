/**
 * Combined payments: one payment of the shopper for the charges of several stalls. Only the questions go together; each
 * part stays a charge of its own, settled, put aside, refunded and reconciled by itself. A part is never asked about or
 * closed alone, because the channel forbids it: whoever asks for one gets all of them looked at.
 */
import type { ChargeScene } from '@smart-market/shared/contracts/payments.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, type Deps, marketOf, newId, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { payeeOf } from './accounts.ts'
import type { ChargeReference, ChargeStatus, CombinedStatus } from './channels/answers.ts'
import type { CombinedPayments } from './channels/channel.ts'
import { isBegunThisWay, openCharge, settleClosed } from './charges.ts'
import { channelOf, deskOf, notifyUrl } from './desk.ts'
import { channelLabels, nextCheck, numberOf, payerContext } from './domain.ts'
import { type Closing, isFresh, later, notClosing, opened, sooner, takeStatus } from './statuses.ts'
import * as store from './store.ts'
import type { ChargeRequest, OpenedCharge, RequestedCharge } from './types.ts'

/** How many charges one payment may take; 0 where they are paid one by one. */
export const maxCombined = (deps: Deps): number =>
  deskOf(deps).combined ? (deskOf(deps).channels.get('wechat')?.combined?.maxParts ?? 0) : 0

/** Throws payment_channel.unavailable. */
const combinedOf = (deps: Deps): CombinedPayments => {
  const { combined } = channelOf(deps, 'wechat')
  if (combined === undefined)
    throw new AppError('payment_channel.unavailable', { channel: channelLabels.wechat, reason: '没有开通合单支付' })
  return combined
}

/**
 * Writes the charges of one combined payment, all in one scene, of one payer and with one end; nobody is asked yet.
 * Throws what openCharge throws, and payment_channel.unavailable where payments are not combined.
 */
export const openCombined = async (
  ctx: Ctx,
  tx: Tx,
  requests: readonly (ChargeRequest & { channel: 'wechat' })[],
): Promise<OpenedCharge[]> => {
  if (requests.length === 0 || requests.length > maxCombined(ctx.deps))
    throw new AppError('payment_channel.unavailable', { channel: channelLabels.wechat, reason: '不能合并付款' })
  const combinedNumber = numberOf(newId(ctx, 'combinedCharge'), businessDate(ctx.now))
  // The first payment of a stall may write its account: all do so in the order of stalls, or two would wait for each other.
  const byStall = [...requests].sort((a, b) => (a.stallId < b.stallId ? -1 : a.stallId > b.stallId ? 1 : 0))
  const charges = new Map<ChargeRequest, OpenedCharge>()
  for (const request of byStall) charges.set(request, await openCharge(ctx, tx, request, combinedNumber))
  return requests.flatMap((request) => charges.get(request) ?? [])
}

/** Whether these charges are all the parts of one combined payment, begun this way; see isChargeFor. */
export const isCombinedOf = async (
  ctx: Ctx,
  tx: Tx,
  chargeIds: readonly string[],
  way: { scene: ChargeScene | undefined; payerOpenId: string | undefined },
): Promise<boolean> => {
  const [chargeId = ''] = chargeIds
  const first = await store.findCharge(tx, marketOf(ctx), chargeId)
  if (first === undefined || first.combinedNumber === null) return false
  const parts = await store.lockParts(tx, marketOf(ctx), first.combinedNumber)
  const same = parts.length === chargeIds.length && parts.every((part) => chargeIds.includes(part.chargeId))
  return same && isBegunThisWay(ctx, first, way)
}

const isFinal = (charge: store.ChargeRow): boolean => charge.state === 'paid' || charge.state === 'closed'

/** The whole in one word, for whoever wants to pay it. */
const wholeOf = (parts: readonly store.ChargeRow[]): RequestedCharge | undefined => {
  if (parts.length > 0 && parts.every((part) => part.state === 'paid')) return { state: 'paid' }
  if (parts.every((part) => part.state === 'closed')) return { state: 'closed', refusal: parts[0]?.refusal ?? null }
  // One part put aside, the others settled: nobody pays it a second time.
  return parts.some(isFinal) ? { state: 'unknown' } : undefined
}

/** Like requestCharge, of all parts. */
export const requestCombined = async (
  deps: Deps,
  marketId: string,
  combinedNumber: string,
): Promise<RequestedCharge> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const parts = await store.lockParts(tx, marketId, combinedNumber)
    const [first] = parts
    const whole = wholeOf(parts)
    if (whole !== undefined || first === undefined) return { answer: whole ?? ({ state: 'unknown' } as const) }
    if (parts.every((part) => isFresh(part, ctx.now))) return { answer: opened(deps, first) }
    if (parts.some((part) => part.closeWantedAt !== null || part.expiresAt <= ctx.now))
      return { answer: { state: 'unknown' } as const }
    for (const part of parts)
      await store.updateCharge(tx, marketId, part.chargeId, {
        state: 'unknown',
        checks: part.checks + 1,
        nextCheckAt: sooner(nextCheck(part.checks, ctx.now), part.expiresAt),
      })
    return { first, parts: await referencesOf(ctx, tx, parts) }
  })
  if (step.first === undefined) return step.answer
  const { first, parts } = step
  const reference = { combinedNumber, parts }
  const answer = await combinedOf(deps).create({
    ...reference,
    scene: first.scene,
    payerOpenId: first.payerOpenId === null ? null : deps.cipher.decrypt(first.payerOpenId, payerContext),
    expiresAt: first.expiresAt,
    notifyUrl: notifyUrl(deps, marketId, first.channel),
  })
  switch (answer.state) {
    case 'open': {
      const taken = await withTransaction(later(ctx), async (tx): Promise<RequestedCharge> => {
        const now = await store.lockParts(tx, marketId, combinedNumber)
        const whole = wholeOf(now)
        if (whole !== undefined) return whole
        for (const part of now)
          await store.updateCharge(tx, marketId, part.chargeId, {
            state: 'open',
            payParameters: answer.parameters,
            payParametersAt: ctx.now,
          })
        return opened(deps, { ...first, payParameters: answer.parameters })
      })
      // Closed while the channel was taking it: nobody gets the parameters, and the channel's side is closed as well.
      if (taken.state === 'closed') await combinedOf(deps).close(reference)
      return taken
    }
    case 'paid':
      await askCombined(deps, marketId, combinedNumber)
      return standOf(deps, marketId, combinedNumber)
    case 'closed':
    case 'refused':
      // An earlier try with this number may have got through: the ledger has the last word.
      await closeCombined(deps, marketId, combinedNumber, answer.state === 'refused' ? answer.reason : undefined)
      return standOf(deps, marketId, combinedNumber)
    case 'unknown':
      deps.logger.warn({ marketId, combinedNumber, reason: answer.reason }, 'combined payment: no certain answer')
      return { state: 'unknown' }
  }
}

const standOf = async (deps: Deps, marketId: string, combinedNumber: string): Promise<RequestedCharge> =>
  withTransaction(systemCtx(deps, 'payments', marketId), async (tx) => {
    return wholeOf(await store.lockParts(tx, marketId, combinedNumber)) ?? { state: 'unknown' }
  })

const referencesOf = async (ctx: Ctx, tx: Tx, parts: readonly store.ChargeRow[]) => {
  const references: (ChargeReference & { amountFen: number; description: string })[] = []
  for (const part of parts)
    references.push({
      chargeNumber: part.chargeNumber,
      payee: await payeeOf(ctx, tx, part),
      amountFen: part.amountFen,
      description: part.description,
    })
  return references
}

/** Like askCharge, of all parts: how each charge stands, by id. */
export const askCombined = async (
  deps: Deps,
  marketId: string,
  combinedNumber: string,
): Promise<ReadonlyMap<string, 'paid' | 'closed' | 'waiting' | 'unknown'>> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const references = await withTransaction(ctx, async (tx) => {
    const parts = await store.lockParts(tx, marketId, combinedNumber)
    for (const part of parts) {
      if (isFinal(part)) continue
      await store.updateCharge(tx, marketId, part.chargeId, {
        checks: part.checks + 1,
        nextCheckAt: sooner(nextCheck(part.checks, ctx.now), part.expiresAt > ctx.now ? part.expiresAt : undefined),
      })
    }
    return referencesOf(ctx, tx, parts)
  })
  return takeAll(later(ctx), combinedNumber, await combinedOf(deps).get({ combinedNumber, parts: references }))
}

/** Like closeCharge, of all parts: they close together or not at all. */
export const closeCombined = async (
  deps: Deps,
  marketId: string,
  combinedNumber: string,
  refusal?: string,
): Promise<ReadonlyMap<string, 'paid' | 'closed' | 'unknown'>> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const parts = await store.lockParts(tx, marketId, combinedNumber)
    if (parts.every((part) => part.state === 'created')) {
      for (const part of parts) await settleClosed(ctx, tx, part)
      return { closed: new Map(parts.map((part) => [part.chargeId, 'closed' as const])) }
    }
    for (const part of parts) {
      if (isFinal(part)) continue
      await store.updateCharge(tx, marketId, part.chargeId, {
        closeWantedAt: part.closeWantedAt ?? ctx.now,
        checks: part.checks + 1,
        nextCheckAt: nextCheck(part.checks, ctx.now),
      })
    }
    return { references: await referencesOf(ctx, tx, parts) }
  })
  if (step.references === undefined) return step.closed
  const reference = { combinedNumber, parts: step.references }
  const combined = combinedOf(deps)
  const answer = await combined.close(reference)
  if (answer.state === 'unknown') return new Map()
  const closing = { closing: true, refusal: refusal ?? null }
  const settled = await takeAll(later(ctx), combinedNumber, await combined.get(reference), closing)
  return new Map([...settled].map(([chargeId, state]) => [chargeId, state === 'waiting' ? 'unknown' : state]))
}

const takeAll = async (ctx: Ctx, combinedNumber: string, status: CombinedStatus, close: Closing = notClosing) =>
  withTransaction(ctx, async (tx) => {
    const found = new Map<string, 'paid' | 'closed' | 'waiting' | 'unknown'>()
    for (const part of await store.lockParts(tx, marketOf(ctx), combinedNumber))
      found.set(part.chargeId, await takeStatus(ctx, tx, part, statusOf(status, part.chargeNumber), close))
    return found
  })

const statusOf = (status: CombinedStatus, chargeNumber: string): ChargeStatus =>
  status.state === 'seen'
    ? (status.parts.get(chargeNumber) ?? { state: 'unknown', reason: 'the answer leaves this part out' })
    : status
