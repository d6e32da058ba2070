import type { ReactNode } from 'react'
import type { Item } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { type PickerProps, SearchPicker } from '../../ui/search-picker.tsx'
import { useStalls } from './api.ts'

interface Props extends PickerProps {
  readonly occupancy?: 'occupied' | 'vacant'
}

/** Finds a stall by number or merchant; the server searches. */
export const StallPicker = (props: Props): ReactNode => <Picker {...props} valueOf={(s) => s.stallId} />

/** Same, for contracts that name a stall by the number that people read. */
export const StallCodePicker = (props: Props): ReactNode => <Picker {...props} valueOf={(s) => s.code} />

interface AllProps extends Props {
  readonly valueOf: (stall: Item<'listStalls'>) => string
}

const Picker = ({ occupancy, valueOf, ...props }: AllProps): ReactNode => {
  const marketId = useMarketId()
  return (
    <SearchPicker
      {...props}
      hint="输入摊位号查找"
      useFound={(q) => useStalls(marketId, { q, occupancy, pageSize: 50 })}
      optionOf={(s) => ({
        value: valueOf(s),
        label: s.merchantName === null ? `${s.code}（空）` : `${s.code} ${s.merchantName}`,
      })}
    />
  )
}
