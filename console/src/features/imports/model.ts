/** The import wizard without its markup: where one stands, what is missing, what will happen. */
import type { ImportView, RowError } from '@smart-market/shared/contracts/imports.ts'
import type { Output } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'

export type Mapping = Record<string, string>
export type CommitMode = 'all_or_nothing' | 'good_rows'
export type Preview = Output<'previewImport'>
export type { ImportView, RowError }

export type Step = 'upload' | 'mapping' | 'preview' | 'running' | 'result'
export const stepOrder: readonly Step[] = ['upload', 'mapping', 'preview', 'running', 'result']

export const stepOf = (view: ImportView | undefined, hasPreview: boolean): Step => {
  if (view === undefined) return 'upload'
  switch (view.state) {
    case 'running':
      return 'running'
    case 'finished':
    case 'failed':
      return 'result'
    case 'uploaded':
      return hasPreview ? 'preview' : 'mapping'
  }
}

/** Labels of required fields that no column feeds yet. */
export const missingFields = (view: ImportView, mapping: Mapping): string[] =>
  view.fields.filter((f) => f.required && !mapping[f.field]).map((f) => f.label)

/** Labels of fields fed by a column that another field already uses: seldom meant. */
export const sharedColumns = (view: ImportView, mapping: Mapping): string[] => {
  const used = new Map<string, number>()
  for (const heading of Object.values(mapping)) if (heading) used.set(heading, (used.get(heading) ?? 0) + 1)
  return view.headings.filter((heading) => (used.get(heading) ?? 0) > 1)
}

/** Columns that will not be read. */
export const unusedColumns = (view: ImportView, mapping: Mapping): string[] => {
  const used = new Set(Object.values(mapping))
  return view.headings.filter((heading) => !used.has(heading))
}

export const setField = (mapping: Mapping, field: string, heading: string | undefined): Mapping => {
  const { [field]: _old, ...rest } = mapping
  return heading === undefined ? rest : { ...rest, [field]: heading }
}

/** The columns, what is chosen, and what is being typed as the value of every row (`=` and the value). */
export const columnOptions = (headings: readonly string[], value: string | undefined, typed: string) => {
  const constants = [value, typed.trim() === '' || headings.includes(typed.trim()) ? undefined : `=${typed.trim()}`]
  return [
    ...headings.map((heading) => ({ value: heading, label: heading })),
    ...[...new Set(constants)].flatMap((each) =>
      each === undefined || !each.startsWith('=') ? [] : [{ value: each, label: `所有行都是「${each.slice(1)}」` }],
    ),
  ]
}

/** First values of a column, so that a person sees what it holds. */
export const sampleOf = (view: ImportView, heading: string | undefined): string => {
  if (heading?.startsWith('=') === true) return heading.slice(1)
  const index = heading === undefined ? -1 : view.headings.indexOf(heading)
  if (index < 0) return ''
  const values = view.sample.map((row) => row[index]?.trim() ?? '').filter((v) => v !== '')
  return [...new Set(values)].slice(0, 3).join('、')
}

export interface Choice {
  readonly mode: CommitMode
  readonly label: string
  readonly hint: string
  readonly possible: boolean
}

export const choices = (preview: Preview): Choice[] => [
  {
    mode: 'all_or_nothing',
    label: '全部正确才导入',
    hint:
      preview.badRows === 0
        ? `${countText(preview.goodRows)} 行全部正确，可以导入。`
        : `有 ${countText(preview.badRows)} 行有问题，改好文件后重新上传才能这样导入。`,
    possible: preview.badRows === 0 && preview.goodRows > 0,
  },
  {
    mode: 'good_rows',
    label: '只导入正确的行',
    hint:
      preview.goodRows === 0
        ? '没有一行是正确的，请先改文件。'
        : `导入 ${countText(preview.goodRows)} 行，留下 ${countText(preview.badRows)} 行，可下载改好再导。`,
    possible: preview.goodRows > 0,
  },
]

export const defaultMode = (preview: Preview): CommitMode => (preview.badRows === 0 ? 'all_or_nothing' : 'good_rows')

export const progressPercent = ({ done, total }: ImportView['progress']): number =>
  total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))

export const resultText = (view: ImportView): string => {
  const { result } = view
  if (!result) return view.failure ?? '导入没有完成。'
  const parts = [
    `新增 ${countText(result.created)}`,
    `更新 ${countText(result.updated)}`,
    `没有变化 ${countText(result.unchanged)}`,
    `没有导入 ${countText(result.rejected)}`,
  ]
  return `${parts.join('，')} 行。`
}
