/** Files that people bring: ledger, sales, foot traffic. One flow for all: upload → mapping → preview → commit. */
import { z } from 'zod'
import { route } from '../route.ts'
import { marketTeam } from './access.ts'

export const importKinds = ['ledger', 'sales', 'foot_traffic', 'intake', 'guide_price', 'terminal_receipt'] as const
export type ImportKind = (typeof importKinds)[number]

export const rowError = z.object({
  /** As the spreadsheet shows it: the header is row 1. */
  row: z.number().int(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
})
export type RowError = z.output<typeof rowError>

export const importField = z.object({
  field: z.string(),
  label: z.string(),
  required: z.boolean(),
  hint: z.string(),
})

/** field → heading of the column that feeds it. */
export const mapping = z.record(z.string(), z.string())

export const importView = z.object({
  importId: z.string(),
  kind: z.enum(importKinds),
  fileName: z.string(),
  encoding: z.string(),
  state: z.enum(['uploaded', 'running', 'finished', 'failed']),
  headings: z.array(z.string()),
  sample: z.array(z.array(z.string())),
  rowCount: z.number().int(),
  fields: z.array(importField),
  mapping,
  /** True when the mapping was remembered from an earlier file of the same shape. */
  mappingRemembered: z.boolean(),
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  result: z
    .object({
      created: z.number().int(),
      updated: z.number().int(),
      unchanged: z.number().int(),
      rejected: z.number().int(),
      /** First 200; the rest are in the file of rejected rows. */
      errors: z.array(rowError),
    })
    .nullable(),
  failure: z.string().nullable(),
})
export type ImportView = z.output<typeof importView>

export const importPreview = z.object({
  goodRows: z.number().int(),
  badRows: z.number().int(),
  toCreate: z.number().int(),
  toUpdate: z.number().int(),
  unchanged: z.number().int(),
  errors: z.array(rowError),
  /** Rows that will be written but deserve a look, e.g. a licence that has already expired. */
  warnings: z.array(rowError),
})

export const importRoutes = {
  uploadImport: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/imports/{kind}',
    summary:
      '上传要导入的文件（ledger 台账、sales 交易、foot_traffic 客流、intake 进货、guide_price 行情、terminal_receipt 收单机构的终端流水）',
    access: marketTeam,
    upload: 32 * 1024 * 1024,
    output: importView,
    status: 201,
  }),
  getImport: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/imports/{importId}',
    summary: '导入进度和结果',
    access: marketTeam,
    output: importView,
  }),
  previewImport: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/imports/{importId}/preview',
    summary: '逐行检查，不写入',
    access: marketTeam,
    body: z.object({ mapping }),
    output: importPreview,
  }),
  commitImport: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/imports/{importId}/commit',
    summary: '写入：全部正确才导入，或只导入正确的行',
    access: marketTeam,
    body: z.object({ mapping, mode: z.enum(['all_or_nothing', 'good_rows']) }),
    output: importView,
    status: 202,
  }),
  downloadRejectedRows: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/imports/{importId}/rejected.xlsx',
    summary: '没有导入的行，附原因',
    access: marketTeam,
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  downloadImportTemplate: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/import-templates/{kind}',
    summary: '空白模板',
    access: marketTeam,
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
}
