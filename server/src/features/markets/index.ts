/**
 * The market and its ledger: profile, zones, stalls, merchants, tenancies, licences, staff. Hides where personal
 * numbers are kept and how papers are counted. Dates are business dates, tenancies half-open; other features get rows
 * of the current transaction and never write here, except the ledger importer through `writeLedgerChanges`.
 */
import type { Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import * as store from './store.ts'

export { createMarketHandlers } from './routes.ts'
export { createMarket, listAllMarkets, type NewMarket, registerMarket } from './service.ts'
export { endTenancy, startTenancy } from './tenancies.ts'
export { addHealthCertificate, addLicence, addStaffMember, createMerchant } from './people.ts'
export { findMerchantByCreditCode } from './people-store.ts'
export { setMerchantCreditGrade } from './credit-grade.ts'
export {
  findMarketByCode,
  listStallRows,
  listTenanciesOn,
  listZoneRows,
  type MarketRow,
  type StallRow,
  type TenancyOn,
  type TenancyPeriod,
} from './store.ts'
export { insideMarket, type InsideMarket, type MarketFace } from './inside.ts'
export { listMerchantPapers, type MerchantPapers } from './papers.ts'
export * from './ledger-state.ts'
export { ledgerImporter } from './ledger-importer.ts'
export { isExpired, licencesMissing, maskName, missingScreenFields, staffDocumentsMissing } from './domain.ts'
export { withHashJoins } from './hash-joins.ts'
export { merchantsNamed, stallsNamed } from './named.ts'
export { merchantSearchText } from './search-text.ts'
export { plainCode, slipPatterns } from './slips.ts'

/** Throws market.not_found. */
export const getMarketRow = async (tx: Tx, marketId: string): Promise<store.MarketRow> => {
  const row = await store.findMarket(tx, marketId)
  if (row === undefined) throw new AppError('market.not_found')
  return row
}

/** Stalls by the code that people use; only those named when codes are given. Unknown codes are simply absent. */
export const listStallsByCode = async (
  tx: Tx,
  marketId: string,
  codes?: readonly string[],
): Promise<Map<string, { stallId: string; code: string }>> =>
  new Map(
    (await store.listStallRows(tx, marketId, codes)).map(({ stallId, code }) => [code, { stallId, code }] as const),
  )

/** Tenancies of the stalls that touch the business dates `[fromDate, toDate)`, for attributing sales to merchants. */
export const merchantAtStallByDate = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
  fromDate: string,
  toDate: string | null,
): Promise<store.TenancyPeriod[]> => store.listTenanciesBetween(tx, marketId, stallIds, fromDate, toDate)

/** The same by id alone, for many stalls at once. */
export const holdingsByDate = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
  fromDate: string,
  toDate: string,
): Promise<store.HoldingPeriod[]> => store.listHoldingsBetween(tx, marketId, stallIds, fromDate, toDate)

/** Zones in use with the equipment that each must have. */
export const listZoneRequirements = async (tx: Tx, marketId: string): Promise<store.ZoneRequirement[]> =>
  store.listZoneRows(tx, marketId)
