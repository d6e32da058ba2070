import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type GuidePrice = Item<'listGuidePrices'>
export type Quote = Item<'listPriceQuotes'>
export type Statistic = Item<'getPriceStatistics'>

export const useGuidePrices = (marketId: string, businessDate: string | undefined) =>
  useQuery({
    queryKey: marketKey(marketId, 'guide-prices', businessDate),
    queryFn: () => client.listGuidePrices({ params: { marketId }, query: { businessDate } }),
  })

export const useStatistics = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'price-statistics'),
    queryFn: () => client.getPriceStatistics({ params: { marketId } }),
  })

export const useQuotes = (marketId: string, query: Query<'listPriceQuotes'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'price-quotes', query),
    queryFn: () => client.listPriceQuotes({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useCommodities = () =>
  useQuery({ queryKey: ['commodities'], queryFn: () => client.listCommodities({}), staleTime: 3_600_000 })

export const useSetGuidePrice = () =>
  useMarketMutation(
    ({ businessDate, ...body }: { businessDate: string } & Body<'setGuidePrices'>, marketId) =>
      client.setGuidePrices({ params: { marketId, businessDate }, body }),
    { done: '已保存', quiet: true },
  )

export const usePublishGuidePrices = () =>
  useMarketMutation(
    (businessDate: string, marketId) => client.publishGuidePrices({ params: { marketId, businessDate } }),
    { done: '已发布为公示' },
  )
