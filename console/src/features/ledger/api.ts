import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type LedgerRow = Item<'listLedger'>
export type Zone = Item<'listZones'>
export type Stall = Output<'getStall'>
export type ExpiringDocument = Item<'listExpiringDocuments'>

export const useLedger = (marketId: string, query: Query<'listLedger'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'ledger', query),
    queryFn: () => client.listLedger({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useZones = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'zones'),
    queryFn: () => client.listZones({ params: { marketId } }),
  })

export const useStalls = (marketId: string, query: Query<'listStalls'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'stalls', query),
    queryFn: () => client.listStalls({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useStall = (marketId: string, stallId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'stall', stallId),
    queryFn: () => client.getStall({ params: { marketId, stallId } }),
  })

export const useExpiring = (marketId: string, query: Query<'listExpiringDocuments'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'expiring', query),
    queryFn: () => client.listExpiringDocuments({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useSaveZone = (zoneId: string | undefined) =>
  useMarketMutation(
    (body: Body<'createZone'>, marketId) =>
      zoneId === undefined
        ? client.createZone({ params: { marketId }, body })
        : client.updateZone({ params: { marketId, zoneId }, body }),
    { done: '已保存', quiet: true },
  )

export const useRemoveZone = () =>
  useMarketMutation((zoneId: string, marketId) => client.removeZone({ params: { marketId, zoneId } }), {
    done: '已停用',
  })

export const useSaveStall = (stallId: string | undefined) =>
  useMarketMutation(
    (body: Body<'createStall'>, marketId) =>
      stallId === undefined
        ? client.createStall({ params: { marketId }, body })
        : client.updateStall({ params: { marketId, stallId }, body }),
    { done: '已保存', quiet: true },
  )
