/** Annexes 1, 3 and 4 of 郑市发〔2021〕91号, filled from the records: the words of the printed forms, in their order. */
import type { FileAnswer } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'
import { type Ctx, type Tx, withTransaction } from '../../context.ts'
import type { Paper, PaperCell, PaperPart } from '../../lib/paper/paper.ts'
import { paperToDocx } from '../../lib/paper/paper-docx.ts'
import { paperToPdf } from '../../lib/paper/paper-pdf.ts'
import { getMarketRow } from '../markets/index.ts'
import { mayKnowScore } from './domain.ts'
import { foundEvaluation } from './record.ts'
import { readSheet } from './sheets.ts'
import * as store from './store.ts'
import { sectionNames } from './text.ts'
import { composedRubric } from './view.ts'

type Format = 'docx' | 'pdf'
interface Named {
  readonly fileName: string
  readonly paper: Paper
}

const answer = async ({ fileName, paper }: Named, format: Format): Promise<FileAnswer> => ({
  fileName: `${fileName}.${format}`,
  bytes: format === 'docx' ? await paperToDocx(paper) : await paperToPdf(paper),
})

const chineseDate = (date: string): string => {
  const [year, month, day] = date.split('-')
  return `${year} 年 ${Number(month)} 月 ${Number(day)} 日`
}
const head = (text: string, align: PaperCell['align'] = 'center'): PaperCell => ({ text, bold: true, align })
const mid = (text: string): PaperCell => ({ text, align: 'center' })
const heldBy = (marketName: string, demo: boolean): string => (demo ? `${marketName}（演示数据）` : marketName)

/** 附件1. Throws evaluation.not_found, and evaluation_sheet.not_found for a sheet that the caller may not see. */
export const scoreSheetPaper = async (
  ctx: Ctx,
  evaluationId: string,
  assessorId: string | undefined,
  format: Format,
): Promise<FileAnswer> => {
  const named = await withTransaction(ctx, async (tx) => {
    const row = await foundEvaluation(ctx, tx, evaluationId)
    const own = ctx.actor.kind === 'user' ? ctx.actor.userId : ''
    return scoreSheet(ctx, tx, row, assessorId ?? own)
  })
  return answer(named, format)
}

const scoreSheet = async (ctx: Ctx, tx: Tx, row: store.EvaluationRow, assessorId: string): Promise<Named> => {
  const rubric = composedRubric(row.rubricId)
  const market = await getMarketRow(tx, row.marketId)
  const sheet = await readSheet(ctx, tx, row, assessorId)
  const entryOf = (leafId: string) => sheet.entries.find((entry) => entry.leafId === leafId)
  const rows: PaperCell[][] = [[head('测评内容'), head('评分细则'), head('得分'), head('评分理由')]]
  for (const group of rubric.groups) {
    rows.push([{ text: `${group.name}（${group.max} 分）`, bold: true, span: 4 }])
    for (const criterion of group.rows) {
      criterion.leaves.forEach((leaf, i) => {
        const entry = entryOf(leaf.id)
        const why = [entry?.rationale ?? '', entry?.evidenceNote ? `佐证：${entry.evidenceNote}` : '']
        rows.push([
          { text: i === 0 ? `${criterion.name} ${criterion.max} 分` : '' },
          { text: leaf.statement },
          mid(entry?.points ?? ''),
          { text: why.filter(Boolean).join('\n') },
        ])
      })
    }
  }
  rows.push([{ text: '合　计', bold: true, span: 2, align: 'center' }, head(sheet.total), { text: sheet.remark }])
  const state = sheet.submittedAt === null ? '草稿，尚未提交' : `提交于 ${formatInstant(new Date(sheet.submittedAt))}`
  const parts: PaperPart[] = [
    { kind: 'label', text: '附件 1' },
    { kind: 'title', text: `${rubric.issuer.includes('郑州') ? '郑州市' : ''}智慧化商品交易市场评分细则` },
    { kind: 'text', text: `市场名称：${heldBy(market.name, market.demo)}` },
    { kind: 'table', widths: [20, 38, 9, 33], rows },
    { kind: 'small', text: `${labels.assessorGroup[sheet.group]}：${sheet.name}；${row.year} 年度；${state}。` },
    ...resultParts(ctx, row),
  ]
  const title = `附件1-评分细则-${market.name}-${labels.assessorGroup[sheet.group]}-${sheet.name}`
  return { fileName: title, paper: { title, createdAt: ctx.now, parts } }
}

/** The composite below the sheet, once the caller may know it. */
const resultParts = (ctx: Ctx, row: store.EvaluationRow): PaperPart[] => {
  const { composite, groupScores, bonus } = row
  if (composite === null || groupScores === null || !mayKnowScore(row.state, ctx.role)) return []
  const { parts } = composedRubric(row.rubricId).composition
  return [
    { kind: 'gap' },
    { kind: 'heading', text: '综合成绩' },
    {
      kind: 'table',
      widths: [40, 20, 20, 20],
      rows: [
        [head('评分方'), head('成绩'), head('权重'), head('加权')],
        ...parts.map((part) => [
          { text: part.name },
          mid(groupScores[part.assessor] ?? ''),
          mid(`${part.weight * 100}%`),
          mid(''),
        ]),
        [{ text: '三方加权合计', span: 3 }, mid(row.weighted ?? '')],
        [{ text: '加分事项', span: 3 }, mid(bonus ?? '0')],
        [{ text: '综合成绩', bold: true, span: 3 }, head(composite)],
      ],
    },
  ]
}

/** 附件3. Throws evaluation.not_found. */
export const applicationPaper = async (ctx: Ctx, evaluationId: string, format: Format): Promise<FileAnswer> => {
  const named = await withTransaction(ctx, async (tx) => {
    const row = await foundEvaluation(ctx, tx, evaluationId)
    const market = await getMarketRow(tx, row.marketId)
    const rubric = composedRubric(row.rubricId)
    const { application } = row
    const submitted = (await store.listMoves(tx, row.marketId, evaluationId)).findLast((m) => m.action === 'submit')
    const papers = await store.listPapers(tx, row.marketId, evaluationId)
    const company = application.applicantName || '（公司名称）'
    const parts: PaperPart[] = [
      { kind: 'label', text: '附件 3' },
      { kind: 'title', text: `${company}\n关于郑州市智慧化商品交易市场奖补的申请` },
      { kind: 'gap' },
      { kind: 'text', text: `${market.districtName || '×××'}市场管理部门：` },
      {
        kind: 'text',
        text: `现就「${heldBy(market.name, market.demo)}」申请 ${row.year} 年度智慧化商品交易市场评定，报告如下。`,
        indent: true,
      },
      ...sectionNames.flatMap(({ key, name }, i): PaperPart[] => [
        { kind: 'heading', text: `${i + 1}．${name}` },
        { kind: 'text', text: application[key] || (key === 'other' ? '无。' : '（未填写）'), indent: true },
      ]),
      { kind: 'heading', text: '参评条件' },
      ...rubric.gates.map((gate): PaperPart => {
        const declared = application.declarations.find((each) => each.gateId === gate.id)
        const word = declared === undefined ? '未声明' : declared.holds ? '符合' : '不符合'
        const note = declared?.note ? `（${declared.note}）` : ''
        return { kind: 'text', text: `${gate.statement.replace(/。$/, '')}：${word}${note}。`, indent: true }
      }),
      { kind: 'heading', text: '随附材料' },
      {
        kind: 'text',
        text:
          papers
            .map((paper, i) => `${i + 1}．${labels.evaluationPaperKind[paper.kind]}：${paper.fileName}`)
            .join('\n') || '（没有上传）',
      },
      { kind: 'gap' },
      { kind: 'text', text: '特此申请。', indent: true },
      { kind: 'gap' },
      { kind: 'text', text: `${company}（盖章）`, align: 'right' },
      {
        kind: 'text',
        text: submitted ? chineseDate(businessDate(submitted.at)) : '　　年　　月　　日',
        align: 'right',
      },
    ]
    const title = `附件3-申请报告-${market.name}-${row.year}`
    return { fileName: title, paper: { title, createdAt: ctx.now, parts } }
  })
  return answer(named, format)
}

/** 附件4, a page for each item. One page that says so when nothing was filed. Throws evaluation.not_found. */
export const bonusPaper = async (ctx: Ctx, evaluationId: string, format: Format): Promise<FileAnswer> => {
  const named = await withTransaction(ctx, async (tx) => {
    const row = await foundEvaluation(ctx, tx, evaluationId)
    const market = await getMarketRow(tx, row.marketId)
    const items = await store.listBonusItems(tx, row.marketId, evaluationId)
    const title = `附件4-加分事项申报表-${market.name}-${row.year}`
    const parts = items.flatMap((item, i): PaperPart[] => [
      ...(i > 0 ? [{ kind: 'page' } as const] : []),
      { kind: 'label', text: '附件 4' },
      { kind: 'title', text: '加分事项申报表' },
      {
        kind: 'text',
        text: `市场名称：${heldBy(market.name, market.demo)}（${row.year} 年度，申请加 ${item.askedPoints} 分）`,
      },
      {
        kind: 'table',
        widths: [24, 76],
        rows: [
          [{ ...head('申报内容'), minHeight: 120 }, { text: item.content }],
          [{ ...head('申报依据'), minHeight: 120 }, { text: item.basis }],
          [{ ...head('申报单位\n意见'), minHeight: 110 }, { text: sealed(item.applicantOpinion) }],
          [
            { ...head('开发区管委会、区县（市）市场管理部门意见'), minHeight: 130 },
            { text: sealed(opinion(item.districtOpinion, item.districtPoints)) },
          ],
        ],
      },
      ...(item.cityOpinion === null
        ? []
        : [
            {
              kind: 'small',
              text: `市级审定：${opinion(item.cityOpinion, item.cityPoints)}（原表没有此栏，据审定记录附注）`,
            } as const,
          ]),
    ])
    const none: PaperPart[] = [
      { kind: 'label', text: '附件 4' },
      { kind: 'title', text: '加分事项申报表' },
      { kind: 'text', text: `市场名称：${heldBy(market.name, market.demo)}。本次评定没有申报加分事项。` },
    ]
    return { fileName: title, paper: { title, createdAt: ctx.now, parts: items.length === 0 ? none : parts } }
  })
  return answer(named, format)
}
const opinion = (text: string | null, points: string | null): string =>
  text === null ? '' : `${text}（${points ?? '0'} 分）`
const sealed = (text: string): string => `${text}\n\n　　　　　　　　　　　　盖章（签字）`
