/** Puts the product together: every route table on one Hono app. Takes the outside world as `deps`; opens nothing. */
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { assessmentRoutes } from '@smart-market/shared/contracts/assessments.ts'
import { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import { deviceRoutes } from '@smart-market/shared/contracts/devices.ts'
import { evaluationRoutes } from '@smart-market/shared/contracts/evaluations.ts'
import { feedRoutes } from '@smart-market/shared/contracts/feeds.ts'
import { identityRoutes } from '@smart-market/shared/contracts/identity.ts'
import { inspectionRoutes } from '@smart-market/shared/contracts/inspections.ts'
import { insightRoutes } from '@smart-market/shared/contracts/insights.ts'
import { importRoutes } from '@smart-market/shared/contracts/imports.ts'
import { marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import { noticeRoutes } from '@smart-market/shared/contracts/notices.ts'
import { paymentRoutes } from '@smart-market/shared/contracts/payments.ts'
import { stallPaymentRoutes } from '@smart-market/shared/contracts/stall-payments.ts'
import { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import { orderRoutes } from '@smart-market/shared/contracts/orders.ts'
import { receivingRoutes } from '@smart-market/shared/contracts/receiving.ts'
import { salesRoutes } from '@smart-market/shared/contracts/sales.ts'
import { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import { supervisionRoutes } from '@smart-market/shared/contracts/supervision.ts'
import { troubleRoutes } from '@smart-market/shared/contracts/trouble.ts'
import { wayfindingRoutes } from '@smart-market/shared/contracts/wayfinding.ts'
import { wechatRoutes } from '@smart-market/shared/contracts/wechat.ts'
import { privacyRoutes } from '@smart-market/shared/contracts/privacy.ts'
import { quoteRoutes } from '@smart-market/shared/contracts/quotes.ts'
import { publicRoutes } from '@smart-market/shared/contracts/public.ts'
import { makeId } from '@smart-market/shared/ids.ts'
import type { Deps } from './context.ts'
import { AppError } from './errors.ts'
import { assessmentHandlers } from './features/assessments/index.ts'
import { catalogueHandlers, mountTagPage, quoteHandlers } from './features/catalogue/index.ts'
import { complaintHandlers, mountOpen311 } from './features/complaints/index.ts'
import { deviceHandlers } from './features/devices/index.ts'
import { evaluationHandlers } from './features/evaluations/index.ts'
import { feedHandlers, mountFeedSchemas } from './features/feeds/index.ts'
import { guideHandlers } from './features/guide/index.ts'
import { identityHandlers } from './features/identity/index.ts'
import { inspectionHandlers } from './features/inspections/index.ts'
import { insightHandlers } from './features/insights/index.ts'
import { createImportHandlers } from './features/imports/index.ts'
import { createMarketHandlers } from './features/markets/index.ts'
import { noticeHandlers } from './features/notices/index.ts'
import { mountPayments, paymentHandlers } from './features/payments/index.ts'
import { stallPaymentHandlers } from './features/stall-payments/index.ts'
import { applyAllPaymentFacts } from './jobs/payment-facts.ts'
import { countUnansweredOrders, createOrderHandlers, deliveryHandlers } from './features/orders/index.ts'
import { privacyHandlers } from './features/privacy/index.ts'
import { mountInbox, receivingHandlers } from './features/receiving/index.ts'
import { mountSlipPage, salesHandlers } from './features/sales/index.ts'
import { mountEpcis, mountTracePage, sourcingHandlers } from './features/sourcing/index.ts'
import { supervisionHandlers } from './features/supervision/index.ts'
import { createTroubleHandlers } from './features/trouble/index.ts'
import { createWayfindingHandlers } from './features/wayfinding/index.ts'
import { wechatHandlers } from './features/wechat/index.ts'
import { mountChanges } from './http/changes.ts'
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
  mount(app, deps, marketRoutes, createMarketHandlers({ unansweredOrders: countUnansweredOrders }))
  mount(app, deps, catalogueRoutes, catalogueHandlers)
  mount(app, deps, quoteRoutes, quoteHandlers)
  mount(app, deps, wayfindingRoutes, createWayfindingHandlers())
  mount(app, deps, deviceRoutes, deviceHandlers)
  mount(app, deps, sourcingRoutes, sourcingHandlers)
  mount(app, deps, salesRoutes, salesHandlers)
  mount(app, deps, paymentRoutes, paymentHandlers)
  mount(app, deps, stallPaymentRoutes, stallPaymentHandlers)
  mount(app, deps, orderRoutes, createOrderHandlers(deps))
  mount(app, deps, deliveryRoutes, deliveryHandlers)
  mount(app, deps, noticeRoutes, noticeHandlers)
  mount(app, deps, complaintRoutes, complaintHandlers)
  mount(app, deps, wechatRoutes, wechatHandlers)
  mount(app, deps, privacyRoutes, privacyHandlers)
  mount(app, deps, inspectionRoutes, inspectionHandlers)
  mount(app, deps, insightRoutes, insightHandlers)
  mount(app, deps, feedRoutes, feedHandlers)
  mount(app, deps, receivingRoutes, receivingHandlers)
  mount(app, deps, importRoutes, createImportHandlers())
  mount(app, deps, publicRoutes, guideHandlers)
  mount(app, deps, assessmentRoutes, assessmentHandlers)
  mount(app, deps, evaluationRoutes, evaluationHandlers)
  mount(app, deps, supervisionRoutes, supervisionHandlers)
  mount(app, deps, troubleRoutes, createTroubleHandlers())
  mountPayments(app, deps, (marketId) => applyAllPaymentFacts(deps, marketId))
  mountTracePage(app, deps)
  mountTagPage(app, deps)
  mountSlipPage(app)
  mountEpcis(app, deps)
  mountFeedSchemas(app, deps)
  mountInbox(app, deps)
  mountOpen311(app, deps)
  mountChanges(app, deps)
  return app
}
