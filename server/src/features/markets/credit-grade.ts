import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { getMerchantRow } from './people.ts'
import * as store from './people-store.ts'

/** Writes the grade that the credit record gives, when it is another one. Throws merchant.not_found. */
export const setMerchantCreditGrade = async (
  ctx: Ctx,
  tx: Tx,
  merchantId: string,
  creditGrade: 'A' | 'B' | 'C' | 'D',
): Promise<void> => {
  const before = await getMerchantRow(tx, marketOf(ctx), merchantId)
  if (before.creditGrade === creditGrade) return
  await store.updateMerchant(tx, marketOf(ctx), merchantId, { creditGrade, updatedAt: ctx.now })
  await appendAudit(ctx, tx, {
    action: 'merchant.grade',
    subjectKind: 'merchant',
    subjectId: merchantId,
    summary: `经营户「${before.name}」信用等级改为 ${labels.creditGrade[creditGrade]}`,
    details: { from: before.creditGrade, to: creditGrade },
  })
  await appendEvent(ctx, tx, 'merchant.updated', { merchantId, changed: ['creditGrade'] })
}
