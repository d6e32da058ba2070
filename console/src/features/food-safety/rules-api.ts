import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export const useFoodRules = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'food-rules'),
    queryFn: () => client.listFoodSafetyRules({ params: { marketId } }),
  })

export const useSetFoodRule = (ruleId: string) =>
  useMarketMutation(
    (body: Body<'setFoodSafetyRule'>, marketId) => client.setFoodSafetyRule({ params: { marketId, ruleId }, body }),
    { done: '已保存，从那天起用', quiet: true },
  )

export const usePaperDeletions = (marketId: string, query: Query<'listPaperDeletions'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'paper-deletions', query),
    queryFn: () => client.listPaperDeletions({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })
