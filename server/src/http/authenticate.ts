/** Finds who calls: a session by cookie (browsers) or bearer token (mini-program), or an API key. */
import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import type { Context } from 'hono'
import type { Route } from '@smart-market/shared/route.ts'
import { identityRoutes } from '@smart-market/shared/contracts/identity.ts'
import type { Actor, Deps } from '../context.ts'
import { findKeyActor, findSessionActor, isKeySecret } from '../features/identity/index.ts'

const cookieName = 'smart_market_session'

/** Throws key.invalid for an unknown key. An ended session makes the caller anonymous: public pages stay open. */
export const authenticate = async (deps: Deps, c: Context, now: Date): Promise<Actor> => {
  const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer !== undefined && isKeySecret(bearer)) return findKeyActor(deps, bearer, now)
  const token = bearer ?? getCookie(c, cookieName)
  if (token === undefined || token === '') return anonymous(c, false)
  return (await findSessionActor(deps, token, now)) ?? anonymous(c, true)
}

/** Cookie to set after login or logout; undefined for every other route. */
export const sessionCookieTurn = (route: Route, output: unknown): ((url: string) => string) | undefined => {
  const isLogin = route.path === identityRoutes.login.path && route.method === 'POST'
  const isLogout = route.path === identityRoutes.logout.path && route.method === 'DELETE'
  if (!isLogin && !isLogout) return undefined
  const login = output as { token: string; expiresAt: string }
  return (url) =>
    serialize(cookieName, isLogin ? login.token : '', {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: url.startsWith('https:'),
      ...(isLogin ? { expires: new Date(login.expiresAt) } : { maxAge: 0 }),
    })
}

const anonymous = (c: Context, staleSession: boolean): Actor => ({
  kind: 'anonymous',
  address: clientAddress(c),
  userAgent: c.req.header('user-agent')?.slice(0, 200) ?? '',
  staleSession,
})

const clientAddress = (c: Context): string => {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  return incoming?.socket?.remoteAddress ?? ''
}
