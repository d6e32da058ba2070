import { type Pdf, pdfFonts, renderPdf } from '../pdf.ts'
import type { Paper, PaperCell, PaperPart } from './paper.ts'

const margin = 64
const sizes = { title: 18, heading: 13, text: 12, table: 10.5, small: 9 } as const
/** A cell that is taller than a page cannot be drawn: longer text goes on in a row below. */
const cellLimit = 600

const write = (
  pdf: Pdf,
  text: string,
  size: number,
  options: { bold?: boolean; align?: 'left' | 'center' | 'right'; indent?: number } = {},
): void => {
  pdf.font(options.bold === true ? pdfFonts.bold : pdfFonts.regular).fontSize(size)
  pdf.text(text, margin, pdf.y, {
    align: options.align ?? 'left',
    indent: options.indent ?? 0,
    lineGap: size * 0.35,
    paragraphGap: size * 0.3,
    width: pdf.page.width - 2 * margin,
  })
}

const draw = (pdf: Pdf, part: PaperPart): void => {
  switch (part.kind) {
    case 'title':
      write(pdf, part.text, sizes.title, { bold: true, align: 'center' })
      pdf.moveDown(0.4)
      return
    case 'label':
    case 'heading':
      write(pdf, part.text, sizes.heading, { bold: true })
      return
    case 'text':
      write(pdf, part.text, sizes.text, {
        align: part.align ?? 'left',
        indent: part.indent === true ? sizes.text * 2 : 0,
      })
      return
    case 'small':
      write(pdf, part.text, sizes.small)
      return
    case 'table':
      drawTable(pdf, part)
      return
    case 'gap':
      pdf.font(pdfFonts.regular).fontSize(sizes.text).moveDown(0.8)
      return
    case 'page':
      pdf.addPage()
      return
  }
}

/** One row, or several where a cell holds more than fits beside the others. */
const splitLong = (row: readonly PaperCell[]): PaperCell[][] => {
  const pieces = row.map((cell) => cell.text.match(new RegExp(`[\\s\\S]{1,${cellLimit}}`, 'g')) ?? [''])
  const rows = Math.max(...pieces.map((each) => each.length))
  return Array.from({ length: rows }, (_, i) => row.map((cell, c) => ({ ...cell, text: pieces[c]?.[i] ?? '' })))
}

const drawTable = (pdf: Pdf, { widths, rows }: Extract<PaperPart, { kind: 'table' }>): void => {
  const all = widths.reduce((sum, width) => sum + width, 0)
  const room = pdf.page.width - 2 * margin
  const split = rows.flatMap(splitLong)
  pdf.font(pdfFonts.regular).fontSize(sizes.table)
  pdf.table({
    position: { x: margin, y: pdf.y },
    maxWidth: room,
    columnStyles: widths.map((width) => ({ width: (width / all) * room })),
    rowStyles: (row) => ({ minHeight: Math.max(0, ...(split[row] ?? []).map((cell) => cell.minHeight ?? 0)) }),
    defaultStyle: { border: 0.5, padding: 4, align: { x: 'left', y: 'center' } },
    data: split.map((row) =>
      row.map((cell) => ({
        text: cell.text,
        colSpan: cell.span ?? 1,
        font: { src: cell.bold === true ? pdfFonts.bold : pdfFonts.regular, size: sizes.table },
        align: { x: cell.align ?? 'left', y: 'center' as const },
        textOptions: { lineGap: 2 },
      })),
    ),
  })
  pdf.moveDown(0.5)
}

/** The bytes of a PDF. */
export const paperToPdf = async (paper: Paper): Promise<Uint8Array> =>
  new Uint8Array(
    await renderPdf({ title: paper.title, createdAt: paper.createdAt, margin }, (pdf) => {
      for (const part of paper.parts) draw(pdf, part)
    }),
  )
