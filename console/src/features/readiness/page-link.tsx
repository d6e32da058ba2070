import type { Loss } from '@smart-market/shared/contracts/assessments.ts'
import type { ReactNode } from 'react'
import { MarketLink } from '../../ui/market-link.tsx'
import { namedPage } from './model.ts'

/** `去「上报」`, for a loss that is mended on a page and not in one record. */
export const PageLink = ({ loss }: { loss: Pick<Loss, 'subject' | 'fix'> }): ReactNode => {
  const entry = namedPage(loss)
  return entry && <MarketLink target={{ page: entry.page }}>去「{entry.label}」</MarketLink>
}
