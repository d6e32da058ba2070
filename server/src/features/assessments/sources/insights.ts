import { marketOf } from '../../../context.ts'
import { analysisState, footTrafficState } from '../../insights/index.ts'
import type { Metric } from '../domain/facts.ts'
import { ageDays, ageHours } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** Foot traffic and the regular analysis of the market's records. */
export const insightSource: EvidenceSource = {
  id: 'insights',
  provides: {
    populations: [],
    metrics: ['footTraffic.ageHours', 'footTraffic.days30d', 'analysis.runAgeDays', 'analysis.runs30d'],
  },
  collect: async (ctx, tx, asOf) => {
    const traffic = await footTrafficState(tx, marketOf(ctx), asOf)
    const analysis = await analysisState(tx, marketOf(ctx), asOf)
    const measured = (value: number | null, unit: string, at: Date, origin: string): Metric => ({
      value,
      unit,
      observedAt: at.toISOString(),
      origin,
      basis: 'measured',
    })
    return {
      metrics: {
        ...(traffic.lastHourAt === null
          ? {}
          : {
              'footTraffic.ageHours': measured(
                ageHours(traffic.lastHourAt, asOf),
                '小时',
                traffic.lastHourAt,
                '客流计数',
              ),
              'footTraffic.days30d': measured(traffic.days30, '天', traffic.lastHourAt, '客流计数'),
            }),
        ...(analysis.lastRunAt === null
          ? {}
          : {
              'analysis.runAgeDays': measured(
                ageDays(analysis.lastRunAt, asOf),
                '天',
                analysis.lastRunAt,
                '定期分析记录',
              ),
              'analysis.runs30d': measured(analysis.runs30d, '次', analysis.lastRunAt, '定期分析记录'),
            }),
      },
    }
  },
}
