/** Sessions of shoppers who tell us nothing about themselves: a phone can order before anybody asks for a name. */
import type { Ctx } from '../../context.ts'
import { newId, withSystemTransaction } from '../../context.ts'
import { appendAudit } from '../../audit.ts'
import { AppError } from '../../errors.ts'
import { sessionLifetimeMs, throttle, throttledMinutes } from './domain.ts'
import { hashSecret, newSecret } from './secrets.ts'
import * as store from './store.ts'

/** A whole market shops behind one router, so an address may open many; a script that opens thousands is stopped. */
const guestsForEachFailure = 60

/** Well-formed, so that checking a password against it takes its usual time, and opened by none: nobody knows one. */
const lockedHash = (random: (bytes: number) => Uint8Array): string =>
  `$argon2id$v=19$m=19456,t=2,p=1$${base64(random(16))}$${base64(random(32))}`
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** Throws session.too_many_guests. */
export const startShopperSession = async (ctx: Ctx) => {
  const { deps, now, actor } = ctx
  const from = actor.kind === 'anonymous' ? actor : { address: '', userAgent: '' }
  const key = `guests:${from.address}`
  return withSystemTransaction(deps, async (tx) => {
    const state = await store.findLoginFailures(tx, key)
    const minutes = throttledMinutes(
      state && { ...state, failures: Math.floor(state.failures / guestsForEachFailure) },
      now,
    )
    if (minutes > 0) throw new AppError('session.too_many_guests', { minutes })
    await store.countLoginFailure(tx, key, now, new Date(now.getTime() - throttle.windowMs))

    const userId = newId(ctx, 'user')
    const user = { userId, loginName: `guest-${userId}`, displayName: `消费者 ${userId.slice(-4)}` }
    await store.insertUser(tx, { ...user, passwordHash: lockedHash(deps.random), createdAt: now })
    await store.insertMembership(tx, { userId, role: 'shopper', marketId: '', createdAt: now })
    const token = newSecret(deps.random, 'session')
    const sessionId = newId(ctx, 'session')
    const expiresAt = new Date(now.getTime() + sessionLifetimeMs(['shopper']))
    await store.insertSession(tx, {
      sessionId,
      tokenHash: hashSecret(token),
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      userAgent: from.userAgent,
    })
    await appendAudit(ctx, tx, {
      action: 'session.start_guest',
      subjectKind: 'session',
      subjectId: sessionId,
      summary: '访客开始逛市场',
    })
    const memberships = await store.listMemberships(tx, userId)
    return { token, expiresAt: expiresAt.toISOString(), account: { ...user, memberships } }
  })
}
