import type { ReactNode } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { type PickerProps, SearchPicker } from '../../ui/search-picker.tsx'
import { useMerchants } from './api.ts'

const useFound = (q: string) => useMerchants(useMarketId(), { q, pageSize: 50 })

export const MerchantPicker = (props: PickerProps): ReactNode => (
  <SearchPicker
    {...props}
    hint="输入名称或摊位号查找"
    useFound={useFound}
    optionOf={(m) => ({
      value: m.merchantId,
      label: m.stallCodes.length === 0 ? m.name : `${m.name}（${m.stallCodes.join('、')}）`,
    })}
  />
)
