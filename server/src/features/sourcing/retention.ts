/** Keeps papers and intake records for their legal term, then deletes them and says what it deleted. */
import { businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
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
    await appendAudit(ctx, tx, {
      action: 'papers.expire',
      subjectKind: 'market',
      subjectId: marketOf(ctx),
      summary: `按保存期限删除进货登记 ${counts.intakes} 条、合格证 ${counts.certificates} 份、凭证文件 ${counts.files} 个`,
      details: {
        ...gone,
        intakesBefore,
        certificatesBefore,
        sources: [
          ruleOn(rules, 'retention.intake_months', today).source,
          ruleOn(rules, 'retention.certificate_months', today).source,
        ],
      },
    })
    await appendEvent(ctx, tx, 'papers.expired', { intakes: counts.intakes, files: counts.files })
    return counts
  })
