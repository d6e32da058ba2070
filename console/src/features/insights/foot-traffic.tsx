import { Card, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useToday } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { fillDays, spanOf } from '../sales/model.ts'
import { useFootTrafficDays } from './api.ts'
import { InsightTabs } from './insight-tabs.tsx'

export const FootTraffic = (): ReactNode => {
  const list = useListSearch()
  const span = spanOf(list.values['from'], list.values['to'], useToday())
  const days = useFootTrafficDays(useMarketId(), span)
  return (
    <>
      <PageHeader
        title="客流"
        note={<>只统计进场人次，不识别人脸。{days.data?.asOf && <AsOf at={days.data.asOf} />}</>}
      />
      <InsightTabs />
      <ListToolbar>
        <DateRange from={span.from} to={span.to} onChange={(from, to) => list.set({ from, to })} />
      </ListToolbar>
      <QueryView
        query={days}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="这段时间没有客流数据。可以导入表格，或接入客流计数器。" />}
      >
        {({ items }) => (
          <div className="stack">
            <Card size="small" title="每日进场人次">
              <DayChart
                label="每日进场人次"
                days={fillDays(items, span, (d) => d.entryCount)}
                format={(n) => countText(n)}
              />
            </Card>
            <DataTable
              label="每日客流"
              rows={[...items].sort((a, b) => b.businessDate.localeCompare(a.businessDate))}
              rowKey={(d) => d.businessDate}
              columns={[
                { key: 'day', title: '营业日', card: 'heading', render: (d) => d.businessDate },
                { key: 'entries', title: '进场', numeric: true, render: (d) => `${countText(d.entryCount)} 人次` },
                { key: 'hours', title: '上报小时', numeric: true, render: (d) => `${d.hoursReported} 小时` },
                { key: 'counters', title: '计数器', numeric: true, render: (d) => `${d.counters} 台` },
              ]}
            />
          </div>
        )}
      </QueryView>
    </>
  )
}
