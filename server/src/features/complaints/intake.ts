/** Takes in complaints and reports. Nothing honest is turned away: what is over a limit is marked for a person to look at first. */
import type { ClockId, complaintChannels, NewComplaint, NewReport } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { insideMarket } from '../markets/index.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { clockView, startClocks } from './clocks.ts'
import { caseCode } from './domain.ts'
import { addressHashOf, codeHashOf, sealContact } from './people.ts'
import { attachPhotos } from './photos.ts'
import { merchantAt, requireStall } from './place.ts'
import { requirePurchase } from './purchase.ts'
import { type ServiceRule, ruleValueOn } from './rules.ts'
import { calendarOf, ownRules } from './settings.ts'
import * as store from './store.ts'
import * as clockStore from './clock-store.ts'
import * as limitStore from './limit-store.ts'
import * as reportStore from './report-store.ts'
import { findReweigh } from './weighing-store.ts'

type Channel = (typeof complaintChannels)[number]
/** A script that floods is slowed; a crowd behind one router is not. */
const floodCount = 60
const floodWindowMs = 15 * 60_000

const refuseFlood = async (ctx: Ctx, tx: Tx): Promise<void> => {
  if (ctx.role !== null) return
  const since = new Date(ctx.now.getTime() - floodWindowMs)
  if ((await limitStore.countByAddress(tx, marketOf(ctx), addressHashOf(ctx), since)) >= floodCount)
    throw new AppError('complaint.too_many')
}

const overPhoneLimit = async (
  ctx: Ctx,
  tx: Tx,
  rules: readonly ServiceRule[],
  phoneHash: string | null,
): Promise<boolean> => {
  if (phoneHash === null) return false
  const { count, days } = ruleValueOn(rules, 'limit.per_phone', businessDate(ctx.now))
  return (await limitStore.countByPhone(tx, marketOf(ctx), phoneHash, daysAgo(ctx, days))) >= count
}
const daysAgo = (ctx: Ctx, days: number): Date => businessDateStart(addDays(businessDate(ctx.now), 1 - days))

/** Stall and merchant of what is complained about: from the purchase, the re-weighing, or the stall code. */
const placeOf = async (ctx: Ctx, tx: Tx, input: Omit<NewComplaint, 'channel'>) => {
  const purchase = await requirePurchase(ctx, tx, input)
  const reweigh = input.reweighId == null ? undefined : await findReweigh(tx, marketOf(ctx), input.reweighId)
  if (input.reweighId != null && reweigh === undefined) throw new AppError('reweigh.not_found')
  const saleId = input.saleId ?? reweigh?.saleId ?? null
  const stallOrderId = input.stallOrderId ?? reweigh?.stallOrderId ?? null
  const links = { saleId, stallOrderId, reweighId: input.reweighId ?? null }
  const known = purchase ?? reweigh
  if (known !== undefined && known !== null) return { ...links, stallId: known.stallId, merchantId: known.merchantId }
  if (input.stallCode == null || input.stallCode === '') return { ...links, stallId: null, merchantId: null }
  const { stallId } = await requireStall(tx, marketOf(ctx), input.stallCode)
  return { ...links, stallId, merchantId: await merchantAt(tx, marketOf(ctx), stallId, ctx.now) }
}

/** Writes a complaint and starts its clocks. `ctx` names the market; the code is told once. */
export const receiveComplaint = async (
  ctx: Ctx,
  marketCode: string,
  input: Omit<NewComplaint, 'channel'> & { channel: Channel },
): Promise<{ complaintId: string; code: string; clocks: clockStore.ClockRow[] }> =>
  withTransaction(ctx, async (tx) => {
    await refuseFlood(ctx, tx)
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const rules = await ownRules(tx, marketId)
    const place = await placeOf(ctx, tx, input)
    const contact = sealContact(ctx, 'complaints', input)
    const limitFlags: ('order' | 'phone')[] = []
    if (place.saleId !== null || place.stallOrderId !== null) {
      const { count, days } = ruleValueOn(rules, 'limit.per_order', today)
      if ((await limitStore.countByPurchase(tx, marketId, place, daysAgo(ctx, days))) >= count) limitFlags.push('order')
    }
    if (await overPhoneLimit(ctx, tx, rules, contact.phoneHash)) limitFlags.push('phone')

    const complaintId = newId(ctx, 'complaint')
    const code = caseCode(marketCode, ctx.deps.random)
    await store.insertComplaint(tx, {
      marketId,
      complaintId,
      codeHash: codeHashOf(code),
      channel: input.channel,
      category: input.category,
      description: input.description,
      wants: input.wants,
      ...place,
      ...contact,
      shopperId: ctx.role === null && ctx.actor.kind === 'user' ? ctx.actor.userId : null,
      addressHash: ctx.role === null ? addressHashOf(ctx) : null,
      state: 'received',
      step: place.merchantId === null ? 'operator' : 'merchant',
      receivedAt: ctx.now,
      updatedAt: ctx.now,
      limitFlags,
    })
    const of = { marketId, caseId: complaintId, merchantId: place.merchantId }
    await attachPhotos(tx, marketId, input.photoIds, complaintId, place.merchantId)
    const clockIds: ClockId[] = place.merchantId === null ? ['acceptance'] : ['merchant_answer', 'acceptance']
    await startClocks(tx, of, clockIds, today, { rules, calendar: await calendarOf(tx, marketId) })
    await store.appendMove(tx, {
      ...of,
      at: ctx.now,
      action: 'receive',
      by: ctx.role === null ? 'complainant' : 'operator',
      byName: ctx.role === null ? '投诉人' : '服务台',
      to: 'received',
    })
    await appendAudit(ctx, tx, {
      action: 'complaint.receive',
      subjectKind: 'complaint',
      subjectId: complaintId,
      summary: `收到投诉「${labels.complaintCategory[input.category]}」`,
      details: { channel: input.channel, photos: input.photoIds.length, limitFlags },
    })
    await appendEvent(ctx, tx, 'complaint.received', {
      complaintId,
      channel: input.channel,
      category: input.category,
      stallId: place.stallId,
    })
    return { complaintId, code, clocks: await clockStore.listClocks(tx, marketId, [complaintId]) }
  })

const receiptOf = (ctx: Ctx, made: { code: string; clocks: clockStore.ClockRow[] }) => ({
  code: made.code,
  receivedAt: ctx.now.toISOString(),
  clocks: made.clocks.map((clock) => clockView(clock, businessDate(ctx.now))),
})

/** Throws market.not_found, stall.not_found, sale.not_found, stall_order.not_found, case_photo.not_found, complaint.too_many. */
export const submitComplaint = async (ctx: Ctx, marketCode: string, input: NewComplaint) => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  return receiptOf(ctx, await receiveComplaint(inside, market.code, input))
}

/**
 * Who reports is kept from everybody who does not handle it (第三十三条): no account is stored, the operation log names
 * nobody, and the event says neither stall nor merchant.
 */
export const receiveReport = async (
  ctx: Ctx,
  marketCode: string,
  input: Omit<NewReport, 'channel'> & { channel: Channel },
): Promise<{ reportId: string; code: string; clocks: clockStore.ClockRow[] }> => {
  const nobody: Ctx = {
    ...ctx,
    actor: {
      kind: 'anonymous',
      address: ctx.actor.kind === 'anonymous' ? ctx.actor.address : '',
      userAgent: '',
      staleSession: false,
    },
  }
  return withTransaction(nobody, async (tx) => {
    await refuseFlood(nobody, tx)
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const rules = await ownRules(tx, marketId)
    const stall =
      input.stallCode == null || input.stallCode === '' ? null : await requireStall(tx, marketId, input.stallCode)
    const { phoneMasked: _, ...contact } = sealContact(nobody, 'violation_reports', input)
    const reportId = newId(ctx, 'violationReport')
    const code = caseCode(marketCode, ctx.deps.random)
    await reportStore.insertReport(tx, {
      marketId,
      reportId,
      codeHash: codeHashOf(code),
      channel: input.channel,
      category: input.category,
      description: input.description,
      stallId: stall?.stallId ?? null,
      subjectMerchantId: stall === null ? null : await merchantAt(tx, marketId, stall.stallId, ctx.now),
      ...contact,
      addressHash: addressHashOf(nobody),
      state: 'received',
      receivedAt: ctx.now,
      limitFlags: (await overPhoneLimit(nobody, tx, rules, contact.phoneHash)) ? ['phone'] : [],
    })
    const of = { marketId, caseId: reportId, merchantId: null }
    await attachPhotos(tx, marketId, input.photoIds, reportId, null)
    await startClocks(tx, of, ['report_check'], today, { rules, calendar: await calendarOf(tx, marketId) })
    await store.appendMove(tx, {
      ...of,
      at: ctx.now,
      action: 'receive',
      by: 'complainant',
      byName: '举报人',
      to: 'received',
    })
    await appendAudit(nobody, tx, {
      action: 'violation_report.receive',
      subjectKind: 'violation_report',
      subjectId: reportId,
      summary: '收到举报',
    })
    await appendEvent(nobody, tx, 'violation_report.received', { reportId, category: input.category })
    return { reportId, code, clocks: await clockStore.listClocks(tx, marketId, [reportId]) }
  })
}

/** Throws market.not_found, stall.not_found, case_photo.not_found, complaint.too_many. */
export const submitReport = async (ctx: Ctx, marketCode: string, input: NewReport) => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  return receiptOf(ctx, await receiveReport(inside, market.code, input))
}
