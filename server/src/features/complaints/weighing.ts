/** 公平秤: a purchase weighed again, its difference and the tolerance for that mass. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { recordCreditEvent } from './credit.ts'
import { type ToleranceClass, toleranceClassOf, toleranceOf, weighVerdict } from './domain.ts'
import { requirePurchase } from './purchase.ts'
import { findOrder, findSale, type PurchaseFacts, searchPurchases, stallPlaces } from './report.ts'
import { ruleOn, ruleValueOn } from './rules.ts'
import { ownRules } from './settings.ts'
import * as store from './weighing-store.ts'

const viewsOf = async (tx: Tx, marketId: string, rows: readonly store.ReweighRow[]) => {
  const places = await stallPlaces(
    tx,
    marketId,
    rows.map((row) => row.stallId),
  )
  return rows.map((row) => ({
    reweighId: row.reweighId,
    stallCode: places.get(row.stallId)?.code ?? '',
    saleId: row.saleId,
    stallOrderId: row.stallOrderId,
    lineNo: row.lineNo,
    commodityName: row.commodityName,
    settledGrams: row.settledGrams,
    measuredGrams: row.measuredGrams,
    differenceGrams: row.measuredGrams - row.settledGrams,
    toleranceClass: row.toleranceClass,
    toleranceGrams: row.toleranceGrams,
    verdict: row.verdict,
    toleranceSource: row.toleranceSource,
    toleranceMark: row.toleranceMark,
    weighedAt: row.weighedAt.toISOString(),
  }))
}

/** The newest ten that bear the number, or were bought at the stall in the last three days; a slip is known so long by the end of its id. */
export const findPurchases = async (ctx: Ctx, q: string) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const purchases: { facts: PurchaseFacts; number: string; stallCode: string }[] = []
    for (const hit of await searchPurchases(tx, marketId, q, addDays(businessDate(ctx.now), -2))) {
      const facts = hit.kind === 'sale' ? await findSale(tx, marketId, hit.id) : await findOrder(tx, marketId, hit.id)
      if (facts !== undefined) purchases.push({ facts, number: hit.number, stallCode: hit.stallCode })
    }
    return {
      items: purchases.map(({ facts, number, stallCode }) => ({
        saleId: facts.kind === 'sale' ? facts.id : null,
        stallOrderId: facts.kind === 'order' ? facts.id : null,
        number,
        stallCode,
        at: facts.at.toISOString(),
        amountFen: facts.amountFen,
        lines: [...facts.lines],
      })),
      asOf: ctx.now.toISOString(),
    }
  })

interface NewReweigh {
  readonly saleId?: string | null | undefined
  readonly stallOrderId?: string | null | undefined
  readonly lineNo: number
  readonly measuredGrams: number
  readonly toleranceClass?: ToleranceClass | undefined
  readonly deviceId?: string | null | undefined
}

/** Short weight beyond the tolerance costs the merchant points. Throws sale.not_found, stall_order.not_found, reweigh.line. */
export const recordReweigh = async (ctx: Ctx, input: NewReweigh) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const purchase = await requirePurchase(ctx, tx, input)
    const line = purchase?.lines.find((each) => each.lineNo === input.lineNo)
    if (purchase === null || line === undefined || line.grams === null || line.grams <= 0)
      throw new AppError('reweigh.line')
    const day = businessDate(ctx.now)
    const rules = await ownRules(tx, marketId)
    const table = ruleValueOn(rules, 'weighing.tolerance', day)
    const { source, mark } = ruleOn(rules, 'weighing.tolerance', day)
    const toleranceClass = input.toleranceClass ?? toleranceClassOf(line.amountFen, line.grams)
    const toleranceGrams = toleranceOf(table, toleranceClass, line.grams)
    const row: store.ReweighRow = {
      marketId,
      reweighId: newId(ctx, 'reweigh'),
      stallId: purchase.stallId,
      merchantId: purchase.merchantId,
      saleId: purchase.kind === 'sale' ? purchase.id : null,
      stallOrderId: purchase.kind === 'order' ? purchase.id : null,
      lineNo: line.lineNo,
      commodityName: line.name,
      settledGrams: line.grams,
      measuredGrams: input.measuredGrams,
      toleranceClass,
      toleranceGrams,
      toleranceSource: source,
      toleranceMark: mark,
      verdict: weighVerdict(input.measuredGrams - line.grams, toleranceGrams),
      deviceId: input.deviceId ?? null,
      weighedBy: actorName(ctx),
      weighedAt: ctx.now,
    }
    await store.insertReweigh(tx, row)
    const difference = input.measuredGrams - line.grams
    await appendAudit(ctx, tx, {
      action: 'reweigh.record',
      subjectKind: 'reweigh',
      subjectId: row.reweighId,
      summary: `公平秤复称「${line.name}」相差 ${difference} 克${row.verdict === null ? '' : `：${labels.weighVerdict[row.verdict]}`}`,
    })
    await appendEvent(ctx, tx, 'reweigh.recorded', {
      reweighId: row.reweighId,
      stallId: row.stallId,
      differenceGrams: difference,
      verdict: row.verdict,
    })
    if (row.verdict === 'short' && row.merchantId !== null)
      await recordCreditEvent(ctx, tx, {
        merchantId: row.merchantId,
        kind: 'weight_short',
        occurredOn: day,
        sourceId: `${purchase.id}:${line.lineNo}`,
        reason: `公平秤复称「${line.name}」少 ${-difference} 克，允差 ${toleranceGrams ?? 0} 克`,
      })
    const [view] = await viewsOf(tx, marketId, [row])
    if (view === undefined) throw new AppError('reweigh.not_found')
    return view
  })

export const listReweighs = async (ctx: Ctx, query: store.ReweighQuery) =>
  withTransaction(ctx, async (tx) => {
    const { items, total } = await store.listReweighPage(tx, marketOf(ctx), query)
    return { items: await viewsOf(tx, marketOf(ctx), items), total, page: query.page, pageSize: query.pageSize }
  })
