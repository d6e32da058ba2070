import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { useMerchants } from './api.ts'

interface Props {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (merchantId: string | undefined) => void
}

export const MerchantPicker = ({ id, value, onChange }: Props): ReactNode => {
  const [q, setQ] = useState('')
  const merchants = useMerchants(useMarketId(), { q, pageSize: 50 })
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      value={value ?? undefined}
      placeholder="输入名称或摊位号查找"
      loading={merchants.isFetching}
      options={(merchants.data?.items ?? []).map((m) => ({
        value: m.merchantId,
        label: m.stallCodes.length === 0 ? m.name : `${m.name}（${m.stallCodes.join('、')}）`,
      }))}
      onChange={(merchantId?: string) => onChange?.(merchantId)}
    />
  )
}
