import type { TemplateItem, templateKinds } from '@smart-market/shared/contracts/inspections.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { isRoundDue } from './domain.ts'
import * as store from './store.ts'

const viewOf = (ctx: Ctx, row: store.TemplateRow, last: Date | undefined) => ({
  templateId: row.templateId,
  version: row.version,
  kind: row.kind,
  name: row.name,
  items: row.items,
  everyDays: row.everyDays,
  lastFinishedAt: last?.toISOString() ?? null,
  due: isRoundDue(last, row.everyDays, ctx.now),
})

/** Those in use, due first. */
export const listTemplates = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const last = await store.lastRounds(tx, marketOf(ctx))
    const items = (await store.listTemplates(tx, marketOf(ctx)))
      .filter((row) => !row.retired)
      .map((row) => viewOf(ctx, row, last.get(row.templateId)))
      .sort((a, b) => Number(b.due) - Number(a.due))
    return { items, asOf: ctx.now.toISOString() }
  })

interface TemplateInput {
  readonly kind: (typeof templateKinds)[number]
  readonly name: string
  readonly items: TemplateItem[]
  readonly everyDays: number
  readonly retired?: boolean
}

const writeVersion = async (ctx: Ctx, tx: Tx, templateId: string, version: number, input: TemplateInput) => {
  const { kind, name, items, everyDays, retired = false } = input
  const row: store.TemplateRow = {
    marketId: marketOf(ctx),
    templateId,
    version,
    kind,
    name,
    items,
    everyDays,
    retired,
    setBy: actorName(ctx),
    setAt: ctx.now,
  }
  await store.insertTemplate(tx, row)
  await appendAudit(ctx, tx, {
    action: 'inspection_template.set',
    subjectKind: 'inspection_template',
    subjectId: templateId,
    summary: `${retired ? '停用' : '设定'}检查表「${name}」第 ${version} 版，${items.length} 项`,
  })
  await appendEvent(ctx, tx, 'inspection_template.set', { templateId, version, retired })
  const last = await store.lastRounds(tx, marketOf(ctx))
  return viewOf(ctx, row, last.get(templateId))
}

export const createTemplate = async (ctx: Ctx, input: TemplateInput) =>
  withTransaction(ctx, (tx) => writeVersion(ctx, tx, newId(ctx, 'inspectionTemplate'), 1, input))

/** Throws inspection_template.not_found. */
export const reviseTemplate = async (ctx: Ctx, templateId: string, input: TemplateInput) =>
  withTransaction(ctx, async (tx) => {
    const before = (await store.listTemplates(tx, marketOf(ctx))).find((row) => row.templateId === templateId)
    if (before === undefined) throw new AppError('inspection_template.not_found')
    return writeVersion(ctx, tx, templateId, before.version + 1, input)
  })
