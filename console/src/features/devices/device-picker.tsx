import type { ReactNode } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { type PickerProps, SearchPicker } from '../../ui/search-picker.tsx'
import { useDevices } from './api.ts'

const useFound = (q: string) => useDevices(useMarketId(), { q, pageSize: 50 })

export const DevicePicker = (props: PickerProps): ReactNode => (
  <SearchPicker
    {...props}
    hint="输入编号或名称查找"
    useFound={useFound}
    optionOf={(d) => ({ value: d.deviceId, label: `${d.code} ${d.name}` })}
  />
)
