import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Device = Item<'listDevices'>

export const useDevices = (marketId: string, query: Query<'listDevices'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'devices', query),
    queryFn: () => client.listDevices({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useAlarmTests = (marketId: string, query: Query<'listAlarmTests'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'alarm-tests', query),
    queryFn: () => client.listAlarmTests({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useSaveDevice = (deviceId: string | undefined) =>
  useMarketMutation(
    (body: Body<'registerDevice'>, marketId) => {
      if (deviceId === undefined) return client.registerDevice({ params: { marketId }, body })
      const { kind: _fixed, ...fields } = body
      return client.updateDevice({ params: { marketId, deviceId }, body: fields })
    },
    { done: '已保存', quiet: true },
  )

export const useRetireDevice = () =>
  useMarketMutation((deviceId: string, marketId) => client.retireDevice({ params: { marketId, deviceId } }), {
    done: '已停用',
  })

export const usePairDevice = () =>
  useMarketMutation((deviceId: string, marketId) => client.pairDevice({ params: { marketId, deviceId } }))

export const useIssueSigningKey = () =>
  useMarketMutation((deviceId: string, marketId) => client.issueSigningKey({ params: { marketId, deviceId } }))

export const useRecordAlarmTest = () =>
  useMarketMutation(
    (body: Body<'recordAlarmTest'>, marketId) => client.recordAlarmTest({ params: { marketId }, body }),
    { done: '已记录', quiet: true },
  )
