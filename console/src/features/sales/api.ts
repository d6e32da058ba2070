import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client, type Item, type Query } from '../../lib/client.ts'
import { marketKey } from '../../lib/query.ts'

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
