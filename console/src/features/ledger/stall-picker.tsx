import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Item } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { useStalls } from './api.ts'

interface Props {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (chosen: string | undefined) => void
  readonly occupancy?: 'occupied' | 'vacant'
}

/** Finds a stall by number or merchant; the server searches. */
export const StallPicker = (props: Props): ReactNode => <Picker {...props} valueOf={(s) => s.stallId} />

/** Same, for contracts that name a stall by the number that people read. */
export const StallCodePicker = (props: Props): ReactNode => <Picker {...props} valueOf={(s) => s.code} />

interface PickerProps extends Props {
  readonly valueOf: (stall: Item<'listStalls'>) => string
}

const Picker = ({ id, value, onChange, occupancy, valueOf }: PickerProps): ReactNode => {
  const [q, setQ] = useState('')
  const stalls = useStalls(useMarketId(), { q, occupancy, pageSize: 50 })
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      value={value ?? undefined}
      placeholder="输入摊位号查找"
      loading={stalls.isFetching}
      options={(stalls.data?.items ?? []).map((s) => ({
        value: valueOf(s),
        label: s.merchantName === null ? `${s.code}（空）` : `${s.code} ${s.merchantName}`,
      }))}
      onChange={(chosen?: string) => onChange?.(chosen)}
    />
  )
}
