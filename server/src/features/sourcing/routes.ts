import type { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import type { Handlers } from '../../http/mount.ts'
import { getBatch, listDisposals } from './batch-detail.ts'
import * as batches from './batches.ts'
import { declareEventWrong } from './epcis/corrections.ts'
import * as files from './files.ts'
import * as rules from './food-safety-rules.ts'
import * as holds from './holds.ts'
import { correctIntake } from './intake-correction.ts'
import * as intakes from './intakes.ts'
import { exportMeatVegetable } from './meat-vegetable-export.ts'
import { importMeatVegetable } from './meat-vegetable-import.ts'
import * as pdf from './papers-pdf.ts'
import * as tests from './quick-tests.ts'
import * as recalls from './recalls.ts'
import { listPaperDeletions } from './retention.ts'
import * as suppliers from './suppliers.ts'
import * as reports from './test-reports.ts'
import { importQuickTests } from './test-sheet-import.ts'
import { listPublicBatches } from './public-batches.ts'
import * as trace from './trace.ts'

export const sourcingHandlers: Handlers<typeof sourcingRoutes> = {
  listSuppliers: (ctx, { query }) => suppliers.listSuppliers(ctx, query),
  registerSupplier: (ctx, { body }) => suppliers.registerSupplier(ctx, body),
  uploadPaperFile: (ctx, { upload }) => files.uploadPaperFile(ctx, upload),
  getPaperFile: (ctx, { params }) => files.getPaperFile(ctx, params.fileId),
  printSupplierCard: (ctx, { params }) => pdf.printSupplierCard(ctx, params.supplierId),
  recordIntake: (ctx, { body }) => intakes.recordIntake(ctx, body),
  listIntakes: (ctx, { query }) => intakes.listIntakes(ctx, query),
  getIntake: (ctx, { params }) => intakes.getIntake(ctx, params.intakeId),
  addIntakePaper: (ctx, { params, body }) => intakes.addIntakePaper(ctx, params.intakeId, body),
  correctIntake: (ctx, { params, body }) => correctIntake(ctx, params.intakeId, body),
  declareEventWrong: async (ctx, { body }) => {
    await declareEventWrong(ctx, body)
    return { ok: true as const }
  },
  exportMeatVegetable: (ctx, { query }) => exportMeatVegetable(ctx, query.date),
  importMeatVegetable: (ctx, { upload }) => importMeatVegetable(ctx, upload),
  listFoodSafetyRules: (ctx, { query }) => rules.listFoodSafetyRules(ctx, query.on),
  setFoodSafetyRule: (ctx, { params, body }) => rules.setFoodSafetyRule(ctx, params.ruleId, body),
  listPaperDeletions: (ctx, { query }) => listPaperDeletions(ctx, query),
  listTestPlans: (ctx) => tests.listTestPlans(ctx),
  setTestPlan: (ctx, { params, body }) => tests.setTestPlan(ctx, params.categoryCode, body),
  listTestDuties: (ctx, { query }) => tests.listTestDuties(ctx, query.on),
  recordQuickTest: (ctx, { body }) => tests.recordQuickTest(ctx, body),
  listQuickTests: (ctx, { query }) => tests.listQuickTests(ctx, query),
  importQuickTests: (ctx, { upload }) => importQuickTests(ctx, upload),
  listBatches: (ctx, { query }) => batches.listBatches(ctx, query),
  getBatch: (ctx, { params }) => getBatch(ctx, params.batchId),
  printBatchLabels: (ctx, { params, query }) => pdf.printBatchLabels(ctx, params.batchId, query.count),
  suggestBatch: (ctx, { query }) => batches.suggestBatch(ctx, query),
  transformBatches: (ctx, { body }) => batches.transformBatches(ctx, body),
  linkListingBatch: async (ctx, { params, body }) => {
    await batches.linkListingBatch(ctx, params.listingId, body.batchId)
    return { ok: true as const }
  },
  listSalesHolds: (ctx, { query }) => holds.listSalesHolds(ctx, query),
  holdBatch: (ctx, { params, body }) => holds.holdBatch(ctx, params.batchId, body.note),
  releaseSalesHold: (ctx, { params, body }) => holds.releaseSalesHold(ctx, params.salesHoldId, body.note),
  disposeBatch: (ctx, { params, body }) => batches.disposeBatch(ctx, params.batchId, body),
  listDisposals: (ctx, { query }) => listDisposals(ctx, query),
  reportTest: (ctx, { params, body }) => reports.reportTest(ctx, params.quickTestId, body),
  listTestReports: (ctx, { params }) => reports.listTestReports(ctx, params.quickTestId),
  printTestReport: (ctx, { params }) => reports.printTestReport(ctx, params.quickTestId),
  traceForward: (ctx, { params, query }) => trace.traceForward(ctx, params.batchId, query.limit),
  traceSale: (ctx, { params }) => trace.traceSale(ctx, params.saleId),
  startRecall: (ctx, { body }) => recalls.startRecall(ctx, body),
  listRecalls: (ctx, { query }) => recalls.listRecalls(ctx, query),
  getRecall: (ctx, { params }) => recalls.getRecall(ctx, params.recallId),
  closeRecall: (ctx, { params, body }) => recalls.closeRecall(ctx, params.recallId, body.conclusion),
  printRecall: (ctx, { params }) => recalls.printRecall(ctx, params.recallId),
  listPublicBatches: (ctx, { params }) => listPublicBatches(ctx, params.marketCode, params.stallCode),
  getPublicTrace: (ctx, { params }) => trace.getPublicTrace(ctx, params.traceCode),
}
