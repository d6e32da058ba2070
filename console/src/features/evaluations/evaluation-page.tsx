import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Dropdown, Steps, Timeline } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Evaluation, useEvaluation } from './api.ts'
import { ApplicationCard } from './application-card.tsx'
import { AssessorsCard } from './assessors-card.tsx'
import { BonusCard } from './bonus-card.tsx'
import { courseAt, courseStones } from './model.ts'
import { ObjectionsCard } from './objections-card.tsx'
import { PapersCard } from './papers-card.tsx'
import { ResultCard } from './result-card.tsx'
import { StepsCard } from './steps-card.tsx'

const afterFirstCheck: readonly Evaluation['state'][] = ['draft', 'submitted', 'returned', 'rejected', 'withdrawn']

export const EvaluationPage = (): ReactNode => {
  const marketId = useMarketId()
  const { evaluationId = '' } = useParams({ strict: false }) as { evaluationId?: string }
  const evaluation = useEvaluation(marketId, evaluationId)
  const data = evaluation.data
  return (
    <>
      <PageHeader
        title={data ? `${data.marketName} ${data.year} 年度评定` : '评定'}
        note={data && `${data.rubricTitle}（${data.documentNumber}）`}
        actions={
          <>
            <LinkButton goTo={{ page: 'evaluations' }}>返回评定</LinkButton>
            {data && <Downloads evaluation={data} />}
          </>
        }
      />
      <QueryView query={evaluation}>
        {(e) => (
          <div className="stack">
            <Card size="small">
              <Steps
                size="small"
                responsive
                {...courseAt(e.state)}
                items={courseStones.map((title) => ({ title }))}
                className="course-steps"
              />
            </Card>
            <StepsCard evaluation={e} />
            {e.closedAt !== null && <ResultCard evaluation={e} />}
            {e.noticeFrom !== null && <ObjectionsCard evaluation={e} />}
            {!afterFirstCheck.includes(e.state) && <AssessorsCard evaluation={e} />}
            <ApplicationCard evaluation={e} />
            <PapersCard evaluation={e} />
            <BonusCard evaluation={e} />
            <Course evaluation={e} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const papers = [
  { key: 'getApplicationDocx', label: '附件3 申请报告（Word）' },
  { key: 'getApplicationPdf', label: '附件3 申请报告（PDF）' },
  { key: 'getBonusFormDocx', label: '附件4 加分事项申报表（Word）' },
  { key: 'getBonusFormPdf', label: '附件4 加分事项申报表（PDF）' },
] as const

const Downloads = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const params = { marketId: e.marketId, evaluationId: e.evaluationId }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: papers.map(({ key, label }) => ({
          key,
          label: (
            <a href={downloadUrl(key, { params })} download>
              {label}
            </a>
          ),
        })),
      }}
    >
      <Button>下载附件</Button>
    </Dropdown>
  )
}

const Course = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => (
  <Card size="small" title="办理经过">
    <Timeline
      items={e.moves.map((move) => ({
        content: (
          <>
            <div>
              <strong>{labels.evaluationAction[move.action]}</strong> · {move.by} <AsOf at={move.at} bare />
            </div>
            {move.note !== '' && <div className="notice-body">{move.note}</div>}
          </>
        ),
      }))}
    />
  </Card>
)
