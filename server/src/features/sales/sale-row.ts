/** One row of a sales file as typed values, or the reasons why it cannot be. Pure. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { type PaymentMeans, paymentMeans, saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { formatFen, maxAmountFen, parseYuan, weighedAmountFen } from '@smart-market/shared/money.ts'
import { parseKilograms } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { isDate } from '@smart-market/shared/time.ts'
import type { ImportFieldRule, ImportRow } from '../../importing/importer.ts'
import type { Channel } from './domain.ts'

export const saleFields: readonly ImportFieldRule[] = [
  {
    field: 'businessDate',
    label: '销售日期',
    required: true,
    hint: '2026-01-31 的样子；可以连时间一起写',
    synonyms: ['日期', '交易日期', '营业日', '营业日期', '销售时间', '交易时间', '成交时间', '下单时间'],
    sharesColumn: true,
  },
  {
    field: 'time',
    label: '销售时间',
    required: false,
    hint: '14:05 或 14:05:30；日期里已有时间时可以不选',
    synonyms: ['扫码销售时间', '交易时间', '时间', '成交时间', '收款时间', '下单时间'],
    sharesColumn: true,
  },
  {
    field: 'stallCode',
    label: '摊位号',
    required: true,
    hint: '文件里没有摊位时，给所有行填同一个摊位号',
    synonyms: ['摊位', '摊位编号', '摊号', '档口', '档口号', '柜台号'],
  },
  {
    field: 'commodityName',
    label: '品名',
    required: true,
    hint: '卖的是什么',
    synonyms: ['单品名称', '商品名称', '商品', '品种', '品种名称', '名称', '货品'],
  },
  {
    field: 'categoryName',
    label: '品类',
    required: false,
    hint: '没有时记为未分类',
    synonyms: ['分类名称', '分类', '类别', '品类名称', '商品分类'],
  },
  {
    field: 'weightKilograms',
    label: '重量（千克）',
    required: false,
    hint: '最多三位小数；没有金额时必填',
    synonyms: ['销量(千克)', '销量', '重量', '净重', '数量(千克)', '重量(kg)'],
  },
  {
    field: 'pricePerKilogram',
    label: '单价（元/千克）',
    required: false,
    hint: '没有金额时必填；金额按重量乘单价四舍五入到分',
    synonyms: ['销售单价(元/千克)', '销售单价', '单价', '价格'],
  },
  {
    field: 'amountYuan',
    label: '金额（元）',
    required: false,
    hint: '有这一列时以它为准',
    synonyms: ['金额', '销售金额', '实收', '实收金额', '交易金额', '合计', '小计'],
  },
  {
    field: 'paymentMeans',
    label: '支付方式',
    required: false,
    hint: '微信、支付宝、银行卡、现金；空着记为未知',
    synonyms: ['付款方式', '收款方式', '结算方式', '支付渠道'],
  },
  {
    field: 'type',
    label: '销售类型',
    required: false,
    hint: '销售或退货；退货记负数',
    synonyms: ['类型', '交易类型', '业务类型'],
  },
  {
    field: 'receiptNumber',
    label: '小票号',
    required: false,
    hint: '同一摊位同一天同一小票的各行合成一笔交易',
    synonyms: ['流水号', '交易流水号', '单号', '订单号', '小票', '小票编号'],
  },
  {
    field: 'channel',
    label: '采集来源',
    required: false,
    hint: '收银机、电子秤、POS 机、收款码、线上订单、经营户自报；空着记为收银机',
    synonyms: ['来源', '采集方式', '终端类型'],
  },
]

export interface SaleEntry {
  readonly row: number
  readonly stallCode: string
  readonly businessDate: string
  readonly soldAt: string
  readonly channel: Channel
  readonly paymentMeans: PaymentMeans
  readonly receiptNumber: string
  readonly line: {
    readonly commodityName: string
    readonly categoryName: string | null
    readonly weightGrams: number | null
    readonly pieces: number | null
    readonly amountFen: number
  }
  /** A pack in a column of kilograms: counted, not weighed. */
  readonly packed: boolean
  /** Amount that weight × price gives, when the file's own amount differs from it. */
  readonly expectedFen: number | null
}

export type ParsedSaleRow = { readonly entry: SaleEntry } | { readonly errors: readonly RowError[] }

/** `2023-06-15`, `2023/6/15`, `2023年6月15日`, `20230615`, each with or without a time behind it. */
const datePattern = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[\sT]+(.+))?$/
const timePattern = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/
/** `云南生菜(份)`: tills write packs as whole kilograms. */
const packPattern = /[（(][^（）()]*(份|盒|包|袋|个|把|瓶|捆|只|条|支|枚|罐|箱)[）)]\s*$/
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u

export const parseSaleRow = ({ row, cells }: ImportRow): ParsedSaleRow => {
  const errors: RowError[] = []
  const cell = (field: string): string => cells[field] ?? ''
  const fail = (field: string, reason: string): undefined => {
    errors.push({ row, column: field, value: cell(field).slice(0, 80), reason })
    return undefined
  }
  const text = (field: string, max: number): string => {
    const value = cell(field)
    if (value.length > max) fail(field, `最多 ${max} 个字`)
    if (unprintable.test(value)) fail(field, '含有无法显示的字符')
    return value
  }

  const when = parseWhen(cell('businessDate'), cell('time'), fail)
  const stallCode = text('stallCode', 32)
  if (stallCode === '') fail('stallCode', '没有摊位号')
  const commodityName = text('commodityName', 80)
  if (commodityName === '') fail('commodityName', '没有品名')
  const categoryName = text('categoryName', 40) || null
  const receiptNumber = text('receiptNumber', 60)
  const sign = parseType(cell('type'))
  if (sign === undefined) fail('type', '应为销售或退货')
  const channel = parseLabel(labels.saleChannel, saleChannels, cell('channel'), 'till')
  if (channel === undefined) fail('channel', '没有这种来源')
  const money = parseMoney(cell, sign ?? 1, fail)
  if (errors.length > 0 || when === undefined || money === undefined || channel === undefined) return { errors }

  const { grams, amountFen, expectedFen } = money
  const packed = grams !== null && grams % 1000 === 0 && packPattern.test(commodityName)
  return {
    entry: {
      row,
      stallCode,
      ...when,
      channel,
      paymentMeans: parseMeans(cell('paymentMeans')),
      receiptNumber,
      line: {
        commodityName,
        categoryName,
        weightGrams: packed ? null : grams,
        pieces: packed ? grams / 1000 : null,
        amountFen,
      },
      packed,
      expectedFen,
    },
  }
}

type Fail = (field: string, reason: string) => undefined

const parseWhen = (
  dateText: string,
  timeText: string,
  fail: Fail,
): { businessDate: string; soldAt: string } | undefined => {
  const found = datePattern.exec(dateText.normalize('NFKC').trim())
  if (found === null) return fail('businessDate', dateText === '' ? '没有日期' : '日期应写成 2026-01-31 的样子')
  const [, year = '', month, day, packedMonth, packedDay, rest = ''] = found
  const businessDate = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`
  if (!isDate(businessDate)) return fail('businessDate', '没有这一天')
  // A time cell may repeat the date.
  const ownTime = timeText.normalize('NFKC').trim().split(/\s+|T/).at(-1) ?? ''
  const time = ownTime !== '' && ownTime.includes(':') ? ownTime : rest
  const field = timeText === '' ? 'businessDate' : 'time'
  if (time === '') return fail(field, '没有时间，请选出时间所在的列')
  const clock = timePattern.exec(time)
  if (clock === null) return fail(field, '时间应写成 14:05 或 14:05:30 的样子')
  const [, hour = '', minute = '', second = '0', fraction = '0'] = clock
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return fail(field, '没有这个时刻')
  const ms = fraction.padEnd(3, '0').slice(0, 3)
  const soldAt = new Date(`${businessDate}T${hour.padStart(2, '0')}:${minute}:${second.padStart(2, '0')}.${ms}+08:00`)
  return { businessDate, soldAt: soldAt.toISOString() }
}

const parseMoney = (
  cell: (field: string) => string,
  sign: 1 | -1,
  fail: Fail,
): { grams: number | null; amountFen: number; expectedFen: number | null } | undefined => {
  const weightText = cell('weightKilograms')
  const priceText = cell('pricePerKilogram')
  const amountText = cell('amountYuan')
  const weight = weightText === '' ? null : parseKilograms(weightText.replaceAll(',', ''))
  const price = priceText === '' ? null : parseYuan(priceText)
  const amount = amountText === '' ? null : parseYuan(amountText)
  if (weight === undefined) fail('weightKilograms', '应为千克数，最多三位小数，不超过 100 吨')
  else if (weight === 0) fail('weightKilograms', '重量是 0')
  else if (weight !== null && weight < 0 && sign === 1) fail('weightKilograms', '重量是负数，而这一行不是退货')
  if (price === undefined) fail('pricePerKilogram', '应为元，最多两位小数')
  else if (price !== null && price < 0) fail('pricePerKilogram', '单价是负数')
  if (amount === undefined) fail('amountYuan', '应为元，最多两位小数，不超过一亿元')
  else if (amount !== null && amount < 0 && sign === 1) fail('amountYuan', '金额是负数，而这一行不是退货')
  if (amount === null && weightText === '') fail('weightKilograms', '没有金额时，重量和单价都要有')
  if (amount === null && priceText === '') fail('pricePerKilogram', '没有金额时，重量和单价都要有')
  if (weight === undefined || price === undefined || amount === undefined) return undefined

  const grams = weight === null ? null : sign * Math.abs(weight)
  const computed = grams === null || price === null ? null : weighedAmountFen(grams, price, 'per_kg')
  const amountFen = amount === null ? computed : sign * Math.abs(amount)
  if (amountFen === null) return undefined
  if (Math.abs(amountFen) > maxAmountFen) return fail('pricePerKilogram', `金额 ${formatFen(amountFen)} 元，超过一亿元`)
  return { grams, amountFen, expectedFen: computed === null || computed === amountFen ? null : computed }
}

const parseType = (value: string): 1 | -1 | undefined => {
  if (/^(|销售|销货|正常|消费|收款|交易成功)$/.test(value)) return 1
  return /^(退货|退款|退单|红冲)$/.test(value) ? -1 : undefined
}

/** A code of the list, or its Chinese label; `absent` for an empty cell. */
const parseLabel = <T extends string>(
  names: Readonly<Record<T, string>>,
  codes: readonly T[],
  value: string,
  absent: T,
): T | undefined => {
  const plain = value.replaceAll(/\s/g, '').toLowerCase()
  if (plain === '') return absent
  return codes.find((code) => code === plain || names[code].replaceAll(/\s/g, '').toLowerCase() === plain)
}

/** Means that people name in many ways; one that is none of them is `other`, not an error. */
const parseMeans = (value: string): PaymentMeans => {
  const known = parseLabel(labels.paymentMeans, paymentMeans, value, 'unknown')
  if (known !== undefined) return known
  if (/微信|wechat/i.test(value)) return 'wechat'
  if (/支付宝|alipay/i.test(value)) return 'alipay'
  if (/银行卡|刷卡|pos|银联|云闪付/i.test(value)) return 'pos_card'
  return /现金|cash/i.test(value) ? 'cash' : 'other'
}
