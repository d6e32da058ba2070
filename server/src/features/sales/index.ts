/**
 * 交易: every completed sale from any source, once, and what follows from it: day, category and stall rollups kept in
 * the sale's own transaction. Hides how a repeated delivery is told from a conflict.
 * Rules: (source, key) is unique for ever; a sale never changes, a return is a sale with a negative amount; a batch is
 * recorded whole or not at all; `declared` sales are kept apart and never count as collected; what was weighed and paid
 * by the stall's code counts once (docs/adr/0013), and what an order was picked by counts with the order (0014).
 */
export { orderSource, stallCodeSource } from './domain.ts'
export { salePairer } from './pairs.ts'
export { listScaleWeighings, useWeighing, type UsedWeighing } from './picked.ts'
export { listWeighings } from './pair-store.ts'
export { salesHandlers } from './routes.ts'
export { recordSales, type Recorded, tellSales, writeSales } from './recording.ts'
export { mountSlipPage } from './slip-page.ts'
export { salesImporter } from './sales-importer.ts'
export {
  hasCollectedSales,
  listCategoryTotals,
  listStallSalesSeen,
  listStallTotals,
  type StallSalesSeen,
  type StallTotal,
} from './seen.ts'
export { listStallsWithCode } from './stall-codes.ts'
