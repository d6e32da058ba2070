import { createHash } from 'node:crypto'
import type { Upload } from '@smart-market/shared/route.ts'
import { businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { readSpreadsheet } from '../../lib/spreadsheet/read-spreadsheet.ts'
import { listStallsByCode } from '../markets/index.ts'
import { type BatchRow, findBatchesByCode, insertQuickTests, lockBatches, type QuickTestRow } from './batch-store.ts'
import { placeHolds } from './holds.ts'
import { readSheet, type SheetError, type SheetRow } from './test-sheet.ts'

/**
 * Imports a result sheet; a sample and item are recorded once for ever. A positive row that names a batch holds it.
 * Throws file.unreadable, file.empty, file.too_many_rows.
 */
export const importQuickTests = async (
  ctx: Ctx,
  { fileName, bytes }: Upload,
): Promise<{ created: number; alreadyKnown: number; rejected: number; errors: SheetError[] }> => {
  const table = readSpreadsheet(fileName, bytes, { maxRows: 20_000 })
  const { good, errors } = readSheet(table.headings, table.rows)
  const today = businessDate(ctx.now)
  const due = good.filter((row) => row.testedOn <= today)
  for (const { row, testedOn } of good.filter((one) => one.testedOn > today))
    errors.push({ row, column: '检测日期', value: testedOn, reason: '检测日期在将来' })
  return withTransaction(ctx, async (tx) => {
    const named = await findBatchesByCode(tx, marketOf(ctx), [...new Set(due.flatMap((row) => row.traceCode ?? []))])
    const stalls = await listStallsByCode(tx, marketOf(ctx))
    const rows: QuickTestRow[] = []
    for (const row of due) {
      const batch = row.traceCode === null ? undefined : named.get(row.traceCode)
      if (row.traceCode !== null && batch === undefined) {
        errors.push({ row: row.row, column: '追溯码', value: row.traceCode, reason: '没有这个追溯码' })
        continue
      }
      rows.push(toRow(ctx, row, batch, row.stallCode === null ? undefined : stalls.get(row.stallCode)?.stallId))
    }
    const written = new Set(await insertQuickTests(tx, rows))
    const fresh = rows.filter((row) => written.has(row.quickTestId))
    const positive = fresh.filter((row) => row.result === 'positive')
    const held = [...new Set(positive.flatMap((row) => row.batchId ?? []))].sort()
    for (const batch of await lockBatches(tx, marketOf(ctx), held)) {
      const test = positive.find((row) => row.batchId === batch.batchId)
      await placeHolds(ctx, tx, [batch], {
        reason: 'positive_test',
        ...(test === undefined ? {} : { quickTestId: test.quickTestId }),
      })
    }
    if (fresh.length > 0) {
      await appendAudit(ctx, tx, {
        action: 'quick_test.import',
        subjectKind: 'quick_test',
        subjectId: fresh[0]?.quickTestId ?? '',
        summary: `从「${fileName}」导入检测结果 ${fresh.length} 条，阳性 ${positive.length} 条`,
        details: { created: fresh.length, positive: positive.length, rejected: errors.length },
      })
      await appendEvent(ctx, tx, 'quick_tests.imported', { count: fresh.length, positive: positive.length })
    }
    return {
      created: fresh.length,
      alreadyKnown: rows.length - fresh.length,
      rejected: errors.length,
      errors: errors.sort((a, b) => a.row - b.row).slice(0, 200),
    }
  })
}

const toRow = (ctx: Ctx, row: SheetRow, batch: BatchRow | undefined, stallId: string | undefined): QuickTestRow => ({
  marketId: marketOf(ctx),
  quickTestId: newId(ctx, 'quickTest'),
  batchId: batch?.batchId ?? null,
  merchantId: batch?.merchantId ?? null,
  stallId: batch?.stallId ?? stallId ?? null,
  commodityName: row.commodityName,
  categoryCode: batch?.categoryCode ?? null,
  sampleNumber: row.sampleNumber,
  item: row.item,
  method: '检测结果表',
  kit: null,
  result: row.result,
  measured: row.measured,
  limitText: row.limitText,
  businessDate: row.testedOn,
  testedAt: businessDateStart(row.testedOn),
  tester: actorName(ctx),
  photoFileId: null,
  retestOf: null,
  originPlace: row.originPlace,
  sourceKey: `sheet:${createHash('sha256')
    .update(JSON.stringify([row.sampleNumber, row.testedOn, row.commodityName, row.item]))
    .digest('base64url')}`,
  recordedAt: ctx.now,
})
