import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Reweigh = Item<'listReweighs'>
export type Purchase = Item<'findPurchases'>
export type Rating = Item<'listRatings'>

export const usePurchases = (marketId: string, q: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'purchases', q),
    enabled: q !== '',
    queryFn: () => client.findPurchases({ params: { marketId }, query: { q } }),
  })

export const useReweighs = (marketId: string, query: Query<'listReweighs'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'reweighs', query),
    queryFn: () => client.listReweighs({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRecordReweigh = () =>
  useMarketMutation((body: Body<'recordReweigh'>, marketId) => client.recordReweigh({ params: { marketId }, body }), {
    done: '已记录复称',
    quiet: true,
  })

export const useRatings = (marketId: string, query: Query<'listRatings'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'ratings', query),
    queryFn: () => client.listRatings({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useReplyToRating = (ratingId: string) =>
  useMarketMutation(
    (body: Body<'replyToRating'>, marketId) => client.replyToRating({ params: { marketId, ratingId }, body }),
    { done: '已回复', quiet: true },
  )
