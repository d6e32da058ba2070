/** Every address of the console. A new page: its file in pages/ and one line here. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { pagePaths } from './lib/paths.ts'
import { platformBase, platformPaths } from './lib/platform-paths.ts'
import { parseSearch, stringifySearch } from './lib/search-params.ts'
import { createTrouble, tellServer } from './lib/trouble.ts'
import { HomePage } from './pages/home.tsx'
import { NotFoundPage } from './pages/not-found.tsx'
import { createPageCrash } from './pages/page-crash.tsx'

type Component = Parameters<typeof lazyRouteComponent>[0]

export const createConsoleRouter = () => {
  const root = createRootRoute()
  const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
  const login = createRoute({
    getParentRoute: () => root,
    path: '/login',
    component: lazyRouteComponent(() => import('./pages/login.tsx')),
  })
  /** Open to everybody: what is made public is read without an account. */
  const notices = createRoute({
    getParentRoute: () => root,
    path: '/evaluation-notices',
    component: lazyRouteComponent(() => import('./pages/evaluation-notices.tsx')),
  })
  const market = createRoute({
    getParentRoute: () => root,
    path: '/m/$marketId',
    component: lazyRouteComponent(() => import('./pages/market.tsx')),
  })
  const page = (path: string, load: Component) =>
    createRoute({ getParentRoute: () => market, path, component: lazyRouteComponent(load) })
  /** Papers stand alone, without menu and header. */
  const paper = createRoute({
    getParentRoute: () => root,
    path: `/m/$marketId/${pagePaths.readinessPrint}`,
    component: lazyRouteComponent(() => import('./pages/readiness-print.tsx')),
  })
  const priceTags = createRoute({
    getParentRoute: () => root,
    path: `/m/$marketId/${pagePaths.priceTags}`,
    component: lazyRouteComponent(() => import('./pages/price-tags.tsx')),
  })
  const platform = createRoute({
    getParentRoute: () => root,
    path: platformBase,
    component: lazyRouteComponent(() => import('./pages/platform.tsx')),
  })
  const platformPage = (path: string, load: Component) =>
    createRoute({ getParentRoute: () => platform, path, component: lazyRouteComponent(load) })
  return createRouter({
    basepath: '/console',
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: createPageCrash(createTrouble(tellServer)),
    routeTree: root.addChildren([
      home,
      login,
      paper,
      priceTags,
      notices,
      platform.addChildren([
        platformPage('/', () => import('./pages/platform-markets.tsx')),
        platformPage('markets/$marketId', () => import('./pages/platform-market.tsx')),
        platformPage('markets/$marketId/claims/$sequence', () => import('./pages/platform-claim.tsx')),
        platformPage(platformPaths.districts, () => import('./pages/platform-districts.tsx')),
        platformPage(platformPaths.compare, () => import('./pages/platform-compare.tsx')),
        platformPage(platformPaths.statistics, () => import('./pages/platform-statistics.tsx')),
        platformPage(platformPaths.register, () => import('./pages/platform-register.tsx')),
        platformPage(`${platformPaths.register}/$marketId`, () => import('./pages/platform-registered.tsx')),
        platformPage(platformPaths.quarantine, () => import('./pages/platform-quarantine.tsx')),
      ]),
      market.addChildren([
        page(pagePaths.today, () => import('./pages/today.tsx')),
        page(pagePaths.readiness, () => import('./pages/readiness.tsx')),
        page('readiness/snapshots/$snapshotId', () => import('./pages/readiness-snapshot.tsx')),
        page(pagePaths.evaluations, () => import('./pages/evaluations.tsx')),
        page(`${pagePaths.evaluations}/$evaluationId`, () => import('./pages/evaluation.tsx')),
        page(`${pagePaths.evaluations}/$evaluationId/my-sheet`, () => import('./pages/my-sheet.tsx')),
        page(`${pagePaths.evaluations}/$evaluationId/sheets/$assessorId`, () => import('./pages/sheet.tsx')),
        page(pagePaths.ledger, () => import('./pages/ledger.tsx')),
        page(pagePaths.ledgerImport, () => import('./pages/ledger-import.tsx')),
        page(pagePaths.merchants, () => import('./pages/merchants.tsx')),
        page(`${pagePaths.merchants}/$merchantId`, () => import('./pages/merchant.tsx')),
        page('ledger/stalls/$stallId', () => import('./pages/stall.tsx')),
        page(pagePaths.zones, () => import('./pages/zones.tsx')),
        page(pagePaths.expiring, () => import('./pages/expiring.tsx')),
        page(pagePaths.floorPlan, () => import('./pages/floor-plan.tsx')),
        page(pagePaths.notices, () => import('./pages/notices.tsx')),
        page(pagePaths.noticeTopics, () => import('./pages/notice-topics.tsx')),
        page(pagePaths.guidePrices, () => import('./pages/guide-prices.tsx')),
        page(pagePaths.priceImport, () => import('./pages/price-import.tsx')),
        page(pagePaths.noticeShowings, () => import('./pages/notice-showings.tsx')),
        page(pagePaths.trade, () => import('./pages/trade.tsx')),
        page(pagePaths.sales, () => import('./pages/sales.tsx')),
        page(pagePaths.orders, () => import('./pages/orders.tsx')),
        page(`${pagePaths.orders}/$stallOrderId`, () => import('./pages/order.tsx')),
        page(pagePaths.parcels, () => import('./pages/parcels.tsx')),
        page(pagePaths.deliverySettings, () => import('./pages/delivery-settings.tsx')),
        page(pagePaths.prices, () => import('./pages/prices.tsx')),
        page(pagePaths.collection, () => import('./pages/collection.tsx')),
        page(pagePaths.reconciliation, () => import('./pages/reconciliation.tsx')),
        page(pagePaths.terminalImport, () => import('./pages/terminal-import.tsx')),
        page(pagePaths.salesImport, () => import('./pages/sales-import.tsx')),
        page(pagePaths.intakes, () => import('./pages/intakes.tsx')),
        page(pagePaths.gate, () => import('./pages/gate.tsx')),
        page(pagePaths.quickTests, () => import('./pages/quick-tests.tsx')),
        page(pagePaths.batches, () => import('./pages/batches.tsx')),
        page(`${pagePaths.batches}/$batchId`, () => import('./pages/batch.tsx')),
        page('food-safety/merchants/$merchantId', () => import('./pages/merchant-papers.tsx')),
        page(pagePaths.holds, () => import('./pages/holds.tsx')),
        page(pagePaths.recalls, () => import('./pages/recalls.tsx')),
        page(`${pagePaths.recalls}/$recallId`, () => import('./pages/recall.tsx')),
        page(pagePaths.foodRules, () => import('./pages/food-rules.tsx')),
        page(pagePaths.suppliers, () => import('./pages/suppliers.tsx')),
        page(pagePaths.complaints, () => import('./pages/complaints.tsx')),
        page(`${pagePaths.complaints}/$complaintId`, () => import('./pages/complaint.tsx')),
        page(pagePaths.reports, () => import('./pages/reports.tsx')),
        page(pagePaths.fairScale, () => import('./pages/fair-scale.tsx')),
        page(pagePaths.ratings, () => import('./pages/ratings.tsx')),
        page(pagePaths.terms, () => import('./pages/terms.tsx')),
        page(pagePaths.complaintCodes, () => import('./pages/complaint-codes.tsx')),
        page(pagePaths.inspections, () => import('./pages/inspections.tsx')),
        page(pagePaths.round, () => import('./pages/round.tsx')),
        page(pagePaths.findings, () => import('./pages/findings.tsx')),
        page(pagePaths.metrology, () => import('./pages/metrology.tsx')),
        page(pagePaths.credit, () => import('./pages/credit.tsx')),
        page(`${pagePaths.credit}/$merchantId`, () => import('./pages/merchant-credit.tsx')),
        page(pagePaths.appeals, () => import('./pages/appeals.tsx')),
        page(`${pagePaths.reports}/$reportId`, () => import('./pages/report.tsx')),
        page(pagePaths.devices, () => import('./pages/devices.tsx')),
        page(pagePaths.alarmTests, () => import('./pages/alarm-tests.tsx')),
        page(pagePaths.insights, () => import('./pages/insights.tsx')),
        page(pagePaths.footTraffic, () => import('./pages/foot-traffic.tsx')),
        page(pagePaths.footTrafficImport, () => import('./pages/foot-traffic-import.tsx')),
        page(pagePaths.platforms, () => import('./pages/platforms.tsx')),
        page(pagePaths.subscribers, () => import('./pages/subscribers.tsx')),
        page(`${pagePaths.subscribers}/$subscriberId`, () => import('./pages/subscriber.tsx')),
        page(pagePaths.feedKeys, () => import('./pages/feed-keys.tsx')),
        page(pagePaths.settings, () => import('./pages/settings.tsx')),
        page(pagePaths.users, () => import('./pages/users.tsx')),
        page(pagePaths.apiKeys, () => import('./pages/api-keys.tsx')),
        page(pagePaths.auditLog, () => import('./pages/audit-log.tsx')),
        page(pagePaths.myAccount, () => import('./pages/my-account.tsx')),
      ]),
    ]),
  })
}
