import { useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type PlatformLink = Item<'listPlatformLinks'>
export type FeedEvent = Output<'listFeedEvents'>['events'][number]

export const usePlatformLinks = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'platform-links'),
    queryFn: () => client.listPlatformLinks({ params: { marketId } }),
  })

/** The newest events; off until the last sequence is known. */
export const useLastEvents = (marketId: string, lastSequence: number | undefined, count: number) =>
  useQuery({
    queryKey: marketKey(marketId, 'feed-events', lastSequence, count),
    queryFn: () =>
      client.listFeedEvents({
        params: { marketId },
        query: { after: Math.max(0, (lastSequence ?? 0) - count), limit: count },
      }),
    enabled: lastSequence !== undefined,
  })

export const useCreateLink = () =>
  useMarketMutation(
    (body: Body<'createPlatformLink'>, marketId) => client.createPlatformLink({ params: { marketId }, body }),
    { quiet: true },
  )

export const useRemoveLink = () =>
  useMarketMutation(
    (platformLinkId: string, marketId) => client.removePlatformLink({ params: { marketId, platformLinkId } }),
    { done: '已断开' },
  )
