import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { columnOptions } from './model.ts'

interface Props {
  readonly label: string
  readonly required: boolean
  readonly headings: readonly string[]
  readonly value: string | undefined
  readonly onChange: (heading?: string) => void
}

/** A column of the file; what is typed and is no column can stand for every row. */
export const ColumnSelect = ({ label, required, headings, value, onChange }: Props): ReactNode => {
  const [typed, setTyped] = useState('')
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label', onSearch: setTyped }}
      className="mapping-select"
      aria-label={`${label}对应的列`}
      status={required && !value ? 'error' : ''}
      placeholder={required ? '请选择，或输入所有行共用的值' : '文件里没有'}
      value={value}
      options={columnOptions(headings, value, typed)}
      onChange={onChange}
    />
  )
}
