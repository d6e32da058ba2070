/**
 * The touch kiosk of a market: one page, and the QR code that hands a route over to the phone. The code's address is
 * put together here from checked parts, so that nobody can make our kiosk show a code that leads elsewhere.
 */
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import { AppError } from '../errors.ts'
import type { HttpEnv } from './mount.ts'

const marketCode = /^[A-Za-z0-9_-]{1,16}$/
/** Stall codes, several with commas between them. */
const stallCodes = /^[\p{L}\p{N}][\p{L}\p{N}#/.,-]{0,300}$/u

/** `site`: the folder of our static pages. */
export const mountKiosk = (app: Hono<HttpEnv>, site: string): void => {
  app.get('/kiosk/:market/qr.svg', async (c) => {
    const asked = new URL(c.req.url)
    const market = c.req.param('market')
    if (!marketCode.test(market)) throw new AppError('market.not_found')
    const target = new URL(`/kiosk/${market}`, asked)
    // Behind a proxy that ends TLS the request itself says http.
    if (c.req.header('x-forwarded-proto') === 'https') target.protocol = 'https:'
    for (const key of ['to', 'from']) {
      const value = asked.searchParams.get(key)
      if (value !== null && stallCodes.test(value)) target.searchParams.set(key, value)
    }
    if (asked.searchParams.get('stepFree') === '1') target.searchParams.set('stepFree', '1')
    target.searchParams.set('phone', '1')
    const svg = await qrToString(target.href, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' })
  })
  app.get(
    '/kiosk/:market',
    serveStatic({
      root: '',
      path: path.join(site, 'kiosk.html'),
      onFound: (_, c) => c.header('cache-control', 'no-cache'),
    }),
  )
}
