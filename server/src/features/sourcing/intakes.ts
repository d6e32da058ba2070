/** Entry: what comes in is registered once, with its papers, and gets the batch and trace code that follow it. */
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import type {
  ComplianceCertificate,
  IntakeView,
  NewIntake,
  PaperKind,
} from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listStallsByCode, merchantAtStallByDate } from '../markets/index.ts'
import { admitBatch, type BatchRow, findBatch, insertBatches } from './batch-store.ts'
import { judgeEntry, nameKey } from './domain.ts'
import { recordIntakeEvents } from './epcis/own-events.ts'
import { requireFiles } from './files.ts'
import { ownRules } from './food-safety-rules.ts'
import { findIntakes, type IntakeFilter } from './report.ts'
import { type Rule, ruleOn } from './rules.ts'
import * as store from './store.ts'

const traceAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
/** 12 characters that nobody misreads, 59 bits of chance. */
export const newTraceCode = (ctx: Ctx): string => {
  let code = ''
  while (code.length < 12) {
    for (const byte of ctx.deps.random(16)) {
      // 248 = 8 × 31: bytes above would make some characters likelier.
      if (byte < 248 && code.length < 12) code += traceAlphabet.charAt(byte % 31)
    }
  }
  return code
}

export interface PreparedIntake {
  readonly stallId: string
  readonly merchantId: string
  readonly supplier: store.SupplierRow | undefined
  readonly input: NewIntake
  readonly sourceKey: string | null
  readonly exchange?: Readonly<Record<string, string>> | undefined
  readonly origin: store.IntakeRow['origin']
}

/** What refuses an entry, in words; undefined when it may go on. */
export const entryRefusal = (
  input: Pick<NewIntake, 'categoryCode' | 'imported' | 'selfGrown' | 'papers' | 'certificate'>,
  supplier: store.SupplierRow | undefined,
  rules: readonly Rule[],
  onDate: string,
): { papers: string; source: string } | undefined => {
  const verdict = judge(input, supplier, rules, onDate)
  if (verdict.state !== 'refused') return undefined
  return { papers: wordsOf(verdict.missing), source: ruleOn(rules, 'entry.required_papers', onDate).source }
}
const wordsOf = (kinds: readonly PaperKind[]): string => kinds.map((kind) => `「${labels.paperKind[kind]}」`).join('、')

const judge = (
  input: Pick<NewIntake, 'categoryCode' | 'imported' | 'selfGrown' | 'papers' | 'certificate'>,
  supplier: store.SupplierRow | undefined,
  rules: readonly Rule[],
  onDate: string,
) =>
  judgeEntry(
    {
      categoryCode: input.categoryCode,
      imported: input.imported,
      selfGrown: input.selfGrown,
      hasCertificate: input.certificate != null,
      papers: input.papers.map((paper) => paper.kind),
      sourceIdentified:
        supplier !== undefined &&
        (supplier.residentIdMasked ?? supplier.creditCode) !== null &&
        supplier.phone !== null &&
        supplier.address !== null,
    },
    rules,
    onDate,
  )

/** Writes intakes whose entry has been judged, with their batches; audit and event are the caller's. */
export const writeIntakes = async (
  ctx: Ctx,
  tx: Tx,
  prepared: readonly PreparedIntake[],
): Promise<{ intakes: store.IntakeRow[]; batches: BatchRow[] }> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const rules = await ownRules(tx, marketId)
  const rows: store.IntakeRow[] = []
  const batchRows: BatchRow[] = []
  const papers: store.PaperRow[] = []
  const certificates: store.CertificateRow[] = []
  for (const { stallId, merchantId, supplier, input, sourceKey, origin, exchange } of prepared) {
    const verdict = judge(input, supplier, rules, today)
    const intakeId = newId(ctx, 'intake')
    const batchId = newId(ctx, 'batch')
    rows.push({
      marketId,
      intakeId,
      batchId,
      merchantId,
      stallId,
      businessDate: today,
      enteredAt: ctx.now,
      origin,
      supplierId: supplier?.supplierId ?? null,
      selfGrown: input.selfGrown,
      state: verdict.state,
      papersMissing: [...verdict.missing],
      sourceKey,
      exchange: exchange ?? null,
      recordedBy: actorName(ctx),
    })
    batchRows.push({
      marketId,
      batchId,
      traceCode: newTraceCode(ctx),
      merchantId,
      stallId,
      intakeId,
      commodityName: input.commodityName,
      nameKey: nameKey(input.commodityName),
      categoryCode: input.categoryCode,
      originPlace: input.originPlace,
      unit: input.unit,
      quantity: input.quantity,
      remaining: input.quantity,
      producedOn: input.producedOn ?? null,
      expiresOn: input.expiresOn ?? null,
      enteredAt: ctx.now,
      admittedAt: verdict.state === 'admitted' ? ctx.now : null,
    })
    for (const [i, paper] of input.papers.entries())
      papers.push({
        marketId,
        intakeId,
        paperNo: i + 1,
        merchantId,
        kind: paper.kind,
        number: paper.number,
        issuedOn: paper.issuedOn ?? null,
        fileId: paper.fileId ?? null,
      })
    if (input.certificate != null)
      certificates.push(toCertificateRow(marketId, intakeId, merchantId, input.certificate))
  }
  await insertBatches(tx, batchRows)
  await store.insertIntakes(tx, rows, papers, certificates)
  await recordIntakeEvents(ctx, tx, batchRows)
  return { intakes: rows, batches: batchRows }
}

const toCertificateRow = (
  marketId: string,
  intakeId: string,
  merchantId: string,
  certificate: ComplianceCertificate,
): store.CertificateRow => ({ marketId, intakeId, merchantId, ...certificate, fileId: certificate.fileId ?? null })

/**
 * Throws intake.papers_missing when the rules of the day refuse the goods, intake.no_merchant, stall.not_found,
 * supplier.not_found, paper_file.not_found.
 */
export const recordIntake = async (ctx: Ctx, input: NewIntake): Promise<IntakeView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const place = await placeOf(ctx, tx, input.stallCode)
    const supplier = await supplierOf(tx, marketId, input)
    await requireFiles(tx, marketId, [...input.papers.map((paper) => paper.fileId), input.certificate?.fileId])
    const refusal = entryRefusal(input, supplier, await ownRules(tx, marketId), today)
    if (refusal !== undefined) throw new AppError('intake.papers_missing', refusal)
    const origin = ctx.merchantId === null ? 'gate' : 'merchant'
    const written = await writeIntakes(ctx, tx, [{ ...place, supplier, input, sourceKey: null, origin }])
    const [intake] = written.intakes
    if (intake === undefined) throw new Error('an intake was written')
    await appendAudit(ctx, tx, {
      action: 'intake.record',
      subjectKind: 'intake',
      subjectId: intake.intakeId,
      summary: `摊位 ${input.stallCode} 进货「${input.commodityName}」（${labels.intakeState[intake.state]}）`,
      details: { batchId: intake.batchId, quantity: input.quantity, unit: input.unit },
    })
    await appendEvent(ctx, tx, 'intake.recorded', {
      intakeId: intake.intakeId,
      batchId: intake.batchId,
      merchantId: intake.merchantId,
      state: intake.state,
      origin,
    })
    return viewIntake(tx, marketId, intake.intakeId)
  })

/** Stall and who holds it today. Throws stall.not_found, intake.no_merchant. */
export const placeOf = async (
  ctx: Ctx,
  tx: Tx,
  stallCode: string,
): Promise<{ stallId: string; merchantId: string }> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const stall = (await listStallsByCode(tx, marketId, [stallCode])).get(stallCode)
  if (stall === undefined) throw new AppError('stall.not_found', { code: stallCode })
  const [holder] = await merchantAtStallByDate(tx, marketId, [stall.stallId], today, addDays(today, 1))
  if (holder === undefined) throw new AppError('intake.no_merchant', { stallCode })
  return { stallId: stall.stallId, merchantId: holder.merchantId }
}

const supplierOf = async (tx: Tx, marketId: string, input: NewIntake): Promise<store.SupplierRow | undefined> => {
  const by = input.supplierId
    ? { supplierId: input.supplierId }
    : input.supplierCode
      ? { code: input.supplierCode }
      : undefined
  if (by === undefined) return undefined
  const supplier = await store.findSupplier(tx, marketId, by)
  if (supplier === undefined) throw new AppError('supplier.not_found', { code: input.supplierCode ?? input.supplierId })
  return supplier
}

/** Throws intake.not_found. */
export const viewIntake = async (tx: Tx, marketId: string, intakeId: string): Promise<IntakeView> => {
  const { items } = await findIntakes(tx, marketId, { intakeId }, { limit: 1, offset: 0 })
  const [item] = items
  if (item === undefined) throw new AppError('intake.not_found')
  return item
}
/** Throws intake.not_found. */
export const getIntake = async (ctx: Ctx, intakeId: string): Promise<IntakeView> =>
  withTransaction(ctx, (tx) => viewIntake(tx, marketOf(ctx), intakeId))

export const listIntakes = async (ctx: Ctx, query: IntakeFilter & { page: number; pageSize: number }) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    findIntakes(tx, marketOf(ctx), query, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return { ...found, page, pageSize }
}

/** A paper that came later; with it goods that wait for a test may enter. Throws intake.not_found, intake.state. */
export const addIntakePaper = async (
  ctx: Ctx,
  intakeId: string,
  input: { certificate: ComplianceCertificate } | { paper: NewIntake['papers'][number] },
): Promise<IntakeView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const intake = await store.lockIntake(tx, marketId, intakeId)
    if (intake === undefined) throw new AppError('intake.not_found')
    if (intake.state === 'refused') throw new AppError('intake.state', { state: labels.intakeState.refused })
    const papers = await store.listPapers(tx, marketId, [intakeId])
    const given = 'certificate' in input ? input.certificate : input.paper
    await requireFiles(tx, marketId, [given.fileId])
    if ('certificate' in input) {
      await store.putCertificate(tx, toCertificateRow(marketId, intakeId, intake.merchantId, input.certificate))
    } else {
      const paperNo = Math.max(0, ...papers.map((paper) => paper.paperNo)) + 1
      const { kind, number, issuedOn = null, fileId = null } = input.paper
      await store.insertIntakes(
        tx,
        [],
        [{ marketId, intakeId, paperNo, merchantId: intake.merchantId, kind, number, issuedOn, fileId }],
        [],
      )
    }
    await appendAudit(ctx, tx, {
      action: 'intake.add_paper',
      subjectKind: 'intake',
      subjectId: intakeId,
      summary: `补交${'certificate' in input ? labels.paperKind.compliance_certificate : labels.paperKind[input.paper.kind]}`,
    })
    await judgeAgain(ctx, tx, intake)
    return viewIntake(tx, marketId, intakeId)
  })

const judgeAgain = async (ctx: Ctx, tx: Tx, intake: store.IntakeRow): Promise<void> => {
  const { marketId, intakeId, batchId } = intake
  const batch = await findBatch(tx, marketId, batchId)
  const certificates = await store.listCertificates(tx, marketId, [intakeId])
  const supplier =
    intake.supplierId === null ? undefined : await store.findSupplier(tx, marketId, { supplierId: intake.supplierId })
  const verdict = judge(
    {
      categoryCode: (batch?.categoryCode ?? 'other') satisfies CategoryCode,
      imported: false,
      selfGrown: intake.selfGrown,
      papers: (await store.listPapers(tx, marketId, [intakeId])).map(({ kind }) => ({ kind, number: null })),
      certificate: certificates[0] ?? null,
    },
    supplier,
    await ownRules(tx, marketId),
    intake.businessDate,
  )
  await store.updateIntake(tx, marketId, intakeId, { papersMissing: [...verdict.missing] })
  if (verdict.state === 'admitted' && intake.state === 'awaiting_test') await admit(ctx, tx, intake, 'papers')
}

/** Lets waiting goods in, by papers or by a negative test. */
export const admit = async (ctx: Ctx, tx: Tx, intake: store.IntakeRow, by: 'papers' | 'test'): Promise<void> => {
  await store.updateIntake(tx, intake.marketId, intake.intakeId, { state: 'admitted' })
  await admitBatch(tx, intake.marketId, intake.batchId, ctx.now)
  await appendEvent(ctx, tx, 'intake.admitted', { intakeId: intake.intakeId, batchId: intake.batchId, by })
}
