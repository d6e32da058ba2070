/**
 * 商务部肉菜流通追溯 XML (试行): retail_market_in_info_base / _in_info_detail / _tran_info_summ. The names of these
 * records and their fields were read in the published format; the document around them was not, so any root is taken,
 * and ours is `retail_market`. Codes that we were not given stay empty: none is invented. Weight is in kilograms and
 * price in yuan a kilogram, as the platform's slips have them (recall).
 */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'

export const inBaseFields = [
  'retail_market_id',
  'retail_market_name',
  'in_date',
  'retailer_id',
  'retailer_name',
  'tran_id',
  'quarantine_animal_products_id',
  'inspection_meat_id',
  'prov_id',
  'batch_id',
] as const
export const inDetailFields = [
  'tran_id',
  'quarantine_animal_products_id',
  'batch_id',
  'goods_code',
  'goods_name',
  'weight',
  'price',
  'area_origin_id',
  'area_origin_name',
  'ws_supplier_id',
  'ws_supplier_name',
] as const
export const tranFields = [
  'retail_market_id',
  'retail_market_name',
  'in_date',
  'sale_date',
  'retailer_id',
  'retailer_name',
  'position_id',
  'tran_id',
  'quarantine_animal_products_id',
  'batch_id',
  'goods_code',
  'goods_name',
  'weight',
  'price',
  'sale_tran_id',
] as const

type RecordOf<F extends readonly string[]> = Readonly<Record<F[number], string>>
export type InBase = RecordOf<typeof inBaseFields>
export type InDetail = RecordOf<typeof inDetailFields>
export type Tran = RecordOf<typeof tranFields>
export interface Exchange {
  readonly bases: readonly InBase[]
  readonly details: readonly InDetail[]
  readonly trans: readonly Tran[]
}

const tags = {
  bases: 'retail_market_in_info_base',
  details: 'retail_market_in_info_detail',
  trans: 'retail_market_tran_info_summ',
} as const

/** Text of the file by the encoding that it declares; UTF-8 when it declares none. */
const textOf = (bytes: Uint8Array): string => {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const declared = /encoding=["']([\w-]+)["']/i.exec(head)?.[1]?.toLowerCase() ?? 'utf-8'
  return new TextDecoder(/^(gb2312|gbk|gb18030)$/.test(declared) ? 'gb18030' : 'utf-8').decode(bytes)
}

/** The records of a document, wherever in it they stand; or why it is none. */
export const readExchange = (bytes: Uint8Array): Exchange | { readonly problem: string } => {
  const text = textOf(bytes)
  // A document type can blow up or read files; a list of goods needs none.
  if (/<!DOCTYPE/i.test(text)) return { problem: '含有 DOCTYPE' }
  const valid = XMLValidator.validate(text)
  if (valid !== true) return { problem: `第 ${valid.err.line} 行 ${valid.err.msg}` }
  const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true, trimValues: true })
  const root: unknown = parser.parse(text)
  const found: Record<string, unknown[]> = {}
  collect(root, found)
  return {
    bases: (found[tags.bases] ?? []).map((one) => pick(one, inBaseFields)),
    details: (found[tags.details] ?? []).map((one) => pick(one, inDetailFields)),
    trans: (found[tags.trans] ?? []).map((one) => pick(one, tranFields)),
  }
}

const known: readonly string[] = Object.values(tags)
const collect = (node: unknown, found: Record<string, unknown[]>): void => {
  if (Array.isArray(node)) for (const one of node as unknown[]) collect(one, found)
  else if (typeof node === 'object' && node !== null)
    for (const [name, value] of Object.entries(node)) {
      if (known.includes(name)) found[name] = [...(found[name] ?? []), ...[value as unknown].flat()]
      else collect(value, found)
    }
}

const pick = <F extends readonly string[]>(node: unknown, fields: F): RecordOf<F> => {
  const from = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {}
  return Object.fromEntries(
    fields.map((name) => [name, typeof from[name] === 'string' ? from[name].trim() : '']),
  ) as RecordOf<F>
}

export const writeExchange = ({ bases, details, trans }: Exchange): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLBuilder({ format: true, suppressEmptyNode: false }).build({
    retail_market: { [tags.bases]: bases, [tags.details]: details, [tags.trans]: trans },
  })}`
