/** Every route of the product in one table. */
import { assessmentRoutes } from './contracts/assessments.ts'
import { deviceRoutes } from './contracts/devices.ts'
import { feedRoutes } from './contracts/feeds.ts'
import { identityRoutes } from './contracts/identity.ts'
import { importRoutes } from './contracts/imports.ts'
import { insightRoutes } from './contracts/insights.ts'
import { marketRoutes } from './contracts/markets.ts'
import { noticeRoutes } from './contracts/notices.ts'
import { publicRoutes } from './contracts/public.ts'
import { salesRoutes } from './contracts/sales.ts'
import { wayfindingRoutes } from './contracts/wayfinding.ts'

export const api = {
  ...identityRoutes,
  ...marketRoutes,
  ...importRoutes,
  ...wayfindingRoutes,
  ...deviceRoutes,
  ...salesRoutes,
  ...noticeRoutes,
  ...insightRoutes,
  ...feedRoutes,
  ...assessmentRoutes,
  ...publicRoutes,
}
export type Api = typeof api
