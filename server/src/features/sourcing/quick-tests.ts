/** 快检: plan, whose turn it is, results. A positive result holds batch and listings in the result's own transaction. */
import { type CategoryCode, categoryCodes } from '@smart-market/shared/contracts/catalogue.ts'
import type { newQuickTest, QuickTestView } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { z } from 'zod'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listTenanciesOn } from '../markets/index.ts'
import * as batchStore from './batch-store.ts'
import { rotaOrder } from './domain.ts'
import { recordTestEvents } from './epcis/own-events.ts'
import { requireFiles } from './files.ts'
import { placeHolds } from './holds.ts'
import { admit } from './intakes.ts'
import { findQuickTests } from './check-lists.ts'
import * as store from './store.ts'

/** Throws batch.not_found, quick_test.not_found (the test it repeats is of another batch), paper_file.not_found. */
export const recordQuickTest = async (ctx: Ctx, input: z.output<typeof newQuickTest>): Promise<QuickTestView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const locked = await batchStore.lockBatches(tx, marketId, [input.batchId])
    const [batch] = locked
    if (batch === undefined) throw new AppError('batch.not_found')
    if (input.retestOf != null) {
      const first = await batchStore.findQuickTest(tx, marketId, input.retestOf)
      if (first?.batchId !== batch.batchId) throw new AppError('quick_test.not_found')
    }
    await requireFiles(tx, marketId, [input.photoFileId])
    const testedAt = input.testedAt == null ? ctx.now : new Date(input.testedAt)
    const row: batchStore.QuickTestRow = {
      marketId,
      quickTestId: newId(ctx, 'quickTest'),
      batchId: batch.batchId,
      merchantId: batch.merchantId,
      stallId: batch.stallId,
      commodityName: batch.commodityName,
      categoryCode: batch.categoryCode,
      sampleNumber: input.sampleNumber,
      item: input.item,
      method: input.method,
      kit: input.kit,
      result: input.result,
      measured: input.measured,
      limitText: input.limitText,
      businessDate: businessDate(testedAt),
      testedAt,
      tester: input.tester,
      photoFileId: input.photoFileId ?? null,
      retestOf: input.retestOf ?? null,
      originPlace: batch.originPlace,
      sourceKey: null,
      recordedAt: ctx.now,
    }
    await batchStore.insertQuickTests(tx, [row])
    await appendAudit(ctx, tx, {
      action: 'quick_test.record',
      subjectKind: 'quick_test',
      subjectId: row.quickTestId,
      summary: `快检「${row.commodityName}」${row.item}：${labels.quickTestResult[row.result]}`,
      details: { batchId: row.batchId, retestOf: row.retestOf },
    })
    // Screens, stall pages and notices follow this event.
    await appendEvent(ctx, tx, 'quick_test.recorded', {
      quickTestId: row.quickTestId,
      batchId: row.batchId,
      stallId: row.stallId,
      commodityName: row.commodityName,
      item: row.item,
      result: row.result,
      retestOf: row.retestOf,
    })
    await recordTestEvents(ctx, tx, batch, row)
    await followResult(ctx, tx, locked, batch, row)
    return viewTest(tx, marketId, row.quickTestId)
  })

const followResult = async (
  ctx: Ctx,
  tx: Tx,
  locked: readonly batchStore.BatchRow[],
  batch: batchStore.BatchRow,
  row: batchStore.QuickTestRow,
): Promise<void> => {
  if (row.result === 'invalid') return
  const intake = await store.lockIntakeOfBatch(tx, batch.marketId, batch.batchId)
  if (row.result === 'positive') {
    await placeHolds(ctx, tx, locked, { reason: 'positive_test', quickTestId: row.quickTestId })
    if (intake?.state === 'awaiting_test') {
      await store.updateIntake(tx, batch.marketId, intake.intakeId, { state: 'refused' })
      await appendEvent(ctx, tx, 'intake.refused', { intakeId: intake.intakeId, batchId: batch.batchId })
    }
    return
  }
  if (intake?.state === 'awaiting_test') await admit(ctx, tx, intake, 'test')
}

const viewTest = async (tx: Tx, marketId: string, quickTestId: string): Promise<QuickTestView> => {
  const { items } = await findQuickTests(tx, marketId, { quickTestId }, { limit: 1, offset: 0 })
  const [item] = items
  if (item === undefined) throw new AppError('quick_test.not_found')
  return item
}

type TestFilter = Parameters<typeof findQuickTests>[2]
export const listQuickTests = async (ctx: Ctx, query: TestFilter & { page: number; pageSize: number }) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    findQuickTests(tx, marketOf(ctx), query, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return { ...found, page, pageSize }
}

const toPlan = (row: store.PlanRow) => ({
  categoryCode: row.categoryCode,
  effectiveFrom: row.effectiveFrom,
  perDay: row.perDay,
  items: row.items,
  source: row.source,
})
export const listTestPlans = async (ctx: Ctx) => {
  const rows = await withTransaction(ctx, (tx) => store.listPlanRows(tx, marketOf(ctx), businessDate(ctx.now)))
  return { items: rows.map(toPlan) }
}

/** Throws request.not_found for an unknown category. */
export const setTestPlan = async (
  ctx: Ctx,
  category: string,
  input: { effectiveFrom?: string | undefined; perDay: number; items: string[]; source: string },
) => {
  const categoryCode = categoryCodes.find((code): code is CategoryCode => code === category)
  if (categoryCode === undefined) throw new AppError('request.not_found')
  const row: store.PlanRow = {
    marketId: marketOf(ctx),
    categoryCode,
    effectiveFrom: input.effectiveFrom ?? businessDate(ctx.now),
    perDay: input.perDay,
    items: input.items,
    source: input.source,
    setBy: actorName(ctx),
  }
  await withTransaction(ctx, async (tx) => {
    await store.putPlan(tx, row)
    await appendAudit(ctx, tx, {
      action: 'test_plan.set',
      subjectKind: 'test_plan',
      subjectId: categoryCode,
      summary: `${labels.commodityCategory[categoryCode]}每天快检 ${row.perDay} 批，自 ${row.effectiveFrom} 起`,
      details: { items: row.items, source: row.source },
    })
    await appendEvent(ctx, tx, 'test_plan.set', { categoryCode, effectiveFrom: row.effectiveFrom, perDay: row.perDay })
  })
  return toPlan(row)
}

/** Days within which the rota looks for a merchant's last test. */
const rotaDays = 90

/**
 * What is to be tested on a business date: for each planned category the merchants who hold goods of it, the longest
 * untested first, so that everybody is reached before anybody comes twice.
 */
export const listTestDuties = async (ctx: Ctx, onDate: string = businessDate(ctx.now)) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const plans = await store.listPlanRows(tx, marketId, onDate)
    const tested = await batchStore.listTestedMerchants(tx, marketId, addDays(onDate, -rotaDays), onDate)
    const holders = await listTenanciesOn(tx, marketId, onDate)
    const goods = await batchStore.listGoodsOnSale(tx, marketId, onDate)
    const lastByMerchant = new Map<string, string>()
    for (const { merchantId, lastTestedOn } of tested)
      if (merchantId !== null && lastTestedOn > (lastByMerchant.get(merchantId) ?? ''))
        lastByMerchant.set(merchantId, lastTestedOn)
    const items = plans.map((plan) => {
      const done = tested
        .filter((row) => row.categoryCode === plan.categoryCode)
        .reduce((sum, row) => sum + row.today, 0)
      const candidates = goods
        .filter((batch) => batch.categoryCode === plan.categoryCode)
        .flatMap((batch) => {
          const holder = holders.find((one) => one.merchantId === batch.merchantId)
          return holder === undefined
            ? []
            : [
                {
                  merchantId: batch.merchantId,
                  merchantName: holder.merchantName,
                  stallCode: holder.stallCode,
                  batchId: batch.batchId,
                  commodityName: batch.commodityName,
                  lastTestedOn: lastByMerchant.get(batch.merchantId) ?? null,
                },
              ]
        })
        .sort(rotaOrder)
      const seen = new Set<string>()
      const next = candidates.filter(
        (one) => !seen.has(one.merchantId) && seen.add(one.merchantId) && one.lastTestedOn !== onDate,
      )
      return { ...toPlan(plan), done, next: next.slice(0, Math.max(plan.perDay - done, 0)) }
    })
    const merchantIds = new Set(holders.map((one) => one.merchantId))
    return {
      businessDate: onDate,
      items,
      untestedMerchants: [...merchantIds].filter((id) => !lastByMerchant.has(id)).length,
    }
  })
