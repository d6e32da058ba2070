/** Tables of supervision alone; what has arrived is asked of receiving. All for system transactions. */
import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import {
  supervisionClaims,
  supervisionCursors,
  supervisionDays,
  supervisionOpenItems,
  supervisionPrices,
} from '../../db/schema/supervision.ts'
import { type DayCounts, type DaySummary, noCounts, type OpenItemKind, type ReceivedPrice } from './domain.ts'

export type ClaimRow = typeof supervisionClaims.$inferSelect

/** The market's cursor under lock, so that two readers never count one event twice. */
export const lockCursor = async (tx: Tx, marketId: string, now: Date): Promise<number> => {
  await tx.insert(supervisionCursors).values({ marketId, sequence: 0, movedAt: now }).onConflictDoNothing()
  const [row] = await tx
    .select({ sequence: supervisionCursors.sequence })
    .from(supervisionCursors)
    .where(eq(supervisionCursors.marketId, marketId))
    .for('update')
  return row?.sequence ?? 0
}
export const moveCursor = async (tx: Tx, marketId: string, sequence: number, now: Date): Promise<void> => {
  await tx.update(supervisionCursors).set({ sequence, movedAt: now }).where(eq(supervisionCursors.marketId, marketId))
}

export const addToDay = async (tx: Tx, marketId: string, businessDate: string, add: DayCounts): Promise<void> => {
  const plus = (name: keyof DayCounts) => {
    const column = supervisionDays[name]
    return sql`${column} + ${add[name]}`
  }
  await tx
    .insert(supervisionDays)
    .values({ marketId, businessDate, ...add })
    .onConflictDoUpdate({
      target: [supervisionDays.marketId, supervisionDays.businessDate],
      set: {
        salesFen: plus('salesFen'),
        saleCount: plus('saleCount'),
        tests: plus('tests'),
        testsPositive: plus('testsPositive'),
        complaints: plus('complaints'),
      },
    })
}

export const putSummary = async (tx: Tx, marketId: string, { businessDate, ...set }: DaySummary): Promise<void> => {
  await tx
    .insert(supervisionDays)
    .values({ marketId, businessDate, ...noCounts, ...set })
    .onConflictDoUpdate({ target: [supervisionDays.marketId, supervisionDays.businessDate], set })
}

/** What a day cost, whole: goods that the newest word does not name are gone. */
export const putPrices = async (
  tx: Tx,
  marketId: string,
  businessDate: string,
  prices: readonly ReceivedPrice[],
): Promise<void> => {
  await tx
    .delete(supervisionPrices)
    .where(and(eq(supervisionPrices.marketId, marketId), eq(supervisionPrices.businessDate, businessDate)))
  const rows = new Map(prices.map((price) => [`${price.commodityId} ${price.unit}`, { marketId, ...price }] as const))
  if (rows.size > 0) await tx.insert(supervisionPrices).values([...rows.values()])
}

export const openItem = async (
  tx: Tx,
  marketId: string,
  kind: OpenItemKind,
  itemId: string,
  since: Date,
): Promise<void> => {
  await tx.insert(supervisionOpenItems).values({ marketId, kind, itemId, since }).onConflictDoNothing()
}
export const closeItem = async (tx: Tx, marketId: string, kind: OpenItemKind, itemId: string): Promise<void> => {
  await tx
    .delete(supervisionOpenItems)
    .where(
      and(
        eq(supervisionOpenItems.marketId, marketId),
        eq(supervisionOpenItems.kind, kind),
        eq(supervisionOpenItems.itemId, itemId),
      ),
    )
}

export const putClaim = async (tx: Tx, row: ClaimRow): Promise<void> => {
  await tx.insert(supervisionClaims).values(row).onConflictDoNothing()
}
export const findClaim = async (tx: Tx, marketId: string, sequence: number): Promise<ClaimRow | undefined> => {
  const [row] = await tx
    .select()
    .from(supervisionClaims)
    .where(and(eq(supervisionClaims.marketId, marketId), eq(supervisionClaims.sequence, sequence)))
  return row
}
/** Newest first, at most a quarter of daily ones. */
export const listClaims = async (tx: Tx, marketId: string, rubricId: string): Promise<ClaimRow[]> =>
  tx
    .select()
    .from(supervisionClaims)
    .where(and(eq(supervisionClaims.marketId, marketId), eq(supervisionClaims.rubricId, rubricId)))
    .orderBy(desc(supervisionClaims.sequence))
    .limit(92)

/** Of each market under each rubric that it reports. */
export const newestClaims = async (tx: Tx, marketIds: readonly string[]): Promise<ClaimRow[]> =>
  marketIds.length === 0
    ? []
    : tx
        .selectDistinctOn([supervisionClaims.marketId, supervisionClaims.rubricId])
        .from(supervisionClaims)
        .where(inArray(supervisionClaims.marketId, [...marketIds]))
        .orderBy(supervisionClaims.marketId, supervisionClaims.rubricId, desc(supervisionClaims.sequence))

export const countOpenItems = async (tx: Tx, marketIds: readonly string[]) =>
  marketIds.length === 0
    ? []
    : tx
        .select({
          marketId: supervisionOpenItems.marketId,
          kind: supervisionOpenItems.kind,
          count: sql<number>`count(*)::int`,
        })
        .from(supervisionOpenItems)
        .where(inArray(supervisionOpenItems.marketId, [...marketIds]))
        .groupBy(supervisionOpenItems.marketId, supervisionOpenItems.kind)

export const listOpenItems = async (tx: Tx, marketId: string) =>
  tx
    .select()
    .from(supervisionOpenItems)
    .where(eq(supervisionOpenItems.marketId, marketId))
    .orderBy(asc(supervisionOpenItems.since), asc(supervisionOpenItems.itemId))
    .limit(200)

/** From a business date on, oldest first. */
export const listDays = async (tx: Tx, marketIds: readonly string[], from: string) =>
  marketIds.length === 0
    ? []
    : tx
        .select()
        .from(supervisionDays)
        .where(and(inArray(supervisionDays.marketId, [...marketIds]), gte(supervisionDays.businessDate, from)))
        .orderBy(supervisionDays.marketId, supervisionDays.businessDate)
