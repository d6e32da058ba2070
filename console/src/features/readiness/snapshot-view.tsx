import { useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { useChosenRubric } from '../../lib/preferences.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useSnapshot } from './api.ts'
import { Gates } from './gates.tsx'
import { ScoreTable } from './score-table.tsx'
import { Summary } from './summary.tsx'

/** One stored assessment, read only, with the check that it still computes to the same bytes. */
export const SnapshotView = (): ReactNode => {
  const marketId = useMarketId()
  const { snapshotId = '' } = useParams({ strict: false }) as { snapshotId?: string }
  const { values } = useListSearch()
  const [remembered] = useChosenRubric(marketId)
  const rubricId = values['rubric'] ?? remembered
  const snapshot = useSnapshot(marketId, rubricId, snapshotId)
  return (
    <>
      <PageHeader
        title={snapshot.data ? `${snapshot.data.summary.businessDate} 的评价` : '历次评价'}
        note={snapshot.data && `${snapshot.data.assessment.rubricTitle}，由 ${snapshot.data.summary.takenBy} 存下`}
        actions={
          <LinkButton goTo={{ page: 'readiness', search: { rubric: rubricId, view: 'history' } }}>
            返回历次评价
          </LinkButton>
        }
      />
      <QueryView query={snapshot}>
        {({ assessment, recomputedEqual }) => (
          <div className="stack">
            <Alert
              showIcon
              type={recomputedEqual ? 'success' : 'error'}
              title={
                recomputedEqual
                  ? '用当时的记录重新计算，结果一致。'
                  : '用当时的记录重新计算，结果不一致，请联系管理人员核对。'
              }
            />
            <Summary assessment={assessment} />
            <Gates assessment={assessment} />
            <ScoreTable assessment={assessment} />
          </div>
        )}
      </QueryView>
    </>
  )
}
