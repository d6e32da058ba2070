import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Notice = Item<'listNotices'>
export type NoticeTopic = Item<'listNoticeTopics'>
export type Showing = Item<'listNoticeShowings'>

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

export const useNoticeReminders = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'notice-reminders'),
    queryFn: () => client.listNoticeReminders({ params: { marketId } }),
  })

export const useShowings = (marketId: string, query: Query<'listNoticeShowings'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'notice-showings', query),
    queryFn: () => client.listNoticeShowings({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export interface NoticeDraft extends Omit<Body<'createNotice'>, 'publish'> {
  readonly after: 'publish' | 'schedule' | 'submit' | 'draft'
  readonly publishOn?: string | null
  readonly files?: readonly File[]
}

const doneWords = { publish: '已发布', schedule: '已定时', submit: '已提交审核', draft: '已存为草稿' } as const

/** Saves a draft with its new papers, then takes the step that was asked for. */
export const useSaveNotice = (noticeId: string | undefined) =>
  useMarketMutation(
    async ({ after, publishOn, files = [], ...fields }: NoticeDraft, marketId) => {
      const saved =
        noticeId === undefined
          ? await client.createNotice({ params: { marketId }, body: fields })
          : await client.updateNotice({ params: { marketId, noticeId }, body: fields })
      const params = { marketId, noticeId: saved.noticeId }
      for (const file of files)
        await client.uploadNoticeAttachment({ params, upload: { fileName: file.name, bytes: file } })
      if (after === 'publish') await client.publishNotice({ params })
      else if (after === 'submit') await client.submitNotice({ params })
      else if (after === 'schedule') await client.scheduleNotice({ params, body: { publishOn: publishOn ?? null } })
      return after
    },
    { done: (after) => doneWords[after], quiet: true },
  )

export const useRemoveAttachment = () =>
  useMarketMutation(
    (at: { noticeId: string; attachmentId: string }, marketId) =>
      client.removeNoticeAttachment({ params: { marketId, ...at } }),
    { done: '已去掉附件' },
  )

export const usePublishNotice = () =>
  useMarketMutation((noticeId: string, marketId) => client.publishNotice({ params: { marketId, noticeId } }), {
    done: '已发布',
  })

export const useSubmitNotice = () =>
  useMarketMutation((noticeId: string, marketId) => client.submitNotice({ params: { marketId, noticeId } }), {
    done: '已提交审核',
  })

export const useReturnNotice = () =>
  useMarketMutation(
    ({ noticeId, reason }: { noticeId: string; reason: string }, marketId) =>
      client.returnNotice({ params: { marketId, noticeId }, body: { reason } }),
    { done: '已退回', quiet: true },
  )

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
