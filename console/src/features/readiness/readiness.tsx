import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useChosenRubric } from '../../lib/preferences.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { ViewTabs } from '../../ui/view-tabs.tsx'
import { useAssessment } from './api.ts'
import { FixList } from './fix-list.tsx'
import { Blocked, Gates } from './gates.tsx'
import { History, TakeSnapshotButton } from './history.tsx'
import { LossList } from './loss-list.tsx'
import { hasGates, lossCount } from './model.ts'
import { RubricPicker } from './rubric-picker.tsx'
import { ScoreTable } from './score-table.tsx'
import { Summary } from './summary.tsx'
import { WhatIfBar } from './what-if-bar.tsx'

export const Readiness = (): ReactNode => {
  const marketId = useMarketId()
  const list = useListSearch(20)
  const [remembered, remember] = useChosenRubric(marketId)
  const rubricId = list.values['rubric'] ?? remembered
  const assessment = useAssessment(marketId, rubricId)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const showLosses = (leafId: string): void => list.set({ view: 'losses', leaf: leafId, q: undefined })
  return (
    <>
      <PageHeader
        title="达标"
        note={
          <RubricPicker
            value={rubricId}
            onChange={(next) => {
              remember(next)
              setChosen(new Set())
              list.set({ rubric: next, leaf: undefined, q: undefined })
            }}
          />
        }
        actions={
          <>
            {assessment.data?.total && <TakeSnapshotButton rubricId={rubricId} />}
            <LinkButton goTo={{ page: 'readinessPrint', search: { rubric: rubricId } }}>打印版</LinkButton>
            <Button type="primary" href={downloadUrl('exportScoreSheet', { params: { marketId, rubricId } })}>
              导出评分表
            </Button>
          </>
        }
      />
      <QueryView query={assessment} rows={12}>
        {(data) => (
          <div className="stack">
            <Summary assessment={data} />
            {data.total === null && <Gates assessment={data} />}
            <Blocked assessment={data} onShow={() => list.set({ view: 'gates' })} />
            {data.criteria.length > 0 && (
              <ViewTabs
                label="达标的视图"
                active={list.values['view'] ?? 'fix'}
                onChange={(view) => list.set({ view, q: undefined, leaf: undefined })}
                tabs={[
                  {
                    key: 'fix',
                    label: `先做什么（${data.fixFirst.length}）`,
                    children: (
                      <FixList
                        assessment={data}
                        list={list}
                        chosen={chosen}
                        onChoose={setChosen}
                        onShowLosses={showLosses}
                      />
                    ),
                  },
                  {
                    key: 'score',
                    label: '评分表',
                    children: <ScoreTable assessment={data} onShowLosses={showLosses} />,
                  },
                  {
                    key: 'losses',
                    label: `失分清单（${lossCount(data)}）`,
                    children: <LossList assessment={data} list={list} chosen={chosen} onChoose={setChosen} />,
                  },
                  ...(data.total && hasGates(data)
                    ? [{ key: 'gates', label: '参评条件', children: <Gates assessment={data} /> }]
                    : []),
                  ...(data.total
                    ? [{ key: 'history', label: '历次评价', children: <History rubricId={rubricId} /> }]
                    : []),
                ]}
              />
            )}
            <WhatIfBar assessment={data} chosen={chosen} onClear={() => setChosen(new Set())} />
          </div>
        )}
      </QueryView>
    </>
  )
}
