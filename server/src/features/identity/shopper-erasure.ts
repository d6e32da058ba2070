import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { memberships, sessions, users } from '../../db/schema/identity.ts'

/** Ends every session and role of a shopper and leaves a number where the person was. `tx` is a system transaction. */
export const eraseShopperAccount = async (tx: Tx, userId: string): Promise<void> => {
  await tx.delete(sessions).where(eq(sessions.userId, userId))
  await tx.delete(memberships).where(eq(memberships.userId, userId))
  await tx
    .update(users)
    .set({ displayName: '已注销的消费者', loginName: sql`'erased-' || ${users.userId}` })
    .where(eq(users.userId, userId))
}
