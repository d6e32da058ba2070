import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { useDevices } from './api.ts'

interface Props {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (deviceId: string | undefined) => void
}

export const DevicePicker = ({ id, value, onChange }: Props): ReactNode => {
  const [q, setQ] = useState('')
  const devices = useDevices(useMarketId(), { q, pageSize: 50 })
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      value={value ?? undefined}
      placeholder="输入编号或名称查找"
      loading={devices.isFetching}
      options={(devices.data?.items ?? []).map((d) => ({ value: d.deviceId, label: `${d.code} ${d.name}` }))}
      onChange={(deviceId?: string) => onChange?.(deviceId)}
    />
  )
}
