import { Card, Empty } from 'antd'
import type { ReactNode } from 'react'
import type { ListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { priceText } from '../notices/model.ts'
import { useQuotes } from './api.ts'

/** 行情 as it was imported, newest first. */
export const Quotes = ({ list }: { list: ListSearch }): ReactNode => {
  const quotes = useQuotes(useMarketId(), { q: list.q, page: list.page, pageSize: list.pageSize })
  return (
    <Card size="small" title="导入的行情">
      <QueryView
        query={quotes}
        rows={3}
        isEmpty={(d) => d.total === 0 && list.q === ''}
        empty={<Empty description="还没有导入过行情。可以导入批发市场的价格表（CSV、.xlsx 或旧版 .xls）。" />}
      >
        {(data) => (
          <DataTable
            label="导入的行情"
            rows={data.items}
            rowKey={(q) => `${q.source} ${q.businessDate} ${q.itemName} ${q.specification}`}
            list={list}
            total={data.total}
            emptyText={`没有导入过「${list.q}」的行情`}
            loading={quotes.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '品名',
                card: 'heading',
                render: (q) => (q.specification === '' ? q.itemName : `${q.itemName}（${q.specification}）`),
              },
              { key: 'day', title: '日期', render: (q) => q.businessDate },
              { key: 'price', title: '平均价', numeric: true, render: (q) => priceText(q.priceFen, q.priceBasis) },
              {
                key: 'range',
                title: '最低到最高',
                numeric: true,
                render: (q) =>
                  q.lowFen === null || q.highFen === null
                    ? '—'
                    : `${(q.lowFen / 100).toFixed(2)}–${(q.highFen / 100).toFixed(2)}`,
              },
              { key: 'source', title: '来源', render: (q) => q.source },
              { key: 'known', title: '品种目录', render: (q) => (q.commodityId === null ? '没有对应' : '已对应') },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
