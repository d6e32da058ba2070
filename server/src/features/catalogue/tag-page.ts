/** `/g/<market>-<listing>`: the code on a printed price tag. A browser is led to the goods; the drawing is for printing. */
import type { Hono } from 'hono'
import { html } from 'hono/html'
import QRCode from 'qrcode'
import type { Deps } from '../../context.ts'
import type { HttpEnv } from '../../http/mount.ts'

/** A market's code has no dash, and a listing's id says what it is. */
const tagCode = /^([A-Z0-9]{2,16})-(lst_[0-9a-z]{6,40})$/

const lost = html`<!doctype html>
  <html lang="zh-CN">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>价签</title>
    </head>
    <body>
      <h1>这个码不是本系统的价签</h1>
      <p>请看摊位上写的价格，或者问摊主、市场服务台。</p>
    </body>
  </html>`

export const mountTagPage = (app: Hono<HttpEnv>, deps: Pick<Deps, 'publicUrl'>): void => {
  app.get('/g/:code', (c) => {
    const read = tagCode.exec(c.req.param('code'))
    if (read === null) return c.html(lost, 404)
    return c.redirect(`/m/#/packages/shop/goods/index?market=${read[1]}&listing=${read[2]}`)
  })
  app.get('/g/:code/qr.svg', async (c) => {
    const code = c.req.param('code')
    if (!tagCode.test(code)) return c.html(lost, 404)
    const origin = deps.publicUrl ?? new URL(c.req.url).origin
    const svg = await QRCode.toString(`${origin}/g/${code}`, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
    // The code of a listing never changes.
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' })
  })
}
