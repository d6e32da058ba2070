/** The score sheet as the document prints it: category, content and points, how it is scored, points held. */
import ExcelJS from 'exceljs'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import type { Ctx } from '../../context.ts'
import { getAssessment, getRubric } from './service.ts'

const headings = ['评价类别', '测评内容', '评分细则', '分值', '得分', '可争取', '依据', '失分说明']
const widths = [18, 22, 44, 8, 8, 10, 12, 60]
/** A cell holds what a person can read; the page lists every loss. */
const maxLossesShown = 20

const points = (low: number, high: number): string => (low === high ? '' : `至 ${high}`)

export const exportScoreSheet = async (ctx: Ctx, rubricId: string) => {
  const rubric = getRubric(rubricId)
  const assessment = await getAssessment(ctx, rubricId)
  const statements = new Map(
    rubric.groups.flatMap((group) =>
      group.rows.flatMap((row) => row.leaves.map((leaf) => [leaf.id, leaf.statement] as const)),
    ),
  )
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('评分表', {
    views: [{ state: 'frozen', ySplit: 4 }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  sheet.columns = widths.map((width) => ({ width }))
  sheet.addRow([`${rubric.title}（${rubric.doc_no}）评分表`]).font = { bold: true, size: 14 }
  sheet.addRow([`市场名称：${assessment.marketName}${assessment.demo ? '（演示数据）' : ''}`])
  sheet.addRow([
    `数据截至 ${formatInstant(new Date(assessment.asOf))}；细则版本 ${assessment.version}；系统自评，不是评定结果`,
  ])
  sheet.addRow(headings).font = { bold: true }
  for (const criterion of assessment.criteria) {
    const first = sheet.rowCount + 1
    for (const leaf of criterion.leaves) {
      sheet.addRow([
        criterion.group,
        `${criterion.name}\n${criterion.max} 分`,
        statements.get(leaf.id) ?? leaf.name,
        leaf.max,
        leaf.low,
        points(leaf.low, leaf.high),
        labels.basis[leaf.basis],
        leaf.losses
          .slice(0, maxLossesShown)
          .map((loss) => `${loss.subject.label}：${loss.reason}`)
          .concat(leaf.losses.length > maxLossesShown ? [`等共 ${leaf.losses.length} 处`] : [])
          .join('\n'),
      ])
    }
    if (criterion.leaves.length > 1) sheet.mergeCells(first, 2, sheet.rowCount, 2)
  }
  if (assessment.total) {
    sheet.addRow([
      '合计',
      '',
      '',
      assessment.total.max,
      assessment.total.low,
      points(assessment.total.low, assessment.total.high),
    ]).font = { bold: true }
  }
  sheet.eachRow((row, index) => {
    if (index < 4) return
    row.alignment = { vertical: 'top', wrapText: true }
    row.eachCell({ includeEmpty: true }, (cell) => {
      cell.border = {
        top: { style: 'thin' },
        left: { style: 'thin' },
        bottom: { style: 'thin' },
        right: { style: 'thin' },
      }
    })
  })
  return {
    fileName: `评分表-${assessment.marketName}-${rubric.id}.xlsx`,
    bytes: new Uint8Array(await workbook.xlsx.writeBuffer()),
  }
}
