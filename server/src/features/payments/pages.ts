/** Pages a shopper's browser opens without the mini-program. Plain HTML, readable without scripts. */
import { formatFen } from '@smart-market/shared/money.ts'
import type { Trade } from './gateway/ledger.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

const style = `
:root{color-scheme:light dark}
body{margin:0;font:18px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;background:#f5f6f5;color:#1f2421}
main{max-width:26rem;margin:0 auto;padding:1.5rem 1rem}
.label{background:#fff3d6;border:1px solid #d9a300;border-radius:8px;padding:.6rem .8rem;font-weight:600}
.label.bad{background:#fde8e6;border-color:#c0392b}
section{background:#fff;border-radius:12px;padding:1rem 1.2rem;margin:1rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.35rem 1rem;margin:0}dt{color:#66706a}dd{margin:0;text-align:right;overflow-wrap:anywhere}
.amount{font-size:2.2rem;font-weight:700;text-align:center;margin:.4rem 0}
button,a.action{display:block;box-sizing:border-box;width:100%;min-height:3rem;border:0;border-radius:10px;font:inherit;font-weight:600;margin:.6rem 0;text-align:center;line-height:3rem;text-decoration:none;cursor:pointer}
.main{background:#1d6b44;color:#fff}.quiet{background:#e6eae7;color:#1f2421}
:focus-visible{outline:3px solid #1d6b44;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#161a18;color:#e8ece9}section{background:#202622}.quiet{background:#333b36;color:#e8ece9}.label{color:#1f2421}dt{color:#a4aea8}}
`

export const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`

export const demoLabel = '本地演示收银台，不是真实付款'

const field = (name: string, value: string): string => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`

const states = { waiting: '待付款', paid: '已付款（演示）', closed: '已关闭，不能再付款' }

/** The local gateway's cash desk for one trade, or for the parts of a combined payment. */
export const cashDeskPage = (trades: readonly Trade[], notice: string | null): string => {
  const [first] = trades
  if (first === undefined) return lostPage('没有这笔收款', '请从订单页重新付款。')
  const actions =
    first.state === 'waiting'
      ? `<form method="post"><button class="main" name="action" value="confirm">确认付款</button>
         <button class="quiet" name="action" value="cancel">取消</button></form>`
      : '<a class="action quiet" href="/m/">返回</a>'
  const total = trades.reduce((sum, trade) => sum + trade.amountFen, 0)
  const parts =
    trades.length === 1
      ? tradeFields(first)
      : trades
          .map(
            (trade) =>
              `<section><dl>${field('金额', `￥${formatFen(trade.amountFen)}`)}${tradeFields(trade)}</dl></section>`,
          )
          .join('')
  const way = first.channel === 'wechat' ? '微信支付（演示）' : '支付宝（演示）'
  return page(
    demoLabel,
    `<p class="label" role="note">${demoLabel}</p>
     ${notice === null ? '' : `<p class="label bad" role="status">${escapeHtml(notice)}</p>`}
     <section><p class="amount">￥${formatFen(total)}</p>
     <dl>${trades.length === 1 ? parts : field('合单支付', `${trades.length} 个摊位，分别收款`)}
     ${field('付款方式', way)}${field('状态', states[first.state])}</dl></section>
     ${trades.length === 1 ? '' : parts}${actions}`,
  )
}

const tradeFields = (trade: Trade): string =>
  field('商品', trade.description) + field('收款商户号', trade.merchantNumber) + field('单号', trade.chargeNumber)

export const lostPage = (title: string, text: string): string =>
  page(title, `<h1>${escapeHtml(title)}</h1><p class="label bad" role="alert">${escapeHtml(text)}</p>`)

export interface StallPage {
  readonly marketName: string
  readonly demo: boolean
  readonly stallCode: string
  readonly merchantName: string | null
  readonly licences: readonly {
    readonly label: string
    readonly number: string
    readonly validTo: string | null
    readonly expired: boolean
  }[]
}

/** The button to go on with, and what is to be known before it is tapped. */
export interface NextStep {
  readonly note: string | null
  readonly text: string
  readonly href: string
}

/** What a printed code opens: stall and licence first, then how to go on. */
export const stallPage = (stall: StallPage, next: NextStep): string =>
  page(
    `${stall.marketName} ${stall.stallCode}`,
    `${stall.demo ? '<p class="label" role="note">演示市场，数据是虚构的，不是真实付款</p>' : ''}
     <h1>${escapeHtml(stall.merchantName ?? '这个摊位现在没有经营户')}</h1>
     <section><dl>${field('市场', stall.marketName)}${field('摊位', stall.stallCode)}
     ${stall.licences.map((licence) => field(licence.label, `${licence.number}${licence.expired ? '（已过期）' : licence.validTo === null ? '' : `，有效期至 ${licence.validTo}`}`)).join('')}
     ${stall.licences.length === 0 ? field('证照', '没有登记') : ''}</dl></section>
     <p>付款前请核对：摊位号和经营户应与您面前的摊位一致。</p>
     ${next.note === null ? '' : `<p class="label">${escapeHtml(next.note)}</p>`}
     <a class="action main" href="${escapeHtml(next.href)}">${escapeHtml(next.text)}</a>`,
  )
