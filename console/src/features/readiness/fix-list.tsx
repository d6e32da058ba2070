import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { Checkbox, Empty } from 'antd'
import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import type { ListSearch } from '../../lib/search-params.ts'
import { withWords } from '../../lib/words.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FindToolbar } from '../../ui/list-toolbar.tsx'
import { actionText, fixWords, leavesOf, tickOf, toggle, touched } from './model.ts'

interface Props {
  readonly assessment: AssessmentView
  readonly list: ListSearch
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: Set<string>) => void
  readonly onShowLosses: (leafId: string) => void
}

/** 先做什么: most points for least work first, in the server's order. */
export const FixList = ({ assessment, list, chosen, onChoose, onShowLosses }: Props): ReactNode => {
  if (assessment.fixFirst.length === 0) return <Empty description="没有可以由市场自己改进的失分" />
  const leafNames = new Map(leavesOf(assessment).map((leaf) => [leaf.id, leaf.name]))
  const found = withWords(assessment.fixFirst, list.q, fixWords(assessment))
  return (
    <>
      <FindToolbar
        list={list}
        hint="搜索经营户、设备、评分项"
        found={found.length}
        all={assessment.fixFirst.length}
        unit="件"
        of="要做的"
      />
      <DataTable
        label="先做什么"
        rows={found}
        rowKey={(a) => a.id}
        emptyText={`没有和「${list.q}」有关的改进；失分清单里可能还有`}
        columns={[
          {
            key: 'title',
            title: '做什么（勾选可试算）',
            card: 'heading',
            render: (a) => {
              const tick = tickOf(a.lossIds, chosen)
              return (
                <Checkbox
                  checked={tick === 'all'}
                  indeterminate={tick === 'some'}
                  onChange={() => onChoose(toggle(a.lossIds, chosen))}
                >
                  {a.title}
                </Checkbox>
              )
            },
          },
          { key: 'leaf', title: '评分项', render: (a) => leafNames.get(a.leafId) ?? a.leafId },
          {
            key: 'records',
            title: '要改的记录',
            render: (a) => (
              <a
                href="#losses"
                onClick={(event) => {
                  event.preventDefault()
                  onShowLosses(a.leafId)
                }}
              >
                {touched(a, assessment) || `${countText(a.lossIds.length)} 处`}
              </a>
            ),
          },
          { key: 'gain', title: '全部改好', numeric: true, render: (a) => <strong>{actionText(a)}</strong> },
        ]}
      />
    </>
  )
}
