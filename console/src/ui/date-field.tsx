/** Date pickers that speak `YYYY-MM-DD` and UTC instants, so that no form knows the picker's own date type. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'

interface DateFieldProps {
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (value: string | null) => void
  readonly placeholder?: string
}

export const DateField = ({ id, value, onChange, placeholder }: DateFieldProps): ReactNode => (
  <DatePicker
    {...(id === undefined ? {} : { id })}
    style={{ width: '100%' }}
    value={value ? dayjs(value) : null}
    placeholder={placeholder ?? '例如 2026-01-31'}
    onChange={(date) => onChange?.(date?.isValid() ? date.format('YYYY-MM-DD') : null)}
  />
)

export const InstantField = ({ id, value, onChange }: DateFieldProps): ReactNode => (
  <DatePicker
    {...(id === undefined ? {} : { id })}
    style={{ width: '100%' }}
    showTime={{ format: 'HH:mm' }}
    format="YYYY-MM-DD HH:mm"
    value={value ? dayjs(value) : null}
    onChange={(date) => onChange?.(date?.isValid() ? date.toISOString() : null)}
  />
)

interface RangeProps {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onChange: (from: string | undefined, to: string | undefined) => void
}

const span = (days: number): [dayjs.Dayjs, dayjs.Dayjs] => [dayjs().subtract(days - 1, 'day'), dayjs()]

export const DateRange = ({ from, to, onChange }: RangeProps): ReactNode => (
  <DatePicker.RangePicker
    aria-label="日期范围"
    allowEmpty={[true, true]}
    value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
    presets={[
      { label: '近 7 天', value: span(7) },
      { label: '近 30 天', value: span(30) },
      { label: '近 90 天', value: span(90) },
    ]}
    onChange={(range) => onChange(range?.[0]?.format('YYYY-MM-DD'), range?.[1]?.format('YYYY-MM-DD'))}
  />
)
