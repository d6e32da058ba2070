import type { ReactNode } from 'react'
import { useNow } from '../lib/clock.ts'
import { absent, instantText } from '../lib/format.ts'

interface Props {
  readonly at: string | null | undefined
  /** Only the time, without 截至. */
  readonly bare?: boolean
  readonly never?: string
}

/** When a number was true. */
export const AsOf = ({ at, bare = false, never = absent }: Props): ReactNode => {
  const now = useNow()
  if (at === null || at === undefined) return <span className="quiet">{never}</span>
  const text = instantText(at, now)
  return (
    <time dateTime={at} className={bare ? 'nowrap' : 'nowrap quiet'} title={new Date(at).toLocaleString('zh-CN')}>
      {bare ? text : `截至 ${text}`}
    </time>
  )
}
