/** Day bills of one seller from the gateway's own books, in the shape that Alipay's have: a zip of GBK tables. */
import { businessDate } from '@smart-market/shared/time.ts'
import { writeZip } from '../../../lib/spreadsheet/zip.ts'
import type { Ledger, Trade, TradeRefund } from './ledger.ts'

const tradeHeading =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'
const fundHeading =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注'

const yuan = (fen: number): string => (fen / 100).toFixed(2)
const local = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
/** Alipay takes commas out of goods' names. */
const plain = (text: string): string => text.replaceAll(',', '，')
const row = (fields: readonly string[]): string => fields.map((field) => `${field}\t`).join(',')

const ofDay = (ledger: Ledger, date: string, seller: string) => {
  const paid = ledger
    .trades()
    .filter(
      (trade) =>
        trade.channel === 'alipay' &&
        trade.merchantNumber === seller &&
        trade.paidAt !== null &&
        businessDate(new Date(trade.paidAt)) === date,
    )
  const refunded = ledger.refunds().flatMap((refund): [TradeRefund, Trade][] => {
    const trade = ledger.findTrade(refund.chargeNumber)
    return refund.channel === 'alipay' &&
      trade?.merchantNumber === seller &&
      businessDate(new Date(refund.createdAt)) === date
      ? [[refund, trade]]
      : []
  })
  return { paid, refunded }
}

/** How many lines the seller's day has. */
export const alipayBillRows = (ledger: Ledger, date: string, seller: string): number => {
  const { paid, refunded } = ofDay(ledger, date, seller)
  return paid.length + refunded.length
}

export const alipayBill = async (
  ledger: Ledger,
  date: string,
  seller: string,
  kind: 'trade' | 'signcustomer',
): Promise<Uint8Array> => {
  const { paid, refunded } = ofDay(ledger, date, seller)
  const title = kind === 'trade' ? '业务' : '账务'
  const details =
    kind === 'trade'
      ? [...paid.map((trade) => tradeRow(trade, null)), ...refunded.map(([refund, trade]) => tradeRow(trade, refund))]
      : [...paid.map((trade) => fundRow(trade, null)), ...refunded.map(([refund, trade]) => fundRow(trade, refund))]
  const detail = [
    `#支付宝${title}明细查询`,
    `#账号：[${seller}]`,
    `#起始日期：[${date} 00:00:00]   终止日期：[${date} 23:59:59]`,
    `#-----------------------------------------${title}明细列表----------------------------------------`,
    kind === 'trade' ? tradeHeading : fundHeading,
    ...details,
    `#-----------------------------------------${title}明细列表结束------------------------------------`,
  ]
  const summary = [
    `#支付宝${title}汇总查询`,
    '门店编号,门店名称,交易订单总笔数',
    row(['合计', '', String(details.length)]),
  ]
  const encode = gbkEncoder()
  const text = (lines: readonly string[]): Uint8Array => encode(`${lines.join('\r\n')}\r\n`)
  // The summary comes first, as it may in Alipay's own.
  return writeZip([
    { name: `${seller}_${date}_1.csv`, text: text(summary) },
    { name: `${seller}_${date}_2.csv`, text: text(detail) },
  ])
}

const tradeRow = (trade: Trade, refund: TradeRefund | null): string => {
  const amount = refund === null ? yuan(trade.amountFen) : `-${yuan(refund.amountFen)}`
  return row([
    trade.transactionNumber ?? '',
    trade.chargeNumber,
    refund === null ? '交易' : '退款',
    plain(trade.description),
    local(trade.createdAt),
    local(refund === null ? (trade.paidAt ?? '') : refund.createdAt),
    '',
    '',
    '',
    '',
    'local***@demo',
    amount,
    amount,
    ...Array.from({ length: 5 }, () => '0.00'),
    '',
    '0.00',
    '0.00',
    refund?.refundNumber ?? '',
    '0.00',
    '0.00',
    '',
  ])
}

const fundRow = (trade: Trade, refund: TradeRefund | null): string =>
  row([
    `${refund?.refundNumber ?? trade.chargeNumber}f`,
    trade.transactionNumber ?? '',
    trade.chargeNumber,
    plain(trade.description),
    local(refund === null ? (trade.paidAt ?? '') : refund.createdAt),
    'local***@demo',
    refund === null ? yuan(trade.amountFen) : '0.00',
    refund === null ? '0.00' : `-${yuan(refund.amountFen)}`,
    '0.00',
    '支付宝',
    refund === null ? '在线支付' : '交易退款',
    '',
  ])

/** Node reads GBK and does not write it: its own reading, turned round. What GBK lacks becomes a question mark. */
const gbkEncoder = (): ((text: string) => Uint8Array) => {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, readonly number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (char.length === 1 && char !== '\uFFFD' && !codes.has(char)) codes.set(char, [lead, trail])
    }
  return (text) =>
    Uint8Array.from([...text].flatMap((char) => (char < '\u0080' ? [char.charCodeAt(0)] : (codes.get(char) ?? [0x3f]))))
}
