import { labels } from '@smart-market/shared/text/zh.ts'
import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { Card, Flex, Progress } from 'antd'
import type { ReactNode } from 'react'
import { countText, pointsText, rangeText, shareText } from '../../lib/format.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { PointsBar } from '../../ui/points.tsx'
import { basisSplit, headline } from './model.ts'

/** The total as a range, what it rests on, how much of the market it saw, and when. */
export const Summary = ({ assessment }: { assessment: AssessmentView }): ReactNode => (
  <div className="columns">
    <Card>
      {assessment.total ? (
        <Total assessment={assessment} total={assessment.total} />
      ) : (
        <WithoutPoints assessment={assessment} />
      )}
    </Card>
    {assessment.criteria.length > 0 && (
      <Card title="分数从哪里来" size="small">
        <BasisTable assessment={assessment} />
      </Card>
    )}
  </div>
)

interface TotalProps {
  readonly assessment: AssessmentView
  readonly total: NonNullable<AssessmentView['total']>
}

const Total = ({ assessment, total }: TotalProps): ReactNode => {
  const open = total.high - total.low
  return (
    <div className="stack" style={{ gap: 10 }}>
      <div>
        <span className="big-points">{rangeText(total.low, total.high)}</span>
        <span> / {pointsText(total.max)} 分</span>
      </div>
      <div className="tall">
        <PointsBar {...total} />
      </div>
      <Flex wrap gap={16}>
        <Legend className="points-bar-solid" text={`已确认 ${pointsText(total.low)} 分`} />
        <Legend className="points-bar-open" text={`缺佐证，可能得 ${pointsText(open)} 分`} />
        <Legend text={`已失 ${pointsText(total.max - total.high)} 分`} />
      </Flex>
      <Coverage coverage={assessment.coverage} />
      <AsOf at={assessment.asOf} />
    </div>
  )
}

/** A document of levels or goals prints no points, so none are made up. */
const WithoutPoints = ({ assessment }: { assessment: AssessmentView }): ReactNode => (
  <div className="stack" style={{ gap: 10 }}>
    <div className="headline">{headline(assessment)}</div>
    <div className="quiet">这份文件不设总分，按等级和目标评价。</div>
    <Coverage coverage={assessment.coverage} />
    <AsOf at={assessment.asOf} />
  </div>
)

const Coverage = ({ coverage }: { coverage: AssessmentView['coverage'] }): ReactNode => (
  <div>
    有记录可查 {countText(coverage.met)} / {countText(coverage.total)} 项（{shareText(coverage.met, coverage.total)}）
    <Progress
      percent={Math.floor(coverage.share * 100)}
      showInfo={false}
      size="small"
      aria-label={`覆盖率 ${Math.floor(coverage.share * 100)}%`}
    />
  </div>
)

const Legend = ({ className = '', text }: { className?: string; text: string }): ReactNode => (
  <span>
    <span className={`legend-swatch ${className}`} style={className === '' ? { background: '#ececec' } : undefined} />
    {text}
  </span>
)

const BasisTable = ({ assessment }: { assessment: AssessmentView }): ReactNode => (
  <DataTable
    label="按依据的得分"
    short
    rows={basisSplit(assessment)}
    rowKey={(r) => r.basis}
    columns={[
      { key: 'basis', title: '依据', card: 'heading', render: (r) => labels.basis[r.basis] },
      { key: 'leaves', title: '评分项', numeric: true, render: (r) => `${r.leaves} 项` },
      { key: 'points', title: '得分', numeric: true, render: (r) => `${rangeText(r.low, r.high)} 分` },
      { key: 'max', title: '满分', numeric: true, render: (r) => `${pointsText(r.max)} 分` },
    ]}
  />
)
