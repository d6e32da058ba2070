import { useState } from 'react'
import { shopText } from '../../text-shop.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import type { Kept } from './use-kept.ts'
import { whenText } from './words.ts'

/** Says that what is shown is old, and how old. */
export const KeptNotice = ({ kept, onRetry }: { kept: Omit<Kept<unknown>, 'data' | 'fresh'>; onRetry: () => void }) => {
  const [now] = useState(() => new Date())
  return kept.problem === null ? null : (
    <NoticeBar
      tone="warn"
      text={shopText.kept(whenText(kept.at, now))}
      action={{ text: shopText.keptRetry, onTap: onRetry, id: 'reload' }}
    />
  )
}
