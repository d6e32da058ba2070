/** A slip on a roll of 58 mm, as till printers take it: as long as what was bought. */
import type { SaleSlip } from '@smart-market/shared/contracts/sales.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import type { Ctx } from '../../context.ts'
import { drawCode, drawLine, mm } from '../../lib/pdf-drawing.ts'
import { type Pdf, renderPdf } from '../../lib/pdf.ts'
import { traceUrl } from '../sourcing/index.ts'
import { getSlip, slipUrl } from './slips.ts'

/** Printers of 58 mm paper print 48 mm of it. */
const paper = 58 * mm
const left = 5 * mm
const width = 48 * mm
const code = 26 * mm
const words = {
  title: '小票',
  number: '小票号',
  demo: '演示，不是真实交易',
  returned: '退货',
  total: '合计',
  trace: '追溯码',
  scanTrace: '扫码看来源和检测',
  scanSlip: ['扫码核对这张小票', '评价、投诉'],
}

interface Part {
  readonly height: number
  readonly draw: (pdf: Pdf, y: number) => void
}

const line = (text: string, size: number, bold = false): Part => ({
  height: size * 1.5,
  draw: (pdf, y) => drawLine(pdf, text, { x: left, y, width, size, bold }),
})
/** Name to the left, amount to the right. */
const pair = (name: string, amount: string, size: number, bold = false): Part => ({
  height: size * 1.5,
  draw: (pdf, y) => {
    drawLine(pdf, name, { x: left, y, width: width * 0.62, size, bold })
    drawLine(pdf, amount, { x: left + width * 0.64, y, width: width * 0.36, size, bold, align: 'right' })
  },
})
const rule: Part = {
  height: 2 * mm,
  draw: (pdf, y) => {
    pdf
      .moveTo(left, y + mm)
      .lineTo(left + width, y + mm)
      .lineWidth(0.5)
      .stroke()
  },
}
const scan = (address: string, beside: readonly string[]): Part => ({
  height: code,
  draw: (pdf, y) => {
    drawCode(pdf, address, { x: left, y, side: code })
    beside.forEach((text, i) =>
      drawLine(pdf, text, {
        x: left + code,
        y: y + 5 * mm + i * 4.5 * mm,
        width: width - code,
        size: 8,
        bold: i === 0,
      }),
    )
  },
})

const amountOf = ({ weightGrams, pieces }: SaleSlip['lines'][number]): string | null =>
  weightGrams !== null ? formatGrams(weightGrams) : pieces !== null ? `${pieces} 件` : null

const partsOf = (ctx: Ctx, slip: SaleSlip): Part[] => {
  const traced = new Map<string, string>()
  for (const { name, traceCodes } of slip.lines) for (const one of traceCodes) traced.set(one, name)
  const means = slip.paymentMeans === 'unknown' ? [] : [labels.paymentMeans[slip.paymentMeans]]
  return [
    line(slip.marketName, 11, true),
    ...(slip.demo ? [line(words.demo, 8, true)] : []),
    line(`摊位 ${slip.stallCode}${slip.merchantName === null ? '' : ` ${slip.merchantName}`}`, 8),
    line(formatInstant(new Date(slip.soldAt)), 8),
    line([labels.saleChannel[slip.channel], ...means].join(' · '), 8),
    rule,
    ...slip.lines.flatMap((one) => {
      const amount = amountOf(one)
      return [
        pair(one.name, `${formatFen(one.amountFen)} 元`, 9, true),
        ...(amount === null ? [] : [line(amount, 8)]),
        ...(one.traceCodes.length === 0 ? [] : [line(`${words.trace} ${one.traceCodes.join('、')}`, 8)]),
      ]
    }),
    ...(slip.lines.length === 0 ? [] : [rule]),
    pair(slip.amountFen < 0 ? words.returned : words.total, `${formatFen(slip.amountFen)} 元`, 11, true),
    rule,
    ...[...traced].map(([one, name]) => scan(traceUrl(ctx, one), [name, one, words.scanTrace])),
    scan(slipUrl(ctx, slip), words.scanSlip),
    line(`${words.number} ${slip.number}`, 8),
  ]
}

/** Throws sale.not_found. */
export const printSaleSlip = async (ctx: Ctx, saleId: string) => {
  const slip = await getSlip(ctx, saleId)
  const parts = partsOf(ctx, slip)
  const top = 4 * mm
  const height = parts.reduce((sum, part) => sum + part.height, 2 * top)
  const title = `${words.title} ${slip.number}`
  const bytes = await renderPdf(
    { title, createdAt: new Date(slip.soldAt), size: [paper, height], margin: 0 },
    (pdf) => {
      let y = top
      for (const part of parts) {
        part.draw(pdf, y)
        y += part.height
      }
    },
  )
  return { fileName: `${words.title}-${slip.number}.pdf`, bytes: new Uint8Array(bytes) }
}
