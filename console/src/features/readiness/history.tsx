import { Button, Card, Empty } from 'antd'
import type { ReactNode } from 'react'
import { gainText, pointsText, rangeText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useSnapshots, useTakeSnapshot } from './api.ts'
import { withSteps } from './model.ts'

export const TakeSnapshotButton = ({ rubricId }: { rubricId: string }): ReactNode => {
  const take = useTakeSnapshot(rubricId)
  if (!useCan().write) return null
  return (
    <Button loading={take.isPending} onClick={() => take.mutate()}>
      存下今天
    </Button>
  )
}

/** Stored assessments: the trend, and each one to open again. */
export const History = ({ rubricId }: { rubricId: string }): ReactNode => {
  const query = useSnapshots(useMarketId(), rubricId)
  return (
    <QueryView
      query={query}
      isEmpty={(d) => d.items.length === 0}
      empty={<Empty description="还没有存过评价。点「存下今天」留下第一次，以后就能看到变化。" />}
    >
      {({ items }) => {
        const inOrder = withSteps(items)
        const hasPoints = inOrder.some((s) => s.max > 0)
        return (
          <div className="stack">
            {hasPoints && (
              <Card size="small" title="得分变化（实心为已确认，虚线为可能）">
                <DayChart
                  label="历次评价得分"
                  top={inOrder.at(-1)?.max ?? 100}
                  days={inOrder.slice(-60).map((s) => ({ day: s.businessDate, value: s.low, high: s.high }))}
                  format={(v) => `${pointsText(v)} 分`}
                />
              </Card>
            )}
            <DataTable
              label="历次评价"
              rows={[...inOrder].reverse()}
              rowKey={(s) => s.snapshotId}
              columns={[
                {
                  key: 'day',
                  title: '营业日',
                  card: 'heading',
                  render: (s) => (
                    <MarketLink target={{ snapshotId: s.snapshotId, rubric: rubricId }}>{s.businessDate}</MarketLink>
                  ),
                },
                {
                  key: 'points',
                  title: '得分',
                  numeric: true,
                  render: (s) => (s.max > 0 ? `${rangeText(s.low, s.high)} / ${pointsText(s.max)} 分` : '不计分'),
                },
                {
                  key: 'step',
                  title: '比上次',
                  numeric: true,
                  render: (s) => (s.step === null ? '—' : gainText(s.step)),
                },
                {
                  key: 'coverage',
                  title: '覆盖率',
                  numeric: true,
                  render: (s) => `${Math.floor(s.coverageShare * 100)}%`,
                },
                { key: 'by', title: '谁存的', render: (s) => s.takenBy },
                { key: 'at', title: '存于', render: (s) => <AsOf at={s.takenAt} bare /> },
              ]}
            />
          </div>
        )
      }}
    </QueryView>
  )
}
