import { canSubscribe } from '../../platform/subscribe.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'
import { allowed } from './allowed.ts'
import { readIncome } from './stall-income.ts'
import { lowStock } from './today-view.ts'

const pageSize = 200
const newestNotices = 20
const soonDays = 30

/** All that the merchant has to see to today, but for the orders, which every page reads for itself. */
export const readToday = async (call: SellerUse['call'], seller: Seller) => {
  const params = { marketId: seller.marketId }
  const [sales, income, listings, papers, notices, batches, holds, tests, complaints, offer] = await Promise.all([
    allowed(call((api) => api.listChannelSales({ params }))),
    readIncome(call, seller),
    call((api) => api.listListings({ params, query: { state: 'on_sale', pageSize } })),
    call((api) => api.listExpiringDocuments({ params, query: { withinDays: soonDays } })),
    call((api) =>
      api.listNotices({ params, query: { state: 'published', superseded: 'false', pageSize: newestNotices } }),
    ),
    call((api) => api.listBatches({ params, query: { inStock: 'true', pageSize } })),
    call((api) => api.listSalesHolds({ params, query: { open: 'true' } })),
    call((api) => api.listQuickTests({ params, query: { pageSize: 1 } })),
    call((api) => api.listComplaints({ params, query: { step: 'merchant' } })),
    canSubscribe ? call((api) => api.getStallMessageOffer({ params })) : null,
  ])
  return {
    sales,
    income,
    low: lowStock(listings.items),
    papers: papers.items,
    notices: notices.items.map(({ noticeId, title, kind }) => ({ noticeId, title, kind })),
    toTest: batches.items.filter(({ state }) => state === 'awaiting_test'),
    holds: holds.items,
    lastTestAt: tests.items[0]?.testedAt ?? null,
    complaints: complaints.items,
    /** Messages by WeChat; null in a browser. */
    offer,
  }
}
export type Today = Awaited<ReturnType<typeof readToday>>
