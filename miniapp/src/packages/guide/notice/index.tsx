import { View } from '@tarojs/components'
import { labels } from '@smart-market/shared/text/zh.ts'
import { NoticePapers } from '../../../features/reading/notice-papers.tsx'
import { saysWhatNext, useQuery } from '../../../features/reading/use-query.ts'
import { whenText } from '../../../features/reading/words.ts'
import { openTab, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { text } from '../../../text.ts'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

/** The home is read too, because every page must say when its market is a demo. */
const readNotice = async ({ marketCode, noticeId }: { marketCode: string; noticeId: string }) => {
  const [notice, home] = await Promise.all([
    client.getPublicNotice({ params: { marketCode, noticeId } }),
    client.getPublicMarketHome({ params: { marketCode } }),
  ])
  // A count, never who; a reader is not kept waiting for it, nor told when it fails.
  void client.countNoticeRead({ params: { marketCode, noticeId }, body: {} }).catch(() => undefined)
  return { ...notice, demo: home.demo, marketName: home.name }
}

/** `?market=CODE&notice=ID` */
function NoticePage() {
  const { market = '', notice = '' } = usePageParams()
  const [query, retry] = useQuery(
    readNotice,
    market !== '' && notice !== '' ? { marketCode: market, noticeId: notice } : null,
  )
  return (
    <Page
      onPull={retry}
      title={text.notice.title}
      demo={query.status === 'data' && query.data.demo}
      action={saysWhatNext(query) ? undefined : { text: text.notice.others, onTap: () => openTab('home') }}
    >
      <QueryView query={query} onRetry={retry}>
        {({ kind, title, body, publishedAt, marketName, attachments }) => (
          <View className="card notice">
            <Tag text={labels.noticeKind[kind]} />
            <View className="notice__title" role="heading" aria-level="1">
              {title}
            </View>
            <View className="notice__when">
              {`${marketName} · ${text.notice.publishedAt(whenText(publishedAt, new Date()))}`}
            </View>
            {body.split(/\n+/).map((paragraph, i) => (
              <View key={i} className="notice__paragraph">
                {paragraph}
              </View>
            ))}
            <NoticePapers marketCode={market} noticeId={notice} papers={attachments} />
          </View>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(NoticePage)
