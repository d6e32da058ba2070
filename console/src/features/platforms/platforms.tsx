import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Empty, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type PlatformLink, useCreateLink, useLastEvents, usePlatformLinks, useRemoveLink } from './api.ts'
import { eventText } from './event-text.ts'
import { linkState } from './model.ts'
import { PlatformTabs } from './platform-tabs.tsx'
import { words } from './text.ts'

const shownEvents = 20

/** 上报: who reads the market's records, how far they have confirmed, and what was sent last. */
export const Platforms = (): ReactNode => {
  const links = usePlatformLinks(useMarketId())
  const can = useCan()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const create = useCreateLink()
  return (
    <>
      <PageHeader
        title="上报"
        note={
          links.data && (
            <>
              共 {countText(links.data.lastSequence)} 条数据可供上级平台读取 · <AsOf at={links.data.asOf} />
            </>
          )
        }
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setAdding(true)}>
              登记上级平台
            </Button>
          )
        }
      />
      <PlatformTabs />
      <div className="stack">
        <QueryView
          query={links}
          isEmpty={(d) => d.items.length === 0}
          empty={<Empty description="还没有登记上级平台。登记后把密钥交给区级或市级平台，由对方来读取。" />}
        >
          {(data) => <Links items={data.items} asOf={data.asOf} />}
        </QueryView>
        {can.operate && <LastEvents lastSequence={links.data?.lastSequence} />}
      </div>
      <FormDrawer<Body<'createPlatformLink'>>
        title="登记上级平台"
        open={adding}
        onClose={() => setAdding(false)}
        initialValues={{ level: 'district' }}
        submitLabel="登记并生成密钥"
        onSubmit={async (values) => setSecret((await create.mutateAsync(values)).secret)}
      >
        <Form.Item name="level" label="级别">
          <Select options={optionsOf(labels.platformLevel)} />
        </Form.Item>
        <Form.Item name="name" label="平台名称" rules={[{ required: true, message: '请填写平台名称' }]}>
          <Input maxLength={60} placeholder="例如 金水区智慧监管平台" />
        </Form.Item>
        <Form.Item name="receiptKey" label="平台公钥" extra={words.receiptKeyHint}>
          <Input.TextArea rows={3} maxLength={500} placeholder="-----BEGIN PUBLIC KEY-----" />
        </Form.Item>
      </FormDrawer>
      <SecretOnce
        title="平台读取密钥"
        secret={secret}
        onClose={() => setSecret(undefined)}
        hint="请用安全的方式交给上级平台的技术人员，对方用它读取本市场的数据。"
      />
    </>
  )
}

const Links = ({ items, asOf }: { items: readonly PlatformLink[]; asOf: string }): ReactNode => {
  const can = useCan()
  const remove = useRemoveLink()
  return (
    <DataTable
      label="上级平台"
      rows={items}
      rowKey={(l) => l.platformLinkId}
      columns={[
        { key: 'name', title: '平台', card: 'heading', render: (l) => l.name },
        { key: 'level', title: '级别', render: (l) => labels.platformLevel[l.level] },
        { key: 'way', title: '回执', render: (l) => (l.receiptKey === null ? words.direct : words.relayed) },
        {
          key: 'state',
          title: '状态',
          render: (l) => <StatusTag tone={linkState(l, asOf).tone}>{linkState(l, asOf).text}</StatusTag>,
        },
        {
          key: 'sequence',
          title: '对方已确认到',
          numeric: true,
          render: (l) => `第 ${countText(l.acknowledgedSequence)} 条`,
        },
        { key: 'lag', title: '还没收到', numeric: true, render: (l) => `${countText(l.lag)} 条` },
        { key: 'at', title: '上次确认', render: (l) => <AsOf at={l.lastAcknowledgedAt} bare never="从未" /> },
        {
          key: 'actions',
          title: '操作',
          card: 'actions',
          render: (l) =>
            can.operate && (
              <ConfirmButton
                title={`断开「${l.name}」？`}
                description="密钥马上失效，「接入监管平台」一项会失分。"
                okText="断开"
                onConfirm={() => remove.mutateAsync(l.platformLinkId)}
                button={{ size: 'small', danger: true, children: '断开' }}
              />
            ),
        },
      ]}
    />
  )
}

const LastEvents = ({ lastSequence }: { lastSequence: number | undefined }): ReactNode => {
  const events = useLastEvents(useMarketId(), lastSequence, shownEvents)
  return (
    <Card size="small" title="最近的数据">
      <QueryView query={events} isEmpty={(d) => d.events.length === 0} empty={<Empty description="还没有数据" />}>
        {(data) => (
          <DataTable
            label="最近的数据"
            rows={[...data.events].reverse()}
            rowKey={(e) => e.eventId}
            columns={[
              {
                key: 'sequence',
                title: '序号',
                numeric: true,
                card: 'heading',
                render: (e) => `第 ${countText(e.sequence)} 条`,
              },
              { key: 'type', title: '内容', render: (e) => eventText(e.type) },
              { key: 'at', title: '发生于', render: (e) => <AsOf at={e.occurredAt} bare /> },
              { key: 'hash', title: '校验', render: (e) => <code title={e.hash}>{e.hash.slice(0, 12)}…</code> },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
