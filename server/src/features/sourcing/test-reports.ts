/**
 * 报告: what the market tells the authority about an unsound batch: where it came from, what was found, what was
 * stopped, what was done with the rest. The paper is drawn from the records; that it was sent is a record of its own.
 */
import { createHash } from 'node:crypto'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import { and, asc, eq } from 'drizzle-orm'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { testReports } from '../../db/schema/sourcing.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { type Pdf, pdfFonts, renderPdf } from '../../lib/pdf.ts'
import { getMarketRow } from '../markets/index.ts'
import { findQuickTest, listTestsOfBatches } from './batch-store.ts'
import { findDisposals } from './check-lists.ts'
import { listHolds } from './hold-store.ts'
import { amountText } from './papers-pdf.ts'
import { viewBatches } from './report.ts'
import { forwardOf, sourceBatches } from './trace.ts'

type Section = readonly [title: string, lines: readonly string[]]

const listOf = (tx: Tx, marketId: string, quickTestId: string) =>
  tx
    .select()
    .from(testReports)
    .where(and(eq(testReports.marketId, marketId), eq(testReports.quickTestId, quickTestId)))
    .orderBy(asc(testReports.reportedAt))

/** Everything that the paper says, in its order. Throws quick_test.not_found, quick_test.not_positive. */
const factsOf = async (tx: Tx, marketId: string, quickTestId: string) => {
  const test = await findQuickTest(tx, marketId, quickTestId)
  if (test === undefined) throw new AppError('quick_test.not_found')
  if (test.result !== 'positive') throw new AppError('quick_test.not_positive')
  const { batchId } = test
  const [batch] = batchId === null ? [] : await viewBatches(tx, marketId, [batchId])
  const ids = batch === undefined ? [] : [batch.batchId]
  const sources = batch === undefined ? [] : await sourceBatches(tx, marketId, batch.batchId)
  const tests = (await listTestsOfBatches(tx, marketId, ids)).filter((one) => one.quickTestId !== quickTestId)
  const holds = await listHolds(tx, marketId, ids)
  const disposals =
    batch === undefined
      ? []
      : (await findDisposals(tx, marketId, { batchId: batch.batchId }, { limit: 50, offset: 0 })).items
  const forward = batch === undefined ? undefined : await forwardOf(tx, marketId, ids, 0)
  const found: Section = [
    '一、检出情况',
    [
      `样品：${test.commodityName}${test.sampleNumber === null ? '' : `，编号 ${test.sampleNumber}`}`,
      `项目：${test.item}；方法：${test.method}${test.kit === null ? '' : `；试剂：${test.kit}`}`,
      `结果：${labels.quickTestResult[test.result]}${test.measured === null ? '' : `，测得 ${test.measured}`}${test.limitText === null ? '' : `，限量 ${test.limitText}`}`,
      `检测时间：${formatInstant(test.testedAt)}；检测人：${test.tester}`,
    ],
  ]
  const from: Section = [
    '二、来源',
    batch === undefined
      ? [`结果表没有写批次。产地：${test.originPlace ?? '未记录'}`]
      : [
          `追溯码：${batch.traceCode}；摊位 ${batch.stallCode}，经营户 ${batch.merchantName}`,
          `产地：${batch.originPlace}；入场：${formatInstant(new Date(batch.enteredAt))}；数量：${amountText(batch.quantity, batch.unit)}`,
          ...sources.map(
            (one) => `供货者：${one.supplierName ?? '自产自销'}（${one.commodityName}，追溯码 ${one.traceCode}）`,
          ),
        ],
  ]
  const stopped: Section = [
    '三、停止销售和复检',
    [
      ...holds.map(
        (hold) =>
          `${formatInstant(hold.heldAt)} 停止销售（${labels.holdReason[hold.reason]}）${hold.releasedAt === null ? '，至今未恢复' : `，${formatInstant(hold.releasedAt)} 恢复：${hold.releaseNote ?? ''}`}`,
      ),
      ...tests.map(
        (one) =>
          `${formatInstant(one.testedAt)} ${one.retestOf === null ? '检测' : '复检'}：${one.item} ${labels.quickTestResult[one.result]}`,
      ),
    ],
  ]
  const gone: Section = [
    '四、去向',
    forward === undefined || batch === undefined
      ? ['没有批次，查不到去向。']
      : [
          `已售 ${amountText(forward.quantitySold, batch.unit)}，${forward.lineCount} 条明细，其中线上 ${forward.onlineLineCount} 条；涉及 ${forward.stalls.length} 个摊位`,
          `剩余 ${amountText(batch.remaining, batch.unit)}`,
        ],
  ]
  const destroyed: Section = [
    '五、无害化处理',
    disposals.map(
      (one) =>
        `${formatInstant(new Date(one.disposedAt))} ${one.method} ${amountText(one.quantity, one.unit)}，地点 ${one.place}，见证人 ${one.witness}，现场照片 ${one.evidenceFileIds.length} 张`,
    ),
  ]
  const sections = [found, from, stopped, gone, destroyed].map(([title, lines]): Section => [
    title,
    lines.length === 0 ? ['没有记录。'] : lines,
  ])
  return { test, batch, sections, hash: createHash('sha256').update(JSON.stringify(sections)).digest('hex') }
}

const toView = (row: typeof testReports.$inferSelect) => ({ ...row, reportedAt: row.reportedAt.toISOString() })

/** Takes down that it was reported, to whom, and what the paper said then. Throws quick_test.not_found, quick_test.not_positive, batch.not_found. */
export const reportTest = async (ctx: Ctx, quickTestId: string, input: { reportedTo: string; note: string | null }) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const { test, batch, hash } = await factsOf(tx, marketId, quickTestId)
    if (batch === undefined) throw new AppError('batch.not_found')
    const row = {
      marketId,
      testReportId: newId(ctx, 'testReport'),
      quickTestId,
      batchId: batch.batchId,
      merchantId: batch.merchantId,
      reportedTo: input.reportedTo,
      note: input.note,
      factsHash: hash,
      reportedAt: ctx.now,
      reportedBy: actorName(ctx),
    }
    await tx.insert(testReports).values(row)
    await appendAudit(ctx, tx, {
      action: 'test_report.send',
      subjectKind: 'quick_test',
      subjectId: quickTestId,
      summary: `「${test.commodityName}」检测阳性已报告 ${input.reportedTo}`,
      details: { factsHash: hash },
    })
    await appendEvent(ctx, tx, 'test_report.sent', {
      testReportId: row.testReportId,
      quickTestId,
      batchId: batch.batchId,
    })
    return toView(row)
  })

export const listTestReports = async (ctx: Ctx, quickTestId: string) => ({
  items: (await withTransaction(ctx, (tx) => listOf(tx, marketOf(ctx), quickTestId))).map(toView),
})

const draw = (pdf: Pdf, heading: string, under: string, sections: readonly Section[]): void => {
  pdf.font(pdfFonts.bold).fontSize(18).text(heading, { align: 'center' })
  pdf.font(pdfFonts.regular).fontSize(10).text(under, { align: 'center' }).moveDown()
  for (const [title, lines] of sections) {
    pdf.font(pdfFonts.bold).fontSize(12).text(title).moveDown(0.2)
    pdf.font(pdfFonts.regular).fontSize(11)
    for (const text of lines) pdf.text(text, { indent: 22 })
    pdf.moveDown(0.6)
  }
}

/** Throws quick_test.not_found, quick_test.not_positive. */
export const printTestReport = async (ctx: Ctx, quickTestId: string) => {
  const { market, facts, sent } = await withTransaction(ctx, async (tx) => ({
    market: await getMarketRow(tx, marketOf(ctx)),
    facts: await factsOf(tx, marketOf(ctx), quickTestId),
    sent: await listOf(tx, marketOf(ctx), quickTestId),
  }))
  const reports: Section = [
    '六、报告记录',
    sent.length === 0
      ? ['尚未登记报告。']
      : sent.map(
          (one) =>
            `${formatInstant(one.reportedAt)} 报告 ${one.reportedTo}，报告人 ${one.reportedBy}${one.note === null ? '' : `：${one.note}`}`,
        ),
  ]
  const bytes = await renderPdf({ title: '不合格食用农产品处置报告', createdAt: ctx.now }, (pdf) => {
    const under = `${market.name}${market.demo ? '（演示数据）' : ''}　制表时间 ${formatInstant(ctx.now)}`
    draw(pdf, '不合格食用农产品处置报告', under, [...facts.sections, reports])
    pdf.fontSize(9).text(`记录指纹（SHA-256）${facts.hash}。快检结果只作筛查，是否违法由监管部门依法认定。`)
    pdf.moveDown(2).fontSize(11).text('市场开办者（盖章）：　　　　　　　　　　　经办人：　　　　　　　　　日期：')
  })
  return {
    fileName: `处置报告-${facts.test.commodityName}-${facts.test.businessDate}.pdf`,
    bytes: new Uint8Array(bytes),
  }
}
