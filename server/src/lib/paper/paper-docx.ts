import {
  AlignmentType,
  Document,
  HeightRule,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import { type Align, linesOf, type Paper, type PaperCell, type PaperPart } from './paper.ts'

/** Twentieths of a point. A4 less 2.5 cm on each side leaves 9070. */
const marginTwips = 1418
const textWidthTwips = 9070
const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT } as const
/** Typefaces that Word and WPS have in China; the reader's own program substitutes what it lacks. */
const body = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体' } as const
const display = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '黑体' } as const

/** Half points. */
const sizes = { title: 36, heading: 26, text: 24, table: 21, small: 18 } as const

interface Look {
  readonly size: number
  readonly bold?: boolean
  readonly align?: Align
  readonly indent?: boolean
}
const paragraphs = (text: string, { size, bold = false, align = 'left', indent = false }: Look): Paragraph[] =>
  linesOf(text).map(
    (line) =>
      new Paragraph({
        alignment: alignments[align],
        spacing: { line: 300, after: 40 },
        ...(indent ? { indent: { firstLine: size * 20 } } : {}),
        children: [new TextRun({ text: line, size, bold, font: bold ? display : body })],
      }),
  )

const cellOf = (cell: PaperCell, width: number): TableCell =>
  new TableCell({
    columnSpan: cell.span ?? 1,
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 60, bottom: 60, left: 100, right: 100 },
    children: paragraphs(cell.text, { size: sizes.table, bold: cell.bold ?? false, align: cell.align ?? 'left' }),
  })

const tableOf = ({ widths, rows }: Extract<PaperPart, { kind: 'table' }>): Table => {
  const all = widths.reduce((sum, width) => sum + width, 0)
  const columns = widths.map((width) => Math.round((width / all) * textWidthTwips))
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: columns,
    width: { size: columns.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    rows: rows.map((row) => {
      const height = Math.max(0, ...row.map((cell) => cell.minHeight ?? 0))
      let at = 0
      return new TableRow({
        cantSplit: row.every((cell) => cell.text.length < 400),
        ...(height > 0 ? { height: { value: height * 20, rule: HeightRule.ATLEAST } } : {}),
        children: row.map((cell) => {
          const from = at
          at += cell.span ?? 1
          return cellOf(
            cell,
            columns.slice(from, at).reduce((sum, width) => sum + width, 0),
          )
        }),
      })
    }),
  })
}

const partOf = (part: PaperPart): (Paragraph | Table)[] => {
  switch (part.kind) {
    case 'title':
      return paragraphs(part.text, { size: sizes.title, bold: true, align: 'center' })
    case 'label':
    case 'heading':
      return paragraphs(part.text, { size: sizes.heading, bold: true })
    case 'text':
      return paragraphs(part.text, { size: sizes.text, align: part.align ?? 'left', indent: part.indent ?? false })
    case 'small':
      return paragraphs(part.text, { size: sizes.small })
    case 'table':
      return [tableOf(part)]
    case 'gap':
      return paragraphs('', { size: sizes.text })
    case 'page':
      return [new Paragraph({ pageBreakBefore: true, children: [] })]
  }
}

/** The bytes of a .docx. */
export const paperToDocx = async (paper: Paper): Promise<Uint8Array> => {
  const margin = { top: marginTwips, bottom: marginTwips, left: marginTwips, right: marginTwips }
  const document = new Document({
    title: paper.title,
    creator: '智慧市场',
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin } },
        children: paper.parts.flatMap(partOf),
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}
