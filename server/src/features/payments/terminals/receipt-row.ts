/** One row of an acquirer's file as typed values, or the reasons why it cannot be. Pure. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { receiptKinds, receiptMeans } from '@smart-market/shared/contracts/payments.ts'
import { maxAmountFen, parseYuan } from '@smart-market/shared/money.ts'
import { isDate } from '@smart-market/shared/time.ts'
import type { ImportFieldRule, ImportRow } from '../../../importing/importer.ts'

export interface Receipt {
  /** '' when the file names none: then the terminal's earlier lines do. */
  readonly stallCode: string
  readonly acquirer: string
  readonly merchantNumber: string
  readonly terminalNumber: string
  readonly batchNumber: string
  readonly reference: string
  readonly kind: (typeof receiptKinds)[number]
  readonly means: (typeof receiptMeans)[number]
  readonly amountFen: number
  readonly feeFen: number | null
  readonly cardMasked: string
  /** ISO, UTC. */
  readonly happenedAt: string
}

export const receiptFields: readonly ImportFieldRule[] = [
  {
    field: 'happenedOn',
    label: '交易日期',
    required: true,
    hint: '2026-01-31 的样子；可以连时间一起写',
    synonyms: ['日期', '交易时间', '交易日期时间', '交易完成时间', '清算日期', '支付时间'],
    sharesColumn: true,
  },
  {
    field: 'time',
    label: '交易时间',
    required: false,
    hint: '14:05:30；日期里已有时间时可以不选',
    synonyms: ['时间', '交易日期时间', '支付时间'],
    sharesColumn: true,
  },
  {
    field: 'terminalNumber',
    label: '终端号',
    required: true,
    hint: 'POS 机、扫码盒或收款码的编号',
    synonyms: ['终端编号', '终端', '设备号', '设备编号', 'POS终端号', '机具号', '收款码编号'],
  },
  {
    field: 'reference',
    label: '参考号',
    required: false,
    hint: '收单机构的检索参考号或订单号；没有时用凭证号',
    synonyms: ['检索参考号', '系统参考号', '交易参考号', '平台流水号', '平台订单号', '商户订单号', '订单号', 'RRN'],
  },
  {
    field: 'traceNumber',
    label: '凭证号',
    required: false,
    hint: '小票上的凭证号或流水号',
    synonyms: ['流水号', '终端流水号', 'POS流水号', '交易流水号', '小票号'],
  },
  { field: 'batchNumber', label: '批次号', required: false, hint: '小票上的批次号', synonyms: ['批次'] },
  {
    field: 'amountYuan',
    label: '交易金额（元）',
    required: true,
    hint: '最多两位小数；退款写成负数也可以',
    synonyms: ['交易金额', '金额', '金额(元)', '消费金额', '订单金额', '实收金额'],
  },
  {
    field: 'feeYuan',
    label: '手续费（元）',
    required: false,
    hint: '收单机构扣的手续费',
    synonyms: ['手续费', '商户手续费', '交易手续费'],
  },
  {
    field: 'kind',
    label: '交易类型',
    required: false,
    hint: '消费、退款或撤销；没有时按金额正负判断',
    synonyms: ['类型', '业务类型', '交易种类'],
  },
  {
    field: 'status',
    label: '交易状态',
    required: false,
    hint: '只导入成功的交易',
    synonyms: ['状态', '交易结果', '支付状态'],
  },
  {
    field: 'means',
    label: '支付方式',
    required: false,
    hint: '银行卡、微信、支付宝、云闪付',
    synonyms: ['付款方式', '支付渠道', '支付类型', '卡类型', '交易渠道'],
  },
  {
    field: 'card',
    label: '卡号',
    required: false,
    hint: '只保存前六位和后四位',
    synonyms: ['交易卡号', '银行卡号', '付款卡号'],
  },
  {
    field: 'merchantNumber',
    label: '商户号',
    required: false,
    hint: '收单机构给摊位的商户编号',
    synonyms: ['商户编号', '商户代码', '商户'],
  },
  {
    field: 'acquirer',
    label: '收单机构',
    required: false,
    hint: '哪家机构的文件，如「银联商务」；整份文件相同时填一个就行',
    synonyms: ['机构', '收单行', '服务商'],
  },
  {
    field: 'stallCode',
    label: '摊位号',
    required: false,
    hint: '导入过一次的终端可以不写',
    synonyms: ['摊位', '摊位编号', '摊号', '档口', '档口号'],
  },
]

const kindOf = (text: string, negative: boolean): Receipt['kind'] | undefined => {
  if (/撤销|冲正|void/i.test(text)) return 'void'
  if (/退/.test(text)) return 'refund'
  if (text === '' || /消费|支付|收款|交易|付款|正扫|反扫|扫码|刷卡/.test(text)) return negative ? 'refund' : 'payment'
  return undefined
}
const meansOf = (text: string): Receipt['means'] => {
  if (/微信|wechat|wx/i.test(text)) return 'wechat'
  if (/支付宝|alipay|zfb/i.test(text)) return 'alipay'
  if (/云闪付|银联二维码|unionpay/i.test(text)) return 'unionpay'
  return text === '' || /卡|card/i.test(text) ? 'bank_card' : 'other'
}

const datePattern = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[\sT]*(.*))?$/
const timePattern = /^(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?|(\d{2})(\d{2}))$/

const momentOf = (dateText: string, timeText: string): Date | string => {
  const found = datePattern.exec(dateText.normalize('NFKC').trim())
  if (found === null) return dateText === '' ? '没有日期' : '日期应写成 2026-01-31 的样子'
  const [, year = '', month, day, packedMonth, packedDay, rest = ''] = found
  const date = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`
  if (!isDate(date)) return '没有这一天'
  const given = timeText.normalize('NFKC').trim()
  const clock = (rest.trim() !== '' ? rest : given.replace(/^.*[\sT](?=\d{1,2}:)/, '')).trim()
  const at = timePattern.exec(clock)
  if (at === null) return clock === '' ? '没有时间：同一天同样金额的交易会分不清' : '时间应写成 14:05:30 的样子'
  const [, hour = '', minute, second, packedMinute, packedSecond] = at
  const text = `${date}T${hour.padStart(2, '0')}:${minute ?? packedMinute ?? '00'}:${second ?? packedSecond ?? '00'}+08:00`
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? '没有这个时间' : moment
}

/** Six and four digits at most, as the card schemes allow; a wallet's account is kept as far. */
const maskCard = (text: string): string => {
  const plain = text.replace(/\s/g, '')
  const digits = plain.replace(/\D/g, '')
  return digits.length > 10 && !plain.includes('*') ? `${plain.slice(0, 6)}****${plain.slice(-4)}` : plain.slice(0, 24)
}

/** The receipt, or every reason why the row is none. */
export const readReceipt = ({ row, cells }: ImportRow, now: Date): Receipt | RowError[] => {
  const errors: RowError[] = []
  const fail = (column: string, reason: string): undefined => {
    // A card number must not reach a file of errors.
    const value = column === 'card' ? maskCard(cells.card ?? '') : (cells[column] ?? '').slice(0, 80)
    errors.push({ row, column, value, reason })
    return undefined
  }
  const text = (column: string, longest: number): string => {
    // Acquirers put a quote or a tab before long numbers, so that spreadsheets leave them alone.
    const value = (cells[column] ?? '').replace(/^[\t'`]+/, '').trim()
    if (value.length > longest) fail(column, `最多 ${longest} 个字`)
    return value
  }
  const moment = momentOf(text('happenedOn', 40), text('time', 40))
  if (typeof moment === 'string') fail('happenedOn', moment)
  else if (moment > now || moment.getUTCFullYear() < 2000) fail('happenedOn', '早于 2000 年，或者还没有到')
  const amount = text('amountYuan', 20)
    .normalize('NFKC')
    .replace(/[,￥¥]/g, '')
  const negative = amount.startsWith('-')
  const amountFen = parseYuan(amount.replace(/^[-+]/, ''))
  if (amountFen === undefined || amountFen <= 0 || amountFen > maxAmountFen)
    fail('amountYuan', amount === '' ? '没有金额' : '金额应大于 0，最多两位小数')
  const fee = text('feeYuan', 20)
    .normalize('NFKC')
    .replace(/[-,￥¥]/g, '')
  const feeFen = fee === '' ? null : parseYuan(fee.replace(/^(\d+\.\d{2})\d+$/, '$1'))
  if (feeFen === undefined) fail('feeYuan', '手续费不是数字')
  const terminalNumber = text('terminalNumber', 40)
  if (terminalNumber === '') fail('terminalNumber', '没有终端号')
  const reference = text('reference', 64) || text('traceNumber', 64)
  if (reference === '') fail('reference', '参考号和凭证号都没有，重复导入时会分不清')
  const kind = kindOf(text('kind', 40), negative)
  if (kind === undefined) fail('kind', '认不出交易类型，请写消费、退款或撤销')
  const status = text('status', 40)
  if (status !== '' && !/成功|完成|已支付|已付|正常|success|00|paid/i.test(status))
    fail('status', '交易没有成功，不导入')
  const rest = {
    stallCode: text('stallCode', 32),
    acquirer: text('acquirer', 40),
    merchantNumber: text('merchantNumber', 40),
    batchNumber: text('batchNumber', 20),
    means: meansOf(text('means', 40)),
    cardMasked: maskCard(text('card', 40)),
  }
  if (errors.length > 0 || typeof moment === 'string' || amountFen === undefined || feeFen === undefined) return errors
  if (kind === undefined) return errors
  return { ...rest, terminalNumber, reference, kind, amountFen, feeFen, happenedAt: moment.toISOString() }
}
