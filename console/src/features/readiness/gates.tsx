import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { Alert, Button, Card } from 'antd'
import type { ReactNode } from 'react'
import { DataTable } from '../../ui/data-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { gateTone, goalTone, refusedBy } from './model.ts'

/** Said above everything else: a market that may not take part gains nothing by points. */
export const Blocked = ({ assessment, onShow }: { assessment: AssessmentView; onShow: () => void }): ReactNode => {
  const names = refusedBy(assessment)
  if (names.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      title={`有 ${names.length} 项参评条件不符合：${names.join('、')}`}
      action={assessment.total && <Button onClick={onShow}>查看</Button>}
    />
  )
}

/** Levels, goals and conditions of entry, for rubrics that have them. */
export const Gates = ({ assessment }: { assessment: AssessmentView }): ReactNode => {
  const { levels, goals, blocked } = assessment
  return (
    <div className="stack">
      {blocked.length > 0 && (
        <Card size="small" title="参评条件">
          <DataTable
            label="参评条件"
            rows={blocked}
            rowKey={(b) => b.id}
            columns={[
              { key: 'name', title: '条件', card: 'heading', render: (b) => b.name },
              {
                key: 'state',
                title: '结果',
                render: (b) => <StatusTag tone={gateTone[b.state][0]}>{gateTone[b.state][1]}</StatusTag>,
              },
              { key: 'why', title: '说明', card: 'wide', render: (b) => b.why || '—' },
            ]}
          />
        </Card>
      )}
      {levels.length > 0 && (
        <Card size="small" title="等级">
          <DataTable
            label="等级"
            rows={levels}
            rowKey={(l) => l.id}
            columns={[
              { key: 'name', title: '项目', card: 'heading', render: (l) => l.name },
              { key: 'reached', title: '已达到', render: (l) => l.reached ?? '还未达到' },
              { key: 'next', title: '下一级', render: (l) => l.next ?? '已是最高' },
              { key: 'why', title: '差在哪里', card: 'wide', render: (l) => l.why || '—' },
            ]}
          />
        </Card>
      )}
      {goals.length > 0 && (
        <Card size="small" title="目标">
          <DataTable
            label="目标"
            rows={goals}
            rowKey={(g) => g.id}
            columns={[
              { key: 'name', title: '目标', card: 'heading', render: (g) => g.name },
              { key: 'target', title: '要求', numeric: true, render: (g) => g.target },
              { key: 'actual', title: '现在', numeric: true, render: (g) => g.actual ?? '没有数据' },
              {
                key: 'ratio',
                title: '完成',
                numeric: true,
                render: (g) => (g.ratio === null ? '—' : `${Math.floor(g.ratio * 100)}%`),
              },
              {
                key: 'status',
                title: '结果',
                render: (g) => <StatusTag tone={goalTone[g.status][0]}>{goalTone[g.status][1]}</StatusTag>,
              },
            ]}
          />
        </Card>
      )}
    </div>
  )
}
