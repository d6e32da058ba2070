import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type SalesDay = Item<'listSalesDays'>

export const useSalesDays = (marketId: string, query: Query<'listSalesDays'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'sales-days', query),
    queryFn: () => client.listSalesDays({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useSales = (marketId: string, query: Query<'listSales'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'sales', query),
    queryFn: () => client.listSales({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useSeparateSale = () =>
  useMarketMutation((saleId: string, marketId) => client.separateSale({ params: { marketId, saleId } }), {
    done: '已分开，算两笔交易',
  })

export const useSalesRules = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'sales-rules'),
    queryFn: () => client.listSalesRules({ params: { marketId } }),
  })

export const useSetSalesRule = (ruleId: string) =>
  useMarketMutation(
    (body: Body<'setSalesRule'>, marketId) => client.setSalesRule({ params: { marketId, ruleId }, body }),
    { done: '已保存，从那天起用', quiet: true },
  )
