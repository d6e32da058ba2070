import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import type { ImportKind } from '@smart-market/shared/contracts/imports.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { importMappings, imports } from '../../db/schema/markets.ts'

export type ImportRecord = typeof imports.$inferSelect

export const insertImport = async (tx: Tx, row: ImportRecord): Promise<void> => {
  await tx.insert(imports).values(row)
}

export const findImport = async (tx: Tx, marketId: string, importId: string): Promise<ImportRecord | undefined> => {
  const [row] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.marketId, marketId), eq(imports.importId, importId)))
  return row
}

/** Changes an import only while it is in one of the states; false when it is not. */
export const moveImport = async (
  tx: Tx,
  marketId: string,
  importId: string,
  from: readonly ImportRecord['state'][],
  set: Partial<ImportRecord>,
): Promise<boolean> => {
  const moved = await tx
    .update(imports)
    .set(set)
    .where(and(eq(imports.marketId, marketId), eq(imports.importId, importId), inArray(imports.state, [...from])))
    .returning({ importId: imports.importId })
  return moved.length > 0
}

/** Uploaded files hold names and ID numbers: what nobody has finished by then is deleted. */
export const deleteStaleUploads = async (tx: Tx, marketId: string, before: Date): Promise<void> => {
  await tx
    .delete(imports)
    .where(
      and(
        eq(imports.marketId, marketId),
        lt(imports.createdAt, before),
        inArray(imports.state, ['uploaded', 'failed']),
      ),
    )
  await tx
    .update(imports)
    .set({ rows: new Uint8Array() })
    .where(and(eq(imports.marketId, marketId), lt(imports.createdAt, before), eq(imports.state, 'finished')))
}

/** Waits until no other process writes this import; held to the end of the transaction. */
export const lockImport = async (tx: Tx, importId: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${importId}, 0))`)
}

/** True when no process writes this import now. */
export const tryLockImport = async (tx: Tx, importId: string): Promise<boolean> => {
  const [row] = await rowsOf<{ free: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(hashtextextended(${importId}, 0)) as free`,
  )
  return row?.free === true
}

export const findMapping = async (
  tx: Tx,
  marketId: string,
  kind: ImportKind,
  shape: string,
): Promise<Record<string, string> | undefined> => {
  const [row] = await tx
    .select({ mapping: importMappings.mapping })
    .from(importMappings)
    .where(and(eq(importMappings.marketId, marketId), eq(importMappings.kind, kind), eq(importMappings.shape, shape)))
  return row?.mapping
}

export const rememberMapping = async (
  tx: Tx,
  row: { marketId: string; kind: ImportKind; shape: string; mapping: Record<string, string> },
): Promise<void> => {
  await tx
    .insert(importMappings)
    .values(row)
    .onConflictDoUpdate({
      target: [importMappings.marketId, importMappings.kind, importMappings.shape],
      set: { mapping: row.mapping },
    })
}
