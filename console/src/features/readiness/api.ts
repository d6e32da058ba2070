import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export const useRubrics = () =>
  useQuery({ queryKey: ['rubrics'], queryFn: () => client.listRubrics(), staleTime: Number.POSITIVE_INFINITY })

export const useAssessment = (marketId: string, rubricId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'assessment', rubricId),
    queryFn: () => client.getAssessment({ params: { marketId, rubricId } }),
  })

/** Re-scored with these losses mended; nothing is stored. Off while nothing is ticked. */
export const useWhatIf = (marketId: string, rubricId: string, fixed: readonly string[]) =>
  useQuery({
    queryKey: marketKey(marketId, 'what-if', rubricId, fixed),
    queryFn: () => client.assessWhatIf({ params: { marketId, rubricId }, body: { fixed: [...fixed] } }),
    enabled: fixed.length > 0,
    placeholderData: keepPreviousData,
  })

export const useSnapshots = (marketId: string, rubricId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'snapshots', rubricId),
    queryFn: () => client.listSnapshots({ params: { marketId, rubricId } }),
  })

export const useSnapshot = (marketId: string, rubricId: string, snapshotId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'snapshot', rubricId, snapshotId),
    queryFn: () => client.getSnapshot({ params: { marketId, rubricId, snapshotId } }),
  })

export const useTakeSnapshot = (rubricId: string) =>
  useMarketMutation((_: void, marketId) => client.takeSnapshot({ params: { marketId, rubricId } }), {
    done: '已存下今天的评价',
  })

export const useEnterJudgement = (rubricId: string, leafId: string) =>
  useMarketMutation(
    (body: { points: string; reason: string }, marketId) =>
      client.enterJudgement({ params: { marketId, rubricId, leafId }, body }),
    { done: '已记下评分', quiet: true },
  )
