/** 追溯: forward from a batch to stalls and sales, back from a sale or a code to suppliers, tests and certificates. */
import type { forwardTrace, PublicTrace } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { and, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { type Ctx, marketOf, type Tx, withSystemTransaction, withTransaction } from '../../context.ts'
import { batches, intakes, suppliers } from '../../db/schema/sourcing.ts'
import { AppError } from '../../errors.ts'
import { getMarketRow, listStallRows, maskName } from '../markets/index.ts'
import { listTestsOfBatches } from './batch-store.ts'
import { listHolds } from './hold-store.ts'
import { listSaleLinks } from './link-store.ts'
import { viewBatches } from './report.ts'
import { listCertificates, listPapers } from './store.ts'
import { closure, depths, type Direction, soldByStall, soldLines } from './trace-store.ts'

export type ForwardTrace = z.output<typeof forwardTrace>

const refs = async (tx: Tx, marketId: string, start: readonly string[], direction: Direction) => {
  const ids = await closure(tx, marketId, start, direction)
  const views = await viewBatches(tx, marketId, ids)
  const depthOf = await depths(tx, marketId, start, ids, direction)
  return views
    .map((view) => ({ ...view, depth: depthOf.get(view.batchId) ?? 0 }))
    .sort((a, b) => a.depth - b.depth || (a.batchId < b.batchId ? -1 : 1))
}

/** Everything that became of the batches, with the first `limit` sold lines. */
export const forwardOf = async (
  tx: Tx,
  marketId: string,
  start: readonly string[],
  limit: number,
): Promise<ForwardTrace> => {
  const reached = await refs(tx, marketId, start, 'forward')
  const ids = reached.map((batch) => batch.batchId)
  const sold = await soldByStall(tx, marketId, ids)
  const codes = new Map((await listStallRows(tx, marketId)).map((stall) => [stall.stallId, stall.code]))
  const stalls = new Map<string, ForwardTrace['stalls'][number]>()
  for (const batch of reached) {
    const stall = stalls.get(batch.stallCode)
    if (stall !== undefined) stall.remaining += batch.remaining
    else
      stalls.set(batch.stallCode, {
        stallCode: batch.stallCode,
        merchantName: batch.merchantName,
        remaining: batch.remaining,
        lineCount: 0,
      })
  }
  for (const row of sold) {
    const stallCode = codes.get(row.stallId) ?? ''
    const stall = stalls.get(stallCode) ?? { stallCode, merchantName: '', remaining: 0, lineCount: 0 }
    stalls.set(stallCode, { ...stall, lineCount: row.lineCount })
  }
  const lines = limit === 0 ? [] : await soldLines(tx, marketId, ids, limit)
  const sum = (pick: (row: (typeof sold)[number]) => number): number =>
    sold.reduce((total, row) => total + pick(row), 0)
  return {
    batches: reached,
    stalls: [...stalls.values()].sort((a, b) => a.stallCode.localeCompare(b.stallCode)),
    lineCount: sum((row) => row.lineCount),
    onlineLineCount: sum((row) => row.onlineLineCount),
    quantitySold: sum((row) => row.quantity),
    sales: lines.map(({ stallId, soldAtMs, ...line }) => ({
      ...line,
      stallCode: codes.get(stallId) ?? '',
      soldAt: new Date(soldAtMs).toISOString(),
    })),
  }
}

/** Throws batch.not_found. */
export const traceForward = async (ctx: Ctx, batchId: string, limit: number): Promise<ForwardTrace> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const [batch] = await viewBatches(tx, marketId, [batchId])
    if (batch === undefined) throw new AppError('batch.not_found')
    return forwardOf(tx, marketId, [batchId], limit)
  })

const sourcesOf = async (tx: Tx, marketId: string, batchIds: readonly string[]) => {
  const rows =
    batchIds.length === 0
      ? []
      : await tx
          .select({
            batchId: batches.batchId,
            intakeId: intakes.intakeId,
            selfGrown: intakes.selfGrown,
            supplierName: suppliers.name,
            supplierKind: suppliers.kind,
          })
          .from(batches)
          .innerJoin(intakes, and(eq(intakes.marketId, batches.marketId), eq(intakes.intakeId, batches.intakeId)))
          .leftJoin(
            suppliers,
            and(eq(suppliers.marketId, intakes.marketId), eq(suppliers.supplierId, intakes.supplierId)),
          )
          .where(and(eq(batches.marketId, marketId), inArray(batches.batchId, [...batchIds])))
  return new Map(rows.map((row) => [row.batchId, row]))
}

/** A batch and what it was made of, back to the suppliers; itself first. */
export const sourceBatches = async (tx: Tx, marketId: string, batchId: string) => {
  const reached = await refs(tx, marketId, [batchId], 'backward')
  const sources = await sourcesOf(
    tx,
    marketId,
    reached.map((batch) => batch.batchId),
  )
  return reached.map((batch) => ({
    ...batch,
    intakeId: sources.get(batch.batchId)?.intakeId ?? null,
    supplierName: sources.get(batch.batchId)?.supplierName ?? null,
  }))
}

/** From a sale's lines back to suppliers; lines without a link are absent. */
export const traceSale = async (ctx: Ctx, saleId: string) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const links = await listSaleLinks(tx, marketId, saleId)
    const lines = []
    for (const link of links) {
      const reached = await sourceBatches(tx, marketId, link.batchId)
      lines.push({
        lineNo: link.lineNo,
        basis: link.basis,
        traceCode: reached.find((batch) => batch.batchId === link.batchId)?.traceCode ?? '',
        batches: reached,
      })
    }
    return { lines }
  })

const maxPublicSteps = 20

/** What anybody may read under a trace code: no person's name, phone or number. Throws trace.not_found. */
export const getPublicTrace = async (ctx: Ctx, traceCode: string): Promise<PublicTrace> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const code = traceCode.trim().toUpperCase()
    const [batch] = await tx.select().from(batches).where(eq(batches.traceCode, code))
    if (batch === undefined) throw new AppError('trace.not_found', { traceCode })
    const { marketId } = batch
    const market = await getMarketRow(tx, marketId)
    const reached = (await refs(tx, marketId, [batch.batchId], 'backward')).slice(0, maxPublicSteps)
    const ids = reached.map((one) => one.batchId)
    const holds = await listHolds(tx, marketId, [batch.batchId])
    const sources = await sourcesOf(tx, marketId, ids)
    const intakeIds = [...sources.values()].map((source) => source.intakeId)
    const certificates = new Map((await listCertificates(tx, marketId, intakeIds)).map((row) => [row.intakeId, row]))
    const papers = await listPapers(tx, marketId, intakeIds)
    const tests = await listTestsOfBatches(tx, marketId, ids)
    const [own] = reached
    return {
      traceCode: code,
      marketName: market.name,
      stallCode: own?.stallCode ?? '',
      merchantName: own?.merchantName ?? '',
      commodityName: batch.commodityName,
      onHold: batch.admittedAt === null || holds.some((hold) => hold.releasedAt === null),
      asOf: ctx.now.toISOString(),
      steps: reached.map((step) => {
        const source = sources.get(step.batchId)
        const certificate = source === undefined ? undefined : certificates.get(source.intakeId)
        return {
          traceCode: step.traceCode,
          commodityName: step.commodityName,
          originPlace: step.originPlace,
          enteredOn: businessDate(new Date(step.enteredAt)),
          producedOn: step.producedOn,
          supplier: source === undefined ? null : publicSupplier(source),
          certificate:
            certificate === undefined
              ? null
              : {
                  issuedOn: certificate.issuedOn,
                  promisor: certificate.promisorIsPerson ? maskName(certificate.promisor) : certificate.promisor,
                  commitment: labels.commitmentStyle[certificate.style],
                  bases: certificate.bases.map((basis) => labels.commitmentBasis[basis]),
                },
          papers: [
            ...new Set(
              papers
                .filter((paper) => paper.intakeId === source?.intakeId)
                .map((paper) => labels.paperKind[paper.kind]),
            ),
          ],
          tests: tests
            .filter((test) => test.batchId === step.batchId)
            .map(({ businessDate: testedOn, item, method, result }) => ({ testedOn, item, method, result })),
        }
      }),
    }
  })

const publicSupplier = (source: {
  selfGrown: boolean
  supplierName: string | null
  supplierKind: string | null
}): string | null => {
  if (source.selfGrown) return '自产自销'
  if (source.supplierName === null) return null
  return source.supplierKind === 'farmer' ? labels.supplierKind.farmer : source.supplierName
}
