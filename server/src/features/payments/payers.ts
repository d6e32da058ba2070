/** Who a user is to WeChat, for paying in the mini-program and for messages. The open id never leaves the server. */
import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, type Tx, withSystemTransaction } from '../../context.ts'
import { payerIdentities } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { deskOf } from './desk.ts'

const openIdContext = 'payer_identities.open_id'

/** `unavailable`: this installation has no mini-program. */
export type Linked = 'linked' | 'refused' | 'unsure' | 'unavailable'

/**
 * Takes the code of wx.login and keeps whom it names, in place of whom the user was before. `why` goes into the
 * operation log. Throws session.required.
 */
export const linkToWechat = async (ctx: Ctx, code: string, why: string): Promise<Linked> => {
  const { deps, actor } = ctx
  if (actor.kind !== 'user') throw new AppError('session.required')
  const { miniProgram } = deskOf(deps)
  if (miniProgram === null) return 'unavailable'
  const answer = await miniProgram.openIdOf(code)
  if (answer.state !== 'known') {
    deps.logger.warn({ state: answer.state, reason: answer.reason }, 'payer: WeChat named nobody')
    return answer.state === 'refused' ? 'refused' : 'unsure'
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
      summary: why,
    })
  })
  return 'linked'
}

/** Throws session.required, payment_channel.unavailable, payer.code_refused, payer.unsure. */
export const linkWechatPayer = async (ctx: Ctx, input: { code: string }): Promise<void> => {
  switch (await linkToWechat(ctx, input.code, '消费者用微信登录，以便付款')) {
    case 'linked':
      return
    case 'unavailable':
      throw new AppError('payment_channel.unavailable', { channel: '微信支付', reason: '本系统还没有接入小程序' })
    case 'refused':
      throw new AppError('payer.code_refused')
    case 'unsure':
      throw new AppError('payer.unsure')
  }
}

/** Open id of a user under the installation's mini-program; undefined when none was linked, or there is none. */
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
