import { describe, expect, it } from 'vitest'
import {
  choices,
  defaultMode,
  type ImportView,
  missingFields,
  progressPercent,
  resultText,
  sampleOf,
  setField,
  sharedColumns,
  stepOf,
  unusedColumns,
} from './model.ts'

const view: ImportView = {
  importId: 'imp_1',
  kind: 'ledger',
  fileName: '台账.xlsx',
  encoding: 'utf-8',
  state: 'uploaded',
  headings: ['摊位号', '店名', '备注'],
  sample: [
    ['A-1', '甲', ''],
    ['A-1', '乙', ''],
  ],
  rowCount: 2,
  fields: [
    { field: 'stallCode', label: '摊位号', required: true, hint: '' },
    { field: 'merchantName', label: '经营户名称', required: true, hint: '' },
  ],
  mapping: { stallCode: '摊位号' },
  mappingRemembered: false,
  progress: { done: 0, total: 0 },
  result: null,
  failure: null,
}
const preview = { goodRows: 10, badRows: 0, toCreate: 8, toUpdate: 2, unchanged: 0, errors: [], warnings: [] }

describe('the wizard', () => {
  it('stands where the import stands, also after a reload', () => {
    expect(stepOf(undefined, false)).toBe('upload')
    expect(stepOf(view, false)).toBe('mapping')
    expect(stepOf(view, true)).toBe('preview')
    expect(stepOf({ ...view, state: 'running' }, false)).toBe('running')
    expect(stepOf({ ...view, state: 'failed' }, true)).toBe('result')
  })
  it('names required fields without a column, columns used twice and columns left out', () => {
    expect(missingFields(view, view.mapping)).toEqual(['经营户名称'])
    expect(sharedColumns(view, { stallCode: '店名', merchantName: '店名' })).toEqual(['店名'])
    expect(unusedColumns(view, view.mapping)).toEqual(['店名', '备注'])
  })
  it('sets and clears the column of a field', () => {
    expect(setField({ a: 'x' }, 'b', 'y')).toEqual({ a: 'x', b: 'y' })
    expect(setField({ a: 'x' }, 'a', undefined)).toEqual({})
  })
  it('shows different values of a column, none for an empty one', () => {
    expect(sampleOf(view, '店名')).toBe('甲、乙')
    expect(sampleOf(view, '摊位号')).toBe('A-1')
    expect(sampleOf(view, '备注')).toBe('')
    expect(sampleOf(view, undefined)).toBe('')
  })
})

describe('the choice before writing', () => {
  it('offers all-or-nothing only when every row is right', () => {
    expect(choices(preview).map((c) => c.possible)).toEqual([true, true])
    expect(choices({ ...preview, badRows: 1 }).map((c) => c.possible)).toEqual([false, true])
    expect(choices({ ...preview, goodRows: 0, badRows: 3 }).map((c) => c.possible)).toEqual([false, false])
    expect(defaultMode({ ...preview, badRows: 1 })).toBe('good_rows')
  })
})

it('counts progress without ever passing 100', () => {
  expect(progressPercent({ done: 0, total: 0 })).toBe(0)
  expect(progressPercent({ done: 199, total: 200 })).toBe(99)
  expect(progressPercent({ done: 300, total: 200 })).toBe(100)
})
it('tells the result in counts, and the failure in words', () => {
  expect(resultText({ ...view, result: { created: 1, updated: 2, unchanged: 3, rejected: 0, errors: [] } })).toBe(
    '新增 1，更新 2，没有变化 3，没有导入 0 行。',
  )
  expect(resultText({ ...view, failure: '磁盘已满' })).toBe('磁盘已满')
})
