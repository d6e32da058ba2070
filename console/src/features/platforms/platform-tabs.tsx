import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'
import { words } from './text.ts'

export const PlatformTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'platforms', label: '上级平台' },
      { page: 'subscribers', label: words.subscribers },
      { page: 'feedKeys', label: words.keys },
    ]}
  />
)
