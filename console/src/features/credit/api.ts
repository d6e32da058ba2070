import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Credit = Output<'getMerchantCredit'>
export type CreditEvent = Credit['events'][number]
export type Appeal = Item<'listAppeals'>

export const useCredit = (marketId: string, merchantId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'credit', merchantId),
    queryFn: () => client.getMerchantCredit({ params: { marketId, merchantId } }),
  })

export const useAppeals = (marketId: string, query: Query<'listAppeals'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'appeals', query),
    queryFn: () => client.listAppeals({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useAddCreditEvent = (merchantId: string) =>
  useMarketMutation(
    (body: Body<'addCreditEvent'>, marketId) => client.addCreditEvent({ params: { marketId, merchantId }, body }),
    { done: '已记入信用', quiet: true },
  )

export const useOpenAppeal = (creditEventId: string) =>
  useMarketMutation(
    (body: Body<'openAppeal'>, marketId) => client.openAppeal({ params: { marketId, creditEventId }, body }),
    { done: '已提出申诉', quiet: true },
  )

export const useDecideAppeal = (appealId: string) =>
  useMarketMutation(
    (body: Body<'decideAppeal'>, marketId) => client.decideAppeal({ params: { marketId, appealId }, body }),
    { done: '已裁决', quiet: true },
  )
