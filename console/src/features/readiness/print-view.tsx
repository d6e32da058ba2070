import { Button, Flex } from 'antd'
import type { ReactNode } from 'react'
import { useChosenRubric } from '../../lib/preferences.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { LinkButton } from '../../ui/market-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAssessment } from './api.ts'
import { Paper } from './paper.tsx'

export const PrintView = (): ReactNode => {
  const marketId = useMarketId()
  const { values } = useListSearch()
  const [remembered] = useChosenRubric(marketId)
  const rubricId = values['rubric'] ?? remembered
  const assessment = useAssessment(marketId, rubricId)
  return (
    <main className="print-page">
      <Flex gap="small" className="no-print" justify="center" style={{ padding: 16 }}>
        <Button type="primary" onClick={() => window.print()}>
          打印
        </Button>
        <LinkButton goTo={{ page: 'readiness', search: { rubric: rubricId } }}>返回达标</LinkButton>
      </Flex>
      <QueryView query={assessment}>{(data) => <Paper assessment={data} />}</QueryView>
    </main>
  )
}
