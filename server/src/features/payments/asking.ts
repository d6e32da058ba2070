/**
 * Questions to a channel, each in three steps: write down that we ask, ask with no transaction open, take the answer
 * under the charge's lock. A crash between two steps leaves `unknown`, and the next look asks again by the same number.
 */
import { type Deps, systemCtx, withTransaction } from '../../context.ts'
import { payeeOf } from './accounts.ts'
import type { ChargeReference } from './channels/answers.ts'
import { settleClosed } from './charges.ts'
import { askCombined, closeCombined, requestCombined } from './combined.ts'
import { channelOf, deskOf, notifyUrl } from './desk.ts'
import { nextCheck, payerContext } from './domain.ts'
import { getLocked, isFresh, later, opened, sooner, takeStatus } from './statuses.ts'
import * as store from './store.ts'
import type { RequestedCharge } from './types.ts'

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
    if (charge.combinedNumber !== null) return { combined: charge.combinedNumber }
    if (isFresh(charge, ctx.now)) return { answer: opened(deps, charge) }
    // Too late to pay, and a close in progress must not be overtaken.
    if (charge.closeWantedAt !== null || charge.expiresAt <= ctx.now) return { answer: { state: 'unknown' } as const }
    await store.updateCharge(tx, marketId, chargeId, {
      state: 'unknown',
      checks: charge.checks + 1,
      nextCheckAt: sooner(nextCheck(charge.checks, ctx.now), charge.expiresAt),
    })
    return { charge, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.combined !== undefined) return requestCombined(deps, marketId, step.combined)
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
    if (charge.combinedNumber !== null) return { combined: charge.combinedNumber }
    await store.updateCharge(tx, marketId, chargeId, {
      checks: charge.checks + 1,
      nextCheckAt: sooner(nextCheck(charge.checks, ctx.now), charge.expiresAt > ctx.now ? charge.expiresAt : undefined),
    })
    return { charge, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.combined !== undefined) return (await askCombined(deps, marketId, step.combined)).get(chargeId) ?? 'unknown'
  if (step.charge === undefined) return step.state
  const { charge, payee } = step
  const status = await channelOf(deps, charge.channel).getCharge({
    chargeNumber: charge.chargeNumber,
    payee,
    transactionNumber,
  })
  const after = later(ctx)
  return withTransaction(after, (tx) => takeStatus(after, tx, charge, status))
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
    if (charge.combinedNumber !== null) return { combined: charge.combinedNumber }
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
  if (step.combined !== undefined)
    return (await closeCombined(deps, marketId, step.combined, refusal)).get(chargeId) ?? 'unknown'
  if (step.charge === undefined) return step.state
  const { charge, payee } = step
  const channel = channelOf(deps, charge.channel)
  const reference = { chargeNumber: charge.chargeNumber, payee }
  const answer = await channel.closeCharge(reference)
  if (answer.state === 'unknown') return 'unknown'
  const status = await channel.getCharge(reference)
  const after = later(ctx)
  const settled = await withTransaction(after, (tx) =>
    takeStatus(after, tx, charge, status, { closing: true, refusal: refusal ?? null }),
  )
  return settled === 'waiting' ? 'unknown' : settled
}
