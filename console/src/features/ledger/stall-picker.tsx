import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { useStalls } from './api.ts'

interface Props {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (stallId: string | undefined) => void
  readonly occupancy?: 'occupied' | 'vacant'
}

/** Finds a stall by number or merchant; the server searches. */
export const StallPicker = ({ id, value, onChange, occupancy }: Props): ReactNode => {
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
        value: s.stallId,
        label: s.merchantName === null ? `${s.code}（空）` : `${s.code} ${s.merchantName}`,
      }))}
      onChange={(stallId?: string) => onChange?.(stallId)}
    />
  )
}
