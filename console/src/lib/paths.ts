/** Every address of the console below a market, so that links are made in one place. */
export const pagePaths = {
  today: 'today',
  readiness: 'readiness',
  readinessPrint: 'readiness/print',
  evaluations: 'evaluations',
  ledger: 'ledger',
  ledgerImport: 'ledger/import',
  merchants: 'ledger/merchants',
  zones: 'ledger/zones',
  expiring: 'ledger/expiring',
  floorPlan: 'ledger/floor-plan',
  notices: 'notices',
  noticeTopics: 'notices/topics',
  guidePrices: 'notices/prices',
  priceImport: 'notices/prices/import',
  noticeShowings: 'notices/showings',
  trade: 'trade',
  sales: 'trade/sales',
  orders: 'trade/orders',
  parcels: 'trade/parcels',
  deliverySettings: 'trade/delivery',
  prices: 'trade/prices',
  priceTags: 'trade/prices/print',
  collection: 'trade/collection',
  reconciliation: 'trade/reconciliation',
  salesImport: 'trade/import',
  terminalImport: 'trade/terminal-import',
  intakes: 'food-safety',
  gate: 'food-safety/gate',
  batches: 'food-safety/batches',
  quickTests: 'food-safety/quick-tests',
  holds: 'food-safety/holds',
  recalls: 'food-safety/recalls',
  suppliers: 'food-safety/suppliers',
  foodRules: 'food-safety/rules',
  complaints: 'complaints',
  reports: 'complaints/reports',
  fairScale: 'complaints/fair-scale',
  ratings: 'complaints/ratings',
  terms: 'complaints/terms',
  complaintCodes: 'complaints/codes',
  inspections: 'inspections',
  round: 'inspections/round',
  findings: 'inspections/findings',
  metrology: 'inspections/metrology',
  credit: 'inspections/credit',
  appeals: 'inspections/appeals',
  devices: 'devices',
  alarmTests: 'devices/alarm-tests',
  insights: 'insights',
  footTraffic: 'insights/foot-traffic',
  footTrafficImport: 'insights/import',
  platforms: 'platforms',
  subscribers: 'platforms/subscribers',
  feedKeys: 'platforms/keys',
  settings: 'settings',
  users: 'settings/users',
  apiKeys: 'settings/api-keys',
  auditLog: 'settings/audit-log',
  myAccount: 'settings/me',
} as const
export type PageName = keyof typeof pagePaths

/** Where a link goes: a page with its filter, or one record. */
export type Target =
  | { readonly page: PageName; readonly search?: Readonly<Record<string, string>> }
  | { readonly merchantId: string }
  | { readonly stallId: string }
  | { readonly stallOrderId: string; readonly code?: string }
  | { readonly recallId: string }
  | { readonly batchId: string }
  | { readonly papersOf: string }
  | { readonly complaintId: string }
  | { readonly subscriberId: string }
  | { readonly reportId: string }
  | { readonly creditOf: string }
  | { readonly evaluationId: string }
  /** One's own sheet, or that of the assessor named. */
  | { readonly sheetOf: string; readonly assessorId?: string }
  | { readonly snapshotId: string; readonly rubric: string }

export interface Address {
  readonly to: string
  readonly search: Readonly<Record<string, string>>
}

export const addressOf = (marketId: string, target: Target): Address => {
  const base = `/m/${marketId}`
  if ('merchantId' in target) return { to: `${base}/ledger/merchants/${target.merchantId}`, search: {} }
  if ('stallId' in target) return { to: `${base}/ledger/stalls/${target.stallId}`, search: {} }
  if ('stallOrderId' in target)
    return {
      to: `${base}/trade/orders/${target.stallOrderId}`,
      search: target.code === undefined ? {} : { code: target.code },
    }
  if ('batchId' in target) return { to: `${base}/food-safety/batches/${target.batchId}`, search: {} }
  if ('papersOf' in target) return { to: `${base}/food-safety/merchants/${target.papersOf}`, search: {} }
  if ('recallId' in target) return { to: `${base}/food-safety/recalls/${target.recallId}`, search: {} }
  if ('complaintId' in target) return { to: `${base}/complaints/${target.complaintId}`, search: {} }
  if ('subscriberId' in target) return { to: `${base}/platforms/subscribers/${target.subscriberId}`, search: {} }
  if ('reportId' in target) return { to: `${base}/complaints/reports/${target.reportId}`, search: {} }
  if ('creditOf' in target) return { to: `${base}/inspections/credit/${target.creditOf}`, search: {} }
  if ('evaluationId' in target) return { to: `${base}/evaluations/${target.evaluationId}`, search: {} }
  if ('sheetOf' in target) {
    const sheet = target.assessorId === undefined ? 'my-sheet' : `sheets/${target.assessorId}`
    return { to: `${base}/evaluations/${target.sheetOf}/${sheet}`, search: {} }
  }
  if ('snapshotId' in target)
    return { to: `${base}/readiness/snapshots/${target.snapshotId}`, search: { rubric: target.rubric } }
  return { to: `${base}/${pagePaths[target.page]}`, search: target.search ?? {} }
}
