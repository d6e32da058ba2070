/** Decides whether an actor may use a route, and with it the market and role that the request runs under. */
import { eq } from 'drizzle-orm'
import type { Access } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { type Actor, type Deps, type Membership, withSystemTransaction } from '../context.ts'
import { markets } from '../db/schema/markets.ts'
import { AppError } from '../errors.ts'

export interface Admitted {
  readonly marketId: string | null
  readonly role: Membership['role'] | null
  readonly merchantId: string | null
}
const nowhere: Admitted = { marketId: null, role: null, merchantId: null }

/** Throws session.required, session.expired, access.denied, stall_helper.not_allowed, or market.not_found. A foreign market is refused as if it did not exist. */
export const authorise = async (
  deps: Deps,
  access: Access,
  actor: Actor,
  marketId: string | undefined,
): Promise<Admitted> => {
  if (access.scope === 'public') return nowhere
  if (access.scope === 'device') {
    if (actor.kind !== 'device') throw new AppError('access.denied')
    return { ...nowhere, marketId: actor.marketId }
  }
  if (actor.kind === 'anonymous') throw new AppError(actor.staleSession ? 'session.expired' : 'session.required')
  if (access.scope === 'market') return authoriseMarket(deps, access, actor, marketId ?? '')
  if (actor.kind !== 'user') throw new AppError('access.denied')
  if (access.scope === 'self') return nowhere
  const held = actor.memberships.find((m) => access.roles.includes(m.role))
  if (held === undefined) throw new AppError('access.denied')
  return { ...nowhere, role: held.role }
}

const authoriseMarket = async (
  deps: Deps,
  access: Extract<Access, { scope: 'market' }>,
  actor: Exclude<Actor, { kind: 'anonymous' }>,
  marketId: string,
): Promise<Admitted> => {
  if (actor.kind === 'key') {
    if (actor.marketId !== marketId) throw new AppError('market.not_found')
    if (!actor.scopes.some((scope) => access.keys?.includes(scope))) throw new AppError('access.denied')
    return { marketId, role: null, merchantId: null }
  }
  if (actor.kind !== 'user') throw new AppError('access.denied')
  const reach = await membershipsIn(deps, actor.memberships, marketId)
  if (reach.length === 0) throw new AppError('market.not_found')
  // A person with two roles acts under the one that sees more; merchant comes last.
  const held = [...reach]
    .sort((a, b) => Number(a.role === 'merchant') - Number(b.role === 'merchant'))
    .find((m) => access.roles.includes(m.role))
  if (held === undefined) throw new AppError('access.denied')
  if (held.role !== 'merchant') return { marketId, role: held.role, merchantId: null }
  if (held.merchantId === null) throw new AppError('access.denied')
  const asked = access.stallRight
  const isHelper = held.stallRights !== null
  if (asked !== undefined && isHelper && (asked === 'owner' || !held.stallRights.includes(asked)))
    throw new AppError('stall_helper.not_allowed', { what: labels.stallRight[asked] })
  return { marketId, role: held.role, merchantId: held.merchantId }
}

/** A market's own members, the officers of its district, and the officers of the city. */
const membershipsIn = async (
  deps: Deps,
  memberships: readonly Membership[],
  marketId: string,
): Promise<Membership[]> => {
  const own = memberships.filter((m) => m.marketId === marketId)
  const wider = memberships.filter((m) => m.marketId === null)
  if (wider.length === 0) return own
  const [market] = await withSystemTransaction(deps, (tx) =>
    tx.select({ districtCode: markets.districtCode }).from(markets).where(eq(markets.marketId, marketId)),
  )
  if (market === undefined) return []
  return [
    ...own,
    ...wider.filter(
      (m) => m.role === 'city_officer' || (m.districtCode !== null && m.districtCode === market.districtCode),
    ),
  ]
}
