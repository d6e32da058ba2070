import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Analysis = Item<'listAnalyses'>

export const useAnalyses = (marketId: string, query: Query<'listAnalyses'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'analyses', query),
    queryFn: () => client.listAnalyses({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useFootTrafficDays = (marketId: string, query: Query<'listFootTrafficDays'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'foot-traffic-days', query),
    queryFn: () => client.listFootTrafficDays({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRunAnalysis = () =>
  useMarketMutation(
    (businessDate: string, marketId) => client.runAnalysis({ params: { marketId }, body: { businessDate } }),
    { done: (analysis) => `已分析 ${analysis.businessDate}` },
  )
