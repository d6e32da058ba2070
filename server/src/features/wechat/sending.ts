/**
 * Sends the messages that are due. A message is claimed in a transaction of its own before WeChat is asked, and marked
 * after: what was asked and never answered, also by a server that died in between, is `unsure` and is not sent again,
 * because WeChat cannot be asked whether it arrived, and a second one would use up another consent.
 */
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import {
  type Ctx,
  type Deps,
  marketOf,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { findPayerOpenId, miniProgramOf } from '../payments/index.ts'
import { dataOf } from './kinds.ts'
import * as store from './store.ts'
import { voidConsents } from './voiding.ts'

type State = store.MessageRow['state']
type Ended = Exclude<State, 'waiting' | 'sending'>

/** Longer than any request may take: then whoever claimed it is gone. */
const claimMs = 60_000
const waitsMinutes = [1, 2, 5, 15, 30, 60]
const atOnce = 50

/** One round over every market that has something due. Returns how many messages were worked on. */
export const sweepWechatMessages = async (deps: Deps): Promise<number> => {
  if (miniProgramOf(deps) === null) return 0
  const marketIds = await withSystemTransaction(deps, (tx) => store.marketsDue(tx, deps.clock()))
  let worked = 0
  for (const marketId of marketIds) {
    const ctx = systemCtx(deps, 'wechat messages', marketId)
    for (const id of await withTransaction(ctx, (tx) => store.listDue(tx, marketId, ctx.now, atOnce))) {
      await sendOne({ ...ctx, now: deps.clock() }, id)
      worked += 1
    }
  }
  return worked
}

const sendOne = async (ctx: Ctx, id: string): Promise<void> => {
  const row = await withTransaction(ctx, (tx) => claim(ctx, tx, id))
  if (row === undefined) return
  const result = await ask(ctx, row)
  const after = { ...ctx, now: ctx.deps.clock() }
  await withTransaction(after, (tx) => finish(after, tx, row, result))
}

/** Undefined when there is nothing to send: another process has it, it is too late, or nobody knows what became of it. */
const claim = async (ctx: Ctx, tx: Tx, id: string): Promise<store.MessageRow | undefined> => {
  const row = await store.lockMessage(tx, marketOf(ctx), id)
  if (row === undefined || row.nextTryAt === null || row.nextTryAt > ctx.now) return undefined
  if (row.state === 'sending') {
    await end(ctx, tx, row, 'unsure', 'the server stopped while sending')
    return undefined
  }
  if (row.usefulUntil <= ctx.now) {
    await end(ctx, tx, row, 'expired', row.detail)
    return undefined
  }
  const nextTryAt = new Date(ctx.now.getTime() + claimMs)
  return store.updateMessage(tx, row, { state: 'sending', tries: row.tries + 1, nextTryAt })
}

interface Result {
  readonly state: Ended | 'later'
  readonly detail: string | null
  readonly withdrawn?: boolean
}

const ask = async (ctx: Ctx, row: store.MessageRow): Promise<Result> => {
  const miniProgram = miniProgramOf(ctx.deps)
  const template = miniProgram?.templates[row.kind]
  if (miniProgram === null || template === undefined) return { state: 'failed', detail: 'no template' }
  const openId = await findPayerOpenId(ctx.deps, row.userId)
  if (openId === undefined) return { state: 'failed', detail: 'no open id' }
  const answer = await miniProgram.sendMessage({
    openId,
    templateId: template.templateId,
    page: row.page,
    data: dataOf(template.fields, row.fields),
  })
  switch (answer.state) {
    case 'sent':
      return { state: 'sent', detail: null }
    case 'not_sent':
      return { state: 'later', detail: answer.reason }
    case 'withdrawn':
      return { state: 'refused', detail: answer.reason, withdrawn: true }
    case 'unknown':
      return { state: 'unsure', detail: answer.reason }
    case 'wrong':
      // A template and its keys are configuration: somebody has to look at it.
      ctx.deps.logger.error(
        { kind: row.kind, wechatMessageId: row.wechatMessageId, reason: answer.reason },
        'WeChat does not take this message: check the template and its keys',
      )
      return { state: 'failed', detail: answer.reason }
  }
}

const finish = async (ctx: Ctx, tx: Tx, claimed: store.MessageRow, result: Result): Promise<void> => {
  const row = await store.lockMessage(tx, marketOf(ctx), claimed.wechatMessageId)
  // Gone with the person's data, or given up as unsure by another process meanwhile.
  if (row?.state !== 'sending') return
  if (result.state === 'later') {
    const minutes = waitsMinutes[Math.min(row.tries - 1, waitsMinutes.length - 1)] ?? 60
    const nextTryAt = new Date(ctx.now.getTime() + minutes * 60_000)
    await store.updateMessage(tx, row, { state: 'waiting', nextTryAt, detail: result.detail })
    return
  }
  await end(ctx, tx, row, result.state, result.detail)
  if (result.withdrawn === true) await voidConsents(ctx, tx, row, row.kind)
}

const endedWords: Readonly<Record<Ended, string>> = {
  sent: '已发出',
  refused: '没有发：对方在微信里不接收',
  failed: '没有发：微信不接受这条消息',
  unsure: '不知道有没有送到，不再重发',
  expired: '没有发：已经过了有用的时间',
}

const end = async (ctx: Ctx, tx: Tx, row: store.MessageRow, state: Ended, detail: string | null): Promise<void> => {
  const { wechatMessageId, kind } = row
  await store.updateMessage(tx, row, { state, detail, nextTryAt: null, endedAt: ctx.now })
  await appendAudit(ctx, tx, {
    action: `wechat_message.${state}`,
    subjectKind: 'wechat_message',
    subjectId: wechatMessageId,
    summary: `微信通知「${labels.wechatMessage[kind]}」${endedWords[state]}`,
    details: detail === null ? null : { detail },
  })
  await appendEvent(ctx, tx, 'wechat_message.ended', { wechatMessageId, kind, state })
}
