import { formatFen } from '@smart-market/shared/money.ts'
import { Card, Descriptions, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useToday } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useSalesDays } from './api.ts'
import { coverageText, fillDays, refundText, spanOf, totalsOf } from './model.ts'
import { SalesTabs } from './sales-tabs.tsx'

export const Trade = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const span = spanOf(list.values['from'], list.values['to'], useToday())
  const days = useSalesDays(useMarketId(), span)
  return (
    <>
      <PageHeader
        title="交易"
        note={days.data && <AsOf at={days.data.asOf} />}
        actions={
          can.write && (
            <>
              <LinkButton goTo={{ page: 'collection' }}>摊位收款码</LinkButton>
              <LinkButton type="primary" goTo={{ page: 'salesImport' }}>
                导入
              </LinkButton>
            </>
          )
        }
      />
      <SalesTabs />
      <ListToolbar>
        <DateRange from={span.from} to={span.to} onChange={(from, to) => list.set({ from, to })} />
      </ListToolbar>
      <QueryView
        query={days}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="这段时间没有交易数据。可以导入交易表格，或发放收款码、接入收银设备。" />}
      >
        {({ items, coverage }) => {
          const totals = totalsOf(items)
          return (
            <div className="stack">
              <Card size="small">
                <Descriptions
                  column={{ xs: 1, md: 2, xl: 3 }}
                  items={[
                    { key: 'amount', label: '交易额（已减退款）', children: <Money fen={totals.amountFen} /> },
                    { key: 'count', label: '笔数', children: `${countText(totals.saleCount)} 笔` },
                    { key: 'refunds', label: '退款', children: refundText(totals.refundCount, totals.refundFen) },
                    { key: 'declared', label: '其中经营户自报', children: <Money fen={totals.declaredAmountFen} /> },
                    { key: 'coverage', label: '覆盖', children: coverageText(coverage) },
                  ]}
                />
              </Card>
              <Card size="small" title="每日交易额">
                <DayChart
                  label="每日交易额"
                  days={fillDays(items, span, (d) => d.amountFen)}
                  format={(fen) =>
                    fen >= 1_000_000 ? `${Math.round(fen / 10_000) / 100} 万元` : `${formatFen(fen)} 元`
                  }
                />
              </Card>
              <DataTable
                label="每日合计"
                rows={[...items].sort((a, b) => b.businessDate.localeCompare(a.businessDate))}
                rowKey={(d) => d.businessDate}
                columns={[
                  {
                    key: 'day',
                    title: '营业日',
                    card: 'heading',
                    render: (d) => (
                      <MarketLink target={{ page: 'sales', search: { from: d.businessDate, to: d.businessDate } }}>
                        {d.businessDate}
                      </MarketLink>
                    ),
                  },
                  { key: 'amount', title: '交易额', numeric: true, render: (d) => <Money fen={d.amountFen} /> },
                  { key: 'count', title: '笔数', numeric: true, render: (d) => `${countText(d.saleCount)} 笔` },
                  {
                    key: 'refunds',
                    title: '退款',
                    numeric: true,
                    render: (d) => refundText(d.refundCount, d.refundFen),
                  },
                  {
                    key: 'stalls',
                    title: '有交易的摊位',
                    numeric: true,
                    render: (d) => `${countText(d.stallCount)} 个`,
                  },
                  {
                    key: 'declared',
                    title: '经营户自报',
                    numeric: true,
                    render: (d) => <Money fen={d.declaredAmountFen} />,
                  },
                ]}
              />
            </div>
          )
        }}
      </QueryView>
    </>
  )
}
