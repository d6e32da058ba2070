/** What questions to a channel share: the answer taken under the charge's lock, and what the shopper gets of it. */
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import { type Ctx, type Deps, marketOf, type Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { ChargeStatus } from './channels/answers.ts'
import { settleClosed, settlePayment } from './charges.ts'
import { deskOf } from './desk.ts'
import * as store from './store.ts'
import type { RequestedCharge } from './types.ts'

/** Pay parameters stay good for two hours at WeChat Pay; after half of it a fresh set is asked for. */
const parametersGoodMs = 3_600_000

export interface Closing {
  readonly closing: boolean
  readonly refusal: string | null
}
export const notClosing: Closing = { closing: false, refusal: null }

/** Takes the channel's word on a charge, in a transaction. Throws charge.not_found. */
export const takeStatus = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  status: ChargeStatus,
  close: Closing = notClosing,
): Promise<'paid' | 'closed' | 'waiting' | 'unknown'> => {
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
}

/** Throws charge.not_found. */
export const getLocked = async (tx: Tx, marketId: string, chargeId: string): Promise<store.ChargeRow> => {
  const charge = await store.lockCharge(tx, marketId, chargeId)
  if (charge === undefined) throw new AppError('charge.not_found')
  return charge
}

/** Whether what the shopper pays with may be shown again. */
export const isFresh = (charge: store.ChargeRow, now: Date): boolean =>
  charge.state === 'open' &&
  charge.payParameters !== null &&
  now.getTime() - (charge.payParametersAt?.getTime() ?? -Infinity) < parametersGoodMs

/** The charge as the shopper gets it; the number is the combined payment's where it is a part of one. */
export const opened = (deps: Deps, charge: store.ChargeRow): RequestedCharge =>
  charge.payParameters === null
    ? { state: 'unknown' }
    : {
        state: 'open',
        parameters: charge.payParameters,
        demoPageUrl: demoPageOf(deps, charge.combinedNumber ?? charge.chargeNumber, charge.payParameters),
      }

const demoPageOf = (deps: Deps, number: string, parameters: PayParameters): string | null => {
  const { demo } = deskOf(deps)
  if (demo === null || parameters.kind === 'declared') return null
  // Alipay makes the trade when the shopper opens its page, so the way leads over the signed address.
  return parameters.kind === 'page' ? parameters.url : demo.pageUrl(number)
}

/** The same context after time has passed on the wire. */
export const later = (ctx: Ctx): Ctx => ({ ...ctx, now: ctx.deps.clock() })

export const sooner = (a: Date, b: Date | undefined): Date => (b !== undefined && b < a ? b : a)
