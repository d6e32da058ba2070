import { systemCtx } from '../context.ts'
import {
  createDocumentCheck,
  deleteExpiredPapers,
  exportSaleEvents,
  resumeCaptures,
} from '../features/sourcing/index.ts'
import type { Job } from './scheduler.ts'

/** Exports yesterday's sales as EPCIS events, ends captures that a stopped server left, deletes papers past their term. */
export const foodSafety: Job = {
  name: 'food safety',
  afterMinutes: 90,
  run: async (deps, marketId, date) => {
    const ctx = systemCtx(deps, 'food safety', marketId)
    await exportSaleEvents(ctx, date)
    await resumeCaptures(deps, createDocumentCheck())
    await deleteExpiredPapers(ctx)
  },
}
