/** Read-only lists of tests, holds and disposals as people see them. */
import { and, desc, eq, gte, ilike, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { QuickTestView } from '@smart-market/shared/contracts/sourcing.ts'
import type { Tx } from '../../context.ts'
import { merchants, stalls } from '../../db/schema/markets.ts'
import { batches, disposals, quickTests, salesHolds } from '../../db/schema/sourcing.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { batchesNamed } from './batch-store.ts'
import type { Window } from './report.ts'

export const findQuickTests = async (
  tx: Tx,
  marketId: string,
  filter: {
    q?: string | undefined
    from?: string | undefined
    to?: string | undefined
    result?: QuickTestView['result'] | undefined
    quickTestId?: string | undefined
    merchantId?: string | undefined
    batchIds?: readonly string[] | undefined
  },
  window: Window,
): Promise<{ items: QuickTestView[]; total: number }> => {
  const pattern = patternOf(filter.q)
  const where = and(
    eq(quickTests.marketId, marketId),
    filter.quickTestId === undefined ? undefined : eq(quickTests.quickTestId, filter.quickTestId),
    filter.merchantId === undefined ? undefined : eq(quickTests.merchantId, filter.merchantId),
    filter.batchIds === undefined ? undefined : inArray(quickTests.batchId, [...filter.batchIds]),
    filter.from === undefined ? undefined : gte(quickTests.businessDate, filter.from),
    filter.to === undefined ? undefined : lte(quickTests.businessDate, filter.to),
    filter.result === undefined ? undefined : eq(quickTests.result, filter.result),
    pattern === undefined
      ? undefined
      : or(
          ilike(quickTests.commodityName, pattern),
          ilike(quickTests.item, pattern),
          ilike(quickTests.sampleNumber, pattern),
        ),
  )
  const rows = await tx
    .select({ test: quickTests, stallCode: stalls.code, merchantName: merchants.name })
    .from(quickTests)
    .leftJoin(stalls, and(eq(stalls.marketId, quickTests.marketId), eq(stalls.stallId, quickTests.stallId)))
    .leftJoin(
      merchants,
      and(eq(merchants.marketId, quickTests.marketId), eq(merchants.merchantId, quickTests.merchantId)),
    )
    .where(where)
    .orderBy(desc(quickTests.testedAt), desc(quickTests.quickTestId))
    .limit(window.limit)
    .offset(window.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(quickTests)
    .where(where)
  const items = rows.map(({ test, stallCode, merchantName }) => ({
    ...test,
    testedAt: test.testedAt.toISOString(),
    stallCode,
    merchantName,
  }))
  return { items, total: count?.total ?? 0 }
}

export const findHolds = async (
  tx: Tx,
  marketId: string,
  filter: { q?: string | undefined; open?: 'true' | 'false' | undefined; merchantId?: string | undefined },
  window: Window,
) => {
  const { open, merchantId } = filter
  const pattern = patternOf(filter.q)
  const where = and(
    eq(salesHolds.marketId, marketId),
    merchantId === undefined ? undefined : eq(salesHolds.merchantId, merchantId),
    open === undefined ? undefined : open === 'true' ? isNull(salesHolds.releasedAt) : isNotNull(salesHolds.releasedAt),
    pattern === undefined ? undefined : inArray(salesHolds.batchId, batchesNamed(tx, marketId, pattern)),
  )
  const rows = await tx
    .select({
      hold: salesHolds,
      commodityName: batches.commodityName,
      remaining: batches.remaining,
      stallCode: stalls.code,
    })
    .from(salesHolds)
    .innerJoin(batches, and(eq(batches.marketId, salesHolds.marketId), eq(batches.batchId, salesHolds.batchId)))
    .innerJoin(stalls, and(eq(stalls.marketId, batches.marketId), eq(stalls.stallId, batches.stallId)))
    .where(where)
    .orderBy(desc(salesHolds.heldAt), desc(salesHolds.salesHoldId))
    .limit(window.limit)
    .offset(window.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(salesHolds)
    .where(where)
  return { rows, total: count?.total ?? 0 }
}

export const findDisposals = async (
  tx: Tx,
  marketId: string,
  filter: { q?: string | undefined; merchantId?: string | undefined; batchId?: string | undefined },
  window: Window,
) => {
  const pattern = patternOf(filter.q)
  const where = and(
    eq(disposals.marketId, marketId),
    filter.merchantId === undefined ? undefined : eq(disposals.merchantId, filter.merchantId),
    filter.batchId === undefined ? undefined : eq(disposals.batchId, filter.batchId),
    pattern === undefined
      ? undefined
      : or(ilike(batches.commodityName, pattern), ilike(disposals.witness, pattern), ilike(disposals.place, pattern)),
  )
  const joined = tx
    .select({
      disposal: disposals,
      commodityName: batches.commodityName,
      unit: batches.unit,
      stallCode: stalls.code,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(disposals)
    .innerJoin(batches, and(eq(batches.marketId, disposals.marketId), eq(batches.batchId, disposals.batchId)))
    .innerJoin(stalls, and(eq(stalls.marketId, batches.marketId), eq(stalls.stallId, batches.stallId)))
  const rows = await joined
    .where(where)
    .orderBy(desc(disposals.disposedAt), desc(disposals.disposalId))
    .limit(window.limit)
    .offset(window.offset)
  return {
    items: rows.map(({ disposal, total: _total, ...rest }) => ({
      ...disposal,
      ...rest,
      disposedAt: disposal.disposedAt.toISOString(),
    })),
    total: rows[0]?.total ?? 0,
  }
}
