/** An amount typed in yuan and kept as whole fen, so that no form multiplies by a hundred. */
import { InputNumber } from 'antd'
import type { ReactNode } from 'react'

interface Props {
  readonly id?: string
  readonly value?: number | null
  readonly onChange?: (fen: number | null) => void
  readonly placeholder?: string
}

export const FenField = ({ id, value, onChange, placeholder }: Props): ReactNode => (
  <InputNumber<number>
    {...(id === undefined ? {} : { id })}
    min={0}
    precision={2}
    suffix="元"
    style={{ width: '100%' }}
    placeholder={placeholder ?? '0.00'}
    value={value == null ? null : value / 100}
    onChange={(yuan) => onChange?.(yuan === null ? null : Math.round(yuan * 100))}
  />
)
