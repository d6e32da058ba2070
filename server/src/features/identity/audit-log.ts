import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { auditLog } from '../../db/schema/identity.ts'
import { patternOf } from '../../lib/like-pattern.ts'

interface AuditQuery {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly page: number
  readonly pageSize: number
}

/** Newest first; `from` and `to` are business dates, both included. */
export const listAuditLog = async (ctx: Ctx, query: AuditQuery) =>
  withTransaction(ctx, async (tx) => {
    const like = patternOf(query.q)
    const where = and(
      eq(auditLog.marketId, marketOf(ctx)),
      query.from === undefined ? undefined : gte(auditLog.at, businessDateStart(query.from)),
      query.to === undefined ? undefined : lt(auditLog.at, businessDateStart(addDays(query.to, 1))),
      like === undefined
        ? undefined
        : sql`(${auditLog.summary} || ' ' || ${auditLog.actorName} || ' ' || ${auditLog.action} || ' ' || ${auditLog.subjectId}) ilike ${like}`,
    )
    const rows = await tx
      .select()
      .from(auditLog)
      .where(where)
      .orderBy(desc(auditLog.at), desc(auditLog.auditId))
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
    const [count] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(auditLog)
      .where(where)
    return {
      items: rows.map((row) => ({
        auditId: row.auditId,
        at: row.at.toISOString(),
        actor: row.actorName,
        actorRole: row.actorRole in labels.role ? labels.role[row.actorRole as keyof typeof labels.role] : '',
        action: row.action,
        subjectKind: row.subjectKind,
        subjectId: row.subjectId,
        summary: row.summary,
        details: row.details,
        requestId: row.requestId,
      })),
      total: count?.total ?? 0,
      page: query.page,
      pageSize: query.pageSize,
    }
  })
