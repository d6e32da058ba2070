import { Button, Card, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, DateRange } from '../../ui/date-field.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { coverageText, refundText, spanOf } from '../sales/model.ts'
import { AnalysisDetail } from './analysis-detail.tsx'
import { useAnalyses, useRunAnalysis } from './api.ts'
import { InsightTabs } from './insight-tabs.tsx'
import { entryText, hourText, newestFirst } from './model.ts'

export const Insights = (): ReactNode => {
  const today = useToday()
  const list = useListSearch()
  const can = useCan()
  const span = spanOf(list.values['from'], list.values['to'], today)
  const analyses = useAnalyses(useMarketId(), span)
  const run = useRunAnalysis()
  const [day, setDay] = useState<string | null>(today)
  return (
    <>
      <PageHeader title="经营分析" note="每天自动分析一次，也可以现在就分析某一天。" />
      <InsightTabs />
      <ListToolbar>
        <DateRange from={span.from} to={span.to} onChange={(from, to) => list.set({ from, to })} />
        {can.write && (
          <div className="run-analysis">
            <DateField value={day} onChange={setDay} />
            <Button disabled={day === null} loading={run.isPending} onClick={() => day !== null && run.mutate(day)}>
              分析这一天
            </Button>
          </div>
        )}
      </ListToolbar>
      <QueryView
        query={analyses}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="这段时间还没有分析" />}
      >
        {(data) => {
          const items = newestFirst(data.items)
          const open = items.find((a) => a.businessDate === list.values['day']) ?? items[0]
          return (
            <div className="stack">
              {open && <AnalysisDetail analysis={open} />}
              <Card size="small" title="每日分析">
                <DataTable
                  label="每日分析"
                  rows={items}
                  rowKey={(a) => a.analysisRunId}
                  columns={[
                    {
                      key: 'day',
                      title: '营业日',
                      card: 'heading',
                      render: (a) => (
                        <Button type="link" className="inline-button" onClick={() => list.set({ day: a.businessDate })}>
                          {a.businessDate}
                        </Button>
                      ),
                    },
                    { key: 'turnover', title: '营业额', numeric: true, render: (a) => <Money fen={a.turnoverFen} /> },
                    { key: 'count', title: '笔数', numeric: true, render: (a) => `${countText(a.saleCount)} 笔` },
                    {
                      key: 'refunds',
                      title: '退款',
                      numeric: true,
                      render: (a) => refundText(a.refundCount, a.refundFen),
                    },
                    { key: 'entries', title: '客流', numeric: true, render: (a) => entryText(a.entryCount) },
                    { key: 'busiest', title: '最忙', numeric: true, render: (a) => hourText(a.busiestHour) },
                    { key: 'coverage', title: '覆盖', render: (a) => coverageText(a) },
                    { key: 'at', title: '分析于', render: (a) => <AsOf at={a.computedAt} bare /> },
                  ]}
                />
              </Card>
            </div>
          )
        }}
      </QueryView>
    </>
  )
}
