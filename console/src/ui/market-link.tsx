import { Link, useNavigate } from '@tanstack/react-router'
import { Button, type ButtonProps } from 'antd'
import type { ReactNode } from 'react'
import { addressOf, type Target } from '../lib/paths.ts'
import { useMarketId } from '../lib/session.ts'

export const MarketLink = ({ target, children }: { target: Target; children: ReactNode }): ReactNode => {
  const { to, search } = addressOf(useMarketId(), target)
  return (
    <Link to={to} search={search}>
      {children}
    </Link>
  )
}

/** A button that goes somewhere: a real link, so that it opens in a new tab too. */
export const LinkButton = ({ goTo, ...button }: ButtonProps & { goTo: Target }): ReactNode => {
  const { to, search } = addressOf(useMarketId(), goTo)
  const navigate = useNavigate()
  const query = new URLSearchParams(search).toString()
  return (
    <Button
      {...button}
      href={`/console${to}${query === '' ? '' : `?${query}`}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        void navigate({ to, search })
      }}
    />
  )
}
