import { useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Difference = Item<'listDifferences'>
export type ReconciledDay = Item<'listReconciliations'>
export type TerminalReceipt = Item<'listTerminalReceipts'>
export type Quarantined = Item<'listPaymentQuarantine'>

export const useDifferences = (marketId: string, query: Query<'listDifferences'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'reconciliation-differences', query),
    queryFn: () => client.listDifferences({ params: { marketId }, query }),
  })

export const useReconciliations = (marketId: string, query: Query<'listReconciliations'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'reconciliations', query),
    queryFn: () => client.listReconciliations({ params: { marketId }, query }),
  })

export const useTerminalReceipts = (marketId: string, query: Query<'listTerminalReceipts'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'terminal-receipts', query),
    queryFn: () => client.listTerminalReceipts({ params: { marketId }, query }),
  })

export const useTakeDifference = () =>
  useMarketMutation((differenceId: string, marketId) => client.takeDifference({ params: { marketId, differenceId } }), {
    done: '已认领',
  })

export const useQuarantine = (marketId: string, query: Query<'listPaymentQuarantine'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'payment-quarantine', query),
    queryFn: () => client.listPaymentQuarantine({ params: { marketId }, query }),
  })

export const useChannels = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'payment-channels'),
    queryFn: () => client.listPaymentChannels({ params: { marketId } }),
  })

export const useReconcile = () =>
  useMarketMutation((body: Body<'reconcileDay'>, marketId) => client.reconcileDay({ params: { marketId }, body }), {
    quiet: true,
  })

export const useSettleDifference = () =>
  useMarketMutation(
    ({ differenceId, note }: { differenceId: string; note: string }, marketId) =>
      client.settleDifference({ params: { marketId, differenceId }, body: { note } }),
    { done: '已记录', quiet: true },
  )

export const useSettleQuarantine = () =>
  useMarketMutation(
    ({ quarantineCaseId, note }: { quarantineCaseId: string; note: string }, marketId) =>
      client.settlePaymentQuarantine({ params: { marketId, quarantineCaseId }, body: { note } }),
    { done: '已记录', quiet: true },
  )
