import { useNavigate } from '@tanstack/react-router'
import { Button, Empty, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { addressOf } from '../../lib/paths.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useRecalls, useStartRecall } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { BatchPicker } from './quick-test-form.tsx'

export const Recalls = (): ReactNode => {
  const marketId = useMarketId()
  const navigate = useNavigate()
  const list = useListSearch()
  const can = useCan()
  const [starting, setStarting] = useState(false)
  const start = useStartRecall()
  const recalls = useRecalls(marketId, {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="召回"
        note="一次做完：停止销售，列出卖到哪些摊位、哪些交易；每一步记下用时。"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setStarting(true)}>
              开始召回或演练
            </Button>
          )
        }
      />
      <FoodSafetyTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名、追溯码、摊位号、原因" />
      </ListToolbar>
      <QueryView
        dated
        query={recalls}
        isEmpty={(d) => d.total === 0}
        empty={
          <Empty
            description={
              list.q === '' ? '还没有召回或演练。建议每季度演练一次，看多久能找到全部去向。' : '没有这样的召回或演练'
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="召回"
            rows={data.items}
            rowKey={(r) => r.recallId}
            list={list}
            total={data.total}
            loading={recalls.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '商品',
                card: 'heading',
                render: (r) => <MarketLink target={{ recallId: r.recallId }}>{r.commodityName}</MarketLink>,
              },
              { key: 'kind', title: '类型', render: (r) => (r.drill ? '演练' : '召回') },
              {
                key: 'state',
                title: '状态',
                render: (r) =>
                  r.closedAt === null ? (
                    <StatusTag tone="warn">进行中</StatusTag>
                  ) : (
                    <StatusTag tone="good">已结束</StatusTag>
                  ),
              },
              { key: 'reason', title: '原因', render: (r) => r.reason },
              { key: 'batches', title: '批次', numeric: true, render: (r) => `${countText(r.batchIds.length)} 批` },
              { key: 'at', title: '开始', render: (r) => <AsOf at={r.startedAt} bare /> },
              { key: 'by', title: '发起人', render: (r) => r.startedBy },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<Body<'startRecall'>>
        title="开始召回或演练"
        open={starting}
        onClose={() => setStarting(false)}
        submitLabel="开始"
        initialValues={{ drill: true }}
        onSubmit={async (values) => {
          const { recallId } = await start.mutateAsync(values)
          void navigate({ to: addressOf(marketId, { recallId }).to, search: {} })
        }}
      >
        <Form.Item name="drill" label="类型" extra="演练也会暂时停止销售，结束时自动恢复。">
          <Radio.Group
            options={[
              { value: true, label: '演练' },
              { value: false, label: '真的召回' },
            ]}
          />
        </Form.Item>
        <Form.Item name="batchId" label="批次" rules={[{ required: true, message: '请选择批次' }]}>
          <BatchPicker />
        </Form.Item>
        <Form.Item name="reason" label="原因" rules={[{ required: true, whitespace: true, message: '请填写原因' }]}>
          <Input.TextArea rows={3} maxLength={200} showCount placeholder="例如 季度演练" />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
