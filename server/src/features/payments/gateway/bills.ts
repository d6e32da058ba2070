/** Day bills from the gateway's own books, in the shape that WeChat Pay's have (CSV with BOM and backticks, yuan). */
import { businessDate } from '@smart-market/shared/time.ts'
import { serviceAppId, serviceMerchantNumber } from './keys.ts'
import type { Ledger } from './ledger.ts'

const tradeHeading =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const tradeSummary = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

const yuan = (fen: number): string => (fen / 100).toFixed(2)
const row = (fields: readonly string[]): string => fields.map((field) => `\`${field}`).join(',')
const local = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** Undefined when the day had no business. */
export const tradeBill = (ledger: Ledger, date: string): string | undefined => {
  const paid = ledger
    .trades()
    .filter(
      (trade) => trade.channel === 'wechat' && trade.paidAt !== null && businessDate(new Date(trade.paidAt)) === date,
    )
  const refunded = ledger
    .refunds()
    .filter((refund) => refund.channel === 'wechat' && businessDate(new Date(refund.createdAt)) === date)
  if (paid.length + refunded.length === 0) return undefined
  const rows: { at: string; text: string }[] = []
  for (const trade of paid)
    rows.push({
      at: trade.paidAt ?? '',
      text: row([
        local(trade.paidAt ?? ''),
        serviceAppId,
        serviceMerchantNumber,
        trade.merchantNumber,
        '',
        trade.transactionNumber ?? '',
        trade.chargeNumber,
        'local-demo-payer',
        'JSAPI',
        'SUCCESS',
        'OTHERS',
        'CNY',
        yuan(trade.amountFen),
        '0.00',
        '0',
        '0',
        '0.00',
        '0.00',
        '',
        '',
        trade.description,
        '',
        (trade.amountFen * 0.000_06).toFixed(5),
        '0.60%',
        yuan(trade.amountFen),
        '0.00',
        '',
      ]),
    })
  for (const refund of refunded) {
    const trade = ledger.findTrade(refund.chargeNumber)
    if (trade === undefined) continue
    const status = { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'FAIL', abnormal: 'CHANGE' }[refund.state]
    rows.push({
      at: refund.createdAt,
      text: row([
        local(refund.createdAt),
        serviceAppId,
        serviceMerchantNumber,
        trade.merchantNumber,
        '',
        trade.transactionNumber ?? '',
        trade.chargeNumber,
        'local-demo-payer',
        'JSAPI',
        'REFUND',
        'OTHERS',
        'CNY',
        '0.00',
        '0.00',
        refund.channelRefundNumber,
        refund.refundNumber,
        yuan(refund.amountFen),
        '0.00',
        'ORIGINAL',
        status,
        trade.description,
        '',
        '0.00000',
        '0.60%',
        '0.00',
        yuan(refund.amountFen),
        '',
      ]),
    })
  }
  rows.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const sum = (fen: readonly number[]): string => yuan(fen.reduce((total, amount) => total + amount, 0))
  const total = sum(paid.map((trade) => trade.amountFen))
  const back = sum(refunded.map((refund) => refund.amountFen))
  const lines = [
    tradeHeading,
    ...rows.map((item) => item.text),
    tradeSummary,
    row([String(rows.length), total, back, '0.00', '0.00000', total, back]),
  ]
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

const fundHeading =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
const fundSummary = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

export const fundFlowBill = (ledger: Ledger, date: string): string | undefined => {
  const income = ledger
    .trades()
    .filter(
      (trade) => trade.channel === 'wechat' && trade.paidAt !== null && businessDate(new Date(trade.paidAt)) === date,
    )
  const outgo = ledger
    .refunds()
    .filter(
      (refund) =>
        refund.channel === 'wechat' && refund.finishedAt !== null && businessDate(new Date(refund.finishedAt)) === date,
    )
  if (income.length + outgo.length === 0) return undefined
  const lines = [
    fundHeading,
    ...income.map((trade) =>
      row([
        local(trade.paidAt ?? ''),
        trade.transactionNumber ?? '',
        trade.transactionNumber ?? '',
        '交易',
        '交易',
        '收入',
        yuan(trade.amountFen),
        '0.00',
        'system',
        '',
        trade.chargeNumber,
      ]),
    ),
    ...outgo.map((refund) =>
      row([
        local(refund.finishedAt ?? ''),
        refund.channelRefundNumber,
        refund.channelRefundNumber,
        '退款',
        '退款',
        '支出',
        yuan(refund.amountFen),
        '0.00',
        'system',
        '',
        refund.refundNumber,
      ]),
    ),
    fundSummary,
    row([
      String(income.length + outgo.length),
      String(income.length),
      yuan(income.reduce((sum, trade) => sum + trade.amountFen, 0)),
      String(outgo.length),
      yuan(outgo.reduce((sum, refund) => sum + refund.amountFen, 0)),
    ]),
  ]
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
