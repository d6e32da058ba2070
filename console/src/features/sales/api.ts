import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client, type Item, type Query } from '../../lib/client.ts'
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

export const useIssueStallCodes = () =>
  useMarketMutation(
    (stallIds: string[] | undefined, marketId) => client.issueStallCodes({ params: { marketId }, body: { stallIds } }),
    {
      done: ({ issued }) => (issued === 0 ? '所有摊位都已有收款码' : `已发放 ${issued} 个收款码`),
    },
  )
