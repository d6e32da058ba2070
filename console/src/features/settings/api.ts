import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type MarketUser = Item<'listMarketUsers'>
export type ApiKey = Item<'listApiKeys'>

export const useUpdateMarket = () =>
  useMarketMutation((body: Body<'updateMarket'>, marketId) => client.updateMarket({ params: { marketId }, body }), {
    done: '已保存',
    quiet: true,
  })

export const useUsers = (marketId: string, query: Query<'listMarketUsers'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'users', query),
    queryFn: () => client.listMarketUsers({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useCreateUser = () =>
  useMarketMutation(
    (body: Body<'createMarketUser'>, marketId) => client.createMarketUser({ params: { marketId }, body }),
    { done: '已新建', quiet: true },
  )

export const useRemoveUser = () =>
  useMarketMutation((userId: string, marketId) => client.removeMarketUser({ params: { marketId, userId } }), {
    done: '已停用',
  })

export const useApiKeys = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'api-keys'),
    queryFn: () => client.listApiKeys({ params: { marketId } }),
  })

export const useCreateApiKey = () =>
  useMarketMutation((body: Body<'createApiKey'>, marketId) => client.createApiKey({ params: { marketId }, body }), {
    quiet: true,
  })

export const useRevokeApiKey = () =>
  useMarketMutation((apiKeyId: string, marketId) => client.revokeApiKey({ params: { marketId, apiKeyId } }), {
    done: '已停用',
  })

export const useAuditLog = (marketId: string, query: Query<'listAuditLog'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'audit-log', query),
    queryFn: () => client.listAuditLog({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

const sessionsKey = ['my-sessions'] as const
export const useMySessions = () => useQuery({ queryKey: sessionsKey, queryFn: () => client.listMySessions() })

export const useRevokeSession = () => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (sessionId: string) => client.revokeMySession({ params: { sessionId } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: sessionsKey }),
  })
}

export const useChangePassword = () => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'changeMyPassword'>) => client.changeMyPassword({ body }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: sessionsKey }),
  })
}
