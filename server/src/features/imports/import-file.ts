/** A whole file at once, for the operator's command line: into one market, or into many by a column of the file. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { pinyin } from 'pinyin-pro'
import { type Ctx, type Deps, newId, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Importer } from '../../importing/importer.ts'
import { readSpreadsheet } from '../../lib/spreadsheet/read-spreadsheet.ts'
import { listAllMarkets, registerMarket } from '../markets/index.ts'
import { checkRows } from './check-rows.ts'
import { chosenOver, type Mapping, type StoredRows, suggestMapping, tidyMapping, withoutConstants } from './domain.ts'
import { importerOf } from './importers.ts'
import { auditFinished, type ImportMode, requireMapping, shownErrors, toResult, writeChecked } from './service.ts'
import * as store from './store.ts'
import { packRows, type RejectedRow, shapeOf } from './stored-rows.ts'

export interface FileImport {
  readonly kind: string
  /** A market's id, or `by-column`: the column mapped to `market` names each row's market; unknown markets are registered. */
  readonly market: string
  readonly fileName: string
  readonly bytes: Uint8Array
  /** Field → heading, or `=value` for every row, over what the headings' own names suggest; '' unmaps a field. */
  readonly mapping?: Mapping | undefined
  readonly mode: ImportMode
  readonly actorName: string
}
export interface MarketImport {
  readonly marketId: string
  readonly code: string
  readonly name: string
  readonly importId: string
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
}
export interface FileImportResult {
  readonly encoding: string
  readonly headings: readonly string[]
  readonly mapping: Mapping
  /** `rows` = created + updated + unchanged + rejected, in all and in each market. */
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly markets: readonly MarketImport[]
  readonly errors: readonly RowError[]
  readonly warnings: readonly RowError[]
  readonly rejectedRows: readonly RejectedRow[]
}

/**
 * Throws file.unreadable, file.empty, file.too_many_rows, import.mapping_incomplete, market.not_found, and, under
 * all_or_nothing, import.rows_bad before anything is written. Each market is one transaction: after a crash the same
 * file can be imported again, and what is there already is unchanged.
 */
export const importFile = async (
  deps: Deps,
  input: FileImport,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<FileImportResult> => {
  const importer = importerOf(input.kind)
  const byColumn = input.market === 'by-column'
  const limit = byColumn ? { maxRows: importer.maxRows * 20 } : { maxRows: importer.maxRows }
  const table = readSpreadsheet(input.fileName, input.bytes, limit)
  const suggested = suggestMapping(importer.fields, table.headings)
  const mapping = tidyMapping(importer.fields, chosenOver(importer.fields, suggested, input.mapping ?? {}))
  requireMapping(importer, table.headings, mapping)
  const file: OpenFile = { importer, table, mapping, input }
  const parts = byColumn ? await splitByMarket(deps, file) : { targets: [await oneMarket(deps, file)], homeless: [] }
  if (input.mode === 'all_or_nothing') await requireAllGood(deps, file, parts)
  const outcomes: Outcome[] = []
  let done = parts.homeless.length
  for (const target of parts.targets) {
    const before = done
    outcomes.push(await importPart(deps, file, target, (rows) => onProgress(before + rows, table.rows.length)))
    done += target.stored.rows.length
    onProgress(done, table.rows.length)
  }
  return summarise(file, outcomes, parts.homeless)
}

interface OpenFile {
  readonly importer: Importer<unknown>
  readonly table: ReturnType<typeof readSpreadsheet>
  readonly mapping: Mapping
  readonly input: FileImport
}
interface Target {
  readonly name: string
  /** Null: not registered yet. */
  readonly market: { readonly marketId: string; readonly code: string } | null
  readonly stored: StoredRows
}
interface Outcome {
  readonly market: MarketImport
  readonly errors: readonly RowError[]
  readonly warnings: readonly RowError[]
  readonly rejectedRows: readonly RejectedRow[]
}
/** Rows that name no market. */
interface Parts {
  readonly targets: readonly Target[]
  readonly homeless: readonly (RowError & RejectedRow)[]
}

const oneMarket = async (deps: Deps, { input, table }: OpenFile): Promise<Target> => {
  const market = (await listAllMarkets(deps)).find((m) => m.marketId === input.market)
  if (market === undefined) throw new AppError('market.not_found')
  return { name: market.name, market, stored: table }
}

/** Throws import.mapping_incomplete without a market column, market.ambiguous_name. */
const splitByMarket = async (deps: Deps, { importer, table, mapping }: OpenFile): Promise<Parts> => {
  const column = table.headings.indexOf(mapping.market ?? '')
  if (column < 0) {
    const label = importer.fields.find((rule) => rule.field === 'market')?.label ?? 'market'
    throw new AppError('import.mapping_incomplete', { fields: label })
  }
  const known = new Map((await listAllMarkets(deps)).map((m) => [key(m.name), m]))
  const rowsByMarket = new Map<string, { name: string; rows: StoredRows['rows'][number][] }>()
  const homeless: (RowError & RejectedRow)[] = []
  for (const row of table.rows) {
    const name = row.cells[column] ?? ''
    const reason = name === '' ? '请填写市场名称' : name.length > 80 ? '市场名称最多 80 个字' : null
    if (reason !== null) {
      homeless.push({ ...row, column: mapping.market ?? '', value: name.slice(0, 40), reason, reasons: [reason] })
      continue
    }
    const part = rowsByMarket.get(key(name)) ?? { name, rows: [] }
    part.rows.push(row)
    rowsByMarket.set(key(name), part)
  }
  const targets = [...rowsByMarket].map(([nameKey, { name, rows }]) => {
    const numbers = new Set(rows.map((row) => row.row))
    const stored = { rows, skipped: [], defects: table.defects.filter((defect) => numbers.has(defect.row)) }
    return { name, market: known.get(nameKey) ?? null, stored }
  })
  return { targets, homeless }
}

const key = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

const requireAllGood = async (deps: Deps, file: OpenFile, { targets, homeless }: Parts): Promise<void> => {
  const errors: RowError[] = [...homeless]
  let count = homeless.length
  for (const target of targets) {
    // A market that is not registered yet has an empty ledger under whatever id.
    const ctx = systemCtx(deps, file.input.actorName, target.market?.marketId ?? 'mkt_not_registered')
    const check = await withTransaction(ctx, (tx) => checkPart(ctx, tx, file, target))
    errors.push(...check.errors)
    count += check.rejected.length
  }
  if (count > 0) throw new AppError('import.rows_bad', { count, errors: errors.slice(0, shownErrors) })
}

const checkPart = (ctx: Ctx, tx: Tx, { importer, table, mapping }: OpenFile, { stored }: Target) =>
  checkRows(ctx, tx, importer, { stored, headings: table.headings, mapping })

const importPart = async (
  deps: Deps,
  file: OpenFile,
  target: Target,
  onProgress: (done: number) => void,
): Promise<Outcome> => {
  const { input, table, mapping, importer } = file
  const market = target.market ?? (await registerByName(deps, input.actorName, target.name))
  const ctx = systemCtx(deps, input.actorName, market.marketId)
  return withTransaction(ctx, async (tx) => {
    const check = await checkPart(ctx, tx, file, target)
    if (input.mode === 'all_or_nothing' && check.rejected.length > 0)
      throw new AppError('import.rows_bad', {
        count: check.rejected.length,
        errors: check.errors.slice(0, shownErrors),
      })
    const importId = newId(ctx, 'ledgerImport')
    const result = toResult(check)
    await writeChecked(ctx, tx, importer, importId, check, onProgress)
    await store.insertImport(tx, {
      marketId: market.marketId,
      importId,
      kind: importer.kind,
      fileName: input.fileName,
      encoding: table.encoding,
      headings: [...table.headings],
      rowCount: target.stored.rows.length,
      rows: check.rejected.length === 0 ? new Uint8Array() : packRows(deps.cipher, check.rejected),
      state: 'finished',
      mapping: { ...mapping },
      mappingRemembered: false,
      progressDone: target.stored.rows.length,
      result,
      failure: null,
      createdBy: input.actorName,
      createdAt: ctx.now,
    })
    const shape = shapeOf(table.headings)
    await store.rememberMapping(tx, {
      marketId: market.marketId,
      kind: importer.kind,
      shape,
      mapping: withoutConstants(mapping),
    })
    await auditFinished(ctx, tx, importId, input.fileName, result)
    const { created, updated, unchanged, rejected } = result
    return {
      market: {
        marketId: market.marketId,
        code: market.code,
        name: target.name,
        importId,
        created,
        updated,
        unchanged,
        rejected,
      },
      errors: check.errors,
      warnings: check.warnings,
      rejectedRows: check.rejected,
    }
  })
}

/** The market's code is made of the initials of its name, with a number when that code is taken. */
const registerByName = async (deps: Deps, actorName: string, name: string) => {
  const taken = new Set((await listAllMarkets(deps)).map((market) => market.code))
  const initials = initialsOf(name)
  let code = initials
  for (let n = 2; taken.has(code); n++) code = `${initials.slice(0, 13)}${n}`
  return registerMarket(systemCtx(deps, actorName, null), {
    code,
    name,
    marketTypes: ['food_retail'],
    districtCode: '',
    districtName: '',
    address: '',
    operatorName: '',
    phone: '',
    introduction: '',
    openingHours: '',
    honours: [],
  })
}

/** `文化路农贸市场` → `WHLNMSC`, `Market Street Hawker Centre` → `MSHC`; two to sixteen letters or digits. */
const initialsOf = (name: string): string => {
  const letters = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .flatMap((word) =>
      word.length === 1
        ? [word]
        : word.split(/[^\p{L}\p{N}]+/u).map((part) => (/^\d/.test(part) ? part : part.slice(0, 1))),
    )
    .join('')
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 12)
  return letters.length >= 2 ? letters : `MK${letters}`
}

const summarise = (
  { table, mapping, importer }: OpenFile,
  outcomes: readonly Outcome[],
  homeless: Parts['homeless'],
): FileImportResult => {
  const sum = (of: (market: MarketImport) => number): number =>
    outcomes.reduce((total, { market }) => total + of(market), 0)
  const byRow = (a: { row: number }, b: { row: number }): number => a.row - b.row
  const counts = {
    created: sum((o) => o.created),
    updated: sum((o) => o.updated),
    unchanged: sum((o) => o.unchanged),
    rejected: sum((o) => o.rejected) + homeless.length,
  }
  const accounted = counts.created + counts.updated + counts.unchanged + counts.rejected
  if (accounted !== table.rows.length)
    throw new Error(`import ${importer.kind} accounts for ${accounted} rows of ${table.rows.length}`)
  return {
    encoding: table.encoding,
    headings: table.headings,
    mapping,
    rows: table.rows.length,
    ...counts,
    markets: outcomes.map((outcome) => outcome.market),
    errors: [...homeless, ...outcomes.flatMap((o) => o.errors)]
      .map(({ row, column, value, reason }) => ({ row, column, value, reason }))
      .sort(byRow),
    warnings: [...(outcomes.length === 1 ? [] : table.skipped), ...outcomes.flatMap((o) => o.warnings)].sort(byRow),
    rejectedRows: [
      ...homeless.map(({ row, cells, reasons }) => ({ row, cells, reasons })),
      ...outcomes.flatMap((o) => o.rejectedRows),
    ].sort(byRow),
  }
}
