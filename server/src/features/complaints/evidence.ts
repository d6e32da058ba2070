/** The bundle that goes to the authority with a complaint: everything on record, with hashes to check it by. */
import { createHash } from 'node:crypto'
import type { FileAnswer } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { getMarketRow } from '../markets/index.ts'
import { drawEvidence } from './evidence-pdf.ts'
import { openContact } from './people.ts'
import { findMerchantName, findOrder, findSale, stallPlaces } from './report.ts'
import * as clockStore from './clock-store.ts'
import * as photoStore from './photo-store.ts'
import * as store from './store.ts'
import { findReweigh } from './weighing-store.ts'

export type EvidenceBundle = Awaited<ReturnType<typeof gather>>

const gather = async (ctx: Ctx, tx: Tx, complaintId: string) => {
  const marketId = marketOf(ctx)
  const row = await store.findComplaint(tx, marketId, complaintId)
  if (row === undefined) throw new AppError('complaint.not_found')
  const market = await getMarketRow(tx, marketId)
  const photos: (Awaited<ReturnType<typeof photoStore.listPhotos>>[number] & { content: string })[] = []
  for (const photo of await photoStore.listPhotos(tx, marketId, complaintId)) {
    const content = (await photoStore.findPhoto(tx, marketId, photo.photoId))?.content ?? []
    photos.push({ ...photo, content: Buffer.from(content).toString('base64') })
  }
  return {
    format: 'smart-market-complaint-evidence/1',
    madeAt: ctx.now.toISOString(),
    market: {
      code: market.code,
      name: market.name,
      address: market.address,
      operator: market.operatorName,
      operatorCreditCode: market.operatorCreditCode,
    },
    complaint: {
      complaintId,
      channel: row.channel,
      category: row.category,
      description: row.description,
      wants: row.wants,
      state: row.state,
      step: row.step,
      outcome: row.outcome,
      receivedAt: row.receivedAt.toISOString(),
      handedOverAt: row.handedOverAt?.toISOString() ?? null,
      limitFlags: row.limitFlags,
    },
    complainant: openContact(ctx, row),
    respondent: {
      stallCode: (await stallPlaces(tx, marketId, [row.stallId])).get(row.stallId ?? '')?.code ?? null,
      merchantId: row.merchantId,
      name: row.merchantId === null ? null : ((await findMerchantName(tx, marketId, row.merchantId)) ?? null),
    },
    sale: row.saleId === null ? null : ((await findSale(tx, marketId, row.saleId)) ?? null),
    order: row.stallOrderId === null ? null : ((await findOrder(tx, marketId, row.stallOrderId)) ?? null),
    reweigh: row.reweighId === null ? null : ((await findReweigh(tx, marketId, row.reweighId)) ?? null),
    clocks: await clockStore.listClocks(tx, marketId, [complaintId]),
    moves: await store.listMoves(tx, marketId, complaintId),
    photos,
  }
}

/** The bundle and the hash of its JSON text; the export is in the operation log. */
const exportBundle = async (ctx: Ctx, tx: Tx, complaintId: string, what: string) => {
  const bundle = await gather(ctx, tx, complaintId)
  const sha256 = createHash('sha256').update(JSON.stringify(bundle)).digest('hex')
  await appendAudit(ctx, tx, {
    action: 'complaint.export_evidence',
    subjectKind: 'complaint',
    subjectId: complaintId,
    summary: `导出投诉证据包（${what}）`,
    details: { sha256 },
  })
  await appendEvent(ctx, tx, 'complaint.evidence_exported', { complaintId, sha256 })
  return { bundle, sha256 }
}

/**
 * JSON with the complainant's name and phone in full (第九条 asks for them), photos as base64, and `sha256` of the
 * bundle's own text. Throws complaint.not_found.
 */
export const getEvidenceBundle = async (ctx: Ctx, complaintId: string): Promise<FileAnswer> =>
  withTransaction(ctx, async (tx) => {
    const { bundle, sha256 } = await exportBundle(ctx, tx, complaintId, 'JSON')
    return {
      fileName: `complaint-${complaintId}.json`,
      bytes: new TextEncoder().encode(JSON.stringify({ sha256, bundle })),
    }
  })

/** The same for people to read, photos in it, with the hash of the JSON of the same moment. Throws complaint.not_found. */
export const getEvidencePdf = async (ctx: Ctx, complaintId: string): Promise<FileAnswer> => {
  const { bundle, sha256 } = await withTransaction(ctx, (tx) => exportBundle(ctx, tx, complaintId, 'PDF'))
  return { fileName: `投诉证据-${complaintId}.pdf`, bytes: await drawEvidence(bundle, sha256) }
}
