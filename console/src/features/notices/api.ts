import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Notice = Item<'listNotices'>
export type NoticeTopic = Item<'listNoticeTopics'>

export const useNotices = (marketId: string, query: Query<'listNotices'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'notices', query),
    queryFn: () => client.listNotices({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useNoticeTopics = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'notice-topics'),
    queryFn: () => client.listNoticeTopics({ params: { marketId } }),
  })

export interface NoticeDraft extends Omit<Body<'createNotice'>, 'publish'> {
  readonly publish: boolean
}

/** Saves a draft and, when asked, publishes it in the same step. */
export const useSaveNotice = (noticeId: string | undefined) =>
  useMarketMutation(
    async ({ publish, ...fields }: NoticeDraft, marketId) => {
      if (noticeId === undefined) return client.createNotice({ params: { marketId }, body: { ...fields, publish } })
      const saved = await client.updateNotice({ params: { marketId, noticeId }, body: fields })
      return publish ? client.publishNotice({ params: { marketId, noticeId } }) : saved
    },
    { done: (notice) => (notice.state === 'published' ? '已发布' : '已存为草稿'), quiet: true },
  )

export const usePublishNotice = () =>
  useMarketMutation((noticeId: string, marketId) => client.publishNotice({ params: { marketId, noticeId } }), {
    done: '已发布',
  })

export const useWithdrawNotice = () =>
  useMarketMutation(
    ({ noticeId, reason }: { noticeId: string; reason: string }, marketId) =>
      client.withdrawNotice({ params: { marketId, noticeId }, body: { reason } }),
    { done: '已撤回', quiet: true },
  )

export const useSetTopic = (kind: NoticeTopic['kind'] | undefined) =>
  useMarketMutation(
    (body: Body<'setNoticeTopic'>, marketId) => client.setNoticeTopic({ params: { marketId, kind: kind ?? '' }, body }),
    { done: '已保存', quiet: true },
  )
