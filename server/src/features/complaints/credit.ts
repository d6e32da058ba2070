/** 信用: points that follow from recorded events only, a grade that follows from the points, and a way to object. */
import type { CreditEventKind } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { insideMarket, listTenanciesOn, setMerchantCreditGrade } from '../markets/index.ts'
import { countsOn, creditGradeOf, creditScore } from './credit-formula.ts'
import * as store from './credit-store.ts'
import { findMerchantName, stallsOfMerchant } from './report.ts'
import { ruleOn, ruleValueOn } from './rules.ts'
import { requireStall } from './place.ts'
import { ownRules } from './settings.ts'

export interface NewCreditEvent {
  readonly merchantId: string
  readonly kind: CreditEventKind
  readonly occurredOn: string
  /** One event of a kind for each source: a second call does nothing. */
  readonly sourceId: string
  readonly reason: string
}

/** Records an event with the points of the formula in force, and grades the merchant again. */
export const recordCreditEvent = async (
  ctx: Ctx,
  tx: Tx,
  event: NewCreditEvent,
  corrects?: store.CreditEventRow,
): Promise<void> => {
  const rules = await ownRules(tx, marketOf(ctx))
  const formula = ruleValueOn(rules, 'credit.formula', businessDate(ctx.now))
  const creditEventId = newId(ctx, 'creditEvent')
  const points = corrects === undefined ? (formula.points[event.kind] ?? 0) : -corrects.points
  const inserted = await store.insertEvent(tx, {
    marketId: marketOf(ctx),
    creditEventId,
    ...event,
    points,
    corrects: corrects?.creditEventId ?? null,
    recordedAt: ctx.now,
  })
  if (!inserted) return
  await appendAudit(ctx, tx, {
    action: 'credit_event.record',
    subjectKind: 'credit_event',
    subjectId: creditEventId,
    summary: `信用记录「${labels.creditEventKind[event.kind]}」${points} 分：${event.reason}`,
    details: { merchantId: event.merchantId, sourceId: event.sourceId },
  })
  await appendEvent(ctx, tx, 'credit_event.recorded', {
    creditEventId,
    merchantId: event.merchantId,
    kind: event.kind,
    points,
  })
  await regrade(ctx, tx, event.merchantId)
}

const regrade = async (ctx: Ctx, tx: Tx, merchantId: string): Promise<void> => {
  const rules = await ownRules(tx, marketOf(ctx))
  const today = businessDate(ctx.now)
  const formula = ruleValueOn(rules, 'credit.formula', today)
  const events = await store.listEvents(tx, marketOf(ctx), merchantId)
  await setMerchantCreditGrade(ctx, tx, merchantId, creditGradeOf(formula, creditScore(formula, events, today)))
}

/** Points fade with time: grades every merchant with a record again. */
export const regradeMerchants = async (ctx: Ctx): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    for (const merchantId of await store.listMerchantsWithEvents(tx, marketOf(ctx))) await regrade(ctx, tx, merchantId)
  })

const creditView = async (ctx: Ctx, tx: Tx, merchantId: string) => {
  const merchantName = await findMerchantName(tx, marketOf(ctx), merchantId)
  if (merchantName === undefined) throw new AppError('merchant.not_found')
  const today = businessDate(ctx.now)
  const rules = await ownRules(tx, marketOf(ctx))
  const formula = ruleValueOn(rules, 'credit.formula', today)
  const { source, mark, effectiveFrom } = ruleOn(rules, 'credit.formula', today)
  const events = await store.listEvents(tx, marketOf(ctx), merchantId)
  const appeals = new Map(
    (await store.listAppealsOf(tx, marketOf(ctx), merchantId)).map((each) => [each.creditEventId, each.state]),
  )
  const score = creditScore(formula, events, today)
  return {
    stallCodes: await stallsOfMerchant(tx, marketOf(ctx), merchantId, today),
    merchantName,
    score,
    grade: creditGradeOf(formula, score),
    recorded: events.length > 0,
    formula: { ...formula, source, mark, effectiveFrom },
    events: events.map((event) => ({
      creditEventId: event.creditEventId,
      kind: event.kind,
      occurredOn: event.occurredOn,
      points: event.points,
      countsNow: countsOn(formula, event, events, today),
      reason: event.reason,
      corrects: event.corrects,
      appeal: appeals.get(event.creditEventId) ?? null,
    })),
    asOf: ctx.now.toISOString(),
  }
}

/** Throws merchant.not_found; a merchant sees only its own. */
export const getMerchantCredit = async (ctx: Ctx, merchantId: string) =>
  withTransaction(ctx, (tx) => creditView(ctx, tx, merchantId))

/** Of who sells at the stall today. Throws market.not_found, stall.not_found, merchant.not_found. */
export const getPublicCredit = async (ctx: Ctx, marketCode: string, stallCode: string) => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const { stallId } = await requireStall(tx, marketOf(inside), stallCode)
    const tenancies = await listTenanciesOn(tx, marketOf(inside), businessDate(ctx.now))
    const merchantId = tenancies.find((tenancy) => tenancy.stallId === stallId)?.merchantId
    if (merchantId === undefined) throw new AppError('merchant.not_found')
    return creditView(inside, tx, merchantId)
  })
}

/** Throws merchant.not_found. */
export const addCreditEvent = async (
  ctx: Ctx,
  merchantId: string,
  input: { kind: 'honour' | 'penalty'; reason: string; occurredOn: string },
) =>
  withTransaction(ctx, async (tx) => {
    if ((await findMerchantName(tx, marketOf(ctx), merchantId)) === undefined) throw new AppError('merchant.not_found')
    if (input.occurredOn > businessDate(ctx.now)) throw new AppError('credit_event.future')
    await recordCreditEvent(ctx, tx, { merchantId, ...input, sourceId: newId(ctx, 'creditEvent') })
    return creditView(ctx, tx, merchantId)
  })

const appealView = (row: store.AppealRow) => ({
  appealId: row.appealId,
  creditEventId: row.creditEventId,
  merchantId: row.merchantId,
  text: row.text,
  state: row.state,
  decision: row.decision,
  openedAt: row.openedAt.toISOString(),
})

/** Throws credit_event.not_found, credit_appeal.exists. */
export const openAppeal = async (ctx: Ctx, creditEventId: string, input: { text: string }) =>
  withTransaction(ctx, async (tx) => {
    const event = await store.findEvent(tx, marketOf(ctx), creditEventId)
    if (event === undefined || event.corrects !== null) throw new AppError('credit_event.not_found')
    const row: store.AppealRow = {
      marketId: marketOf(ctx),
      appealId: newId(ctx, 'creditAppeal'),
      creditEventId,
      merchantId: event.merchantId,
      text: input.text,
      state: 'open',
      decision: null,
      openedAt: ctx.now,
      decidedAt: null,
    }
    if (!(await store.insertAppeal(tx, row))) throw new AppError('credit_appeal.exists')
    await appendAudit(ctx, tx, {
      action: 'credit_appeal.open',
      subjectKind: 'credit_appeal',
      subjectId: row.appealId,
      summary: '对一条信用记录提出申诉',
      details: { creditEventId },
    })
    await appendEvent(ctx, tx, 'credit_appeal.opened', {
      appealId: row.appealId,
      creditEventId,
      merchantId: event.merchantId,
    })
    return appealView(row)
  })

/** An upheld appeal adds a correction; nothing is deleted. Throws credit_appeal.not_found, credit_appeal.decided. */
export const decideAppeal = async (ctx: Ctx, appealId: string, input: { upheld: boolean; decision: string }) =>
  withTransaction(ctx, async (tx) => {
    const appeal = await store.lockAppeal(tx, marketOf(ctx), appealId)
    if (appeal === undefined) throw new AppError('credit_appeal.not_found')
    if (appeal.state !== 'open') throw new AppError('credit_appeal.decided')
    const state = input.upheld ? 'upheld' : 'rejected'
    const decided = { state, decision: input.decision, decidedAt: ctx.now } as const
    await store.updateAppeal(tx, marketOf(ctx), appealId, decided)
    await appendAudit(ctx, tx, {
      action: 'credit_appeal.decide',
      subjectKind: 'credit_appeal',
      subjectId: appealId,
      summary: `信用申诉${input.upheld ? '成立' : '不成立'}：${input.decision}`,
    })
    await appendEvent(ctx, tx, 'credit_appeal.decided', {
      appealId,
      creditEventId: appeal.creditEventId,
      upheld: input.upheld,
    })
    const event = await store.findEvent(tx, marketOf(ctx), appeal.creditEventId)
    if (input.upheld && event !== undefined) {
      const { merchantId, occurredOn, creditEventId } = event
      await recordCreditEvent(
        ctx,
        tx,
        { merchantId, kind: 'correction', occurredOn, sourceId: creditEventId, reason: `申诉成立：${input.decision}` },
        event,
      )
    }
    return appealView({ ...appeal, ...decided })
  })

export const listAppeals = async (ctx: Ctx, query: Parameters<typeof store.listAppealPage>[2]) => {
  const found = await withTransaction(ctx, (tx) => store.listAppealPage(tx, marketOf(ctx), query))
  const items = found.items.map((row) => ({ ...appealView(row), merchantName: row.merchantName }))
  return { items, total: found.total, page: query.page, pageSize: query.pageSize }
}
