/** Puts the product together: every route table on one Hono app. Takes the outside world as `deps`; opens nothing. */
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { identityRoutes } from '@smart-market/shared/contracts/identity.ts'
import { makeId } from '@smart-market/shared/ids.ts'
import type { Deps } from './context.ts'
import { AppError } from './errors.ts'
import { identityHandlers } from './features/identity/index.ts'
import { errorHandler } from './http/errors.ts'
import { type HttpEnv, mount } from './http/mount.ts'

export const createApp = (deps: Deps): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  app.use(async (c, next) => {
    const startedAt = performance.now()
    const requestId = makeId('auditEntry', deps.clock(), deps.random).replace('aud_', 'req_')
    c.set('requestId', requestId)
    c.header('x-request-id', requestId)
    await next()
    deps.logger.debug(
      {
        requestId,
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round(performance.now() - startedAt),
      },
      'request',
    )
  })
  app.use(secureHeaders({ crossOriginResourcePolicy: 'same-origin', xFrameOptions: 'SAMEORIGIN' }))
  app.onError(errorHandler(deps.logger))
  app.notFound(() => {
    throw new AppError('request.not_found')
  })

  mount(app, deps, identityRoutes, identityHandlers)
  return app
}
