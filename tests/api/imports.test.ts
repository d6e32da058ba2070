import { readSpreadsheet } from '@smart-market/server/lib/spreadsheet/read-spreadsheet.ts'
import { writeXlsx } from '@smart-market/server/lib/spreadsheet/write-xlsx.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { imports } from '@smart-market/server/db/schema/markets.ts'
import ExcelJS from 'exceljs'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const file = (fileName: string, text: string) => ({ fileName, bytes: new TextEncoder().encode(text) })
const upload = (market: TestMarket, text: string, fileName = '台账.csv', kind = 'ledger') =>
  market.operator.uploadImport({ params: { marketId: market.marketId, kind }, upload: file(fileName, text) })
const at = (market: TestMarket, importId: string) => ({ marketId: market.marketId, importId })

/** Commits and asks until it is over. */
const commit = async (
  market: TestMarket,
  importId: string,
  mode: 'all_or_nothing' | 'good_rows',
  mapping: Record<string, string>,
) => {
  const params = at(market, importId)
  const begun = await market.operator.commitImport({ params, body: { mode, mapping } })
  expect(begun.state).toBe('running')
  for (;;) {
    const view = await market.operator.getImport({ params })
    if (view.state !== 'running') return view
  }
}
const importText = async (market: TestMarket, text: string, mode: 'all_or_nothing' | 'good_rows' = 'good_rows') => {
  const { importId, mapping } = await upload(market, text)
  return commit(market, importId, mode, mapping)
}
const eventsOf = (market: TestMarket) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select({ type: outbox.type, payload: outbox.payload })
      .from(outbox)
      .where(and(eq(outbox.marketId, market.marketId), eq(outbox.type, 'ledger.imported'))),
  )
const auditOf = (market: TestMarket) =>
  withSystemTransaction(app.deps, (tx) =>
    tx
      .select({ action: auditLog.action, summary: auditLog.summary })
      .from(auditLog)
      .where(
        and(
          eq(auditLog.marketId, market.marketId),
          inArray(auditLog.action, ['import.upload', 'import.start', 'import.finish', 'import.fail', 'ledger.import']),
        ),
      )
      .orderBy(auditLog.action),
  )
const stallCodes = async (market: TestMarket) => {
  const { items } = await market.operator.listStalls({ params: { marketId: market.marketId } })
  return items.map((stall) => stall.code)
}
const rejectedRows = async (market: TestMarket, importId: string) => {
  const bytes: unknown = await market.operator.downloadRejectedRows({ params: at(market, importId) })
  const { headings, rows } = readSpreadsheet('rejected.xlsx', bytes as Uint8Array)
  return [headings, ...rows.map((row) => row.cells)]
}

const good = '摊位编号,商户名称,电话\nA-1,张记蔬菜,13800000001\nA-2,李记水产,13800000002\n'
const mixed = '摊位编号,商户名称,电话\nA-1,张记蔬菜,13800000001\nA-2,李记水产,没有号码\n'

describe('upload', () => {
  it('reads the file, shows a sample and suggests a mapping by the names of its columns', async () => {
    const market = await makeMarket(app)
    const view = await upload(market, '摊位编号,商户名称,联系方式,备注\nA-1,张记蔬菜,13800000001,x')
    expect(view).toMatchObject({
      state: 'uploaded',
      encoding: 'utf-8',
      headings: ['摊位编号', '商户名称', '联系方式', '备注'],
      sample: [['A-1', '张记蔬菜', '13800000001', 'x']],
      rowCount: 1,
      mapping: { stallCode: '摊位编号', merchantName: '商户名称', phone: '联系方式' },
      mappingRemembered: false,
      result: null,
    })
    expect(view.fields.find((field) => field.field === 'stallCode')).toMatchObject({ label: '摊位号', required: true })
    expect(await auditOf(market)).toEqual([{ action: 'import.upload', summary: '上传「台账.csv」，1 行' }])
    expect(await eventsOf(market)).toEqual([])
  })

  it('remembers the mapping that was used for files of the same shape, in this market only', async () => {
    const market = await makeMarket(app)
    const first = await upload(market, '位,谁,备注\nA-1,张记,好')
    expect(first.mapping).toEqual({})
    const chosen = { stallCode: '位', merchantName: '谁', goodsScope: '备注' }
    await commit(market, first.importId, 'good_rows', chosen)
    const second = await upload(market, ' 位 ,谁*,（备注）\nA-2,李记,好')
    expect(second).toMatchObject({ mapping: chosen, mappingRemembered: true })
    expect(await upload(await makeMarket(app), '位,谁,备注\nA-1,张记,好')).toMatchObject({ mappingRemembered: false })
  })

  it('keeps what it has read encrypted, and no longer than needed', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, '摊位号,身份证号,经营户\nA-1,11010519491231002X,张记')
    const stored = async () => {
      const rows = await withSystemTransaction(app.deps, (tx) =>
        tx.select({ rows: imports.rows }).from(imports).where(eq(imports.importId, importId)),
      )
      return Buffer.from(rows[0]?.rows ?? []).toString()
    }
    expect(await stored()).toMatch(/^v1\./)
    await commit(market, importId, 'good_rows', mapping)
    expect(await stored()).toBe('')

    const waiting = await upload(market, mixed)
    const before = app.now()
    app.setNow(new Date(before.getTime() + 31 * 86_400_000))
    const later = await app.login('market_operator', { marketId: market.marketId })
    await later.uploadImport({ params: { marketId: market.marketId, kind: 'ledger' }, upload: file('b.csv', good) })
    const gone = later.getImport({ params: at(market, waiting.importId) })
    await expect(gone).rejects.toMatchObject({ status: 404, code: 'import.not_found' })
    app.setNow(before)
  })

  it.each([
    ['nothing', '', 'file.empty'],
    ['a header only', '摊位号,经营户\n', 'file.empty'],
    ['half a workbook', 'PK\x03\x04 and no more', 'file.unreadable'],
    ['a web page', '<html><body>登录</body></html>', 'file.unreadable'],
    ['too many rows', `摊位号\n${'A\n'.repeat(20_001)}`, 'file.too_many_rows'],
  ])('refuses a file with %s', async (_, text, code) => {
    await expect(upload(await makeMarket(app), text)).rejects.toMatchObject({ status: 422, code })
  })

  it('refuses a kind that nobody imports, and a file over the limit', async () => {
    const market = await makeMarket(app)
    await expect(upload(market, good, 'a.csv', 'weather')).rejects.toMatchObject({ code: 'request.not_found' })
    const huge = market.operator.uploadImport({
      params: { marketId: market.marketId, kind: 'ledger' },
      upload: { fileName: 'a.csv', bytes: new Uint8Array(33 * 1024 * 1024) },
    })
    await expect(huge).rejects.toMatchObject({ status: 413, code: 'request.too_large' })
  })
})

describe('preview', () => {
  it('tells what would happen, row by row with the file’s own headings, and writes nothing', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, mixed)
    const preview = await market.operator.previewImport({ params: at(market, importId), body: { mapping } })
    expect(preview).toMatchObject({ goodRows: 1, badRows: 1, toCreate: 1, toUpdate: 0, unchanged: 0 })
    expect(preview.errors).toEqual([{ row: 3, column: '电话', value: '没有号码', reason: '电话只能是 7 到 20 位数字' }])
    expect(await stallCodes(market)).toEqual([])
  })

  it('rejects rows whose mapped cells have lost digits, and tells of repeated headers', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(
      market,
      '摊位号,经营户,身份证号,备注\nA-1,张记,4.10105E+17,4.1E+17\n摊位号,经营户,身份证号,备注\nA-2,李记,,4.1E+17',
    )
    const preview = await market.operator.previewImport({ params: at(market, importId), body: { mapping } })
    expect(preview.errors).toMatchObject([{ row: 2, column: '身份证号', value: '4.10105E+17' }])
    expect(preview.goodRows).toBe(1)
    expect(preview.warnings[0]).toMatchObject({ row: 3, reason: '重复的表头，已跳过' })
  })

  it('names required fields without a column, and columns that are not there', async () => {
    const market = await makeMarket(app)
    const { importId } = await upload(market, good)
    const preview = (mapping: Record<string, string>) =>
      market.operator.previewImport({ params: at(market, importId), body: { mapping } })
    await expect(preview({ merchantName: '商户名称' })).rejects.toMatchObject({
      code: 'import.mapping_incomplete',
      message: '还没有指定「摊位号」对应哪一列。',
    })
    await expect(preview({ stallCode: '摊位编号', phone: '手机' })).rejects.toMatchObject({
      details: { fields: '联系电话' },
    })
    expect(await preview({ stallCode: '摊位编号', merchantName: '', weather: '电话' })).toMatchObject({ goodRows: 2 })
  })

  it('takes a constant in place of a column', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, good)
    const body = { mapping: { ...mapping, zone: '=水产区' }, mode: 'good_rows' as const }
    await market.operator.commitImport({ params: at(market, importId), body })
    while ((await market.operator.getImport({ params: at(market, importId) })).state === 'running');
    const { items } = await market.operator.listZones({ params: { marketId: market.marketId } })
    expect(items).toMatchObject([{ code: '水产区', name: '水产区', kind: 'trading', stallCount: 2 }])
  })
})

describe('commit', () => {
  it('of all or nothing with a bad row says which, writes nothing, and can go on with the good rows', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, mixed)
    const params = at(market, importId)
    await expect(
      market.operator.commitImport({ params, body: { mapping, mode: 'all_or_nothing' } }),
    ).rejects.toMatchObject({
      status: 422,
      code: 'import.rows_bad',
      details: { count: 1, errors: [{ row: 3, column: '电话' }] },
    })
    expect(await stallCodes(market)).toEqual([])
    expect(await eventsOf(market)).toEqual([])
    const rejected = [
      ['行号', '原因', '摊位编号', '商户名称', '电话'],
      ['3', '电话：电话只能是 7 到 20 位数字', 'A-2', '李记水产', '没有号码'],
    ]
    expect(await rejectedRows(market, importId)).toEqual(rejected)

    const finished = await commit(market, importId, 'good_rows', mapping)
    expect(finished).toMatchObject({
      state: 'finished',
      progress: { done: 2, total: 2 },
      result: { created: 1, updated: 0, unchanged: 0, rejected: 1, errors: [{ row: 3 }] },
      failure: null,
    })
    expect(await stallCodes(market)).toEqual(['A-1'])
    expect(await rejectedRows(market, importId)).toEqual(rejected)
    expect(await eventsOf(market)).toMatchObject([{ payload: { importId, created: 1, rejected: 1 } }])
    expect((await auditOf(market)).map((entry) => entry.action)).toEqual([
      'import.finish',
      'import.start',
      'import.upload',
      'ledger.import',
    ])
  })

  it('of the same file again changes nothing and tells nobody', async () => {
    const market = await makeMarket(app)
    expect((await importText(market, good, 'all_or_nothing')).result).toMatchObject({ created: 2, unchanged: 0 })
    const again = await importText(market, good, 'all_or_nothing')
    expect(again.result).toEqual({ created: 0, updated: 0, unchanged: 2, rejected: 0, errors: [] })
    expect(await eventsOf(market)).toHaveLength(1)
    expect((await auditOf(market)).filter((entry) => entry.action === 'ledger.import')).toHaveLength(1)
  })

  it('happens once', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, good)
    const body = { mapping, mode: 'good_rows' as const }
    const attempts = await Promise.allSettled(
      Array.from({ length: 4 }, () => market.operator.commitImport({ params: at(market, importId), body })),
    )
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
    while ((await market.operator.getImport({ params: at(market, importId) })).state === 'running');
    const late = market.operator.commitImport({ params: at(market, importId), body })
    await expect(late).rejects.toMatchObject({ status: 409, code: 'import.already_finished' })
    expect(await eventsOf(market)).toHaveLength(1)
  })

  it('that fails on the way leaves nothing behind, says so, and can be tried again', async () => {
    const market = await makeMarket(app)
    const text = '摊位号,经营户,营业执照编号\nA-1,张记,410105600000001'
    const { importId, mapping } = await upload(market, text)
    await app.deps.database.db.execute(
      sql`alter table licences add constraint broken check (number <> '410105600000001')`,
    )
    const failed = await commit(market, importId, 'good_rows', mapping)
    expect(failed).toMatchObject({ state: 'failed', result: null })
    expect(failed.failure).toContain('没有写入任何内容')
    expect(await stallCodes(market)).toEqual([])
    expect(await eventsOf(market)).toEqual([])
    expect((await auditOf(market)).map((entry) => entry.action)).toEqual([
      'import.fail',
      'import.start',
      'import.upload',
    ])
    await app.deps.database.db.execute(sql`alter table licences drop constraint broken`)
    expect(await commit(market, importId, 'good_rows', mapping)).toMatchObject({ state: 'finished', failure: null })
    expect(await stallCodes(market)).toEqual(['A-1'])
  })

  it('whose process is gone is declared failed when somebody looks', async () => {
    const market = await makeMarket(app)
    const { importId, mapping } = await upload(market, good)
    await withSystemTransaction(app.deps, (tx) =>
      tx.update(imports).set({ state: 'running', mapping }).where(eq(imports.importId, importId)),
    )
    const view = await market.operator.getImport({ params: at(market, importId) })
    expect(view).toMatchObject({ state: 'failed', sample: [['A-1', '张记蔬菜', '13800000001'], expect.anything()] })
    expect(view.failure).toContain('没有写入任何内容')
    expect(await commit(market, importId, 'good_rows', mapping)).toMatchObject({ state: 'finished' })
  })
})

describe('an import', () => {
  it('of one market is not there for another', async () => {
    const market = await makeMarket(app)
    const other = await makeMarket(app)
    const { importId } = await upload(market, good)
    const params = at(other, importId)
    await expect(other.operator.getImport({ params })).rejects.toMatchObject({ code: 'import.not_found' })
    await expect(other.operator.downloadRejectedRows({ params })).rejects.toMatchObject({ code: 'import.not_found' })
    const merchant = await app.login('inspector', { marketId: market.marketId })
    await expect(merchant.getImport({ params: at(market, importId) })).rejects.toMatchObject({ code: 'access.denied' })
  })

  it('starts from a template whose every column is understood', async () => {
    const market = await makeMarket(app)
    const template: unknown = await market.operator.downloadImportTemplate({
      params: { marketId: market.marketId, kind: 'ledger' },
    })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load((template as Uint8Array).buffer as ArrayBuffer)
    const [data, help] = workbook.worksheets
    const headings = ((data?.getRow(1).values ?? []) as string[]).slice(1)
    expect(help?.rowCount).toBe(headings.length + 1)
    const bytes = await writeXlsx([
      { name: '数据', headings, rows: [headings.map((h) => (h === '摊位号' ? 'A-1' : ''))] },
    ])
    const view = await market.operator.uploadImport({
      params: { marketId: market.marketId, kind: 'ledger' },
      upload: { fileName: '模板.xlsx', bytes },
    })
    expect(Object.values(view.mapping).sort()).toEqual([...headings].sort())
  })
})
