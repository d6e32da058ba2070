import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { platformAddress, type PlatformTarget } from '../lib/platform-paths.ts'

export const PlatformLink = ({ target, children }: { target: PlatformTarget; children: ReactNode }): ReactNode => {
  const { to, search } = platformAddress(target)
  return (
    <Link to={to} search={search}>
      {children}
    </Link>
  )
}
