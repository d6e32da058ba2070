/** Printed stall codes on paper: A4 with twelve to cut apart, A6 with one to stand on the counter. */
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { drawCode, mm } from '../../lib/pdf-drawing.ts'
import { type Pdf, pdfFonts, renderPdf } from '../../lib/pdf.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { deskOf } from './desk.ts'
import { readMarketName, readStallFace } from './report.ts'
import * as codes from './stall-code-store.ts'

interface Card {
  readonly stallCode: string
  readonly merchantName: string | null
  readonly version: number
  readonly url: string
}
interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const layouts = {
  A4: { size: 'A4', columns: 3, rows: 4, margin: 10 * mm, gap: 4 * mm, code: 36 * mm, head: 15, name: 9, small: 7 },
  A6: { size: 'A6', columns: 1, rows: 1, margin: 6 * mm, gap: 0, code: 70 * mm, head: 30, name: 15, small: 10 },
} as const
type Layout = (typeof layouts)[keyof typeof layouts]

const ink = '#000000'
const soft = '#444444'
const words = {
  how: '微信、支付宝扫码付款',
  check: '付款前请核对摊位号和经营户',
  vacant: '（现在没有经营户）',
  demo: '演示，不能收款',
  none: '还没有可以打印的收款码。请先给摊位发放收款码，再制作。',
}

/** PDF of every live printed code, by stall number. Codes are drawn as vectors, so that they stay sharp at any size. */
export const getStallCodeSheet = async (ctx: Ctx, input: { size: 'A4' | 'A6' }) => {
  const { market, cards } = await withTransaction(ctx, async (tx) => {
    const today = businessDate(ctx.now)
    const found: Card[] = []
    for (const print of await codes.listLivePrints(tx, marketOf(ctx))) {
      const face = await readStallFace(tx, marketOf(ctx), print.stallId, today)
      if (face === undefined) continue
      const url = `${deskOf(ctx.deps).publicUrl}/s/${print.code}`
      found.push({ stallCode: face.stallCode, merchantName: face.merchantName, version: print.version, url })
    }
    return { market: await readMarketName(tx, marketOf(ctx)), cards: found }
  })
  cards.sort((a, b) => a.stallCode.localeCompare(b.stallCode, 'zh-CN', { numeric: true }))
  const layout = layouts[input.size]
  const demo = deskOf(ctx.deps).demo !== null
  const bytes = await renderPdf(
    { title: `${market} 收款码`, createdAt: ctx.now, size: layout.size, margin: 0, autoFirstPage: false },
    (pdf) => draw(pdf, layout, market, cards, demo),
  )
  return { fileName: `收款码-${input.size}.pdf`, bytes }
}

const draw = (pdf: Pdf, layout: Layout, market: string, cards: readonly Card[], demo: boolean): void => {
  const { columns, rows, margin, gap } = layout
  if (cards.length === 0) {
    pdf.addPage()
    pdf
      .font(pdfFonts.regular)
      .fontSize(layout.name + 2)
      .fillColor(ink)
    pdf.text(words.none, margin, margin * 3, { width: pdf.page.width - 2 * margin, align: 'center' })
  }
  for (const [i, card] of cards.entries()) {
    const at = i % (columns * rows)
    if (at === 0) pdf.addPage()
    const width = (pdf.page.width - 2 * margin - gap * (columns - 1)) / columns
    const height = (pdf.page.height - 2 * margin - gap * (rows - 1)) / rows
    const x = margin + (at % columns) * (width + gap)
    const y = margin + Math.floor(at / columns) * (height + gap)
    drawCard(pdf, layout, { x, y, width, height }, market, card, demo)
  }
}

const drawCard = (pdf: Pdf, layout: Layout, place: Place, market: string, card: Card, demo: boolean): void => {
  const { x, y, width, height } = place
  const pad = 3 * mm
  const line = (text: string, top: number, size: number, font: string, color: string): number => {
    pdf.font(font).fontSize(size).fillColor(color)
    // One line each: a long name is cut rather than pushed over the code.
    pdf.text(text, x + pad, top, {
      width: width - 2 * pad,
      height: size * 1.4,
      align: 'center',
      ellipsis: true,
      lineBreak: false,
    })
    return top + size * 1.45
  }
  pdf
    .roundedRect(x, y, width, height, 2 * mm)
    .lineWidth(0.5)
    .strokeColor('#999999')
    .stroke()
  let top = y + pad
  top = line(card.stallCode, top, layout.head, pdfFonts.bold, ink)
  top = line(card.merchantName ?? words.vacant, top, layout.name, pdfFonts.regular, ink)
  // Quartile correction: a quarter of the code may be dirty or torn.
  drawCode(pdf, card.url, { x: x + (width - layout.code) / 2, y: top, side: layout.code, correction: 'Q' })
  top += layout.code
  top = line(words.how, top, layout.name, pdfFonts.bold, ink)
  top = line(words.check, top, layout.small, pdfFonts.regular, ink)
  line(`${market}　第 ${card.version} 版${demo ? `　${words.demo}` : ''}`, top, layout.small, pdfFonts.regular, soft)
}
