import { useQueries, useQuery } from '@tanstack/react-query'
import { client, type Output } from '../../lib/client.ts'

export type Board = Output<'getSupervisionBoard'>
export type Supervised = Board['items'][number]
export type MarketDetail = Output<'getSupervisedMarket'>
export type Day = MarketDetail['days'][number]
export type Claim = Supervised['claims'][number]
export type ClaimLeaves = Output<'getClaim'>
export type Statistics = Output<'getSupervisionStatistics'>
export type Reported = Output<'getReceivedMarket'>

/** A platform hears of its markets without being told: pages ask again by themselves. */
const everyMs = 30_000

export const usePlatform = () =>
  useQuery({ queryKey: ['platform-itself'], queryFn: () => client.getPlatform(), staleTime: Number.POSITIVE_INFINITY })

export const useRubricNames = () =>
  useQuery({ queryKey: ['rubrics'], queryFn: () => client.listRubrics(), staleTime: Number.POSITIVE_INFINITY })

export const useBoard = (rubricId: string) =>
  useQuery({
    queryKey: ['platform', 'board', rubricId],
    queryFn: () => client.getSupervisionBoard({ query: { rubricId } }),
    refetchInterval: everyMs,
  })

const marketQuery = (marketId: string, rubricId: string) => ({
  queryKey: ['platform', 'market', marketId, rubricId],
  queryFn: () => client.getSupervisedMarket({ params: { marketId }, query: { rubricId } }),
  refetchInterval: everyMs,
})
export const useSupervisedMarket = (marketId: string, rubricId: string) => useQuery(marketQuery(marketId, rubricId))
export const useSupervisedMarkets = (marketIds: readonly string[], rubricId: string) =>
  useQueries({ queries: marketIds.map((marketId) => marketQuery(marketId, rubricId)) })

/** How the market's feed stands here, with its keys. */
export const useReported = (marketId: string) =>
  useQuery({
    queryKey: ['platform', 'reported', marketId],
    queryFn: () => client.getReceivedMarket({ params: { marketId } }),
    refetchInterval: everyMs,
  })

export const useClaim = (marketId: string, sequence: string) =>
  useQuery({
    queryKey: ['platform', 'claim', marketId, sequence],
    queryFn: () => client.getClaim({ params: { marketId, sequence } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useStatistics = (q: string, businessDate: string | undefined) =>
  useQuery({
    queryKey: ['platform', 'statistics', q, businessDate],
    queryFn: () =>
      client.getSupervisionStatistics({ query: { q, ...(businessDate === undefined ? {} : { businessDate }) } }),
    placeholderData: (before) => before,
    refetchInterval: everyMs,
  })
