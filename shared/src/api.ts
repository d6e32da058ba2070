/** Every route of the product in one table. */
import { assessmentRoutes } from './contracts/assessments.ts'
import { catalogueRoutes } from './contracts/catalogue.ts'
import { complaintRoutes } from './contracts/complaints.ts'
import { deliveryRoutes } from './contracts/delivery.ts'
import { deviceRoutes } from './contracts/devices.ts'
import { evaluationRoutes } from './contracts/evaluations.ts'
import { feedRoutes } from './contracts/feeds.ts'
import { identityRoutes } from './contracts/identity.ts'
import { importRoutes } from './contracts/imports.ts'
import { inspectionRoutes } from './contracts/inspections.ts'
import { insightRoutes } from './contracts/insights.ts'
import { marketRoutes } from './contracts/markets.ts'
import { noticeRoutes } from './contracts/notices.ts'
import { orderRoutes } from './contracts/orders.ts'
import { paymentRoutes } from './contracts/payments.ts'
import { privacyRoutes } from './contracts/privacy.ts'
import { quoteRoutes } from './contracts/quotes.ts'
import { publicRoutes } from './contracts/public.ts'
import { receivingRoutes } from './contracts/receiving.ts'
import { salesRoutes } from './contracts/sales.ts'
import { stallPaymentRoutes } from './contracts/stall-payments.ts'
import { sourcingRoutes } from './contracts/sourcing.ts'
import { supervisionRoutes } from './contracts/supervision.ts'
import { troubleRoutes } from './contracts/trouble.ts'
import { wayfindingRoutes } from './contracts/wayfinding.ts'
import { wechatRoutes } from './contracts/wechat.ts'

export const api = {
  ...identityRoutes,
  ...marketRoutes,
  ...importRoutes,
  ...catalogueRoutes,
  ...quoteRoutes,
  ...wayfindingRoutes,
  ...deviceRoutes,
  ...sourcingRoutes,
  ...salesRoutes,
  ...paymentRoutes,
  ...stallPaymentRoutes,
  ...orderRoutes,
  ...deliveryRoutes,
  ...noticeRoutes,
  ...complaintRoutes,
  ...wechatRoutes,
  ...privacyRoutes,
  ...inspectionRoutes,
  ...insightRoutes,
  ...feedRoutes,
  ...receivingRoutes,
  ...assessmentRoutes,
  ...evaluationRoutes,
  ...supervisionRoutes,
  ...publicRoutes,
  ...troubleRoutes,
}
export type Api = typeof api
