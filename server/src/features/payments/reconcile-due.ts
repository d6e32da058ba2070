/** What the daily job does: every day that is due, channel by channel; one that cannot be compared waits its turn. */
import { type Deps, systemCtx, withSystemTransaction } from '../../context.ts'
import { paymentAccounts } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { reconcileDay } from './reconcile.ts'
import { listDueDays, recordPostponed } from './reconcile-days.ts'
import { deskOf } from './desk.ts'

/** Refusals that pass by themselves; after any other a person must look, though it is tried again all the same. */
const passing = new Set(['statement.not_ready', 'server.busy'])

/** Compares the days of a market that are due. Returns how many were compared. */
export const reconcileMarket = async (deps: Deps, marketId: string): Promise<number> => {
  let done = 0
  for (const day of await listDueDays(systemCtx(deps, 'reconciliation', marketId))) {
    if (!deskOf(deps).channels.has(day.channel)) continue
    const ctx = systemCtx(deps, 'reconciliation', marketId)
    try {
      await reconcileDay(ctx, day)
      done += 1
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await recordPostponed(ctx, day, passing.has(error.code) ? 'waiting' : 'failed', error.message)
    }
  }
  return done
}

/** All markets that have accounts. One market's trouble must not keep the others waiting. */
export const reconcileDue = async (deps: Deps): Promise<number> => {
  const markets = await withSystemTransaction(deps, (tx) =>
    tx.selectDistinct({ marketId: paymentAccounts.marketId }).from(paymentAccounts),
  )
  let done = 0
  for (const { marketId } of markets) {
    try {
      done += await reconcileMarket(deps, marketId)
    } catch (error) {
      deps.logger.error({ marketId, err: error }, 'reconciliation failed')
    }
  }
  return done
}
