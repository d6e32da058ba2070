/** Turnover and prices over all markets: how many markets, median, the middle half. */
import { formatFen } from '@smart-market/shared/money.ts'
import { Card, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useToday } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Statistics as Found, useStatistics } from './api.ts'
import { medianTrend } from './model.ts'
import { unitText } from './text.ts'

export const Statistics = (): ReactNode => {
  const list = useListSearch()
  const statistics = useStatistics(list.q, list.values['day'])
  return (
    <>
      <PageHeader
        title="价格和营业额"
        note={
          statistics.data && (
            <>
              登记了 {countText(statistics.data.markets)} 个市场 · <AsOf at={statistics.data.asOf} />
            </>
          )
        }
      />
      <QueryView query={statistics}>
        {(data) => (
          <div className="stack">
            <Prices found={data} />
            <Turnover found={data} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const perUnit = (fen: number, unit: keyof typeof unitText): string => `${formatFen(fen)} 元/${unitText[unit]}`

const Prices = ({ found }: { found: Found }): ReactNode => {
  const list = useListSearch()
  return (
    <Card size="small" title={found.pricesOn === null ? '各市场价格' : `各市场价格（${found.pricesOn}）`}>
      <ListToolbar>
        <SearchBox list={list} hint="搜品名" />
        <div className="filter">
          <DateField
            value={list.values['day'] ?? found.pricesOn}
            placeholder="哪一天"
            onChange={(day) => list.set({ day: day ?? undefined })}
          />
        </div>
      </ListToolbar>
      <p className="quiet">
        每个市场先取这一天各摊位标价的中位数，再在市场之间比较。称重商品一律折成每公斤；没有改价也没有确认「同昨日」的不算。
      </p>
      <DataTable
        label="各市场价格"
        rows={found.prices}
        rowKey={(price) => `${price.commodityId} ${price.unit}`}
        emptyText={
          list.q === ''
            ? '这一天还没有市场报来价格。市场每天凌晨汇总前一天的价格。'
            : `没有叫「${list.q}」的商品，或这一天没有报价`
        }
        columns={[
          { key: 'name', title: '品名', card: 'heading', render: (price) => price.name },
          {
            key: 'median',
            title: '中位数',
            numeric: true,
            render: (price) => <strong>{perUnit(price.medianFen, price.unit)}</strong>,
          },
          {
            key: 'quartiles',
            title: '四分位数（中间一半）',
            numeric: true,
            render: (price) => `${formatFen(price.q1Fen)}–${perUnit(price.q3Fen, price.unit)}`,
          },
          {
            key: 'range',
            title: '最低–最高',
            numeric: true,
            render: (price) => `${formatFen(price.lowFen)}–${perUnit(price.highFen, price.unit)}`,
          },
          {
            key: 'markets',
            title: '市场数',
            numeric: true,
            render: (price) => `${countText(price.markets)} 个`,
          },
          { key: 'listings', title: '报价数', numeric: true, render: (price) => `${countText(price.listings)} 个` },
        ]}
      />
    </Card>
  )
}

const Turnover = ({ found }: { found: Found }): ReactNode => {
  const today = useToday()
  const newestFirst = [...found.turnover].reverse()
  return (
    <Card size="small" title="各市场每日营业额（近 30 天）">
      {newestFirst.length === 0 ? (
        <Empty description="这 30 天还没有市场报来营业额" />
      ) : (
        <div className="stack">
          <DayChart
            label="市场日营业额中位数"
            days={medianTrend(found.turnover, today)}
            format={(fen) => `${formatFen(fen)} 元`}
          />
          <DataTable
            label="每日营业额"
            rows={newestFirst}
            rowKey={(day) => day.businessDate}
            columns={[
              { key: 'day', title: '营业日', card: 'heading', render: (day) => day.businessDate },
              { key: 'median', title: '中位数', numeric: true, render: (day) => <Money fen={day.medianFen} /> },
              {
                key: 'quartiles',
                title: '四分位数（中间一半）',
                numeric: true,
                render: (day) => `${formatFen(day.q1Fen)}–${formatFen(day.q3Fen)} 元`,
              },
              { key: 'total', title: '合计', numeric: true, render: (day) => <Money fen={day.totalFen} /> },
              { key: 'markets', title: '市场数', numeric: true, render: (day) => `${countText(day.markets)} 个` },
            ]}
          />
        </div>
      )}
    </Card>
  )
}
