/** Which messages a person may be asked about, and what the person answered in WeChat's own dialog. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { MessageAnswers, MessageOffer } from '@smart-market/shared/contracts/wechat.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { linkToWechat, miniProgramOf } from '../payments/index.ts'
import { kindsFor, offerOf } from './kinds.ts'
import * as store from './store.ts'

const personOf = (ctx: Ctx): store.Person => {
  if (ctx.actor.kind !== 'user') throw new AppError('session.required')
  return { marketId: marketOf(ctx), userId: ctx.actor.userId, merchantId: ctx.merchantId }
}

const viewOffer = async (ctx: Ctx, tx: Tx): Promise<MessageOffer> => {
  const miniProgram = miniProgramOf(ctx.deps)
  if (miniProgram === null) return { items: [] }
  const person = personOf(ctx)
  const answered = await store.findAnswered(tx, person, miniProgram.appId)
  return offerOf(miniProgram.templates, kindsFor(person.merchantId), answered, ctx.now)
}

/** Nothing to offer without templates. Throws session.required. */
export const getMessageOffer = async (ctx: Ctx): Promise<MessageOffer> =>
  withTransaction(ctx, (tx) => viewOffer(ctx, tx))

/**
 * Keeps the answers of one prompt, each yes as one message. Throws session.required, wechat_message.no_template,
 * wechat_message.code_missing, wechat_message.unsure.
 */
export const answerMessageOffer = async (ctx: Ctx, input: MessageAnswers): Promise<MessageOffer> => {
  const person = personOf(ctx)
  const miniProgram = miniProgramOf(ctx.deps)
  const allowed = kindsFor(person.merchantId)
  const answers = input.answers.map(({ kind, answer }) => {
    const templateId = miniProgram?.templates[kind]?.templateId
    if (templateId === undefined || !allowed.includes(kind)) throw new AppError('wechat_message.no_template')
    return { kind, answer, templateId }
  })
  if (answers.some(({ answer }) => answer === 'accepted')) await requireLink(ctx, input.code ?? null)
  return withTransaction(ctx, async (tx) => {
    const written = await store.insertGrants(
      tx,
      answers.map(({ kind, answer, templateId }) => ({
        ...person,
        messageGrantId: newId(ctx, 'messageGrant'),
        kind,
        appId: miniProgram?.appId ?? '',
        templateId,
        promptKey: input.promptKey,
        state: answer === 'accepted' ? ('granted' as const) : ('refused' as const),
        answeredAt: ctx.now,
        endedAt: answer === 'accepted' ? null : ctx.now,
      })),
    )
    if (written.length > 0) await noteAnswers(ctx, tx, person, written)
    return viewOffer(ctx, tx)
  })
}

const noteAnswers = async (
  ctx: Ctx,
  tx: Tx,
  person: store.Person,
  written: Awaited<ReturnType<typeof store.insertGrants>>,
): Promise<void> => {
  const named = (state: 'granted' | 'refused'): string =>
    written.flatMap((one) => (one.state === state ? [labels.wechatMessage[one.kind]] : [])).join('、') || '无'
  await appendAudit(ctx, tx, {
    action: 'message_grants.answer',
    subjectKind: 'user',
    subjectId: person.userId,
    summary: `微信通知：同意 ${named('granted')}，没有同意 ${named('refused')}`,
  })
  await appendEvent(ctx, tx, 'message_grants.answered', {
    kinds: written.map(({ kind }) => kind),
    accepted: written.filter(({ state }) => state === 'granted').length,
  })
}

/** A message needs somebody to go to, who is the person that has just agreed. */
const requireLink = async (ctx: Ctx, code: string | null): Promise<void> => {
  if (code === null) throw new AppError('wechat_message.code_missing')
  const linked = await linkToWechat(ctx, code, '用微信登录，以便收到通知')
  if (linked === 'unsure') throw new AppError('wechat_message.unsure')
  if (linked !== 'linked') throw new AppError('wechat_message.code_missing')
}
