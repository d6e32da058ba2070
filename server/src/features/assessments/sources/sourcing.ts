import { marketOf } from '../../../context.ts'
import { sourcingState } from '../../sourcing/index.ts'
import { newest } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** Days over which tests a day and the traced share of sales are taken. */
const windowDays = 30

/** Quick tests a day, and how much of what is sold leads back to a batch. */
export const sourcingSource: EvidenceSource = {
  id: 'sourcing',
  provides: { populations: [], metrics: ['quickTests.perDay', 'trace.coverage'] },
  collect: async (ctx, tx, asOf) => {
    const state = await sourcingState(tx, marketOf(ctx), asOf, windowDays)
    return {
      metrics: {
        ...(state.testsPerDay === null
          ? {}
          : {
              'quickTests.perDay': {
                value: state.testsPerDay,
                unit: '批',
                observedAt: newest([state.lastTestedAt]),
                origin: `快检记录，近 ${windowDays} 天`,
                basis: 'measured' as const,
              },
            }),
        ...(state.tracedPercent === null
          ? {}
          : {
              'trace.coverage': {
                value: state.tracedPercent,
                unit: '%',
                observedAt: asOf.toISOString(),
                origin: `交易与批次的关联，近 ${windowDays} 天`,
                basis: 'measured' as const,
              },
            }),
      },
    }
  },
}
