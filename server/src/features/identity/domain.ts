/** Rules of login and keys: lengths, throttling, who may hold what. Pure. */
import type { Role } from '@smart-market/shared/route.ts'

/** A session ends 12 hours after login for the console's roles, and after 30 days for shoppers and merchants on phones. */
export const sessionLifetimeMs = (roles: readonly Role[]): number =>
  roles.length > 0 && roles.every((role) => role === 'shopper' || role === 'merchant')
    ? 30 * 86_400_000
    : 12 * 3_600_000

export const throttle = { failures: 5, windowMs: 15 * 60_000 } as const

/** Minutes to wait before the next try; 0 when a try is allowed. */
export const throttledMinutes = (state: { failures: number; since: Date } | undefined, now: Date): number => {
  if (state === undefined || state.failures < throttle.failures) return 0
  const left = state.since.getTime() + throttle.windowMs - now.getTime()
  return left <= 0 ? 0 : Math.ceil(left / 60_000)
}

export const isAcceptablePassword = (password: string, loginName: string): boolean =>
  password.length >= 10 && password.toLowerCase() !== loginName.toLowerCase()
