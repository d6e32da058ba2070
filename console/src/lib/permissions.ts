/** Which buttons a role sees. The server decides again on every call; this only keeps dead buttons off the page. */
import type { Role } from '@smart-market/shared/route.ts'

export interface Can {
  /** Work in the console at all; merchants and shoppers have the mini-program. */
  readonly enter: boolean
  /** Keep records: ledger, devices, notices, imports. */
  readonly write: boolean
  /** Manage the market itself: profile, users, keys, platforms. */
  readonly operate: boolean
  /** Enter points for leaves that only a person may judge. */
  readonly judge: boolean
  /** Watch over the market from a district or city: evidence of complaints goes there. */
  readonly supervise: boolean
  readonly readAudit: boolean
}

interface MembershipView {
  readonly role: Role
  readonly marketId: string | null
}

/** Roles held in a market: those of the market itself and those of a district or city that covers it. */
export const rolesIn = (memberships: readonly MembershipView[], marketId: string): Role[] =>
  memberships.filter((m) => m.marketId === null || m.marketId === marketId).map((m) => m.role)

export const canOf = (roles: readonly Role[]): Can => {
  const any = (...wanted: Role[]): boolean => wanted.some((role) => roles.includes(role))
  return {
    enter: roles.some((role) => role !== 'merchant' && role !== 'shopper'),
    write: any('market_staff', 'market_operator'),
    operate: any('market_operator'),
    judge: any('district_officer', 'city_officer', 'third_party_assessor'),
    supervise: any('district_officer', 'city_officer'),
    readAudit: any('market_operator', 'inspector', 'district_officer', 'city_officer'),
  }
}
