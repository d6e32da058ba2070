/** Evaluations over several markets: the work of those who look after them, and the list that the public reads. */
import type { EvaluationState } from '@smart-market/shared/contracts/evaluations.ts'
import { type Ctx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import * as store from './store.ts'
import { summaryOf } from './view.ts'

const openToAll: readonly EvaluationState[] = ['public_notice', 'listed', 'awarded']

/** What the caller's own roles reach: the city all, a district its markets, everybody else the markets they work in. */
export const listEvaluationWork = async (
  ctx: Ctx,
  query: { q?: string | undefined; state?: EvaluationState | undefined; page: number; pageSize: number },
) => {
  if (ctx.actor.kind !== 'user') throw new AppError('access.denied')
  const { memberships } = ctx.actor
  const isCity = memberships.some((m) => m.role === 'city_officer' && m.marketId === null)
  const inMarkets = memberships.filter((m) => m.role !== 'merchant' && m.role !== 'shopper')
  const reach = isCity
    ? null
    : {
        districtCodes: inMarkets.flatMap((m) => (m.marketId === null && m.districtCode ? [m.districtCode] : [])),
        marketIds: inMarkets.flatMap((m) => (m.marketId === null ? [] : [m.marketId])),
      }
  const { state, ...rest } = query
  return answer(ctx, { ...rest, reach, ...(state === undefined ? {} : { states: [state] }) })
}

/** 四（1）、四（4）: the list is made public; only what may be known to everybody is on it. */
export const listEvaluationNotices = async (
  ctx: Ctx,
  query: { q?: string | undefined; page: number; pageSize: number },
) => answer(ctx, { ...query, reach: null, states: openToAll })

const answer = async (ctx: Ctx, query: store.WorkQuery) => {
  const { items, total } = await withSystemTransaction(ctx.deps, (tx) => store.listWork(tx, query))
  return {
    items: items.map(({ row, marketName, districtName }) =>
      summaryOf(row, { name: marketName, districtName }, ctx.role),
    ),
    total,
    page: query.page,
    pageSize: query.pageSize,
  }
}
