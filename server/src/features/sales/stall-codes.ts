import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { stallCodes } from '../../db/schema/sales.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listStallRows } from '../markets/index.ts'

/**
 * Issues payment codes: a new version for each named stall, which ends the old one; without names, a first code for
 * every stall that has none. Throws stall.not_found.
 */
export const issueStallCodes = async (
  ctx: Ctx,
  input: { stallIds?: readonly string[] | undefined },
): Promise<{ issued: number }> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    // Two people may press the button at once; versions are counted, so one waits for the other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`stall_codes ${marketId}`}))`)
    const stalls = await listStallRows(tx, marketId)
    const named = input.stallIds === undefined ? undefined : new Set(input.stallIds)
    const known = new Set(stalls.map((stall) => stall.stallId))
    const missing = [...(named ?? [])].find((stallId) => !known.has(stallId))
    if (missing !== undefined) throw new AppError('stall.not_found', { code: missing })

    const newest = await tx
      .selectDistinctOn([stallCodes.stallId], {
        stallId: stallCodes.stallId,
        version: stallCodes.version,
        revokedAt: stallCodes.revokedAt,
      })
      .from(stallCodes)
      .where(eq(stallCodes.marketId, marketId))
      .orderBy(stallCodes.stallId, desc(stallCodes.version))
    const byStall = new Map(newest.map((code) => [code.stallId, code]))
    const hasCode = (stallId: string): boolean => byStall.get(stallId)?.revokedAt === null
    const toIssue = stalls.filter(({ stallId }) => (named === undefined ? !hasCode(stallId) : named.has(stallId)))
    if (toIssue.length === 0) return { issued: 0 }

    const rows = toIssue.map(({ stallId }) => ({
      stallCodeId: newId(ctx, 'stallCode'),
      stallId,
      version: (byStall.get(stallId)?.version ?? 0) + 1,
    }))
    const issued = JSON.stringify(rows)
    await tx
      .update(stallCodes)
      .set({ revokedAt: ctx.now })
      .where(
        and(
          eq(stallCodes.marketId, marketId),
          isNull(stallCodes.revokedAt),
          sql`${stallCodes.stallId} in (select r->>'stallId' from jsonb_array_elements(${issued}::jsonb) r)`,
        ),
      )
    await tx.execute(
      sql`insert into stall_codes (market_id, stall_code_id, stall_id, version, issued_at)
        select ${marketId}, r."stallCodeId", r."stallId", r.version, ${ctx.now.toISOString()}::timestamptz
        from jsonb_to_recordset(${issued}::jsonb) as r("stallCodeId" text, "stallId" text, version int)`,
    )
    await appendAudit(ctx, tx, {
      action: 'stall_codes.issue',
      subjectKind: 'stall_code',
      subjectId: rows.length === 1 ? (rows[0]?.stallId ?? '') : '',
      summary: `发放收款码 ${rows.length} 个`,
      details: { stallIds: rows.map((row) => row.stallId) },
    })
    await appendEvent(ctx, tx, 'stall_codes.issued', { count: rows.length })
    return { issued: rows.length }
  })

/** Ids of the stalls whose payment code was valid at `asOf`. */
export const listStallsWithCode = async (tx: Tx, marketId: string, asOf: Date): Promise<string[]> => {
  const at = sql`${asOf.toISOString()}::timestamptz`
  const rows = await rowsOf<{ stall_id: string }>(
    tx,
    sql`select distinct stall_id from stall_codes
      where market_id = ${marketId} and issued_at <= ${at} and (revoked_at is null or revoked_at > ${at})
      order by stall_id`,
  )
  return rows.map((row) => row.stall_id)
}
