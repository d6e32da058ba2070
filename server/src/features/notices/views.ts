/** A notice as readers get it: with its attachments and how often it was opened. */
import type { Notice } from '@smart-market/shared/contracts/notices.ts'
import type { Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { countReads, listAttachments } from './paper-store.ts'
import type { NoticeRow } from './store.ts'
import { supersededOf } from './superseded.ts'

/** Throws notice.not_found. */
export const found = (row: NoticeRow | undefined): NoticeRow => {
  if (row === undefined) throw new AppError('notice.not_found')
  return row
}

export const noticeViews = async (tx: Tx, marketId: string, rows: readonly NoticeRow[]): Promise<Notice[]> => {
  const noticeIds = rows.map((row) => row.noticeId)
  const attachments = await listAttachments(tx, marketId, noticeIds)
  const superseded = await supersededOf(tx, marketId, noticeIds)
  const reads = await countReads(tx, marketId, noticeIds)
  return rows.map((row) => ({
    noticeId: row.noticeId,
    kind: row.kind,
    title: row.title,
    body: row.body,
    state: row.state,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    publishOn: row.publishOn,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    withdrawnReason: row.withdrawnReason,
    createdBy: row.createdBy,
    places: row.places,
    submittedBy: row.submittedBy,
    approvedBy: row.approvedBy,
    returnedReason: row.returnedReason,
    attachments: attachments
      .filter((each) => each.noticeId === row.noticeId)
      .map(({ attachmentId, fileName, mediaType, size }) => ({ attachmentId, fileName, mediaType, size })),
    superseded: superseded.has(row.noticeId),
    readCount: reads.get(row.noticeId) ?? 0,
  }))
}

/** Throws notice.not_found for no row. */
export const noticeView = async (tx: Tx, row: NoticeRow | undefined): Promise<Notice> => {
  const one = found(row)
  const [view] = await noticeViews(tx, one.marketId, [one])
  if (view === undefined) throw new AppError('notice.not_found')
  return view
}
