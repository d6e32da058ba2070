import { View } from '@tarojs/components'
import { labels } from '@smart-market/shared/text/zh.ts'
import { useQuery } from '@/features/reading/use-query'
import { whenText } from '@/features/reading/words'
import { openTab, usePageParams } from '@/platform/navigation'
import { client } from '@/platform/request'
import { text } from '@/text'
import { Page } from '@/ui/page'
import { QueryView } from '@/ui/states'
import { Tag } from '@/ui/tag'

/** `?market=CODE&notice=ID`. The home is read too, because every page must say when its market is a demo. */
export default function NoticePage() {
  const { market = '', notice = '' } = usePageParams()
  const [query, retry] = useQuery(`${market}/${notice}`, async () => {
    const [full, home] = await Promise.all([
      client.getPublicNotice({ params: { marketCode: market, noticeId: notice } }),
      client.getPublicMarketHome({ params: { marketCode: market } }),
    ])
    return { ...full, demo: home.demo, marketName: home.name }
  })
  return (
    <Page
      title={text.notice.title}
      demo={query.status === 'data' && query.data.demo}
      action={{ text: text.notice.others, onTap: () => openTab('home') }}
    >
      <QueryView query={query} onRetry={retry}>
        {({ kind, title, body, publishedAt, marketName }) => (
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
          </View>
        )}
      </QueryView>
    </Page>
  )
}
