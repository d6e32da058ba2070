import { ExperimentOutlined } from '@ant-design/icons'
import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { Button, Flex, Popover, Spin, Tag } from 'antd'
import type { ReactNode } from 'react'
import { errorText } from '../../lib/errors.ts'
import { countText } from '../../lib/format.ts'
import { useWhatIf } from './api.ts'
import { compare, stillOpen } from './model.ts'

interface Props {
  readonly assessment: AssessmentView
  readonly chosen: ReadonlySet<string>
  readonly onClear: () => void
}

/** Stays at the foot of the page while anything is ticked. */
export const WhatIfBar = ({ assessment, chosen, onClear }: Props): ReactNode => {
  const fixed = stillOpen(chosen, assessment)
  const tried = useWhatIf(assessment.marketId, assessment.rubric, fixed)
  if (fixed.length === 0) return null
  const result = tried.data ? compare(assessment, tried.data) : undefined
  return (
    <div className="what-if no-print" role="status" aria-live="polite">
      <Flex wrap gap="small" align="center" justify="space-between">
        <Flex wrap gap="small" align="center">
          <Tag icon={<ExperimentOutlined />} color="processing">
            试算，不保存
          </Tag>
          <span>假设 {countText(fixed.length)} 处已改好：</span>
          {tried.error ? (
            errorText(tried.error)
          ) : (
            <strong className="what-if-text">{result?.text ?? <Spin size="small" />}</strong>
          )}
        </Flex>
        <Flex gap="small">
          {result && result.leaves.length > 0 && (
            <Popover
              trigger="click"
              title="哪些评分项会变"
              content={
                <ul className="plain-list">
                  {result.leaves.map((leaf) => (
                    <li key={leaf.id}>
                      {leaf.name}：{leaf.before} → <strong>{leaf.after}</strong> 分
                    </li>
                  ))}
                </ul>
              }
            >
              <Button>看明细</Button>
            </Popover>
          )}
          <Button onClick={onClear}>清空勾选</Button>
        </Flex>
      </Flex>
    </div>
  )
}
