import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { AsOf } from '../../ui/as-of.tsx'

/** How many rows a work list shows, and when that was so. */
export const Counted = ({ count, asOf }: { readonly count: number; readonly asOf: string }): ReactNode => (
  <div className="quiet pages">
    共 {countText(count)} 条，
    <AsOf at={asOf} />
  </div>
)
