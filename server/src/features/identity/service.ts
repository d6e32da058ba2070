import { hash as hashPassword, verify as verifyPassword } from '@node-rs/argon2'
import type { Account } from '@smart-market/shared/contracts/identity.ts'
import { makeId } from '@smart-market/shared/ids.ts'
import type { KeyScope, Role, StallRight } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import {
  type Actor,
  type Ctx,
  type Deps,
  marketOf,
  type Membership,
  newId,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { isAcceptablePassword, sessionLifetimeMs, throttle, throttledMinutes } from './domain.ts'
import { hashSecret, newSecret } from './secrets.ts'
import * as store from './store.ts'

/** argon2id at OWASP's floor (19 MiB, 2 passes): strong enough, and a login stays under 100 ms on two cores. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Verified when the account does not exist, so that both answers take the same time. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$c21hcnQtbWFya2V0LWRlY295$5xZFb3X3Vh1o5sQm4f0q1m8cY1c8rO0m3bq5yq3n3uQ'

/** Throws session.throttled after too many wrong passwords for the account or the address, session.wrong_credentials. */
export const login = async (ctx: Ctx, input: { loginName: string; password: string }) => {
  const { deps, now, actor } = ctx
  const from = actor.kind === 'anonymous' ? actor : { address: '', userAgent: '' }
  // An address serves a whole market behind one router, so it is allowed more than one account is.
  const keys = [
    { key: `account:${input.loginName.toLowerCase()}`, weight: 1 },
    { key: `address:${from.address}`, weight: 10 },
  ]
  const user = await withSystemTransaction(deps, async (tx) => {
    for (const { key, weight } of keys) {
      const state = await store.findLoginFailures(tx, key)
      const minutes = throttledMinutes(state && { ...state, failures: Math.floor(state.failures / weight) }, now)
      if (minutes > 0) throw new AppError('session.throttled', { minutes })
    }
    return store.findUserByLoginName(tx, input.loginName)
  })
  const matches = await verifyPassword(user?.passwordHash ?? decoy, input.password)
  if (user === undefined || !matches) {
    await withSystemTransaction(deps, async (tx) => {
      for (const { key } of keys)
        await store.countLoginFailure(tx, key, now, new Date(now.getTime() - throttle.windowMs))
      await appendAudit(ctx, tx, {
        action: 'session.refuse',
        subjectKind: 'account',
        subjectId: user?.userId ?? '',
        summary: '登录失败：账号或密码不对',
      })
    })
    throw new AppError('session.wrong_credentials')
  }
  return withSystemTransaction(deps, async (tx) => {
    const memberships = await store.listMemberships(tx, user.userId)
    const token = newSecret(deps.random, 'session')
    const sessionId = newId(ctx, 'session')
    const expiresAt = new Date(now.getTime() + sessionLifetimeMs(memberships.map((m) => m.role)))
    await store.insertSession(tx, {
      sessionId,
      tokenHash: hashSecret(token),
      userId: user.userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      userAgent: from.userAgent,
    })
    await store.forgetLoginFailures(tx, keys[0]?.key ?? '')
    const as: Ctx = {
      ...ctx,
      actor: { kind: 'user', userId: user.userId, sessionId, displayName: user.displayName, memberships },
    }
    await appendAudit(as, tx, {
      action: 'session.start',
      subjectKind: 'session',
      subjectId: sessionId,
      summary: `${user.displayName} 登录`,
    })
    return { token, expiresAt: expiresAt.toISOString(), account: toAccount(user, memberships) }
  })
}

const toAccount = (
  user: { userId: string; loginName: string; displayName: string },
  memberships: Awaited<ReturnType<typeof store.listMemberships>>,
): Account => ({ userId: user.userId, loginName: user.loginName, displayName: user.displayName, memberships })

interface FoundSession {
  readonly userId: string
  readonly sessionId: string
  readonly displayName: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly memberships: readonly Membership[]
}
const findSessions =
  'select key, found from find_session_actors(array(select jsonb_array_elements_text($1::text::jsonb)))'

/** The actor of a session token; undefined when it expired or was revoked. Requests of the same moment share a statement. */
export const findSessionActor = async (
  deps: Deps,
  token: string,
  now: Date,
): Promise<Extract<Actor, { kind: 'user' }> | undefined> => {
  const found = await deps.database.lookup<FoundSession>(findSessions, hashSecret(token))
  if (found === undefined || Date.parse(found.expiresAt) <= now.getTime()) return undefined
  const { userId, sessionId, displayName, memberships } = found
  // One write a minute is enough for "last seen".
  if (now.getTime() - Date.parse(found.lastSeenAt) > 60_000)
    await withSystemTransaction(deps, (tx) => store.touchSession(tx, sessionId, now))
  return { kind: 'user', userId, sessionId, displayName, memberships }
}

/** The actor of an API key. Throws key.invalid. */
export const findKeyActor = async (deps: Deps, secret: string, now: Date): Promise<Extract<Actor, { kind: 'key' }>> =>
  withSystemTransaction(deps, async (tx) => {
    const key = await store.findLiveKey(tx, hashSecret(secret))
    if (key === undefined) throw new AppError('key.invalid')
    if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > 60_000)
      await store.touchKey(tx, key.marketId, key.apiKeyId, now)
    return {
      kind: 'key',
      apiKeyId: key.apiKeyId,
      name: key.name,
      marketId: key.marketId,
      scopes: key.scopes,
      deviceId: key.deviceId,
    }
  })

const userActor = (ctx: Ctx): Extract<Actor, { kind: 'user' }> => {
  if (ctx.actor.kind !== 'user') throw new AppError('session.required')
  return ctx.actor
}

export const getAccount = async (ctx: Ctx): Promise<Account> => {
  const { userId } = userActor(ctx)
  return withSystemTransaction(ctx.deps, async (tx) => {
    const user = await store.findUser(tx, userId)
    if (user === undefined) throw new AppError('user.not_found')
    return toAccount(user, await store.listMemberships(tx, userId))
  })
}

export const logout = async (ctx: Ctx): Promise<void> => {
  const { userId, sessionId } = userActor(ctx)
  await withSystemTransaction(ctx.deps, async (tx) => {
    await store.revokeSessions(tx, userId, ctx.now, { only: sessionId })
    await appendAudit(ctx, tx, {
      action: 'session.end',
      subjectKind: 'session',
      subjectId: sessionId,
      summary: '退出登录',
    })
  })
}

export const listSessions = async (ctx: Ctx) => {
  const { userId, sessionId } = userActor(ctx)
  const rows = await withSystemTransaction(ctx.deps, (tx) => store.listLiveSessions(tx, userId, ctx.now))
  return {
    items: rows.map((row) => ({
      sessionId: row.sessionId,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      userAgent: row.userAgent,
      current: row.sessionId === sessionId,
    })),
  }
}

export const revokeSession = async (ctx: Ctx, sessionId: string): Promise<void> => {
  const { userId } = userActor(ctx)
  await withSystemTransaction(ctx.deps, async (tx) => {
    await store.revokeSessions(tx, userId, ctx.now, { only: sessionId })
    await appendAudit(ctx, tx, {
      action: 'session.revoke',
      subjectKind: 'session',
      subjectId: sessionId,
      summary: '让一处登录退出',
    })
  })
}

/** Throws user.wrong_password, user.weak_password. Every other session of the user ends. */
export const changePassword = async (
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string },
): Promise<void> => {
  const { userId, sessionId } = userActor(ctx)
  const user = await withSystemTransaction(ctx.deps, (tx) => store.findUser(tx, userId))
  if (user === undefined) throw new AppError('user.not_found')
  if (!(await verifyPassword(user.passwordHash, input.currentPassword))) throw new AppError('user.wrong_password')
  const passwordHash = await hashNewPassword(input.newPassword, user.loginName)
  await withSystemTransaction(ctx.deps, async (tx) => {
    await store.setPasswordHash(tx, userId, passwordHash)
    await store.revokeSessions(tx, userId, ctx.now, { except: sessionId })
    await appendAudit(ctx, tx, {
      action: 'user.change_password',
      subjectKind: 'user',
      subjectId: userId,
      summary: '修改密码，其他登录已退出',
    })
  })
}

const hashNewPassword = async (password: string, loginName: string): Promise<string> => {
  if (!isAcceptablePassword(password, loginName)) throw new AppError('user.weak_password')
  return hashPassword(password, argon2id)
}

export interface NewAccount {
  readonly loginName: string
  readonly displayName: string
  readonly password: string
  readonly role: Role
  readonly marketId: string | null
  readonly merchantId?: string | null
  readonly districtCode?: string | null
  /** Makes a merchant's helper instead of the owner. */
  readonly stallRights?: readonly StallRight[]
}

/** Creates a user with one role. Throws user.login_name_taken, user.weak_password. */
export const createAccount = async (ctx: Ctx, input: NewAccount): Promise<{ userId: string }> => {
  const passwordHash = await hashNewPassword(input.password, input.loginName)
  const userId = newId(ctx, 'user')
  try {
    await withSystemTransaction(ctx.deps, async (tx) => {
      await store.insertUser(tx, {
        userId,
        loginName: input.loginName,
        displayName: input.displayName,
        passwordHash,
        createdAt: ctx.now,
      })
      await store.insertMembership(tx, {
        userId,
        role: input.role,
        marketId: input.marketId ?? '',
        merchantId: input.merchantId ?? null,
        districtCode: input.districtCode ?? null,
        stallRights: input.stallRights === undefined ? null : [...input.stallRights],
        createdAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: 'user.create',
        subjectKind: 'user',
        subjectId: userId,
        summary: `新建账号 ${input.loginName}`,
        details: { role: input.role, merchantId: input.merchantId ?? null, stallRights: input.stallRights ?? null },
      })
      if (input.stallRights !== undefined)
        await appendEvent(ctx, tx, 'stall_helper.added', {
          merchantId: input.merchantId ?? '',
          userId,
          rights: [...input.stallRights],
        })
    })
  } catch (error) {
    if (databaseError(error)?.constraint === 'users__login_name')
      throw new AppError('user.login_name_taken', { loginName: input.loginName })
    throw error
  }
  return { userId }
}

/** Makes a key inside the caller's transaction; the secret is returned once and stored hashed. */
export const createKey = async (
  ctx: Ctx,
  tx: Tx,
  input: { name: string; scopes: readonly KeyScope[]; deviceId?: string },
): Promise<{ apiKeyId: string; secret: string }> => {
  const secret = newSecret(ctx.deps.random, 'key')
  const apiKeyId = makeId('apiKey', ctx.now, ctx.deps.random)
  await store.insertKey(tx, {
    marketId: marketOf(ctx),
    apiKeyId,
    name: input.name,
    scopes: [...input.scopes],
    secretHash: hashSecret(secret),
    deviceId: input.deviceId ?? null,
    createdAt: ctx.now,
  })
  return { apiKeyId, secret }
}

/** Ends a key, or all keys of a device, inside the caller's transaction. */
export const revokeKey = (ctx: Ctx, tx: Tx, which: { apiKeyId: string } | { deviceId: string }): Promise<number> =>
  store.revokeKeyRows(tx, marketOf(ctx), which, ctx.now)

export const issueKey = async (ctx: Ctx, input: { name: string; scopes: readonly KeyScope[] }) =>
  withTransaction(ctx, async (tx) => {
    const { apiKeyId, secret } = await createKey(ctx, tx, input)
    await appendAudit(ctx, tx, {
      action: 'api_key.create',
      subjectKind: 'api_key',
      subjectId: apiKeyId,
      summary: `生成接口密钥「${input.name}」`,
      details: { scopes: input.scopes },
    })
    return {
      secret,
      key: {
        apiKeyId,
        name: input.name,
        scopes: [...input.scopes],
        deviceId: null,
        createdAt: ctx.now.toISOString(),
        lastUsedAt: null,
        revokedAt: null,
      },
    }
  })

export const revokeIssuedKey = async (ctx: Ctx, apiKeyId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    if ((await revokeKey(ctx, tx, { apiKeyId })) === 0) throw new AppError('api_key.not_found')
    await appendAudit(ctx, tx, {
      action: 'api_key.revoke',
      subjectKind: 'api_key',
      subjectId: apiKeyId,
      summary: '停用接口密钥',
    })
  })

export const listKeys = async (ctx: Ctx) => {
  const rows = await withTransaction(ctx, (tx) => store.listKeyRows(tx, marketOf(ctx)))
  return {
    items: rows.map((row) => ({
      apiKeyId: row.apiKeyId,
      name: row.name,
      scopes: row.scopes,
      deviceId: row.deviceId,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
    })),
  }
}
