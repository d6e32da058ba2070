import { marketOf, type Ctx, type Tx } from '../../context.ts'
import { getMarketRow } from '../markets/index.ts'
import type { Facts, Judgement, Metric, Population } from './domain/facts.ts'
import { evidenceSources } from './sources/index.ts'
import { listJudgements } from './store.ts'

export interface MarketFacts {
  readonly facts: Facts
  readonly marketName: string
  readonly demo: boolean
}

/** All facts about the market as of a moment, from one transaction, so that they fit each other. Throws market.not_found. */
export const collectFacts = async (ctx: Ctx, tx: Tx, rubricId: string, asOf: Date): Promise<MarketFacts> => {
  const market = await getMarketRow(tx, marketOf(ctx))
  const populations: Record<string, Population> = {}
  const metrics: Record<string, Metric> = {}
  for (const source of evidenceSources) {
    const evidence = await source.collect(ctx, tx, asOf)
    Object.assign(populations, evidence.populations)
    Object.assign(metrics, evidence.metrics)
  }
  const entered = await listJudgements(tx, market.marketId, rubricId, asOf)
  const judgements = Object.fromEntries(
    entered.map((row): [string, Judgement] => [
      row.leafId,
      {
        points: row.points,
        reason: row.reason,
        by: row.enteredBy,
        enteredAt: row.enteredAt.toISOString(),
        basis: 'judged',
      },
    ]),
  )
  return {
    marketName: market.name,
    demo: market.demo,
    facts: {
      marketId: market.marketId,
      marketLabel: market.name,
      marketTypes: market.marketTypes,
      asOf: asOf.toISOString(),
      populations,
      metrics,
      judgements,
    },
  }
}
