import { and, desc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Role, StallRight } from '@smart-market/shared/route.ts'
import type { Membership, Tx } from '../../context.ts'
import { apiKeys, loginFailures, memberships, sessions, users } from '../../db/schema/identity.ts'
import { markets, merchants } from '../../db/schema/markets.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export const findUserByLoginName = async (tx: Tx, loginName: string) => {
  const [user] = await tx
    .select()
    .from(users)
    .where(sql`lower(${users.loginName}) = ${loginName.toLowerCase()}`)
  return user
}

export const findUser = async (tx: Tx, userId: string) => {
  const [user] = await tx.select().from(users).where(eq(users.userId, userId))
  return user
}

export const listMemberships = async (
  tx: Tx,
  userId: string,
): Promise<(Membership & { marketName: string | null })[]> => {
  const rows = await tx
    .select({
      role: memberships.role,
      marketId: memberships.marketId,
      merchantId: memberships.merchantId,
      districtCode: memberships.districtCode,
      stallRights: memberships.stallRights,
      marketName: markets.name,
    })
    .from(memberships)
    .leftJoin(markets, eq(markets.marketId, memberships.marketId))
    .where(eq(memberships.userId, userId))
    .orderBy(memberships.marketId, memberships.role)
  return rows.map((row) => ({ ...row, marketId: row.marketId === '' ? null : row.marketId }))
}

export const insertSession = async (tx: Tx, row: typeof sessions.$inferInsert): Promise<void> => {
  await tx.insert(sessions).values(row)
}

export const findLiveSession = async (tx: Tx, tokenHash: string, now: Date) => {
  const [row] = await tx
    .select()
    .from(sessions)
    .innerJoin(users, eq(users.userId, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
  return row
}

export const touchSession = async (tx: Tx, sessionId: string, now: Date): Promise<void> => {
  await tx.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.sessionId, sessionId))
}

export const listLiveSessions = async (tx: Tx, userId: string, now: Date) =>
  tx
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt))

/** Ends the sessions of a user; all of them, or one, or all but one. */
export const revokeSessions = async (
  tx: Tx,
  userId: string,
  now: Date,
  which: { only?: string; except?: string } = {},
): Promise<void> => {
  await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        which.only === undefined ? undefined : eq(sessions.sessionId, which.only),
        which.except === undefined ? undefined : sql`${sessions.sessionId} <> ${which.except}`,
      ),
    )
}

export const setPasswordHash = async (tx: Tx, userId: string, passwordHash: string): Promise<void> => {
  await tx.update(users).set({ passwordHash }).where(eq(users.userId, userId))
}

export const findLoginFailures = async (tx: Tx, key: string) => {
  const [row] = await tx.select().from(loginFailures).where(eq(loginFailures.key, key))
  return row
}

/** Counts one more failure; a window that has passed starts anew. */
export const countLoginFailure = async (tx: Tx, key: string, now: Date, windowStart: Date): Promise<void> => {
  await tx
    .insert(loginFailures)
    .values({ key, failures: 1, since: now })
    .onConflictDoUpdate({
      target: loginFailures.key,
      set: {
        failures: sql`case when ${loginFailures.since} < ${windowStart.toISOString()}::timestamptz then 1 else ${loginFailures.failures} + 1 end`,
        since: sql`case when ${loginFailures.since} < ${windowStart.toISOString()}::timestamptz then ${now.toISOString()}::timestamptz else ${loginFailures.since} end`,
      },
    })
}

export const forgetLoginFailures = async (tx: Tx, key: string): Promise<void> => {
  await tx.delete(loginFailures).where(eq(loginFailures.key, key))
}

export const insertUser = async (tx: Tx, row: typeof users.$inferInsert): Promise<void> => {
  await tx.insert(users).values(row)
}

export const insertMembership = async (tx: Tx, row: typeof memberships.$inferInsert): Promise<void> => {
  await tx.insert(memberships).values(row)
}

/** Helpers of a merchant, oldest first; one of them when `userId` is given. */
export const listHelpers = async (tx: Tx, marketId: string, merchantId: string, userId?: string) =>
  tx
    .select({
      userId: users.userId,
      loginName: users.loginName,
      displayName: users.displayName,
      rights: memberships.stallRights,
      createdAt: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.userId, memberships.userId))
    .where(
      and(
        eq(memberships.marketId, marketId),
        eq(memberships.merchantId, merchantId),
        isNotNull(memberships.stallRights),
        userId === undefined ? undefined : eq(memberships.userId, userId),
      ),
    )
    .orderBy(memberships.createdAt, users.loginName)

export const setHelperRights = async (
  tx: Tx,
  marketId: string,
  userId: string,
  rights: readonly StallRight[],
): Promise<void> => {
  await tx
    .update(memberships)
    .set({ stallRights: [...rights] })
    .where(and(eq(memberships.marketId, marketId), eq(memberships.userId, userId), isNotNull(memberships.stallRights)))
}

/** Does nothing when the role is held already. */
export const ensureMembership = async (tx: Tx, row: typeof memberships.$inferInsert): Promise<void> => {
  await tx.insert(memberships).values(row).onConflictDoNothing()
}

/** Only the named roles are taken away. */
export const deleteMemberships = async (
  tx: Tx,
  userId: string,
  marketId: string,
  roles: readonly Role[],
): Promise<number> => {
  const gone = await tx
    .delete(memberships)
    .where(
      and(eq(memberships.userId, userId), eq(memberships.marketId, marketId), inArray(memberships.role, [...roles])),
    )
    .returning({ userId: memberships.userId })
  return gone.length
}

export const listMembers = async (tx: Tx, marketId: string, q: string | undefined, limit: number, offset: number) => {
  const like = patternOf(q)
  const where = and(
    eq(memberships.marketId, marketId),
    like === undefined ? undefined : sql`(${users.displayName} || ' ' || ${users.loginName}) ilike ${like}`,
  )
  const items = await tx
    .select({
      userId: users.userId,
      loginName: users.loginName,
      displayName: users.displayName,
      role: memberships.role,
      merchantId: memberships.merchantId,
      merchantName: merchants.name,
      createdAt: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.userId, memberships.userId))
    .leftJoin(
      merchants,
      and(eq(merchants.marketId, memberships.marketId), eq(merchants.merchantId, memberships.merchantId)),
    )
    .where(where)
    .orderBy(memberships.role, users.loginName)
    .limit(limit)
    .offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(memberships)
    .innerJoin(users, eq(users.userId, memberships.userId))
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export const insertKey = async (tx: Tx, row: typeof apiKeys.$inferInsert): Promise<void> => {
  await tx.insert(apiKeys).values(row)
}

export const findLiveKey = async (tx: Tx, secretHash: string) => {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.secretHash, secretHash), isNull(apiKeys.revokedAt)))
  return row
}

export const touchKey = async (tx: Tx, marketId: string, apiKeyId: string, now: Date): Promise<void> => {
  await tx
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.marketId, marketId), eq(apiKeys.apiKeyId, apiKeyId)))
}

export const listKeyRows = async (tx: Tx, marketId: string) =>
  tx.select().from(apiKeys).where(eq(apiKeys.marketId, marketId)).orderBy(desc(apiKeys.createdAt))

/** Ends keys: one by id, or all of a device. Returns how many ended. */
export const revokeKeyRows = async (
  tx: Tx,
  marketId: string,
  which: { apiKeyId: string } | { deviceId: string },
  now: Date,
): Promise<number> => {
  const rows = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(apiKeys.marketId, marketId),
        isNull(apiKeys.revokedAt),
        'apiKeyId' in which ? eq(apiKeys.apiKeyId, which.apiKeyId) : eq(apiKeys.deviceId, which.deviceId),
      ),
    )
    .returning({ id: apiKeys.apiKeyId })
  return rows.length
}
