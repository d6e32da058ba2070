/** Read-only joins across features: stall codes and who sells there, beside payment rows. */
import { and, asc, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { licences, markets, merchants, stalls, tenancies } from '../../db/schema/markets.ts'
import { stallCodes } from '../../db/schema/sales.ts'

export const listStallCodesById = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (stallIds.length === 0) return new Map()
  const rows = await tx
    .select({ stallId: stalls.stallId, code: stalls.code })
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), inArray(stalls.stallId, [...new Set(stallIds)])))
  return new Map(rows.map((row) => [row.stallId, row.code]))
}

export const isMarket = async (tx: Tx, marketId: string): Promise<boolean> => {
  const rows = await tx.select({ marketId: markets.marketId }).from(markets).where(eq(markets.marketId, marketId))
  return rows.length === 1
}

/** What a shopper must see before paying at a stall: who sells there today, with which licences. Across markets. */
export const readStallFace = async (tx: Tx, marketId: string, stallId: string, today: string) => {
  const [stall] = await tx
    .select({ marketCode: markets.code, marketName: markets.name, demo: markets.demo, stallCode: stalls.code })
    .from(stalls)
    .innerJoin(markets, eq(markets.marketId, stalls.marketId))
    .where(and(eq(stalls.marketId, marketId), eq(stalls.stallId, stallId)))
  if (stall === undefined) return undefined
  const [held] = await tx
    .select({ merchantId: merchants.merchantId, name: merchants.name })
    .from(tenancies)
    .innerJoin(
      merchants,
      and(eq(merchants.marketId, tenancies.marketId), eq(merchants.merchantId, tenancies.merchantId)),
    )
    .where(
      and(
        eq(tenancies.marketId, marketId),
        eq(tenancies.stallId, stallId),
        lte(tenancies.fromOn, today),
        or(isNull(tenancies.toOn), gt(tenancies.toOn, today)),
      ),
    )
  const papers =
    held === undefined
      ? []
      : await tx
          .select()
          .from(licences)
          .where(
            and(eq(licences.marketId, marketId), eq(licences.merchantId, held.merchantId), isNull(licences.removedAt)),
          )
          .orderBy(asc(licences.kind))
  return {
    ...stall,
    merchantName: held?.name ?? null,
    licences: papers.map((paper) => ({
      kind: paper.kind,
      number: paper.number,
      validTo: paper.validTo,
      // Valid through the day it names.
      expired: paper.validTo !== null && paper.validTo < today,
    })),
  }
}

export const readMarketName = async (tx: Tx, marketId: string): Promise<string> => {
  const [market] = await tx.select({ name: markets.name }).from(markets).where(eq(markets.marketId, marketId))
  return market?.name ?? ''
}

/** Every stall code that sales has issued. */
export const listIssuedCodes = async (tx: Tx, marketId: string) =>
  tx.select().from(stallCodes).where(eq(stallCodes.marketId, marketId)).orderBy(asc(stallCodes.version))

export const isLiveCode = async (tx: Tx, marketId: string, stallCodeId: string): Promise<boolean> => {
  const rows = await tx
    .select({ stallCodeId: stallCodes.stallCodeId })
    .from(stallCodes)
    .where(
      and(eq(stallCodes.marketId, marketId), eq(stallCodes.stallCodeId, stallCodeId), isNull(stallCodes.revokedAt)),
    )
  return rows.length === 1
}
