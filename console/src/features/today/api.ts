import { useQuery } from '@tanstack/react-query'
import { client } from '../../lib/client.ts'
import { marketKey } from '../../lib/query.ts'

export const useOverview = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'overview'),
    queryFn: () => client.getMarketOverview({ params: { marketId } }),
  })
