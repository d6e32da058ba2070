/** The phone number of whoever tapped WeChat's own button, for the form they are filling in. */
import { appendAudit } from '../../audit.ts'
import { type Ctx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { miniProgramOf } from '../payments/index.ts'

const mainland = { countryCode: '86', shape: /^1\d{10}$/ }

/**
 * Nothing is kept here: the number is stored, encrypted, with the order or complaint that it is sent with. Throws
 * session.required, wechat_phone.unavailable, wechat_phone.code_refused, wechat_phone.foreign, wechat_phone.unsure.
 */
export const readWechatPhone = async (ctx: Ctx, code: string): Promise<{ phone: string }> => {
  const { actor, deps } = ctx
  if (actor.kind !== 'user') throw new AppError('session.required')
  const miniProgram = miniProgramOf(deps)
  if (miniProgram === null) throw new AppError('wechat_phone.unavailable')
  const answer = await miniProgram.phoneOf(code)
  if (answer.state !== 'known') {
    deps.logger.warn({ state: answer.state, reason: answer.reason }, 'WeChat gave no phone number')
    throw new AppError(answer.state === 'refused' ? 'wechat_phone.code_refused' : 'wechat_phone.unsure')
  }
  const { phone, countryCode } = answer
  if (countryCode !== mainland.countryCode || !mainland.shape.test(phone))
    throw new AppError('wechat_phone.foreign', { country: `+${countryCode}` })
  await withSystemTransaction(deps, (tx) =>
    appendAudit(ctx, tx, {
      action: 'wechat_phone.read',
      subjectKind: 'user',
      subjectId: actor.userId,
      summary: '消费者用微信手机号填写表单',
    }),
  )
  return { phone }
}
