/** A round of inspection: made on a phone, perhaps without a network, and received once. */
import { createHash } from 'node:crypto'
import { dueDate } from '@smart-market/shared/calendar/working-days.ts'
import type { NewRound, TemplateItem } from '@smart-market/shared/contracts/inspections.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { attachPhotos, calendarOf, merchantAt, recordCreditEvent, requireStall } from '../complaints/index.ts'
import { findingViews } from './findings.ts'
import * as store from './store.ts'

const inspectorOf = (ctx: Ctx): string => (ctx.actor.kind === 'user' ? ctx.actor.userId : actorName(ctx))

const roundView = (row: store.InspectionRow, templateName: string, findingCount: number) => ({
  inspectionId: row.inspectionId,
  templateId: row.templateId,
  templateVersion: row.templateVersion,
  templateName,
  inspectorName: row.inspectorName,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt.toISOString(),
  stallCount: row.stallIds.length,
  itemCount: row.itemCount,
  findingCount,
  note: row.note,
})

/**
 * The same draft again gets the first answer; under the same key with other content it is refused. Throws
 * inspection_template.not_found, inspection.times, inspection.item_unknown, inspection.note_required,
 * inspection.conflict, stall.not_found, case_photo.not_found.
 */
export const submitInspection = async (ctx: Ctx, input: NewRound) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const template = await store.findTemplate(tx, marketId, input.templateId, input.templateVersion)
    if (template === undefined) throw new AppError('inspection_template.not_found')
    const bodyHash = createHash('sha256').update(JSON.stringify(input)).digest('hex')
    const earlier = await store.findInspectionByDraft(tx, marketId, inspectorOf(ctx), input.draftKey)
    if (earlier !== undefined) return answerAgain(ctx, tx, earlier, bodyHash, template.name)
    const startedAt = new Date(input.startedAt)
    const finishedAt = new Date(input.finishedAt)
    if (finishedAt < startedAt || finishedAt > ctx.now) throw new AppError('inspection.times')

    const inspectionId = newId(ctx, 'inspection')
    const findings = await findingsOf(ctx, tx, inspectionId, template.items, input, finishedAt)
    const row = await store.insertInspection(tx, {
      marketId,
      inspectionId,
      templateId: template.templateId,
      templateVersion: template.version,
      draftKey: input.draftKey,
      bodyHash,
      inspectorId: inspectorOf(ctx),
      inspectorName: actorName(ctx),
      startedAt,
      finishedAt,
      receivedAt: ctx.now,
      stallIds: [...new Set(findings.stallIds)],
      itemCount: input.places.reduce((sum, place) => sum + place.answers.length, 0),
      note: input.note,
    })
    if (row === undefined) {
      // The same draft arrived on another connection in the same moment.
      const first = await store.findInspectionByDraft(tx, marketId, inspectorOf(ctx), input.draftKey)
      if (first === undefined) throw new AppError('inspection.conflict')
      return answerAgain(ctx, tx, first, bodyHash, template.name)
    }
    await store.insertFindings(tx, findings.rows)
    for (const finding of findings.rows) await settleFinding(ctx, tx, finding)
    await appendAudit(ctx, tx, {
      action: 'inspection.submit',
      subjectKind: 'inspection',
      subjectId: inspectionId,
      summary: `提交检查「${template.name}」：${input.places.length} 处，发现 ${findings.rows.length} 个问题`,
    })
    await appendEvent(ctx, tx, 'inspection.submitted', {
      inspectionId,
      templateId: template.templateId,
      places: input.places.length,
      findings: findings.rows.length,
    })
    return {
      ...roundView(row, template.name, findings.rows.length),
      findings: await findingViews(ctx, tx, findings.rows),
    }
  })

const answerAgain = async (ctx: Ctx, tx: Tx, row: store.InspectionRow, bodyHash: string, templateName: string) => {
  if (row.bodyHash !== bodyHash) throw new AppError('inspection.conflict')
  const findings = await store.listFindingsOf(tx, row.marketId, row.inspectionId)
  return { ...roundView(row, templateName, findings.length), findings: await findingViews(ctx, tx, findings) }
}

const findingsOf = async (
  ctx: Ctx,
  tx: Tx,
  inspectionId: string,
  items: readonly TemplateItem[],
  input: NewRound,
  foundAt: Date,
): Promise<{ rows: store.FindingRow[]; stallIds: string[] }> => {
  const marketId = marketOf(ctx)
  const calendar = await calendarOf(tx, marketId)
  const rows: store.FindingRow[] = []
  const stallIds: string[] = []
  for (const place of input.places) {
    const stall =
      place.stallCode == null || place.stallCode === '' ? null : await requireStall(tx, marketId, place.stallCode)
    const merchantId = stall === null ? null : await merchantAt(tx, marketId, stall.stallId, foundAt)
    if (stall !== null) stallIds.push(stall.stallId)
    for (const answer of place.answers) {
      const item = items.find((each) => each.itemId === answer.itemId)
      if (item === undefined) throw new AppError('inspection.item_unknown', { itemId: answer.itemId })
      if (answer.answer !== 'not_ok') continue
      if (answer.note === null) throw new AppError('inspection.note_required', { item: item.text })
      const term = { days: item.rectifyDays, unit: 'working_day' as const }
      rows.push({
        marketId,
        findingId: newId(ctx, 'inspectionFinding'),
        inspectionId,
        itemId: item.itemId,
        itemText: item.text,
        stallId: stall?.stallId ?? null,
        merchantId,
        severity: item.severity,
        note: answer.note,
        photoIds: answer.photoIds,
        state: 'open',
        dueOn: dueDate(calendar, businessDate(foundAt), term).dueOn,
        foundAt,
        rectifiedAt: null,
        rectification: null,
        recheckedAt: null,
        recheckNote: null,
        rechecks: 0,
        escalatedAt: null,
        penaltyNoticeId: null,
      })
    }
  }
  // Ids of one moment sort by chance; findings keep the order in which they were written down.
  const ids = rows.map((row) => row.findingId).sort()
  return { rows: rows.map((row, i) => ({ ...row, findingId: ids[i] ?? row.findingId })), stallIds }
}

/** Photos become the finding's, and a merchant's finding counts in its credit. */
const settleFinding = async (ctx: Ctx, tx: Tx, finding: store.FindingRow): Promise<void> => {
  await attachPhotos(tx, finding.marketId, finding.photoIds, finding.findingId, finding.merchantId)
  if (finding.merchantId === null) return
  await recordCreditEvent(ctx, tx, {
    merchantId: finding.merchantId,
    kind: finding.severity === 'serious' ? 'finding_serious' : 'finding_minor',
    occurredOn: businessDate(finding.foundAt),
    sourceId: finding.findingId,
    reason: `检查发现：${finding.itemText}`,
  })
}

export const listInspections = async (ctx: Ctx, query: store.RoundQuery) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const { items, total } = await store.listInspectionPage(tx, marketId, query)
    const counts = await store.countFindings(
      tx,
      marketId,
      items.map((row) => row.inspectionId),
    )
    const names = new Map((await store.listTemplates(tx, marketId)).map((row) => [row.templateId, row.name]))
    return {
      items: items.map((row) => roundView(row, names.get(row.templateId) ?? '', counts.get(row.inspectionId) ?? 0)),
      total,
      page: query.page,
      pageSize: query.pageSize,
    }
  })
