import { systemCtx } from '../context.ts'
import { escalateOverdue, regradeMerchants } from '../features/complaints/index.ts'
import { escalateFindings } from '../features/inspections/index.ts'
import type { Job } from './scheduler.ts'

/** Escalates missed terms of complaints, reports and findings, and lets old points fade, a little after midnight. */
export const overdueCases: Job = {
  name: 'overdue cases',
  afterMinutes: 10,
  run: async (deps, marketId) => {
    const ctx = systemCtx(deps, 'overdue cases', marketId)
    await escalateOverdue(ctx)
    await escalateFindings(ctx)
    await regradeMerchants(ctx)
  },
}
