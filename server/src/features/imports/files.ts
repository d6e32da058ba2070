/** Files that go out: the rows that were left out, and blank templates. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { type Ctx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { writeXlsx } from '../../lib/spreadsheet/write-xlsx.ts'
import { checkRows } from './check-rows.ts'
import { importerOf } from './importers.ts'
import { getRecord, openFile } from './service.ts'
import { type ImportResult, type RejectedRow, unpackRejected } from './stored-rows.ts'

/** Rows that were left out, or, before the import, those that would be. Throws import.not_found. */
export const rejectedRowsFile = async (ctx: Ctx, importId: string) => {
  const { record, rejected } = await withTransaction(ctx, async (tx) => {
    const record = await getRecord(ctx, tx, importId)
    if (record.state === 'running') return { record, rejected: [] }
    if (record.state === 'finished') {
      const rejected = unpackRejected(ctx.deps.cipher, record.rows)
      // Kept for a month only, as rows hold ID numbers.
      if (rejected.length < (record.result as ImportResult).rejected) throw new AppError('import.not_found')
      return { record, rejected }
    }
    const { importer, file } = openFile(ctx, record, record.mapping)
    return { record, rejected: (await checkRows(ctx, tx, importer, file)).rejected }
  })
  return {
    fileName: `未导入的行-${record.fileName.replace(/\.[^.]*$/, '')}.xlsx`,
    bytes: await rejectedSheet(record.headings, rejected),
  }
}

/** The file's own columns, so that it can be mended and uploaded again, with row number and reasons in front. */
export const rejectedSheet = (headings: readonly string[], rejected: readonly RejectedRow[]): Promise<Uint8Array> =>
  writeXlsx([
    {
      name: '未导入的行',
      headings: ['行号', '原因', ...headings],
      rows: rejected.map(({ row, cells, reasons }) => [row, reasons.join('；'), ...cells]),
    },
  ])

/** A blank sheet with the headings that the importer knows, and a second one that explains them. */
export const templateFile = async (kind: string) => {
  const importer = importerOf(kind)
  const fields = importer.fields.filter((rule) => rule.inTemplate !== false)
  return {
    fileName: `${labels.importKind[importer.kind]}导入模板.xlsx`,
    bytes: await writeXlsx([
      { name: '数据', headings: fields.map((rule) => rule.label), rows: [] },
      {
        name: '填写说明',
        headings: ['列', '是否必填', '说明'],
        rows: fields.map((rule) => [rule.label, rule.required ? '必填' : '选填', rule.hint]),
      },
    ]),
  }
}
