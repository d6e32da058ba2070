import { and, eq } from 'drizzle-orm'
import type { Role } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withSystemTransaction, withTransaction } from '../../context.ts'
import { merchants } from '../../db/schema/markets.ts'
import { AppError } from '../../errors.ts'
import { createAccount } from './service.ts'
import * as store from './store.ts'

export const listMarketUsers = async (ctx: Ctx, query: { q?: string | undefined; page: number; pageSize: number }) => {
  const { items, total } = await withSystemTransaction(ctx.deps, (tx) =>
    store.listMembers(tx, marketOf(ctx), query.q, query.pageSize, (query.page - 1) * query.pageSize),
  )
  return {
    items: items.map((item) => ({ ...item, createdAt: item.createdAt.toISOString() })),
    total,
    page: query.page,
    pageSize: query.pageSize,
  }
}

/** Throws merchant.not_found when a merchant account names no merchant of this market. */
export const createMarketUser = async (
  ctx: Ctx,
  input: {
    loginName: string
    displayName: string
    password: string
    role: Role
    merchantId?: string | null | undefined
  },
) => {
  const merchantId = input.role === 'merchant' ? (input.merchantId ?? '') : null
  const merchantName = merchantId === null ? null : await getMerchantName(ctx, merchantId)
  const { userId } = await createAccount(ctx, { ...input, marketId: marketOf(ctx), merchantId })
  return {
    userId,
    loginName: input.loginName,
    displayName: input.displayName,
    role: input.role,
    merchantId,
    merchantName,
    createdAt: ctx.now.toISOString(),
  }
}

const getMerchantName = async (ctx: Ctx, merchantId: string): Promise<string> => {
  const [merchant] = await withTransaction(ctx, (tx) =>
    tx
      .select({ name: merchants.name })
      .from(merchants)
      .where(and(eq(merchants.marketId, marketOf(ctx)), eq(merchants.merchantId, merchantId))),
  )
  if (merchant === undefined) throw new AppError('merchant.not_found')
  return merchant.name
}

/** Roles that a market hands out itself; those who score it are named by others, and only others remove them. */
const ownRoles: readonly Role[] = ['merchant', 'market_staff', 'market_operator', 'inspector']

/** Takes the user's roles in this market away and ends every session. */
export const removeMarketUser = async (ctx: Ctx, userId: string): Promise<void> => {
  await withSystemTransaction(ctx.deps, async (tx) => {
    if ((await store.deleteMemberships(tx, userId, marketOf(ctx), ownRoles)) === 0) throw new AppError('user.not_found')
    await store.revokeSessions(tx, userId, ctx.now)
    await appendAudit(ctx, tx, {
      action: 'user.remove',
      subjectKind: 'user',
      subjectId: userId,
      summary: '停用市场账号',
    })
  })
}

/** Whoever logs in with that name; undefined for nobody. */
export const findAccount = async (ctx: Ctx, loginName: string): Promise<{ userId: string } | undefined> =>
  withSystemTransaction(ctx.deps, (tx) => store.findUserByLoginName(tx, loginName))

/**
 * Gives a role in this market to the person with the login; makes the account when a name and a password come along.
 * Throws user.not_found, user.login_name_taken, user.weak_password.
 */
export const giveMarketRole = async (
  ctx: Ctx,
  input: { loginName: string; role: Role; displayName?: string | undefined; password?: string | undefined },
): Promise<{ userId: string; displayName: string }> => {
  const { loginName, role, displayName, password } = input
  if (displayName && password) {
    const made = await createAccount(ctx, { loginName, displayName, password, role, marketId: marketOf(ctx) })
    return { userId: made.userId, displayName }
  }
  return withSystemTransaction(ctx.deps, async (tx) => {
    const user = await store.findUserByLoginName(tx, loginName)
    if (user === undefined) throw new AppError('user.not_found')
    await store.ensureMembership(tx, { userId: user.userId, role, marketId: marketOf(ctx), createdAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'user.give_role',
      subjectKind: 'user',
      subjectId: user.userId,
      summary: `给账号 ${user.loginName} 加上本市场的角色`,
      details: { role },
    })
    return { userId: user.userId, displayName: user.displayName }
  })
}

/** Takes one role in this market away from a person; their sessions go on with what is left. */
export const takeMarketRole = async (ctx: Ctx, userId: string, role: Role): Promise<void> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    await store.deleteMemberships(tx, userId, marketOf(ctx), [role])
    await appendAudit(ctx, tx, {
      action: 'user.take_role',
      subjectKind: 'user',
      subjectId: userId,
      summary: '收回账号在本市场的角色',
      details: { role },
    })
  })
