/** What printed papers share: a code to scan and a line that fits. Places and sizes are points of 1/72 inch. */
import QRCode from 'qrcode'
import { type Pdf, pdfFonts } from './pdf.ts'

/** Points of a millimetre. */
export const mm = 72 / 25.4

export interface CodePlace {
  readonly x: number
  readonly y: number
  readonly side: number
  /** `Q` where the code will get dirty. */
  readonly correction?: 'M' | 'Q'
  /** Modules of white around it; ISO/IEC 18004 asks for four, which the paper itself may give. */
  readonly quiet?: number
}

/** Vector squares: sharp at any printer's resolution. Black from here on. */
export const drawCode = (pdf: Pdf, text: string, place: CodePlace): void => {
  const { x, y, side, correction = 'M', quiet = 4 } = place
  const { modules } = QRCode.create(text, { errorCorrectionLevel: correction })
  const module = side / (modules.size + 2 * quiet)
  pdf.fillColor('black')
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column) === 0) continue
      // Neighbours of a row in one piece: hairlines between modules confuse scanners.
      let run = 1
      while (column + run < modules.size && modules.get(row, column + run) !== 0) run++
      pdf.rect(x + (column + quiet) * module, y + (row + quiet) * module, run * module, module + 0.05)
      column += run - 1
    }
  pdf.fill()
}

export interface LinePlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly size: number
  readonly bold?: boolean
  readonly align?: 'left' | 'right'
}
/** Below this nobody can read it. */
const smallest = 5

/** Shrinks one line until it fits; small papers have no room for a second. */
export const drawLine = (pdf: Pdf, text: string, place: LinePlace): void => {
  const { x, y, width, size, bold = false, align = 'left' } = place
  pdf.font(bold ? pdfFonts.bold : pdfFonts.regular)
  let fitted = size
  while (fitted > smallest && pdf.fontSize(fitted).widthOfString(text) > width) fitted -= 0.5
  const start = align === 'left' ? x : x + width - pdf.fontSize(fitted).widthOfString(text)
  pdf.fontSize(fitted).text(text, start, y, { lineBreak: false })
}
