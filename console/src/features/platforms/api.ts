import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type PlatformLink = Item<'listPlatformLinks'>
export type Subscriber = Item<'listSubscribers'>
export type DeadLetter = Item<'listDeadLetters'>
export type FeedEvent = Output<'listFeedEvents'>['events'][number]

export const usePlatformLinks = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'platform-links'),
    queryFn: () => client.listPlatformLinks({ params: { marketId } }),
    // A platform that falls silent changes nothing here but the time.
    refetchInterval: 60_000,
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

export const useSubscribers = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'subscribers'),
    queryFn: () => client.listSubscribers({ params: { marketId } }),
    // What is being sent moves by itself.
    refetchInterval: 15_000,
  })

export const useDeadLetters = (marketId: string, subscriberId: string, query: Query<'listDeadLetters'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'dead-letters', subscriberId, query),
    queryFn: () => client.listDeadLetters({ params: { marketId, subscriberId }, query }),
    placeholderData: keepPreviousData,
  })

export const useCreateSubscriber = () =>
  useMarketMutation(
    (body: Body<'createSubscriber'>, marketId) => client.createSubscriber({ params: { marketId }, body }),
    { quiet: true },
  )

export const useUpdateSubscriber = (subscriberId: string) =>
  useMarketMutation(
    (state: 'active' | 'paused', marketId) =>
      client.updateSubscriber({ params: { marketId, subscriberId }, body: { state } }),
    { done: ({ state }) => (state === 'paused' ? '已暂停' : '已恢复') },
  )

export const useRemoveSubscriber = (subscriberId: string) =>
  useMarketMutation((_: undefined, marketId) => client.removeSubscriber({ params: { marketId, subscriberId } }), {
    done: '已删除',
  })

export const useRotateSecret = (subscriberId: string) =>
  useMarketMutation(
    (body: Body<'rotateSubscriberSecret'>, marketId) =>
      client.rotateSubscriberSecret({ params: { marketId, subscriberId }, body }),
    { quiet: true },
  )

export const useReplayFeed = (subscriberId: string) =>
  useMarketMutation(
    (body: Body<'replayFeed'>, marketId) => client.replayFeed({ params: { marketId, subscriberId }, body }),
    { done: ({ cursor }) => `将从第 ${cursor + 1} 条起重发`, quiet: true },
  )

export const useReplayDeadLetters = (subscriberId: string) =>
  useMarketMutation(
    (deadLetterIds: string[], marketId) =>
      client.replayDeadLetters({ params: { marketId, subscriberId }, body: { deadLetterIds } }),
    { done: ({ arrived, refused }) => `送达 ${arrived} 条，仍被拒收 ${refused} 条` },
  )

export const useFeedKeys = (marketCode: string | undefined) =>
  useQuery({
    queryKey: ['feed-keys', marketCode],
    queryFn: () => client.listFeedKeys({ params: { marketCode: marketCode ?? '' } }),
    enabled: marketCode !== undefined,
  })

export const useSignedHeads = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'signed-heads'),
    queryFn: () => client.listSignedHeads({ params: { marketId } }),
  })

export const useRotateFeedKey = () =>
  useMarketMutation((body: Body<'rotateFeedKey'>, marketId) => client.rotateFeedKey({ params: { marketId }, body }), {
    done: '已换上新密钥',
    quiet: true,
  })
