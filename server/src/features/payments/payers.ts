/** Who a shopper is to WeChat, for paying inside the mini-program. The open id never leaves the server. */
import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, type Tx, withSystemTransaction } from '../../context.ts'
import { payerIdentities } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { deskOf } from './desk.ts'

const openIdContext = 'payer_identities.open_id'

/**
 * Takes the code of wx.login and keeps whom it names, in place of whom the shopper was before. Throws session.required,
 * payment_channel.unavailable, payer.code_refused, payer.unsure.
 */
export const linkWechatPayer = async (ctx: Ctx, input: { code: string }): Promise<void> => {
  const { deps, actor } = ctx
  if (actor.kind !== 'user') throw new AppError('session.required')
  const { miniProgram } = deskOf(deps)
  if (miniProgram === null)
    throw new AppError('payment_channel.unavailable', { channel: '微信支付', reason: '本系统还没有接入小程序' })
  const answer = await miniProgram.openIdOf(input.code)
  if (answer.state !== 'known') {
    deps.logger.warn({ state: answer.state, reason: answer.reason }, 'payer: WeChat named nobody')
    throw new AppError(answer.state === 'refused' ? 'payer.code_refused' : 'payer.unsure')
  }
  const row = {
    userId: actor.userId,
    appId: miniProgram.appId,
    openIdEncrypted: deps.cipher.encrypt(answer.openId, openIdContext),
    openIdHash: deps.cipher.fingerprint(answer.openId, openIdContext),
    linkedAt: ctx.now,
  }
  await withSystemTransaction(deps, async (tx) => {
    await tx
      .insert(payerIdentities)
      .values(row)
      .onConflictDoUpdate({ target: [payerIdentities.userId, payerIdentities.appId], set: row })
    await appendAudit(ctx, tx, {
      action: 'payer.link',
      subjectKind: 'user',
      subjectId: actor.userId,
      summary: '消费者用微信登录，以便付款',
    })
  })
}

/** Open id of a shopper under the installation's mini-program; undefined when none was linked, or there is none. */
export const findPayerOpenId = async (deps: Deps, userId: string): Promise<string | undefined> => {
  const { miniProgram } = deskOf(deps)
  if (miniProgram === null) return undefined
  const [row] = await withSystemTransaction(deps, (tx) =>
    tx
      .select({ openIdEncrypted: payerIdentities.openIdEncrypted })
      .from(payerIdentities)
      .where(and(eq(payerIdentities.userId, userId), eq(payerIdentities.appId, miniProgram.appId))),
  )
  return row === undefined ? undefined : deps.cipher.decrypt(row.openIdEncrypted, openIdContext)
}

/** Forgets who a shopper is to WeChat, in a system transaction; payments keep what the channel has on record. */
export const forgetPayer = async (tx: Tx, userId: string): Promise<void> => {
  await tx.delete(payerIdentities).where(eq(payerIdentities.userId, userId))
}
