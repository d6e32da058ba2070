import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { errorText } from '../../lib/errors.ts'

export type ReportedMarket = Item<'listReceivedMarkets'>
export type MarketKey = Output<'getReceivedMarket'>['keys'][number]
export type QuarantineEntry = Item<'listQuarantine'>

export const useReportedMarkets = (query: { q: string; page: number; pageSize: number }) =>
  useQuery({
    queryKey: ['platform', 'register', query],
    queryFn: () => client.listReceivedMarkets({ query }),
    placeholderData: (before) => before,
  })

export const useRegistered = (marketId: string) =>
  useQuery({
    queryKey: ['platform', 'reported', marketId],
    queryFn: () => client.getReceivedMarket({ params: { marketId } }),
  })

export const useQuarantine = (query: Query<'listQuarantine'>) =>
  useQuery({
    queryKey: ['platform', 'quarantine', query],
    queryFn: () => client.listQuarantine({ query }),
    placeholderData: (before) => before,
  })

/** A write on the platform: afterwards everything shown of it is read again. */
const usePlatformMutation = <I, O>(
  write: (input: I) => Promise<O>,
  options: { readonly done?: string; readonly quiet?: boolean } = {},
) => {
  const queryClient = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: write,
    onSuccess: () => {
      if (options.done !== undefined) void message.success(options.done)
      void queryClient.invalidateQueries({ queryKey: ['platform'] })
    },
    onError: (error) => {
      if (options.quiet !== true) void message.error(errorText(error), 6)
    },
  })
}

export const useRegisterMarket = () =>
  usePlatformMutation((body: Body<'registerReceivedMarket'>) => client.registerReceivedMarket({ body }), {
    quiet: true,
  })
export const useRemoveMarket = () =>
  usePlatformMutation((marketId: string) => client.removeReceivedMarket({ params: { marketId } }), {
    done: '已停止接收，收到的数据保留',
  })
export const useRotateSecret = (marketId: string) =>
  usePlatformMutation(
    (overlapHours: number) => client.rotateInboxSecret({ params: { marketId }, body: { overlapHours } }),
    { quiet: true },
  )
export const useSetPull = (marketId: string) =>
  usePlatformMutation((body: Body<'setPull'>) => client.setPull({ params: { marketId }, body }), {
    done: '已保存',
    quiet: true,
  })
export const useAddKey = (marketId: string) =>
  usePlatformMutation((body: Body<'addReceivedKey'>) => client.addReceivedKey({ params: { marketId }, body }), {
    done: '已登记公钥',
    quiet: true,
  })
export const useRetireKey = (marketId: string) =>
  usePlatformMutation((keyId: string) => client.retireReceivedKey({ params: { marketId, keyId } }), {
    done: '已停用',
  })
export const useSettle = () =>
  usePlatformMutation(
    ({ marketId, quarantineId, note }: { marketId: string; quarantineId: string; note: string }) =>
      client.settleQuarantine({ params: { marketId, quarantineId }, body: { note } }),
    { done: '已处理', quiet: true },
  )
