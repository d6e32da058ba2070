/**
 * Helpers of a stall: accounts that its owner opens, each with the rights that the owner ticks. A helper sees what the
 * stall sees; what the rights leave out is refused where every route checks its access, never by a hidden button alone.
 */
import type { StallHelper } from '@smart-market/shared/contracts/identity.ts'
import type { StallRight } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { createAccount } from './service.ts'
import * as store from './store.ts'

/** The merchant who asks. The contract lets nobody else in. */
const merchantOf = (ctx: Ctx): string => {
  if (ctx.merchantId === null) throw new AppError('access.denied')
  return ctx.merchantId
}

type HelperRow = Awaited<ReturnType<typeof store.listHelpers>>[number]
const viewOf = (row: HelperRow): StallHelper => ({
  ...row,
  rights: row.rights ?? [],
  createdAt: row.createdAt.toISOString(),
})

/** Throws stall_helper.not_found, also for another stall's helper and for the owner. */
const getHelper = async (ctx: Ctx, tx: Tx, userId: string): Promise<HelperRow> => {
  const [row] = await store.listHelpers(tx, marketOf(ctx), merchantOf(ctx), userId)
  if (row === undefined) throw new AppError('stall_helper.not_found')
  return row
}

export const listStallHelpers = async (ctx: Ctx): Promise<{ items: StallHelper[] }> => {
  const rows = await withSystemTransaction(ctx.deps, (tx) => store.listHelpers(tx, marketOf(ctx), merchantOf(ctx)))
  return { items: rows.map(viewOf) }
}

/** Throws user.login_name_taken, user.weak_password. */
export const addStallHelper = async (
  ctx: Ctx,
  input: { loginName: string; displayName: string; password: string; rights: readonly StallRight[] },
): Promise<StallHelper> => {
  const { rights, ...account } = input
  const stallRights = unique(rights)
  const { userId } = await createAccount(ctx, {
    ...account,
    role: 'merchant',
    marketId: marketOf(ctx),
    merchantId: merchantOf(ctx),
    stallRights,
  })
  const { loginName, displayName } = account
  return { userId, loginName, displayName, rights: stallRights, createdAt: ctx.now.toISOString() }
}
const unique = (rights: readonly StallRight[]): StallRight[] => [...new Set(rights)]

/** Holds from the helper's next request on. Throws stall_helper.not_found. */
export const setStallHelperRights = async (
  ctx: Ctx,
  userId: string,
  wanted: readonly StallRight[],
): Promise<StallHelper> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const row = await getHelper(ctx, tx, userId)
    const rights = unique(wanted)
    await store.setHelperRights(tx, marketOf(ctx), userId, rights)
    await appendAudit(ctx, tx, {
      action: 'stall_helper.set_rights',
      subjectKind: 'user',
      subjectId: userId,
      summary: `修改帮手 ${row.loginName} 的权限`,
      details: { before: row.rights, after: rights },
    })
    await appendEvent(ctx, tx, 'stall_helper.changed', { merchantId: merchantOf(ctx), userId, rights })
    return viewOf({ ...row, rights })
  })

/** Takes the account's place in this market away and ends every session. Throws stall_helper.not_found. */
export const removeStallHelper = async (ctx: Ctx, userId: string): Promise<void> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const row = await getHelper(ctx, tx, userId)
    await store.deleteMemberships(tx, userId, marketOf(ctx), ['merchant'])
    await store.revokeSessions(tx, userId, ctx.now)
    await appendAudit(ctx, tx, {
      action: 'stall_helper.remove',
      subjectKind: 'user',
      subjectId: userId,
      summary: `停用帮手 ${row.loginName}`,
    })
    await appendEvent(ctx, tx, 'stall_helper.removed', { merchantId: merchantOf(ctx), userId })
  })
