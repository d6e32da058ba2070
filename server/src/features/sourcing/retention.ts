/** Keeps papers and intake records for their legal term, then deletes them and says what it deleted. */
import type { PaperDeletion } from '@smart-market/shared/contracts/sourcing.ts'
import { businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { and, desc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { auditLog } from '../../db/schema/identity.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { ownRules } from './food-safety-rules.ts'
import { ruleOn, ruleValueOn } from './rules.ts'
import * as store from './store.ts'

/** The same day of an earlier month; the last day where that month is shorter. */
export const monthsBefore = (date: string, months: number): string => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const index = year * 12 + (month - 1) - months
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate()
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`
}

const deed = 'papers.expire'
interface DeletedPapers {
  readonly intakeIds: readonly string[]
  readonly certificateIds: readonly string[]
  readonly fileIds: readonly string[]
  readonly intakesBefore: string
  readonly certificatesBefore: string
  readonly sources: readonly string[]
}

/** By the day of the deletion or of the limit, the words of the rule, or the whole id of what is gone. */
const deletionIs = (q: string | undefined): SQL | undefined => {
  const pattern = patternOf(q)
  if (q === undefined || pattern === undefined) return undefined
  const { at, details } = auditLog
  return or(
    ilike(sql`to_char(${at} at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`, pattern),
    ilike(sql`${details}->>'intakesBefore'`, pattern),
    ilike(sql`${details}->>'certificatesBefore'`, pattern),
    sql`exists (select 1 from jsonb_array_elements_text(${details}->'sources') source where source ilike ${pattern})`,
    ...['intakeIds', 'certificateIds', 'fileIds'].map((ids) => sql`${details}->${ids}::text @> to_jsonb(${q}::text)`),
  )
}

/** What the job deleted and by which rules, the newest run first: read off the log that nobody can change. */
export const listPaperDeletions = async (
  ctx: Ctx,
  { q, page, pageSize }: { q?: string | undefined; page: number; pageSize: number },
) =>
  withTransaction(ctx, async (tx) => {
    const where = and(eq(auditLog.marketId, marketOf(ctx)), eq(auditLog.action, deed), deletionIs(q))
    const rows = await tx
      .select({ at: auditLog.at, details: auditLog.details })
      .from(auditLog)
      .where(where)
      .orderBy(desc(auditLog.at), desc(auditLog.auditId))
      .limit(pageSize)
      .offset((page - 1) * pageSize)
    const [count] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(auditLog)
      .where(where)
    const items = rows.map(({ at, details }): PaperDeletion => {
      const gone = details as DeletedPapers
      return {
        deletedAt: at.toISOString(),
        intakes: gone.intakeIds.length,
        certificates: gone.certificateIds.length,
        files: gone.fileIds.length,
        intakesBefore: gone.intakesBefore,
        certificatesBefore: gone.certificatesBefore,
        sources: [...gone.sources],
      }
    })
    return { items, total: count?.total ?? 0, page, pageSize }
  })

/** Deletes what is past its term; batches, tests and links to sales stay, they hold no papers. Safe to repeat. */
export const deleteExpiredPapers = async (
  ctx: Ctx,
): Promise<{ intakes: number; certificates: number; files: number }> =>
  withTransaction(ctx, async (tx) => {
    const today = businessDate(ctx.now)
    const rules = await ownRules(tx, marketOf(ctx))
    const intakeMonths = ruleValueOn(rules, 'retention.intake_months', today)
    const certificateMonths = ruleValueOn(rules, 'retention.certificate_months', today)
    const intakesBefore = monthsBefore(today, intakeMonths)
    const certificatesBefore = monthsBefore(today, Math.max(certificateMonths, intakeMonths))
    const gone = await store.deleteExpired(tx, marketOf(ctx), {
      intakesBefore,
      certificatesBefore,
      filesBefore: businessDateStart(certificatesBefore),
    })
    const counts = {
      intakes: gone.intakeIds.length,
      certificates: gone.certificateIds.length,
      files: gone.fileIds.length,
    }
    if (counts.intakes + counts.certificates + counts.files === 0) return counts
    const details: DeletedPapers = {
      ...gone,
      intakesBefore,
      certificatesBefore,
      sources: [
        ruleOn(rules, 'retention.intake_months', today).source,
        ruleOn(rules, 'retention.certificate_months', today).source,
      ],
    }
    await appendAudit(ctx, tx, {
      action: deed,
      subjectKind: 'market',
      subjectId: marketOf(ctx),
      summary: `按保存期限删除进货登记 ${counts.intakes} 条、合格证 ${counts.certificates} 份、凭证文件 ${counts.files} 个`,
      details,
    })
    await appendEvent(ctx, tx, 'papers.expired', { intakes: counts.intakes, files: counts.files })
    return counts
  })
