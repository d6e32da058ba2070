/** The rubric as its paper prints it: groups, criteria, and under each criterion its leaves. */
import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Card, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { Points, PointsBar } from '../../ui/points.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { LeafPanel } from './leaf-panel.tsx'
import { type Criterion, gapText, groupCriteria, outcomeText, outcomeTone } from './model.ts'

interface Props {
  readonly assessment: AssessmentView
  /** Shows the losses of one leaf; absent where there is no such list, e.g. in a stored snapshot. */
  readonly onShowLosses?: (leafId: string) => void
}

export const ScoreTable = ({ assessment, onShowLosses }: Props): ReactNode => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const all = assessment.criteria.map((c) => c.id)
  const isAllOpen = all.every((id) => open.has(id))
  const flip = (id: string): void => {
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    setOpen(next)
  }
  return (
    <div className="stack">
      <Flex justify="end">
        <Button onClick={() => setOpen(isAllOpen ? new Set() : new Set(all))}>
          {isAllOpen ? '全部收起' : '全部展开'}
        </Button>
      </Flex>
      {groupCriteria(assessment).map((group) => (
        <Card
          key={group.name}
          size="small"
          title={<span className="wrap-title">{group.name}</span>}
          extra={group.max > 0 ? <Points low={group.low} high={group.high} max={group.max} /> : undefined}
          styles={{ body: { padding: 0 } }}
        >
          {group.criteria.map((criterion) => (
            <CriterionRow
              key={criterion.id}
              criterion={criterion}
              open={open.has(criterion.id)}
              onFlip={() => flip(criterion.id)}
              onShowLosses={onShowLosses}
              rubricId={assessment.rubric}
            />
          ))}
        </Card>
      ))}
    </div>
  )
}

interface RowProps {
  readonly criterion: Criterion
  readonly open: boolean
  readonly onFlip: () => void
  readonly onShowLosses: ((leafId: string) => void) | undefined
  readonly rubricId: string
}

const CriterionRow = ({ criterion, open, onFlip, onShowLosses, rubricId }: RowProps): ReactNode => {
  const losses = criterion.leaves.reduce((n, leaf) => n + leaf.losses.length, 0)
  return (
    <div className="criterion">
      <button type="button" className="criterion-head" aria-expanded={open} onClick={onFlip}>
        <span aria-hidden>{open ? <DownOutlined /> : <RightOutlined />}</span>
        <span className="criterion-name">
          {criterion.name}
          {losses > 0 && <span className="quiet"> · {gapText(criterion, losses)}</span>}
        </span>
        <span className="criterion-bar">
          <PointsBar low={criterion.low} high={criterion.high} max={criterion.max} />
        </span>
        <span className="criterion-points">
          <Points low={criterion.low} high={criterion.high} max={criterion.max} />
        </span>
        <span className="criterion-outcome">
          <StatusTag tone={outcomeTone[criterion.outcome]}>{outcomeText(criterion.outcome)}</StatusTag>
        </span>
      </button>
      {open &&
        criterion.leaves.map((leaf) => (
          <LeafPanel key={leaf.id} leaf={leaf} rubricId={rubricId} onShowLosses={onShowLosses} />
        ))}
    </div>
  )
}
