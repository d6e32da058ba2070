/**
 * The page where anyone complains or reports without login: the target of the codes on walls and stalls, and of the
 * kiosk's button. The code's address is put together here from checked parts, so that it leads nowhere else.
 */
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import { AppError } from '../errors.ts'
import type { HttpEnv } from './mount.ts'

const marketCode = /^[A-Za-z0-9_-]{1,16}$/
const stallCode = /^[\p{L}\p{N}][\p{L}\p{N}#/.-]{0,31}$/u

/** `site`: the folder of our static pages. */
export const mountComplain = (app: Hono<HttpEnv>, site: string): void => {
  app.get('/complain/:market/qr.svg', async (c) => {
    const asked = new URL(c.req.url)
    const market = c.req.param('market')
    if (!marketCode.test(market)) throw new AppError('market.not_found')
    const target = new URL(`/complain/${market}`, asked)
    // Behind a proxy that ends TLS the request itself says http.
    if (c.req.header('x-forwarded-proto') === 'https') target.protocol = 'https:'
    const stall = asked.searchParams.get('stall')
    if (stall !== null && stallCode.test(stall)) target.searchParams.set('stall', stall)
    target.searchParams.set('by', 'qr')
    const svg = await qrToString(target.href, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' })
  })
  app.get(
    '/complain/:market',
    serveStatic({
      root: '',
      path: path.join(site, 'complain.html'),
      onFound: (_, c) => c.header('cache-control', 'no-cache'),
    }),
  )
}
