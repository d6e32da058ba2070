/** The daily look at terms that have run out: the next party gets the word, the lateness is on record. */
import type { ClockId, complaintSteps } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { recordCreditEvent } from './credit.ts'
import * as store from './store.ts'
import * as clockStore from './clock-store.ts'
import * as limitStore from './limit-store.ts'
import * as photoStore from './photo-store.ts'
import * as reportStore from './report-store.ts'

/** Who has the word after a term was missed. */
const nextStep: Readonly<Partial<Record<ClockId, (typeof complaintSteps)[number]>>> = {
  merchant_answer: 'operator',
  acceptance: 'authority',
  mediation: 'authority',
}
const dayMs = 86_400_000

/** Escalates once for each missed term; says how many. Also empties what is kept for a day only. */
export const escalateOverdue = async (ctx: Ctx): Promise<number> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    await photoStore.deleteUntakenPhotos(tx, marketId, new Date(ctx.now.getTime() - dayMs))
    await limitStore.forgetAddresses(tx, marketId, new Date(ctx.now.getTime() - dayMs))
    const overdue = await clockStore.lockOverdueClocks(tx, marketId, businessDate(ctx.now))
    for (const clock of overdue) {
      await clockStore.updateClock(tx, clock, { escalatedAt: ctx.now })
      if (clock.clockId === 'report_check' || clock.clockId === 'report_notice') await escalateReport(ctx, tx, clock)
      else await escalateComplaint(ctx, tx, clock)
      await appendAudit(ctx, tx, {
        action: 'case_clock.escalate',
        subjectKind: 'case',
        subjectId: clock.caseId,
        summary: `「${labels.clock[clock.clockId]}」逾期，应于 ${clock.dueOn} 前完成`,
        details: { clockId: clock.clockId, dueOn: clock.dueOn, source: clock.source },
      })
      await appendEvent(ctx, tx, 'case_clock.escalated', {
        caseId: clock.caseId,
        clockId: clock.clockId,
        dueOn: clock.dueOn,
      })
    }
    return overdue.length
  })

const escalateComplaint = async (ctx: Ctx, tx: Tx, clock: clockStore.ClockRow): Promise<void> => {
  const row = await store.lockComplaint(tx, clock.marketId, clock.caseId)
  if (row === undefined) return
  const step = row.step === 'authority' ? row.step : (nextStep[clock.clockId] ?? row.step)
  await store.updateComplaint(tx, clock.marketId, clock.caseId, {
    step,
    escalation: row.escalation + 1,
    updatedAt: ctx.now,
  })
  await store.appendMove(tx, {
    marketId: clock.marketId,
    caseId: clock.caseId,
    merchantId: row.merchantId,
    at: ctx.now,
    action: 'escalate',
    by: 'system',
    byName: '系统',
    from: row.state,
    to: row.state,
    note: `「${labels.clock[clock.clockId]}」逾期（${clock.dueOn}）`,
  })
  // A complaint over a limit waits for a person to look, and costs nobody points before that.
  if (clock.clockId === 'merchant_answer' && row.merchantId !== null && row.limitFlags.length === 0)
    await recordCreditEvent(ctx, tx, {
      merchantId: row.merchantId,
      kind: 'answer_overdue',
      occurredOn: clock.dueOn,
      sourceId: row.complaintId,
      reason: `投诉未在 ${clock.dueOn} 前答复`,
    })
}

const escalateReport = async (ctx: Ctx, tx: Tx, clock: clockStore.ClockRow): Promise<void> => {
  const row = await reportStore.lockReport(tx, clock.marketId, clock.caseId)
  if (row !== undefined)
    await reportStore.updateReport(tx, clock.marketId, clock.caseId, { escalation: row.escalation + 1 })
  await store.appendMove(tx, {
    marketId: clock.marketId,
    caseId: clock.caseId,
    merchantId: null,
    at: ctx.now,
    action: 'escalate',
    by: 'system',
    byName: '系统',
    from: row?.state ?? null,
    to: row?.state ?? 'received',
    note: `「${labels.clock[clock.clockId]}」逾期（${clock.dueOn}）`,
  })
}
