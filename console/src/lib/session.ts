import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { client, type Output } from './client.ts'
import { canOf, type Can, rolesIn } from './permissions.ts'

export type Me = Output<'getMe'>
export const meKey = ['me'] as const

export const useMe = () => useQuery({ queryKey: meKey, queryFn: () => client.getMe(), staleTime: 60_000 })

export const useMarkets = (q = '') =>
  useQuery({
    queryKey: ['markets', q],
    queryFn: () => client.listMarkets({ query: { q, pageSize: 50 } }),
    staleTime: 60_000,
  })

/** The market of the page; every page below `/m/` has one. */
export const useMarketId = (): string => {
  const { marketId } = useParams({ strict: false }) as { marketId?: string }
  if (marketId === undefined) throw new Error('this page is not inside a market')
  return marketId
}

/** What the signed-in person may do in the market of the page; nothing until that is known. */
export const useCan = (): Can => {
  const marketId = useMarketId()
  const me = useMe()
  return canOf(me.data === undefined ? [] : rolesIn(me.data.memberships, marketId))
}
