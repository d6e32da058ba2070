/** `/t/<trace code>`: what a code on a slip or label says, as one page that needs neither login nor script. */
import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { PublicTrace } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import { type Deps, systemCtx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { HttpEnv } from '../../http/mount.ts'
import { getPublicTrace } from './trace.ts'

export const mountTracePage = (app: Hono<HttpEnv>, deps: Deps): void => {
  app.get('/t/:traceCode', async (c) => {
    c.header('cache-control', 'no-cache')
    // Nothing else than this page's own style may load.
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    try {
      const trace = await getPublicTrace(systemCtx(deps, 'trace page', null), c.req.param('traceCode'))
      return await c.html(tracePage(trace))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return c.html(frame('追溯查询', html`<p class="warn">${error.message}</p>`), error.status)
    }
  })
}

type Html = ReturnType<typeof html>

const frame = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body {
            font:
              17px/1.6 system-ui,
              sans-serif;
            margin: 0 auto;
            max-width: 40rem;
            padding: 1rem;
            color: #1a1a1a;
            background: #fff;
          }
          h1 {
            font-size: 1.4rem;
            margin: 0 0 0.5rem;
          }
          h2 {
            font-size: 1.1rem;
            margin: 1.5rem 0 0.5rem;
            border-top: 1px solid #ccc;
            padding-top: 1rem;
          }
          dl {
            display: grid;
            grid-template-columns: 6em 1fr;
            gap: 0.25rem 0.75rem;
            margin: 0;
          }
          dt {
            color: #555;
          }
          dd {
            margin: 0;
          }
          .warn {
            background: #fff1f0;
            border: 2px solid #a8071a;
            color: #a8071a;
            padding: 0.75rem;
            font-weight: 600;
          }
          footer {
            color: #555;
            margin-top: 2rem;
            font-size: 0.9rem;
          }
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`

const row = (name: string, value: string | null): Html | '' =>
  value
    ? html`<dt>${name}</dt>
        <dd>${value}</dd>`
    : ''

const tracePage = (trace: PublicTrace): Html =>
  frame(
    `${trace.commodityName} · 追溯`,
    html`<h1>${trace.commodityName}</h1>
      ${trace.onHold ? html`<p class="warn" role="alert">✕ 这一批已停止销售，请不要食用，可到市场服务台处理。</p>` : ''}
      <dl>
        ${row('市场', trace.marketName)} ${row('摊位', `${trace.stallCode} ${trace.merchantName}`)}
        ${row('追溯码', trace.traceCode)}
      </dl>
      ${trace.steps.map(
        (step, i) =>
          html`<section>
            <h2>${i === 0 ? '这一批' : `来自 ${step.commodityName}`}</h2>
            <dl>
              ${row('产地', step.originPlace)} ${row('入场日期', step.enteredOn)} ${row('生产日期', step.producedOn)}
              ${row('供货者', step.supplier)} ${row('随附凭证', step.papers.join('、'))}
              ${
                step.certificate === null
                  ? ''
                  : html`${row('合格证', `${step.certificate.promisor}，${step.certificate.issuedOn} 开具`)}
                    ${row('承诺', step.certificate.commitment)} ${row('承诺依据', step.certificate.bases.join('、'))}`
              }
              ${step.tests.map((test) => row('快检', `${test.testedOn} ${test.item}：${labels.quickTestResult[test.result]}`))}
            </dl>
          </section>`,
      )}
      <footer>查询时间 ${formatInstant(new Date(trace.asOf))}，数据来自市场的进货登记和快检记录。</footer>`,
  )
