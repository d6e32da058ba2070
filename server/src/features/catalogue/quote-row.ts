/** One row of a price sheet: what it must say, and what is wrong with it. Pure. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { type PriceBasis, roundYuan } from '@smart-market/shared/money.ts'
import { isDate } from '@smart-market/shared/time.ts'
import type { ImportFieldRule, ImportRow } from '../../importing/importer.ts'

export interface Quote {
  readonly businessDate: string
  readonly source: string
  readonly itemName: string
  readonly specification: string
  readonly lowFen: number | null
  readonly priceFen: number
  readonly highFen: number | null
  readonly priceBasis: PriceBasis
}

/** 「价格(元/千克)」: what stands after 元/. */
const unitInHeading = (heading: string): string | undefined =>
  /元\s*[/每]\s*([\p{L}\d]+)/u.exec(heading.normalize('NFKC'))?.[1]

export const quoteFields: readonly ImportFieldRule[] = [
  {
    field: 'businessDate',
    label: '日期',
    required: true,
    hint: '2026-01-31 的样子',
    synonyms: ['发布日期', '报价日期', '统计日期', 'date'],
  },
  {
    field: 'itemName',
    label: '品名',
    required: true,
    hint: '照原表写；和品种目录对得上的才发布为今日参考价',
    synonyms: ['品种', '商品名称', '单品名称', '名称', '单品编码', 'name', 'item'],
  },
  {
    field: 'price',
    label: '平均价',
    required: true,
    hint: '单位元；只有一个价时也填在这里',
    synonyms: ['均价', '价格', '批发价格', '批发价', '大宗价', '今日价格', 'price'],
  },
  { field: 'low', label: '最低价', required: false, hint: '单位元', synonyms: ['最低', 'low'] },
  { field: 'high', label: '最高价', required: false, hint: '单位元', synonyms: ['最高', 'high'] },
  {
    field: 'specification',
    label: '规格',
    required: false,
    hint: '产地、等级、规格',
    synonyms: ['产地', '等级', 'spec'],
  },
  {
    field: 'unit',
    label: '计价单位',
    required: true,
    hint: '斤、500 克、公斤、千克，或者件、个',
    synonyms: ['单位', 'unit'],
    impliedBy: unitInHeading,
  },
  {
    field: 'source',
    label: '价格来源',
    required: true,
    hint: '谁公布的，如「北京新发地市场」；整份文件相同时填一个就行',
    synonyms: ['来源', '市场', '市场名称', 'source'],
  },
]

const bases: readonly (readonly [RegExp, PriceBasis])[] = [
  [/^(元\/)?(市?斤|500(克|g)|每斤)$/i, 'per_500g'],
  [/^(元\/)?(公斤|千克|kg|每公斤|每千克|1000(克|g))$/i, 'per_kg'],
  [/^(元\/)?(件|个|只|把|袋|盒|箱|条|枚|包|瓶|份)$/, 'per_piece'],
]
const basisOf = (text: string): PriceBasis | undefined =>
  bases.find(([pattern]) => pattern.test(text.normalize('NFKC').replace(/\s/g, '')))?.[1]

const datePattern = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[\sT].*)?$/
const dateOf = (text: string): string | undefined => {
  const found = datePattern.exec(text.normalize('NFKC').trim())
  if (found === null) return undefined
  const [, year = '', month, day, packedMonth, packedDay] = found
  const date = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`
  return isDate(date) ? date : undefined
}

/** A fen or less a unit: other programs' sign for 「没有报价」, never a price. */
const placeholderFen = 1
const dearestFen = 1_000_000

/** The quote, or every reason why the row is none. `today` is the business date: nothing later can have been quoted. */
export const readQuote = ({ row, cells }: ImportRow, today: string): Quote | RowError[] => {
  const errors: RowError[] = []
  const fail = (column: string, reason: string): undefined => {
    errors.push({ row, column, value: (cells[column] ?? '').slice(0, 80), reason })
    return undefined
  }
  const text = (column: string, longest: number, missing: string): string => {
    const value = (cells[column] ?? '').trim()
    if (value === '' && missing !== '') fail(column, missing)
    if (value.length > longest) fail(column, `最多 ${longest} 个字`)
    return value
  }
  const amount = (column: string, required: boolean): number | null | undefined => {
    const value = (cells[column] ?? '').normalize('NFKC').replaceAll(',', '').trim()
    if (value === '') return required ? fail(column, '没有价格') : null
    const fen = roundYuan(value)
    if (fen === undefined)
      return fail(column, /\d/.test(value) ? '价格里夹着文字，请只留数字，单位另填一列' : '价格不是数字')
    if (fen === 0) return fail(column, '价格为 0，不是报价')
    if (fen <= placeholderFen) return fail(column, '价格只有 0.01 元，像是没有报价时填的占位数')
    return fen > dearestFen ? fail(column, '价格超过 1 万元，请核对单位') : fen
  }
  const businessDate = dateOf(cells.businessDate ?? '')
  if (businessDate === undefined)
    fail('businessDate', (cells.businessDate ?? '') === '' ? '没有日期' : '日期应写成 2026-01-31 的样子')
  else if (businessDate > today) fail('businessDate', '日期还没有到')
  const itemName = text('itemName', 60, '没有品名')
  const specification = text('specification', 60, '')
  const source = text('source', 60, '没有价格来源')
  const priceBasis = basisOf(cells.unit ?? '')
  if (priceBasis === undefined)
    fail('unit', (cells.unit ?? '') === '' ? '没有计价单位' : '认不出计价单位，请写斤、公斤或件')
  const priceFen = amount('price', true)
  const lowFen = amount('low', false)
  const highFen = amount('high', false)
  if (typeof lowFen === 'number' && typeof highFen === 'number' && lowFen > highFen)
    fail('low', `最低价比最高价 ${cells.high ?? ''} 还高`)
  else if (typeof priceFen === 'number' && isOutside(priceFen, lowFen, highFen))
    fail('price', '平均价不在最低价和最高价之间')
  if (errors.length > 0 || businessDate === undefined || priceBasis === undefined) return errors
  if (typeof priceFen !== 'number' || lowFen === undefined || highFen === undefined) return errors
  return { businessDate, source, itemName, specification, lowFen, priceFen, highFen, priceBasis }
}

/** A fen of slack: an average is rounded by whoever prints it. */
const isOutside = (fen: number, low: number | null | undefined, high: number | null | undefined): boolean =>
  (typeof low === 'number' && fen < low - 1) || (typeof high === 'number' && fen > high + 1)

export const quoteKey = ({ source, businessDate, itemName, specification }: Quote): string =>
  `${source}\n${businessDate}\n${itemName}\n${specification}`

export const isSameQuote = (a: Quote, b: Quote): boolean =>
  a.priceFen === b.priceFen && a.lowFen === b.lowFen && a.highFen === b.highFen && a.priceBasis === b.priceBasis

/** Times by which a price may differ from both its neighbours in time before it looks like a slip of the pen. */
export const spikeTimes = 5

/** Quotes that stand alone, over five times or under a fifth of the days before and after of the same goods. */
export const findSpikes = <Row extends { readonly quote: Quote }>(rows: readonly Row[]): Row[] => {
  const series = new Map<string, Row[]>()
  for (const row of rows) {
    const { source, itemName, specification, priceBasis } = row.quote
    const key = `${source}\n${itemName}\n${specification}\n${priceBasis}`
    const list = series.get(key)
    if (list === undefined) series.set(key, [row])
    else list.push(row)
  }
  return [...series.values()].flatMap((list) => {
    const sorted = list.toSorted((a, b) => (a.quote.businessDate < b.quote.businessDate ? -1 : 1))
    return sorted.filter((row, i) => {
      const before = sorted[i - 1]?.quote.priceFen
      const after = sorted[i + 1]?.quote.priceFen
      if (before === undefined || after === undefined) return false
      const now = row.quote.priceFen
      return (
        (now > before * spikeTimes && now > after * spikeTimes) ||
        (now * spikeTimes < before && now * spikeTimes < after)
      )
    })
  })
}

/** 番茄（精品） is 番茄: the name without what stands in brackets. */
export const commodityNamesOf = (itemName: string): string[] => {
  const whole = itemName.normalize('NFKC').replace(/\s/g, '')
  return [whole, whole.replace(/[([【].*?[)\]】]/g, '')].filter((name) => name !== '')
}
