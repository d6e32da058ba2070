import { Select } from 'antd'
import type { ReactNode } from 'react'
import { pointsText } from '../../lib/format.ts'
import { useRubrics } from './api.ts'

interface Props {
  readonly value: string
  readonly onChange: (rubric: string) => void
}

export const RubricPicker = ({ value, onChange }: Props): ReactNode => {
  const rubrics = useRubrics()
  return (
    <Select
      className="rubric-picker"
      aria-label="评价细则"
      // Its name is not known yet, and the id says nothing to anybody.
      {...(rubrics.data === undefined ? { placeholder: '正在读取评价细则' } : { value })}
      loading={rubrics.isPending}
      onChange={onChange}
      popupMatchSelectWidth={false}
      options={(rubrics.data?.items ?? []).map((r) => ({
        value: r.rubric,
        label: `${r.title}（${r.documentNumber}${r.max === null ? '，分等级' : `，${pointsText(r.max)} 分`}）`,
      }))}
    />
  )
}
