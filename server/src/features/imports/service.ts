/** Upload → mapping → preview → commit. Commit answers at once; the writing goes on in one transaction behind it. */
import type { ImportView, RowError } from '@smart-market/shared/contracts/imports.ts'
import { dayMs } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import type { Importer } from '../../importing/importer.ts'
import { readSpreadsheet } from '../../lib/spreadsheet/read-spreadsheet.ts'
import { type Check, checkRows } from './check-rows.ts'
import { type Mapping, mappingGaps, rememberedOver, suggestMapping, tidyMapping, withoutConstants } from './domain.ts'
import { importerOf } from './importers.ts'
import type { ImportRunner } from './runner.ts'
import * as store from './store.ts'
import { type ImportResult, packRows, shapeOf, unpackRows } from './stored-rows.ts'
import { toView } from './view.ts'

/** Files wait this long for their import to be finished or fetched. */
const keptDays = 30
export const shownErrors = 200
export type ImportMode = 'all_or_nothing' | 'good_rows'

/** Throws file.unreadable, file.empty, file.too_many_rows; request.not_found for a kind that nobody imports. */
export const uploadImport = async (
  ctx: Ctx,
  input: { readonly kind: string; readonly fileName: string; readonly bytes: Uint8Array },
): Promise<ImportView> => {
  const importer = importerOf(input.kind)
  const table = readSpreadsheet(input.fileName, input.bytes, { maxRows: importer.maxRows })
  const stored = { rows: table.rows, skipped: table.skipped, defects: table.defects }
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    await store.deleteStaleUploads(tx, marketId, new Date(ctx.now.getTime() - keptDays * dayMs))
    const remembered = await store.findMapping(tx, marketId, importer.kind, shapeOf(table.headings))
    const suggested = suggestMapping(importer.fields, table.headings)
    const record: store.ImportRecord = {
      marketId,
      importId: newId(ctx, 'ledgerImport'),
      kind: importer.kind,
      fileName: input.fileName,
      encoding: table.encoding,
      headings: [...table.headings],
      rowCount: table.rows.length,
      rows: packRows(ctx.deps.cipher, stored),
      state: 'uploaded',
      mapping: { ...(remembered === undefined ? suggested : rememberedOver(suggested, remembered)) },
      mappingRemembered: remembered !== undefined,
      progressDone: 0,
      result: null,
      failure: null,
      createdBy: actorName(ctx),
      createdAt: ctx.now,
    }
    await store.insertImport(tx, record)
    await appendAudit(ctx, tx, {
      action: 'import.upload',
      subjectKind: 'import',
      subjectId: record.importId,
      summary: `上传「${input.fileName}」，${record.rowCount} 行`,
      details: { kind: importer.kind },
    })
    return toView(record, importer, { stored })
  })
}

/** A running import whose process is gone is declared failed: its transaction left nothing behind. */
export const getImport = async (ctx: Ctx, runner: ImportRunner, importId: string): Promise<ImportView> =>
  withTransaction(ctx, async (tx) => {
    let record = await getRecord(ctx, tx, importId)
    const done = runner.progressOf(importId)
    if (record.state === 'running' && done === undefined && (await store.tryLockImport(tx, importId))) {
      await store.moveImport(tx, record.marketId, importId, ['running'], {
        state: 'failed',
        failure: '导入中途服务停止了，没有写入任何内容，请再次点「导入」。',
      })
      record = await getRecord(ctx, tx, importId)
    }
    const waiting = record.state === 'uploaded' || record.state === 'failed'
    return toView(record, importerOf(record.kind), {
      ...(waiting ? { stored: unpackRows(ctx.deps.cipher, record.rows) } : {}),
      ...(record.state === 'running' && done !== undefined ? { done } : {}),
    })
  })

/** Throws import.not_found. */
export const getRecord = async (ctx: Ctx, tx: Tx, importId: string): Promise<store.ImportRecord> => {
  const record = await store.findImport(tx, marketOf(ctx), importId)
  if (record === undefined) throw new AppError('import.not_found')
  return record
}

/** Throws import.already_finished, import.mapping_incomplete. */
export const openFile = (ctx: Ctx, record: store.ImportRecord, given: Mapping) => {
  if (record.state === 'running' || record.state === 'finished') throw new AppError('import.already_finished')
  const importer = importerOf(record.kind)
  const mapping = tidyMapping(importer.fields, given)
  requireMapping(importer, record.headings, mapping)
  return {
    importer,
    file: { stored: unpackRows(ctx.deps.cipher, record.rows), headings: record.headings, mapping },
  }
}

/** Throws import.mapping_incomplete. */
export const requireMapping = (importer: Importer<unknown>, headings: readonly string[], mapping: Mapping): void => {
  const gaps = mappingGaps(importer.fields, headings, mapping)
  if (gaps.length > 0) throw new AppError('import.mapping_incomplete', { fields: gaps.join('」「') })
}

/** Throws import.not_found, import.already_finished, import.mapping_incomplete. */
export const previewImport = async (ctx: Ctx, importId: string, input: { readonly mapping: Mapping }) =>
  withTransaction(ctx, async (tx) => {
    const { importer, file } = openFile(ctx, await getRecord(ctx, tx, importId), input.mapping)
    const check = await checkRows(ctx, tx, importer, file)
    return {
      goodRows: check.good.length,
      badRows: check.rejected.length,
      toCreate: check.created,
      toUpdate: check.updated,
      unchanged: check.unchanged,
      errors: check.errors.slice(0, shownErrors),
      warnings: check.warnings.slice(0, shownErrors),
    }
  })

/**
 * Throws import.not_found, import.already_finished, import.mapping_incomplete; under all_or_nothing import.rows_bad
 * with the first errors in its details. Otherwise the import is running when this returns.
 */
export const commitImport = async (
  ctx: Ctx,
  runner: ImportRunner,
  importId: string,
  input: { readonly mapping: Mapping; readonly mode: ImportMode },
): Promise<ImportView> => {
  if (!runner.claim(importId)) throw new AppError('import.already_finished')
  const begun = await beginImport(ctx, importId, input).catch((error: unknown) => {
    runner.release(importId)
    throw error
  })
  if ('bad' in begun) {
    runner.release(importId)
    throw new AppError('import.rows_bad', { count: begun.bad.count, errors: begun.bad.errors })
  }
  runner.start(importId, (onProgress) => runImport(ctx, importId, input.mode, onProgress))
  return begun.view
}

const beginImport = async (
  ctx: Ctx,
  importId: string,
  input: { readonly mapping: Mapping; readonly mode: ImportMode },
): Promise<{ view: ImportView } | { bad: { count: number; errors: RowError[] } }> =>
  withTransaction(ctx, async (tx) => {
    const record = await getRecord(ctx, tx, importId)
    const { importer, file } = openFile(ctx, record, input.mapping)
    const mapping = { ...file.mapping }
    if (input.mode === 'all_or_nothing') {
      const check = await checkRows(ctx, tx, importer, file)
      if (check.rejected.length > 0) {
        // Kept, so that the file of bad rows is made under the mapping that found them.
        await store.moveImport(tx, record.marketId, importId, ['uploaded', 'failed'], { mapping })
        return { bad: { count: check.rejected.length, errors: check.errors.slice(0, shownErrors) } }
      }
    }
    const set = { state: 'running', mapping, failure: null, progressDone: 0 } as const
    if (!(await store.moveImport(tx, record.marketId, importId, ['uploaded', 'failed'], set)))
      throw new AppError('import.already_finished')
    await appendAudit(ctx, tx, {
      action: 'import.start',
      subjectKind: 'import',
      subjectId: importId,
      summary: `开始导入「${record.fileName}」`,
      details: { kind: record.kind, mode: input.mode, mapping },
    })
    return { view: toView({ ...record, ...set }, importer, { done: 0 }) }
  })

/** Never rejects: what goes wrong ends as a failed import with a reason. */
const runImport = async (
  ctx: Ctx,
  importId: string,
  mode: ImportMode,
  onProgress: (done: number) => void,
): Promise<void> => {
  try {
    await withTransaction(ctx, async (tx) => {
      await store.lockImport(tx, importId)
      const record = await getRecord(ctx, tx, importId)
      // Another process may have declared it failed before we held the lock.
      if (record.state !== 'running') return
      const importer = importerOf(record.kind)
      const stored = unpackRows(ctx.deps.cipher, record.rows)
      const check = await checkRows(ctx, tx, importer, { stored, headings: record.headings, mapping: record.mapping })
      if (mode === 'all_or_nothing' && check.rejected.length > 0)
        throw new AppError('import.rows_bad', { count: check.rejected.length })
      await writeChecked(ctx, tx, importer, importId, check, onProgress)
      await finishImport(ctx, tx, record, check)
    })
  } catch (error) {
    await failImport(ctx, importId, error)
  }
}

/** Writes what a check found good, in the caller's transaction. */
export const writeChecked = async (
  ctx: Ctx,
  tx: Tx,
  importer: Importer<unknown>,
  importId: string,
  check: Check,
  onProgress: (done: number) => void,
): Promise<void> => {
  if (check.created + check.updated === 0) return
  await importer.write(ctx, tx, check.good, importId, onProgress, check.rejected.length)
}

export const toResult = (check: Check): ImportResult => ({
  created: check.created,
  updated: check.updated,
  unchanged: check.unchanged,
  rejected: check.rejected.length,
  errors: check.errors.slice(0, shownErrors),
})

const finishImport = async (ctx: Ctx, tx: Tx, record: store.ImportRecord, check: Check): Promise<void> => {
  const { marketId, importId, kind, mapping } = record
  const result = toResult(check)
  await store.moveImport(tx, marketId, importId, ['running'], {
    state: 'finished',
    result,
    progressDone: record.rowCount,
    rows: check.rejected.length === 0 ? new Uint8Array() : packRows(ctx.deps.cipher, check.rejected),
  })
  await store.rememberMapping(tx, {
    marketId,
    kind,
    shape: shapeOf(record.headings),
    mapping: withoutConstants(mapping),
  })
  await auditFinished(ctx, tx, importId, record.fileName, result)
}

export const auditFinished = (
  ctx: Ctx,
  tx: Tx,
  importId: string,
  fileName: string,
  { created, updated, unchanged, rejected }: ImportResult,
): Promise<void> =>
  appendAudit(ctx, tx, {
    action: 'import.finish',
    subjectKind: 'import',
    subjectId: importId,
    summary: `导入「${fileName}」：新增 ${created}，更新 ${updated}，未变 ${unchanged}，未导入 ${rejected}`,
    details: { created, updated, unchanged, rejected },
  })

const failImport = async (ctx: Ctx, importId: string, error: unknown): Promise<void> => {
  const { logger } = ctx.deps
  if (!(error instanceof AppError))
    // A database error repeats the statement's parameters, which are names and ID numbers.
    logger.error({ requestId: ctx.requestId, importId, err: databaseError(error) ?? error }, 'import failed')
  const failure = failureOf(ctx, error)
  try {
    await withTransaction(ctx, async (tx) => {
      await store.moveImport(tx, marketOf(ctx), importId, ['running'], { state: 'failed', failure })
      await appendAudit(ctx, tx, {
        action: 'import.fail',
        subjectKind: 'import',
        subjectId: importId,
        summary: '导入失败，没有写入任何内容',
        details: { failure },
      })
    })
  } catch (second) {
    // The database is gone: the import stays "running", and the next look at it declares it failed.
    logger.error({ requestId: ctx.requestId, importId, err: second }, 'import failure not recorded')
  }
}

/** Somebody else's write came between check and write: unique, exclusion, serialization, deadlock. */
const disturbed = new Set(['23505', '23P01', '40001', '40P01'])

const failureOf = (ctx: Ctx, error: unknown): string => {
  if (error instanceof AppError) return error.message
  if (disturbed.has(databaseError(error)?.code ?? ''))
    return '导入时有人正好改了同样的内容，所以没有写入任何内容，请再试一次。'
  return `写入时系统出了问题，没有写入任何内容（编号 ${ctx.requestId}）。请再试一次，仍不行请把编号告诉管理人员。`
}
