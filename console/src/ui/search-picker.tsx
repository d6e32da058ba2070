import { Select } from 'antd'
import { type ReactNode, useState } from 'react'

/** What a form passes to any of its fields, and what the page around may see. */
export interface PickerProps {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (chosen: string | undefined) => void
}

interface Found<T> {
  readonly data: { readonly items: readonly T[] } | undefined
  readonly isFetching: boolean
}

interface Props<T> extends PickerProps {
  /** Says by what to search. */
  readonly hint: string
  /** A hook: asks the server for what fits the words. */
  readonly useFound: (words: string) => Found<T>
  readonly optionOf: (item: T) => { readonly value: string; readonly label: string }
}

/** A choice among many records; the server searches while the person types. */
export const SearchPicker = <T,>({ id, value, onChange, hint, useFound, optionOf }: Props<T>): ReactNode => {
  const [words, setWords] = useState('')
  const found = useFound(words)
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      value={value ?? undefined}
      placeholder={hint}
      loading={found.isFetching}
      options={(found.data?.items ?? []).map(optionOf)}
      onChange={(chosen?: string) => onChange?.(chosen)}
    />
  )
}
