/** The day's list of what came in: one row an intake. Papers are named by number; photos are added later. */
import { createHash } from 'node:crypto'
import { type CategoryCode, categoryCodes } from '@smart-market/shared/contracts/catalogue.ts'
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { newIntake, type NewIntake } from '@smart-market/shared/contracts/sourcing.ts'
import { parseKilograms } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { Checked, CheckedRow, Importer, ImportFieldRule, ImportRow } from '../../importing/importer.ts'
import { listTenanciesOn } from '../markets/index.ts'
import { entryRefusal, type PreparedIntake, writeIntakes } from './intakes.ts'
import { ownRules } from './food-safety-rules.ts'
import * as store from './store.ts'

interface Prepared {
  readonly intake: PreparedIntake
}

const field = (
  name: string,
  label: string,
  required: boolean,
  hint: string,
  synonyms: readonly string[],
): ImportFieldRule => ({
  field: name,
  label,
  required,
  hint,
  synonyms,
})
const fields: readonly ImportFieldRule[] = [
  field('stallCode', '摊位号', true, '今天有经营户入驻的摊位', ['摊位', '摊位编号']),
  field('commodityName', '品名', true, '如 菠菜', ['商品名称', '产品名称', '货品']),
  field('category', '品类', true, `${Object.values(labels.commodityCategory).join('、')}`, ['类别', '分类']),
  field('weightKilograms', '重量（千克）', false, '重量和件数填一个', ['重量', '数量（千克）', '数量']),
  field('pieces', '件数', false, '按件卖的填件数', ['数量（件）']),
  field('originPlace', '产地', true, '到县（市、区）', ['来源地']),
  field('supplier', '供货者', false, '已登记的名称或编号；自产自销填“自产”', ['供应商', '供货商', '供货者名称']),
  field('voucherNumber', '进货凭证号', false, '', ['凭证号', '进货单号', '销售凭证号']),
  field('certificateNumber', '合格证明号', false, '承诺达标合格证、自检合格证明的编号', ['合格证编号', '合格证号']),
  field('quarantineNumber', '动物检疫证号', false, '畜肉必填', ['检疫证号']),
  field('meatInspectionNumber', '肉品检验证号', false, '畜肉必填', ['肉品品质检验证号']),
  field('producedOn', '生产日期', false, '2026-01-31', ['采收日期']),
]

const check = async (ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<Prepared>> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const holders = new Map((await listTenanciesOn(tx, marketId, today)).map((row) => [row.stallCode, row]))
  const rules = await ownRules(tx, marketId)
  const suppliers = await store.findSuppliersByName(tx, marketId, [
    ...new Set(rows.flatMap((row) => row.cells.supplier || [])),
  ])
  const errors: RowError[] = []
  const warnings: RowError[] = []
  const ready: { row: number; intake: PreparedIntake }[] = []
  const seen = new Map<string, number>()
  for (const { row, cells } of rows) {
    const fail = (column: string, reason: string): void =>
      void errors.push({ row, column, value: cells[column] ?? '', reason })
    const holder = holders.get(cells.stallCode ?? '')
    const input = toInput(cells, fail)
    if (holder === undefined) fail('stallCode', '没有这个摊位，或今天没有经营户入驻')
    if (input === undefined || holder === undefined) continue
    const supplier = input.selfGrown ? undefined : suppliers.get(cells.supplier ?? '')
    if (!input.selfGrown && supplier === undefined) {
      fail('supplier', '没有登记这个供货者，请先登记')
      continue
    }
    const refusal = entryRefusal(input, supplier, rules, today)
    if (refusal !== undefined) {
      fail('voucherNumber', `缺少${refusal.papers}，不得入场`)
      continue
    }
    // The same line twice in one list is two deliveries; the same list twice is none.
    const body = JSON.stringify([today, holder.stallId, input, supplier?.supplierId ?? null])
    const occurrence = (seen.get(body) ?? 0) + 1
    seen.set(body, occurrence)
    const sourceKey = createHash('sha256').update(`${body}#${occurrence}`).digest('base64url')
    ready.push({
      row,
      intake: { stallId: holder.stallId, merchantId: holder.merchantId, supplier, input, sourceKey, origin: 'import' },
    })
    if (!input.papers.some((paper) => paper.kind !== 'purchase_voucher') && input.certificate == null)
      warnings.push({ row, column: 'certificateNumber', value: '', reason: '没有合格凭证，检测阴性后才能入场' })
  }
  const known = await store.knownIntakeKeys(
    tx,
    marketId,
    ready.flatMap(({ intake }) => intake.sourceKey ?? []),
  )
  const good = ready.map(({ row, intake }): CheckedRow<Prepared> => ({
    row,
    prepared: { intake },
    effect: known.has(intake.sourceKey ?? '') ? 'unchanged' : 'create',
  }))
  return { good, errors, warnings }
}

const toInput = (cells: ImportRow['cells'], fail: (column: string, reason: string) => void): NewIntake | undefined => {
  const categoryCode = categoryOf(cells.category ?? '')
  if (categoryCode === undefined) fail('category', '没有这个品类')
  const grams = cells.weightKilograms ? parseKilograms(cells.weightKilograms) : null
  if (grams === undefined) fail('weightKilograms', '应为千克数，最多三位小数')
  const pieces = cells.pieces ? Number(cells.pieces) : null
  if (grams === null && pieces === null) fail('weightKilograms', '重量和件数要填一个')
  if (categoryCode === undefined || grams === undefined || (grams === null && pieces === null)) return undefined
  const selfGrown = /^自产(自销)?$/.test(cells.supplier ?? '')
  const papers = (
    [
      ['voucherNumber', 'purchase_voucher'],
      ['certificateNumber', 'compliance_certificate'],
      ['quarantineNumber', 'animal_quarantine'],
      ['meatInspectionNumber', 'meat_inspection'],
    ] as const
  ).flatMap(([name, kind]) => (cells[name] ? [{ kind, number: cells[name] }] : []))
  const parsed = newIntake.safeParse({
    stallCode: cells.stallCode,
    supplierCode: selfGrown ? null : (cells.supplier ?? '').slice(0, 32),
    selfGrown,
    commodityName: cells.commodityName,
    categoryCode,
    originPlace: cells.originPlace,
    unit: grams === null ? 'piece' : 'gram',
    quantity: grams ?? pieces,
    producedOn: cells.producedOn || null,
    papers,
  })
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? 'supplier')
    fail(name === 'quantity' ? 'weightKilograms' : name in cells ? name : 'supplier', issue.message)
  }
  return undefined
}
const categoryOf = (text: string): CategoryCode | undefined =>
  categoryCodes.find((code) => code === text || labels.commodityCategory[code] === text)

const write = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<Prepared>[],
  importId: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  const fresh = good.filter((row) => row.effect === 'create').map((row) => row.prepared.intake)
  await writeIntakes(ctx, tx, fresh)
  onProgress(good.length)
  await appendAudit(ctx, tx, {
    action: 'intake.import',
    subjectKind: 'import',
    subjectId: importId,
    summary: `从文件登记进货 ${fresh.length} 条`,
  })
  await appendEvent(ctx, tx, 'intakes.imported', { importId, count: fresh.length })
}

export const intakeImporter: Importer<Prepared> = { kind: 'intake', fields, maxRows: 5000, check, write }
