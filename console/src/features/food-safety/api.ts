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

export type Batch = Item<'listBatches'>
export type BatchDetail = Output<'getBatch'>
export type Disposal = Item<'listDisposals'>

export const useUploadPaper = () =>
  useMarketMutation(
    (file: File, marketId) =>
      client.uploadPaperFile({ params: { marketId }, upload: { fileName: file.name, bytes: file } }),
    { quiet: true },
  )

export const useBatch = (marketId: string, batchId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'batch', batchId),
    queryFn: () => client.getBatch({ params: { marketId, batchId } }),
  })

export const useForward = (marketId: string, batchId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'forward', batchId),
    queryFn: () => client.traceForward({ params: { marketId, batchId }, query: { limit: 100 } }),
  })

export const useHoldBatch = (batchId: string) =>
  useMarketMutation(
    ({ note }: { note: string }, marketId) => client.holdBatch({ params: { marketId, batchId }, body: { note } }),
    { done: '已停止销售', quiet: true },
  )

export const useDisposeBatch = (batchId: string) =>
  useMarketMutation(
    (body: Body<'disposeBatch'>, marketId) => client.disposeBatch({ params: { marketId, batchId }, body }),
    { done: '已登记处理', quiet: true },
  )

export const useCorrectIntake = () =>
  useMarketMutation(
    ({ intakeId, ...body }: Body<'correctIntake'> & { intakeId: string }, marketId) =>
      client.correctIntake({ params: { marketId, intakeId }, body }),
    { done: '已更正', quiet: true },
  )

export const useReportTest = () =>
  useMarketMutation(
    ({ quickTestId, ...body }: Body<'reportTest'> & { quickTestId: string }, marketId) =>
      client.reportTest({ params: { marketId, quickTestId }, body }),
    { done: '已登记报告', quiet: true },
  )

export const useSetTestPlan = () =>
  useMarketMutation(
    ({ categoryCode, ...body }: Body<'setTestPlan'> & { categoryCode: string }, marketId) =>
      client.setTestPlan({ params: { marketId, categoryCode }, body }),
    { done: '已保存', quiet: true },
  )

export const useImportSheet = () =>
  useMarketMutation(
    (file: File, marketId) =>
      client.importQuickTests({ params: { marketId }, upload: { fileName: file.name, bytes: file } }),
    { quiet: true },
  )

export const useDisposals = (marketId: string, query: Query<'listDisposals'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'disposals', query),
    queryFn: () => client.listDisposals({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRecallMessages = (marketId: string, recallId: string, query: Query<'listRecallMessages'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'recall-messages', recallId, query),
    queryFn: () => client.listRecallMessages({ params: { marketId, recallId }, query }),
    placeholderData: keepPreviousData,
  })

export const useMerchantName = (marketId: string, merchantId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'merchant', merchantId),
    queryFn: () => client.getMerchant({ params: { marketId, merchantId } }),
  })

export const useImportExchange = () =>
  useMarketMutation(
    (file: File, marketId) =>
      client.importMeatVegetable({ params: { marketId }, upload: { fileName: file.name, bytes: file } }),
    { quiet: true },
  )

export const useTransformBatches = () =>
  useMarketMutation(
    (body: Body<'transformBatches'>, marketId) => client.transformBatches({ params: { marketId }, body }),
    { done: ({ batches }) => `已登记，产生 ${batches.length} 个新批次`, quiet: true },
  )
