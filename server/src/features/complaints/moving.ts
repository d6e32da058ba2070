/** One step of a complaint by one party: state, step, clocks, history, credit, audit and event together. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import type { Ctx, Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { pauseClock, resumeClock, startClocks } from './clocks.ts'
import * as clockStore from './clock-store.ts'
import { recordCreditEvent } from './credit.ts'
import { type ComplainantAction, type ComplaintAction, complaintTransitions, nextState, type Party } from './domain.ts'
import { calendarOf, ownRules } from './settings.ts'
import * as store from './store.ts'

export const partyOf = (ctx: Ctx): Party => {
  if (ctx.role === 'merchant') return 'merchant'
  return ctx.role === 'market_staff' || ctx.role === 'market_operator' ? 'operator' : 'authority'
}
const caseOf = (row: store.ComplaintRow) => ({
  marketId: row.marketId,
  caseId: row.complaintId,
  merchantId: row.merchantId,
})

interface Move {
  readonly action: ComplaintAction | ComplainantAction
  readonly note: string | null
  readonly upheld?: boolean
}

/** Throws complaint.state. */
export const applyMove = async (
  ctx: Ctx,
  tx: Tx,
  row: store.ComplaintRow,
  by: Party,
  move: Move,
): Promise<store.ComplaintRow> => {
  const to = nextState(complaintTransitions[move.action], row.state, by)
  if (to === undefined)
    throw new AppError('complaint.state', {
      state: labels.complaintState[row.state],
      action: labels.complaintAction[move.action],
    })
  const today = businessDate(ctx.now)
  const set: Partial<store.ComplaintRow> = {
    state: to,
    updatedAt: ctx.now,
    ...(await effectOf(ctx, tx, row, by, move, today)),
  }
  await store.updateComplaint(tx, row.marketId, row.complaintId, set)
  await store.appendMove(tx, {
    ...caseOf(row),
    at: ctx.now,
    action: move.action,
    by,
    byName: by === 'complainant' ? '投诉人' : actorName(ctx),
    from: row.state,
    to,
    note: move.note,
  })
  await appendAudit(ctx, tx, {
    action: `complaint.${move.action}`,
    subjectKind: 'complaint',
    subjectId: row.complaintId,
    summary: `投诉${labels.complaintAction[move.action]}`,
    details: { from: row.state, to },
  })
  await appendEvent(ctx, tx, 'complaint.moved', {
    complaintId: row.complaintId,
    action: move.action,
    from: row.state,
    to,
  })
  return { ...row, ...set }
}

/** What a step changes besides the state. */
const effectOf = async (
  ctx: Ctx,
  tx: Tx,
  row: store.ComplaintRow,
  by: Party,
  { action, note, upheld = false }: Move,
  today: string,
): Promise<Partial<store.ComplaintRow>> => {
  const of = caseOf(row)
  const end = { endedAt: ctx.now, step: 'none', outcome: note } as const
  const stop = (...clockIds: Parameters<typeof clockStore.stopClocks>[4] & object) =>
    clockStore.stopClocks(tx, of.marketId, of.caseId, ctx.now, clockIds.length === 0 ? undefined : clockIds)
  const counted = async () => ({ rules: await ownRules(tx, of.marketId), calendar: await calendarOf(tx, of.marketId) })
  switch (action) {
    case 'accept':
      await stop('acceptance')
      await startClocks(tx, of, ['mediation'], today, await counted())
      return {}
    case 'decline':
      await stop()
      return end
    case 'answer':
      if (by === 'merchant') await stop('merchant_answer')
      return { step: row.step === 'authority' ? 'authority' : 'operator' }
    case 'mediate':
      return { step: row.step === 'authority' ? 'authority' : 'operator' }
    case 'pause':
      if (!(await pauseClock(tx, of, today))) throw new AppError('complaint.clock')
      return {}
    case 'resume':
      if (!(await resumeClock(tx, of, today, await calendarOf(tx, of.marketId)))) throw new AppError('complaint.clock')
      return {}
    case 'hand_over':
      if (row.handedOverAt !== null) throw new AppError('complaint.handed_over')
      await stop('merchant_answer', 'acceptance')
      return { step: 'authority', handedOverAt: ctx.now }
    case 'settle':
    case 'close': {
      await stop()
      if (action === 'close' && row.state !== 'settled')
        await startClocks(tx, of, ['termination_notice'], today, await counted())
      if (upheld && !row.upheld && row.merchantId !== null) await countUpheld(ctx, tx, row, row.merchantId)
      return { ...end, outcome: note ?? row.outcome, upheld: upheld || row.upheld }
    }
    case 'agree':
    case 'withdraw':
      await stop()
      return { ...end, outcome: note ?? labels.complaintAction[action] }
    case 'note':
      if (row.state === 'closed') await stop('termination_notice')
      return {}
    case 'add':
      return {}
  }
}

const countUpheld = async (ctx: Ctx, tx: Tx, row: store.ComplaintRow, merchantId: string): Promise<void> =>
  recordCreditEvent(ctx, tx, {
    merchantId,
    kind: 'complaint_upheld',
    occurredOn: businessDate(row.receivedAt),
    sourceId: row.complaintId,
    reason: `投诉成立（${labels.complaintCategory[row.category]}）`,
  })
