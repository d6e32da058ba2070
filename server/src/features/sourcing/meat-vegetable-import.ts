/** Intakes from the national meat-and-vegetable trace records: judged by the same rules as at the gate, each once. */
import { createHash } from 'node:crypto'
import { newIntake, type NewIntake } from '@smart-market/shared/contracts/sourcing.ts'
import { parseKilograms } from '@smart-market/shared/quantity.ts'
import type { Upload } from '@smart-market/shared/route.ts'
import { businessDate, isDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listTenanciesOn } from '../markets/index.ts'
import { ownRules } from './food-safety-rules.ts'
import { entryRefusal, type PreparedIntake, writeIntakes } from './intakes.ts'
import { type InBase, type InDetail, readExchange } from './meat-vegetable.ts'
import * as store from './store.ts'

export interface ExchangeError {
  readonly place: string
  readonly value: string
  readonly reason: string
}

/** Throws exchange.unreadable, exchange.empty. A supplier that is not on record is registered by its code and name. */
export const importMeatVegetable = async (
  ctx: Ctx,
  { fileName, bytes }: Upload,
): Promise<{ created: number; alreadyKnown: number; rejected: number; errors: ExchangeError[] }> => {
  const read = readExchange(bytes)
  if ('problem' in read) throw new AppError('exchange.unreadable', read)
  if (read.details.length === 0) throw new AppError('exchange.empty')
  const baseOf = new Map(read.bases.map((base) => [base.tran_id, base]))
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const holders = await listTenanciesOn(tx, marketId, today)
    const rules = await ownRules(tx, marketId)
    const errors: ExchangeError[] = []
    const ready: PreparedIntake[] = []
    for (const [i, detail] of read.details.entries()) {
      const at = (field: string): string => `retail_market_in_info_detail[${i + 1}]/${field}`
      const fail = (field: string, value: string, reason: string): void =>
        void errors.push({ place: at(field), value, reason })
      const base = baseOf.get(detail.tran_id)
      if (detail.tran_id === '' || base === undefined) {
        fail('tran_id', detail.tran_id, '没有同一 tran_id 的 retail_market_in_info_base 记录')
        continue
      }
      const holder = holders.find((one) => one.merchantName === base.retailer_name)
      if (holder === undefined) {
        fail('retailer_name', base.retailer_name, '今天没有这个名称的经营户入驻')
        continue
      }
      const date = dateOf(base.in_date)
      if (date === undefined || date > today) {
        fail('in_date', base.in_date, '进场日期应为今天或以前的日期，如 20260302')
        continue
      }
      const input = toInput(base, detail, fail)
      if (input === undefined) continue
      const supplier = await supplierOf(ctx, tx, detail)
      if (supplier === undefined) {
        fail('ws_supplier_name', detail.ws_supplier_name, '没有写供货者')
        continue
      }
      const refusal = entryRefusal(input, supplier, rules, today)
      if (refusal !== undefined) {
        fail('quarantine_animal_products_id', detail.quarantine_animal_products_id, `缺少${refusal.papers}，不得入场`)
        continue
      }
      const { stallId, merchantId } = holder
      ready.push({
        stallId,
        merchantId,
        supplier,
        input,
        sourceKey: keyOf(detail),
        origin: 'import',
        exchange: { ...base, ...detail },
      })
    }
    const known = await store.knownIntakeKeys(
      tx,
      marketId,
      ready.flatMap((one) => one.sourceKey ?? []),
    )
    const fresh = new Map(
      ready.filter((one) => !known.has(one.sourceKey ?? '')).map((one) => [one.sourceKey, one] as const),
    )
    if (fresh.size > 0) {
      await writeIntakes(ctx, tx, [...fresh.values()])
      await appendAudit(ctx, tx, {
        action: 'intake.import',
        subjectKind: 'market',
        subjectId: marketId,
        summary: `从「${fileName}」（肉菜流通追溯）登记进货 ${fresh.size} 条`,
        details: { rejected: errors.length },
      })
      await appendEvent(ctx, tx, 'intakes.imported', { importId: fileName.slice(0, 80), count: fresh.size })
    }
    return {
      created: fresh.size,
      alreadyKnown: ready.length - fresh.size,
      rejected: errors.length,
      errors: errors.slice(0, 200),
    }
  })
}

const keyOf = (detail: InDetail): string =>
  `meat-vegetable:${createHash('sha256')
    .update(JSON.stringify([detail.tran_id, detail.batch_id, detail.goods_code, detail.goods_name]))
    .digest('base64url')}`

const dateOf = (text: string): string | undefined => {
  const match = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})/.exec(text)
  const date = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`
  return isDate(date) ? date : undefined
}

const toInput = (
  base: InBase,
  detail: InDetail,
  fail: (field: string, value: string, reason: string) => void,
): NewIntake | undefined => {
  const grams = parseKilograms(detail.weight)
  if (grams === undefined || grams <= 0) {
    fail('weight', detail.weight, '重量应为千克数，最多三位小数')
    return undefined
  }
  const quarantine = detail.quarantine_animal_products_id || base.quarantine_animal_products_id
  const isMeat = quarantine !== '' || base.inspection_meat_id !== ''
  const parsed = newIntake.safeParse({
    stallCode: '-',
    supplierCode: detail.ws_supplier_id || detail.ws_supplier_name || '-',
    commodityName: detail.goods_name,
    categoryCode: isMeat ? 'meat' : 'vegetable',
    originPlace: detail.area_origin_name,
    quantity: grams,
    papers: (
      [
        ['purchase_voucher', detail.tran_id],
        ['animal_quarantine', quarantine],
        ['meat_inspection', base.inspection_meat_id],
        // 产地证明: says where from, not that the goods are sound.
        ['other', base.prov_id],
      ] as const
    ).flatMap(([kind, number]) => (number === '' ? [] : [{ kind, number }])),
  })
  if (parsed.success) return parsed.data
  const field = { commodityName: 'goods_name', originPlace: 'area_origin_name', quantity: 'weight' } as const
  const [issue] = parsed.error.issues
  const name = field[String(issue?.path[0]) as keyof typeof field] ?? 'goods_name'
  fail(name, detail[name], issue?.message ?? '')
  return undefined
}

const supplierOf = async (ctx: Ctx, tx: Tx, detail: InDetail): Promise<store.SupplierRow | undefined> => {
  const code = detail.ws_supplier_id.slice(0, 32)
  const name = detail.ws_supplier_name.slice(0, 60)
  if (code === '' && name === '') return undefined
  const found = await store.findSuppliersByName(
    tx,
    marketOf(ctx),
    [code, name].filter((one) => one !== ''),
  )
  const [supplier] = [found.get(code), found.get(name)].filter((one) => one !== undefined)
  if (supplier !== undefined) return supplier
  const supplierId = newId(ctx, 'supplier')
  const row: store.SupplierRow = {
    marketId: marketOf(ctx),
    supplierId,
    code: code || `G${supplierId.slice(-8).toUpperCase()}`,
    kind: 'market',
    name: name || code,
    creditCode: null,
    residentIdEncrypted: null,
    residentIdMasked: null,
    phone: null,
    address: null,
    merchantId: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  await store.insertSupplier(tx, row)
  await appendAudit(ctx, tx, {
    action: 'supplier.register',
    subjectKind: 'supplier',
    subjectId: supplierId,
    summary: `登记供货者「${row.name}」（肉菜流通追溯文件）`,
  })
  await appendEvent(ctx, tx, 'supplier.registered', { supplierId, code: row.code, kind: row.kind })
  return row
}
