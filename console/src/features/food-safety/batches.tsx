import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Batch, useBatches } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { amountText, batchTone } from './model.ts'

export const batchColumns: readonly Column<Batch>[] = [
  {
    key: 'name',
    title: '品名',
    card: 'heading',
    render: (b) => <MarketLink target={{ batchId: b.batchId }}>{b.commodityName}</MarketLink>,
  },
  {
    key: 'state',
    title: '状态',
    render: (b) => <StatusTag tone={batchTone[b.state]}>{labels.batchState[b.state]}</StatusTag>,
  },
  { key: 'left', title: '剩余', numeric: true, render: (b) => amountText(b.remaining, b.unit) },
  { key: 'amount', title: '进货', numeric: true, render: (b) => amountText(b.quantity, b.unit) },
  { key: 'stall', title: '摊位', render: (b) => `${b.stallCode} ${b.merchantName}` },
  { key: 'origin', title: '产地', render: (b) => b.originPlace },
  { key: 'expiry', title: '保质期至', render: (b) => b.expiresOn ?? '没有登记' },
  {
    key: 'trace',
    title: '追溯码',
    render: (b) => (
      <span className="mono-text">
        <CodeText text={b.traceCode} />
      </span>
    ),
  },
  { key: 'at', title: '入场', render: (b) => <AsOf at={b.enteredAt} bare /> },
]

export const Batches = (): ReactNode => {
  const list = useListSearch()
  const { stock } = list.values
  const batches = useBatches(useMarketId(), {
    q: list.q,
    inStock: oneOf(stock, ['true', 'false'] as const),
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="批次" note="先到期的排在前面，也就是该先卖的；点品名看来源和去向。" />
      <FoodSafetyTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名、经营户，或输入完整追溯码" />
        <FilterSelect
          list={list}
          name="stock"
          label="有货和卖完"
          options={[
            { value: 'true', label: '还有货' },
            { value: 'false', label: '已卖完' },
          ]}
        />
      </ListToolbar>
      <QueryView
        dated
        query={batches}
        isEmpty={(d) => d.total === 0 && list.q === '' && !stock}
        empty={<Empty description="还没有批次。登记进货后，每种货是一个批次。" />}
      >
        {(data) => (
          <DataTable
            label="批次"
            rows={data.items}
            rowKey={(b) => b.batchId}
            list={list}
            total={data.total}
            loading={batches.isPlaceholderData}
            columns={batchColumns}
          />
        )}
      </QueryView>
    </>
  )
}
