import { Select } from 'antd'
import type { ReactNode } from 'react'
import { defaultRubric } from '../../lib/preferences.ts'
import type { ListSearch } from '../../lib/search-params.ts'
import { useRubricNames } from './api.ts'

/** Which rubric the points of the page are about; it stands in the address. */
export const useRubricChoice = (list: ListSearch): string => list.values['rubric'] ?? defaultRubric

export const RubricChoice = ({ list }: { list: ListSearch }): ReactNode => {
  const rubrics = useRubricNames()
  return (
    <Select
      className="rubric-picker"
      aria-label="评价细则"
      value={useRubricChoice(list)}
      loading={rubrics.isPending}
      onChange={(rubric) => list.set({ rubric: rubric === defaultRubric ? undefined : rubric })}
      popupMatchSelectWidth={false}
      options={(rubrics.data?.items ?? [])
        .filter((rubric) => rubric.max !== null)
        .map((rubric) => ({ value: rubric.rubric, label: `${rubric.title}（${rubric.documentNumber}）` }))}
    />
  )
}
