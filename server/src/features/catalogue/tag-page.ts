/** `/g/<market>-<listing>`: the code on a printed price tag. A browser is led to the goods; the drawing is for printing. */
import type { Hono } from 'hono'
import QRCode from 'qrcode'
import type { Deps } from '../../context.ts'
import type { HttpEnv } from '../../http/mount.ts'
import { lostCodePage, mountPrintedCode, type PrintedCode } from '../../http/printed-code.ts'

const tag: PrintedCode = {
  base: '/g',
  /** A market's code has no dash, and a listing's id says what it is. */
  pattern: /^([A-Z0-9]{2,16})-(lst_[0-9a-z]{6,40})$/,
  pageOf: ([market, listing]) => `/packages/shop/goods/index?market=${market}&listing=${listing}`,
  lost: {
    title: '价签',
    head: '这个码不是本系统的价签',
    next: '请看摊位上写的价格，或者问摊主、市场服务台。',
  },
}

export const mountTagPage = (app: Hono<HttpEnv>, deps: Pick<Deps, 'publicUrl'>): void => {
  mountPrintedCode(app, tag)
  app.get('/g/:code/qr.svg', async (c) => {
    const code = c.req.param('code')
    if (!tag.pattern.test(code)) return c.html(lostCodePage(tag.lost), 404)
    const origin = deps.publicUrl ?? new URL(c.req.url).origin
    const svg = await QRCode.toString(`${origin}/g/${code}`, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
    // The code of a listing never changes.
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' })
  })
}
