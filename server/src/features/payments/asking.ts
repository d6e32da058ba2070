/**
 * Questions to a channel, each in three steps: write down that we ask, ask with no transaction open, take the answer
 * under the charge's lock. A crash between two steps leaves `unknown`, and the next look asks again by the same number.
 */
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import { type Ctx, type Deps, marketOf, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { payeeOf } from './accounts.ts'
import type { ChargeReference, ChargeStatus } from './channels/answers.ts'
import { settleClosed, settlePayment } from './charges.ts'
import { channelOf, deskOf, notifyUrl } from './desk.ts'
import { nextCheck, payerContext } from './domain.ts'
import * as store from './store.ts'
import type { RequestedCharge } from './types.ts'

/** Pay parameters stay good for two hours at WeChat Pay; after half of it a fresh set is asked for. */
const parametersGoodMs = 3_600_000

/**
 * Asks the channel to take an opened charge; safe to repeat, also after `unknown`. Throws charge.not_found.
 * The caller's transaction must have committed.
 */
export const requestCharge = async (deps: Deps, marketId: string, chargeId: string): Promise<RequestedCharge> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const charge = await getLocked(tx, marketId, chargeId)
    if (charge.state === 'paid') return { answer: { state: 'paid' } as const }
    if (charge.state === 'closed') return { answer: { state: 'closed', refusal: charge.refusal } as const }
    const fresh = ctx.now.getTime() - (charge.payParametersAt?.getTime() ?? -Infinity) < parametersGoodMs
    if (charge.state === 'open' && charge.payParameters !== null && fresh) return { answer: opened(deps, charge) }
    // Too late to pay, and a close in progress must not be overtaken.
    if (charge.closeWantedAt !== null || charge.expiresAt <= ctx.now) return { answer: { state: 'unknown' } as const }
    await store.updateCharge(tx, marketId, chargeId, {
      state: 'unknown',
      checks: charge.checks + 1,
      nextCheckAt: sooner(nextCheck(charge.checks, ctx.now), charge.expiresAt),
    })
    return { charge, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.charge === undefined) return step.answer

  const { charge, payee } = step
  const reference: ChargeReference = { chargeNumber: charge.chargeNumber, payee }
  const channel = channelOf(deps, charge.channel)
  const answer = await channel.createCharge({
    ...reference,
    scene: charge.scene,
    amountFen: charge.amountFen,
    description: charge.description,
    payerOpenId: charge.payerOpenId === null ? null : deps.cipher.decrypt(charge.payerOpenId, payerContext),
    expiresAt: charge.expiresAt,
    notifyUrl: notifyUrl(deps, marketId, charge.channel),
    // The page the shopper left from finds its order again.
    returnUrl: `${deskOf(deps).publicUrl}/m/`,
  })
  switch (answer.state) {
    case 'open': {
      const taken = await withTransaction(later(ctx), async (tx): Promise<RequestedCharge> => {
        const now = await getLocked(tx, marketId, chargeId)
        if (now.state === 'paid') return { state: 'paid' }
        if (now.state === 'closed') return { state: 'closed', refusal: null }
        await store.updateCharge(tx, marketId, chargeId, {
          state: 'open',
          payParameters: answer.parameters,
          payParametersAt: ctx.now,
        })
        return opened(deps, { ...now, payParameters: answer.parameters })
      })
      // Closed while the channel was taking it: nobody gets the parameters, and the channel's side is closed as well.
      if (taken.state === 'closed') await channel.closeCharge(reference)
      return taken
    }
    case 'paid':
      return (await askCharge(deps, marketId, chargeId)) === 'paid' ? { state: 'paid' } : { state: 'unknown' }
    case 'closed':
    case 'refused': {
      // An earlier try with this number may have got through: the ledger has the last word.
      const closed = await closeCharge(deps, marketId, chargeId, answer.state === 'refused' ? answer.reason : undefined)
      if (closed === 'closed') return { state: 'closed', refusal: answer.state === 'refused' ? answer.reason : null }
      return { state: closed }
    }
    case 'unknown':
      deps.logger.warn({ marketId, chargeId, reason: answer.reason }, 'charge: no certain answer')
      return { state: 'unknown' }
  }
}

/**
 * Asks the channel what became of a charge, by the channel's own number where it is known. `waiting`: nobody has paid
 * yet, or nobody knows.
 */
export const askCharge = async (
  deps: Deps,
  marketId: string,
  chargeId: string,
  transactionNumber?: string,
): Promise<'paid' | 'closed' | 'waiting' | 'unknown'> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const charge = await getLocked(tx, marketId, chargeId)
    if (charge.state === 'paid' || charge.state === 'closed') return { state: charge.state }
    await store.updateCharge(tx, marketId, chargeId, {
      checks: charge.checks + 1,
      nextCheckAt: sooner(nextCheck(charge.checks, ctx.now), charge.expiresAt > ctx.now ? charge.expiresAt : undefined),
    })
    return { charge, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.charge === undefined) return step.state
  const { charge, payee } = step
  const status = await channelOf(deps, charge.channel).getCharge({
    chargeNumber: charge.chargeNumber,
    payee,
    transactionNumber,
  })
  return takeStatus(later(ctx), charge, status)
}

/**
 * Closes a charge at the channel, asks the channel once more, and only then says `closed`. `paid`: somebody was faster.
 * `unknown`: nothing is certain, keep what depends on it and call again. Throws charge.not_found.
 */
export const closeCharge = async (
  deps: Deps,
  marketId: string,
  chargeId: string,
  refusal?: string,
): Promise<'closed' | 'paid' | 'unknown'> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const charge = await getLocked(tx, marketId, chargeId)
    if (charge.state === 'paid' || charge.state === 'closed') return { state: charge.state }
    if (charge.state === 'created' || charge.channel === 'declared') {
      // Nobody was ever asked, or there is nobody to ask.
      await settleClosed(ctx, tx, charge)
      return { state: 'closed' as const }
    }
    await store.updateCharge(tx, marketId, chargeId, {
      closeWantedAt: charge.closeWantedAt ?? ctx.now,
      checks: charge.checks + 1,
      nextCheckAt: nextCheck(charge.checks, ctx.now),
    })
    return { charge, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.charge === undefined) return step.state
  const { charge, payee } = step
  const channel = channelOf(deps, charge.channel)
  const reference = { chargeNumber: charge.chargeNumber, payee }
  const answer = await channel.closeCharge(reference)
  if (answer.state === 'unknown') return 'unknown'
  const status = await channel.getCharge(reference)
  const settled = await takeStatus(later(ctx), charge, status, { closing: true, refusal: refusal ?? null })
  return settled === 'waiting' ? 'unknown' : settled
}

const takeStatus = async (
  ctx: Ctx,
  charge: store.ChargeRow,
  status: ChargeStatus,
  close: { closing: boolean; refusal: string | null } = { closing: false, refusal: null },
): Promise<'paid' | 'closed' | 'waiting' | 'unknown'> =>
  withTransaction(ctx, async (tx) => {
    if (status.state === 'paid' && charge.channel !== 'declared')
      await settlePayment(ctx, tx, charge.channel, status.payment, 'query')
    const now = await getLocked(tx, marketOf(ctx), charge.chargeId)
    if (now.state === 'paid' || now.state === 'closed') return now.state
    switch (status.state) {
      case 'closed':
        await settleClosed(ctx, tx, now, close.refusal)
        return 'closed'
      case 'not_found':
        // The channel has never seen it (Alipay makes the trade when the shopper opens it). Should money come after we
        // have closed, it goes back by itself.
        if (!close.closing) return 'waiting'
        await settleClosed(ctx, tx, now, close.refusal)
        return 'closed'
      case 'waiting':
        return 'waiting'
      // Paid, but put aside because something disagrees.
      case 'paid':
      case 'unknown':
        return 'unknown'
    }
  })

const getLocked = async (tx: Tx, marketId: string, chargeId: string): Promise<store.ChargeRow> => {
  const charge = await store.lockCharge(tx, marketId, chargeId)
  if (charge === undefined) throw new AppError('charge.not_found')
  return charge
}

const opened = (deps: Deps, charge: store.ChargeRow): RequestedCharge =>
  charge.payParameters === null
    ? { state: 'unknown' }
    : {
        state: 'open',
        parameters: charge.payParameters,
        demoPageUrl: demoPageOf(deps, charge.chargeNumber, charge.payParameters),
      }

const demoPageOf = (deps: Deps, chargeNumber: string, parameters: PayParameters): string | null => {
  const { demo } = deskOf(deps)
  if (demo === null || parameters.kind === 'declared') return null
  // Alipay makes the trade when the shopper opens its page, so the way leads over the signed address.
  return parameters.kind === 'page' ? parameters.url : demo.pageUrl(chargeNumber)
}

/** The same context after time has passed on the wire. */
const later = (ctx: Ctx): Ctx => ({ ...ctx, now: ctx.deps.clock() })

const sooner = (a: Date, b: Date | undefined): Date => (b !== undefined && b < a ? b : a)
