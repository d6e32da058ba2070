/** Papers of the gate as PDF: trace labels for crates and supplier cards for the scanner. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import QRCode from 'qrcode'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { type Pdf, pdfFonts, renderPdf } from '../../lib/pdf.ts'
import { getMarketRow } from '../markets/index.ts'
import { viewBatches } from './report.ts'
import { findSupplier } from './store.ts'

const mm = 72 / 25.4
/** Goods as people say them: `50 千克`, `12 件`. */
export const amountText = (amount: number, unit: 'gram' | 'piece'): string =>
  unit === 'piece' ? `${amount} 件` : `${amount / 1000} 千克`

/** Vector squares: sharp at any printer's resolution. */
const drawCode = (pdf: Pdf, text: string, x: number, y: number, side: number): void => {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const cell = side / modules.size
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column) !== 0) pdf.rect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05)
  pdf.fill('black')
}

/** Shrinks one line until it fits; a label is too small for a second. */
const line = (pdf: Pdf, text: string, x: number, y: number, width: number, size: number, bold = false): void => {
  pdf.font(bold ? pdfFonts.bold : pdfFonts.regular)
  let fitted = size
  while (fitted > 5 && pdf.fontSize(fitted).widthOfString(text) > width) fitted -= 0.5
  pdf.text(text, x, y, { lineBreak: false })
}

/** One label a page, 60 × 40 mm, as label printers take it. Throws batch.not_found. */
export const printBatchLabels = async (ctx: Ctx, batchId: string, count: number) => {
  const { batch, market } = await withTransaction(ctx, async (tx) => {
    const [found] = await viewBatches(tx, marketOf(ctx), [batchId])
    if (found === undefined) throw new AppError('batch.not_found')
    return { batch: found, market: await getMarketRow(tx, marketOf(ctx)) }
  })
  const address = `${ctx.deps.publicUrl ?? ''}/t/${batch.traceCode}`
  const bytes = await renderPdf(
    {
      title: `追溯标签 ${batch.commodityName} ${batch.traceCode}`,
      createdAt: ctx.now,
      size: [60 * mm, 40 * mm],
      margin: 0,
      autoFirstPage: false,
    },
    (pdf) => {
      for (let n = 0; n < count; n++) {
        pdf.addPage()
        const [left, side] = [3 * mm, 20 * mm]
        const right = 57 * mm - side
        const width = right - left - 2 * mm
        line(pdf, batch.commodityName, left, 3 * mm, width, 13, true)
        line(pdf, `产地 ${batch.originPlace}`, left, 10 * mm, width, 8)
        line(pdf, `摊位 ${batch.stallCode} ${batch.merchantName}`, left, 14.5 * mm, width, 8)
        line(pdf, `入场 ${businessDate(new Date(batch.enteredAt))}`, left, 19 * mm, width, 8)
        drawCode(pdf, address, right, 3 * mm, side)
        pdf.fillColor('black')
        if (batch.expiresOn !== null) line(pdf, `保质期至 ${batch.expiresOn}`, left, 23.5 * mm, width, 8)
        line(pdf, batch.traceCode, left, 28.5 * mm, 54 * mm, 12, true)
        line(pdf, `${market.name}${market.demo ? '（演示）' : ''}　扫码看来源和检测`, left, 34.5 * mm, 54 * mm, 7)
      }
    },
  )
  return { fileName: `追溯标签-${batch.traceCode}.pdf`, bytes: new Uint8Array(bytes) }
}

/** A card of 86 × 54 mm with the supplier's code to scan. Throws supplier.not_found. */
export const printSupplierCard = async (ctx: Ctx, supplierId: string) => {
  const { supplier, market } = await withTransaction(ctx, async (tx) => {
    const found = await findSupplier(tx, marketOf(ctx), { supplierId })
    if (found === undefined) throw new AppError('supplier.not_found', { code: supplierId })
    return { supplier: found, market: await getMarketRow(tx, marketOf(ctx)) }
  })
  const bytes = await renderPdf(
    { title: `供货者卡片 ${supplier.name}`, createdAt: ctx.now, size: [86 * mm, 54 * mm], margin: 0 },
    (pdf) => {
      const [left, side] = [5 * mm, 30 * mm]
      const width = 81 * mm - side - left - 3 * mm
      line(pdf, market.name, left, 5 * mm, width, 9)
      line(pdf, supplier.name, left, 13 * mm, width, 14, true)
      line(pdf, labels.supplierKind[supplier.kind], left, 22 * mm, width, 9)
      line(pdf, '入场登记时出示，扫码填编号', left, 46 * mm, 76 * mm, 8)
      drawCode(pdf, supplier.code, 81 * mm - side, 8 * mm, side)
      pdf.fillColor('black')
      line(pdf, supplier.code, left, 31 * mm, width, 16, true)
    },
  )
  return { fileName: `供货者卡片-${supplier.code}.pdf`, bytes: new Uint8Array(bytes) }
}
