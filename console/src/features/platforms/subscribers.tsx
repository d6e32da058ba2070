import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Subscriber, useSubscribers } from './api.ts'
import { matching, scopeText, subscriberState } from './model.ts'
import { PlatformTabs } from './platform-tabs.tsx'
import { SubscriberForm } from './subscriber-form.tsx'
import { words } from './text.ts'

/** 推送: who is sent the market's records, and how far each has them. */
export const Subscribers = (): ReactNode => {
  const subscribers = useSubscribers(useMarketId())
  const can = useCan()
  const list = useListSearch()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <PageHeader
        title={words.subscribers}
        note={
          <>
            {words.subscribersNote}
            {subscribers.data && (
              <>
                共 {countText(subscribers.data.lastSequence)} 条 · <AsOf at={subscribers.data.asOf} />
              </>
            )}
          </>
        }
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setAdding(true)}>
              登记推送对象
            </Button>
          )
        }
      />
      <PlatformTabs />
      <QueryView
        query={subscribers}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description={words.noSubscribers} />}
      >
        {({ items }) => (
          <>
            <ListToolbar>
              <SearchBox list={list} hint={words.searchHint} />
            </ListToolbar>
            <SubscriberTable items={matching(items, list.q)} />
          </>
        )}
      </QueryView>
      <SubscriberForm open={adding} onClose={() => setAdding(false)} onSecret={setSecret} />
      <SecretOnce
        title="推送密钥"
        secret={secret}
        onClose={() => setSecret(undefined)}
        hint="请用安全的方式交给对方的技术人员，对方用它核对数据是不是本市场发的。"
      />
    </>
  )
}

const SubscriberTable = ({ items }: { items: readonly Subscriber[] }): ReactNode => (
  <DataTable
    label={words.subscribers}
    rows={items}
    rowKey={(s) => s.subscriberId}
    emptyText={words.noneFound}
    columns={[
      {
        key: 'name',
        title: '推送对象',
        card: 'heading',
        render: (s) => <MarketLink target={{ subscriberId: s.subscriberId }}>{s.name}</MarketLink>,
      },
      {
        key: 'state',
        title: '状态',
        render: (s) => <StatusTag tone={subscriberState(s).tone}>{subscriberState(s).text}</StatusTag>,
      },
      { key: 'cursor', title: '对方已收到', numeric: true, render: (s) => `第 ${countText(s.cursor)} 条` },
      { key: 'lag', title: '还没收到', numeric: true, render: (s) => `${countText(s.lag)} 条` },
      { key: 'at', title: '上次送达', render: (s) => <AsOf at={s.lastSuccessAt} bare never="从未" /> },
      { key: 'scope', title: '发什么', render: scopeText },
      {
        key: 'dead',
        title: '拒收',
        numeric: true,
        render: (s) => (s.deadLetters === 0 ? '无' : `${countText(s.deadLetters)} 条`),
      },
    ]}
  />
)
