import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Intake = Item<'listIntakes'>
export type QuickTest = Item<'listQuickTests'>
export type Duties = Output<'listTestDuties'>
export type Hold = Item<'listSalesHolds'>

export const useIntakes = (marketId: string, query: Query<'listIntakes'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'intakes', query),
    queryFn: () => client.listIntakes({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRecordIntake = () =>
  useMarketMutation((body: Body<'recordIntake'>, marketId) => client.recordIntake({ params: { marketId }, body }), {
    quiet: true,
  })

export const useBatches = (marketId: string, query: Query<'listBatches'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'batches', query),
    queryFn: () => client.listBatches({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useQuickTests = (marketId: string, query: Query<'listQuickTests'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'quick-tests', query),
    queryFn: () => client.listQuickTests({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useTestDuties = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'test-duties'),
    queryFn: () => client.listTestDuties({ params: { marketId } }),
  })

export const useRecordQuickTest = () =>
  useMarketMutation(
    (body: Body<'recordQuickTest'>, marketId) => client.recordQuickTest({ params: { marketId }, body }),
    { quiet: true },
  )

export const useSalesHolds = (marketId: string, query: Query<'listSalesHolds'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'sales-holds', query),
    queryFn: () => client.listSalesHolds({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useReleaseHold = () =>
  useMarketMutation(
    ({ salesHoldId, note }: { salesHoldId: string; note: string }, marketId) =>
      client.releaseSalesHold({ params: { marketId, salesHoldId }, body: { note } }),
    { done: '已恢复销售', quiet: true },
  )

export type Recall = Item<'listRecalls'>
export type RecallDetail = Output<'getRecall'>

export const useSuppliers = (marketId: string, query: Query<'listSuppliers'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'suppliers', query),
    queryFn: () => client.listSuppliers({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRegisterSupplier = () =>
  useMarketMutation(
    (body: Body<'registerSupplier'>, marketId) => client.registerSupplier({ params: { marketId }, body }),
    { done: '已登记', quiet: true },
  )

export const useRecalls = (marketId: string, query: Query<'listRecalls'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'recalls', query),
    queryFn: () => client.listRecalls({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRecall = (marketId: string, recallId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'recall', recallId),
    queryFn: () => client.getRecall({ params: { marketId, recallId } }),
  })

export const useStartRecall = () =>
  useMarketMutation((body: Body<'startRecall'>, marketId) => client.startRecall({ params: { marketId }, body }), {
    quiet: true,
  })

export const useCloseRecall = (recallId: string) =>
  useMarketMutation(
    (body: Body<'closeRecall'>, marketId) => client.closeRecall({ params: { marketId, recallId }, body }),
    { done: '已结束', quiet: true },
  )
