/** Everything that is not the API: console, mini-program's H5, stall screens, API pages, health. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { sql } from 'drizzle-orm'
import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import { api } from '@smart-market/shared/api.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Deps } from '../context.ts'
import { rowsOf } from '../db/client.ts'
import { mountComplain } from './complain.ts'
import { mountKiosk } from './kiosk.ts'
import type { HttpEnv } from './mount.ts'
import { openApiDocument } from './openapi.ts'

export interface SiteFolders {
  /** The repository: `console/dist`, `miniapp/dist/h5` and `server/src/site` lie below it. */
  readonly root: string
  readonly version: string
}

/** Hashed file names never change their content; everything else is asked for again. */
const cacheFor = (file: string): string =>
  /[.-][0-9a-zA-Z_-]{8,}\.(js|css|woff2|svg|png)$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'

export const mountSite = (app: Hono<HttpEnv>, deps: Deps, { root, version }: SiteFolders): void => {
  app.get('/healthz', (c) => c.json({ ok: true, version }))
  app.get('/readyz', async (c) => {
    await rowsOf(deps.database.db, sql`select 1 as ready`)
    return c.json({ ok: true, database: deps.database.kind })
  })

  app.use('*', compress())
  const openApi = JSON.stringify(openApiDocument(api, version))
  app.get('/openapi.json', (c) => c.body(openApi, 200, { 'content-type': 'application/json; charset=utf-8' }))
  const swagger = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  app.get('/docs', (c) => c.redirect('/docs/'))
  app.get('/docs/swagger-initializer.js', (c) =>
    c.body(
      "window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'none', filter: true })",
      200,
      { 'content-type': 'text/javascript; charset=utf-8' },
    ),
  )
  folder(app, '/docs', swagger)

  const site = path.join(root, 'server', 'src', 'site')
  // The pages are not bundled: what they say comes from the words that everything else uses.
  const words = `export const labels = ${JSON.stringify(labels)}\n`
  app.get('/site/labels.js', (c) => {
    c.header('cache-control', 'no-cache')
    return c.body(words, 200, { 'content-type': 'text/javascript; charset=utf-8' })
  })
  folder(app, '/site', site)
  page(app, '/screen/stall/:code', path.join(site, 'stall-screen.html'))
  page(app, '/screen/market/:code', path.join(site, 'market-wall.html'))
  mountKiosk(app, site)
  mountComplain(app, site)
  app.get('/', (c) => c.redirect('/console/'))
  app.get('/console', (c) => c.redirect('/console/'))
  app.get('/m', (c) => c.redirect('/m/'))
  const console = path.join(root, 'console', 'dist')
  folder(app, '/console', console)
  // The console's own router answers every page below it.
  pagesBelow(app, '/console', path.join(console, 'index.html'))
  const h5 = path.join(root, 'miniapp', 'dist', 'h5')
  folder(app, '/m', h5)
  pagesBelow(app, '/m', path.join(h5, 'index.html'))
}

const folder = (app: Hono<HttpEnv>, base: string, directory: string): void => {
  app.use(
    `${base}/*`,
    serveStatic({
      root: directory,
      rewriteRequestPath: (requested) => requested.slice(base.length),
      onFound: (file, c) => c.header('cache-control', cacheFor(file)),
    }),
  )
}

const looksLikeFile = (address: string): boolean => /\.[a-z][a-z0-9]{0,9}$/i.test(address)

/**
 * A page for every address below, but none for what looks like a file: a script of an older release that got a page
 * instead would be a syntax error, and the browser would keep it. What is missing today may be there tomorrow.
 */
const pagesBelow = (app: Hono<HttpEnv>, base: string, file: string): void => {
  app.get(`${base}/*`, async (c, next) => {
    if (!looksLikeFile(c.req.path)) return next()
    c.header('cache-control', 'no-store')
    return c.notFound()
  })
  page(app, `${base}/*`, file)
}

const page = (app: Hono<HttpEnv>, pattern: string, file: string): void => {
  app.get(pattern, serveStatic({ root: '', path: file, onFound: (_, c) => c.header('cache-control', 'no-cache') }))
}
