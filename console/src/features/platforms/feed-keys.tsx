import { Button, Card, Empty, Form, InputNumber, Typography } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNow } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useOverview } from '../today/api.ts'
import { useFeedKeys, useRotateFeedKey, useSignedHeads } from './api.ts'
import { keyState } from './model.ts'
import { PlatformTabs } from './platform-tabs.tsx'
import { words } from './text.ts'

/** 签名密钥: what the market signs with, and what it has signed day by day. */
export const FeedKeys = (): ReactNode => {
  const marketId = useMarketId()
  const keys = useFeedKeys(useOverview(marketId).data?.market.code)
  const rotate = useRotateFeedKey()
  const now = useNow()
  const can = useCan()
  const [rotating, setRotating] = useState(false)
  return (
    <>
      <PageHeader
        title={words.keys}
        note={words.keysNote}
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setRotating(true)}>
              更换密钥
            </Button>
          )
        }
      />
      <PlatformTabs />
      <div className="stack">
        <QueryView query={keys} isEmpty={(d) => d.items.length === 0} empty={<Empty description={words.noKeys} />}>
          {({ items }) => (
            <DataTable
              label={words.keys}
              rows={[...items].reverse()}
              rowKey={(k) => k.keyId}
              columns={[
                { key: 'id', title: '编号', card: 'heading', render: (k) => <code>{k.keyId}</code> },
                { key: 'algorithm', title: '算法', render: (k) => k.algorithm },
                {
                  key: 'state',
                  title: '状态',
                  render: (k) => <StatusTag tone={keyState(k, now).tone}>{keyState(k, now).text}</StatusTag>,
                },
                { key: 'made', title: '启用', render: (k) => <AsOf at={k.createdAt} bare /> },
                { key: 'until', title: '签名用到', render: (k) => <AsOf at={k.retiredAt} bare never="不限" /> },
                {
                  key: 'public',
                  title: '公钥',
                  card: 'wide',
                  render: (k) => (
                    <Typography.Text code copyable={{ text: k.publicKey }}>
                      {k.webhookKey ?? k.publicKey}
                    </Typography.Text>
                  ),
                },
              ]}
            />
          )}
        </QueryView>
        <Heads />
      </div>
      <FormDrawer<{ overlapHours: number }>
        title="更换签名密钥"
        open={rotating}
        onClose={() => setRotating(false)}
        initialValues={{ overlapHours: 168 }}
        submitLabel="更换"
        onSubmit={async (values) => {
          await rotate.mutateAsync(values)
          await keys.refetch()
        }}
      >
        <Form.Item name="overlapHours" label="旧密钥再用多少小时" extra={words.rotateKeyHint}>
          <InputNumber min={1} max={2160} precision={0} suffix="小时" />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

const shownHeads = 30

const Heads = (): ReactNode => {
  const heads = useSignedHeads(useMarketId())
  return (
    <Card size="small" title="每日签名">
      <p className="quiet">{words.headsNote}</p>
      <QueryView query={heads} isEmpty={(d) => d.items.length === 0} empty={<Empty description={words.noHeads} />}>
        {({ items }) => (
          <DataTable
            label="每日签名"
            rows={[...items].reverse().slice(0, shownHeads)}
            rowKey={(h) => h.businessDate}
            columns={[
              { key: 'day', title: '营业日', card: 'heading', render: (h) => h.businessDate },
              { key: 'sequence', title: '签到', numeric: true, render: (h) => `第 ${countText(h.sequence)} 条` },
              { key: 'sales', title: '累计交易', numeric: true, render: (h) => `${countText(h.saleCount)} 笔` },
              { key: 'amount', title: '累计金额', numeric: true, render: (h) => <Money fen={h.salesAmountFen} /> },
              { key: 'at', title: '签名于', render: (h) => <AsOf at={h.signedAt} bare /> },
              { key: 'hash', title: '校验', render: (h) => <code title={h.hash}>{h.hash.slice(0, 12)}…</code> },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
