import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { shownOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox, ShowSwitch } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Hold, useReleaseHold, useSalesHolds } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'

const choices = { open: '还在停止销售', all: '全部记录' } as const

const emptyText = (q: string, isAll: boolean): string => {
  if (q !== '') return isAll ? '没有这样的停止销售记录' : '没有这样的批次还在停止销售'
  return isAll ? '没有停止销售的记录' : '现在没有停止销售的批次'
}

export const Holds = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const isAll = shownOf(list, choices) === 'all'
  const [releasing, setReleasing] = useState<Hold>()
  const release = useReleaseHold()
  const holds = useSalesHolds(useMarketId(), {
    open: isAll ? undefined : 'true',
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="停止销售" note="停止销售的批次在摊位、线上都不能卖；检测阳性的要有复检阴性才能恢复。" />
      <FoodSafetyTabs />
      <ListToolbar>
        <ShowSwitch list={list} choices={choices} />
        <SearchBox list={list} hint="搜索品名、追溯码、摊位号、经营户" />
      </ListToolbar>
      <QueryView
        dated
        query={holds}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={emptyText(list.q, isAll)} />}
      >
        {(data) => (
          <DataTable
            label="停止销售"
            rows={data.items}
            rowKey={(h) => h.salesHoldId}
            list={list}
            total={data.total}
            loading={holds.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '商品',
                card: 'heading',
                render: (h) => <MarketLink target={{ batchId: h.batchId }}>{h.commodityName}</MarketLink>,
              },
              { key: 'stall', title: '摊位', render: (h) => h.stallCode },
              { key: 'reason', title: '原因', render: (h) => labels.holdReason[h.reason] },
              {
                key: 'state',
                title: '状态',
                render: (h) =>
                  h.releasedAt === null ? (
                    <StatusTag tone="bad">停止销售</StatusTag>
                  ) : (
                    <StatusTag tone="good">已恢复</StatusTag>
                  ),
              },
              { key: 'at', title: '停止时间', render: (h) => <AsOf at={h.heldAt} bare /> },
              { key: 'by', title: '办理人', render: (h) => h.heldBy },
              { key: 'note', title: '恢复说明', render: (h) => h.releaseNote ?? '—' },
              ...(can.write
                ? [
                    {
                      key: 'actions',
                      title: '操作',
                      card: 'actions' as const,
                      render: (h: Hold) =>
                        h.releasedAt === null && (
                          <Button size="small" onClick={() => setReleasing(h)}>
                            恢复销售
                          </Button>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<{ note: string }>
        title={`恢复销售「${releasing?.commodityName ?? ''}」`}
        open={releasing !== undefined}
        onClose={() => setReleasing(undefined)}
        submitLabel="恢复销售"
        onSubmit={async ({ note }) => releasing && release.mutateAsync({ salesHoldId: releasing.salesHoldId, note })}
      >
        <Form.Item name="note" label="说明" rules={[{ required: true, whitespace: true, message: '请填写说明' }]}>
          <Input.TextArea autoFocus rows={3} maxLength={200} showCount placeholder="例如 复检阴性，报告编号…" />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
