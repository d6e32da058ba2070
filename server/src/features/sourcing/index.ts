/**
 * 食安和追溯: suppliers, intakes with their papers, batches, quick tests, holds, recall, EPCIS. Hides how entry is
 * judged, how a sold line finds its batch and how a trace is walked.
 * Rules: no goods without their papers, by the rules of the day; a batch's quantity is what is left + sold + made into
 * others + disposed of, never below zero; what was weighed for an order and not sold is in its batch again; under an open hold nothing of a batch is sold and its listings stay closed;
 * tests, transformations and links are append-only. Whoever records sales calls `linkSales` in the sale's transaction.
 */
export { sourcingHandlers } from './routes.ts'
export { mountTracePage } from './trace-page.ts'
export { mountEpcis } from './epcis/http.ts'
export { createDocumentCheck } from './epcis/document-schema.ts'
export { resumeCaptures } from './epcis/capture.ts'
export { exportSaleEvents } from './epcis/own-events.ts'
export { intakeImporter } from './intake-importer.ts'
export { recordIntake } from './intakes.ts'
export { recordQuickTest } from './quick-tests.ts'
export { registerSupplier } from './suppliers.ts'
export { addTraceDays, countSoldOnline, listTracedSales, returnToBatches } from './link-store.ts'
export { codesToPrint, traceUrl } from './codes-to-print.ts'
export { linkSales, type SaleToLink } from './sale-links.ts'
export { deleteExpiredPapers } from './retention.ts'
export { listHeldListings, holdOfGoods } from './holds.ts'
export { noteBuyersTold, recallOfGoods } from './recalls.ts'
export { forwardOf } from './trace.ts'
export {
  listBatchesOnSale,
  listLastTracedIntakes,
  listQuickTestFigures,
  listRecentQuickTests,
  type PublicQuickTest,
  type QuickTestFigure,
  sourcingState,
} from './seen.ts'
