/** What is no JSON call of the route table: the published schemas, addressed by the events themselves. */
import type { Hono } from 'hono'
import type { Deps } from '../../context.ts'
import { asyncApiDocument, eventSchemas } from '../../feed/schemas.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import type { HttpEnv } from '../../http/mount.ts'

/** Of the published contracts, not of the program. */
const contractVersion = '1.0.0'

export const mountFeedSchemas = (app: Hono<HttpEnv>, deps: Deps): void => {
  const { publicUrl } = feedSettingsOf(deps)
  const schemas = eventSchemas(publicUrl)
  const asyncApi = asyncApiDocument(publicUrl, contractVersion)
  app.get('/feeds/schema/', (c) =>
    c.json({
      asyncapi: `${publicUrl}/feeds/schema/asyncapi.json`,
      schemas: [...schemas.keys()].map((name) => `${publicUrl}/feeds/schema/${name}`),
    }),
  )
  app.get('/feeds/schema/asyncapi.json', (c) => c.json(asyncApi))
  app.get('/feeds/schema/:name', (c) => {
    const schema = schemas.get(c.req.param('name'))
    if (schema === undefined) return c.notFound()
    return c.json(schema, 200, { 'content-type': 'application/schema+json' })
  })
}
