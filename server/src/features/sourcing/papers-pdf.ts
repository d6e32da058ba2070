/** Papers of the gate as PDF: trace labels for crates and supplier cards for the scanner. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { drawCode, drawLine, mm } from '../../lib/pdf-drawing.ts'
import { renderPdf } from '../../lib/pdf.ts'
import { getMarketRow } from '../markets/index.ts'
import { traceUrl } from './codes-to-print.ts'
import { viewBatches } from './report.ts'
import { findSupplier } from './store.ts'

/** Goods as people say them: `50 千克`, `12 件`. */
export const amountText = (amount: number, unit: 'gram' | 'piece'): string =>
  unit === 'piece' ? `${amount} 件` : `${amount / 1000} 千克`

/** One label a page, 60 × 40 mm, as label printers take it. Throws batch.not_found. */
export const printBatchLabels = async (ctx: Ctx, batchId: string, count: number) => {
  const { batch, market } = await withTransaction(ctx, async (tx) => {
    const [found] = await viewBatches(tx, marketOf(ctx), [batchId])
    if (found === undefined) throw new AppError('batch.not_found')
    return { batch: found, market: await getMarketRow(tx, marketOf(ctx)) }
  })
  const address = traceUrl(ctx, batch.traceCode)
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
        drawLine(pdf, batch.commodityName, { x: left, y: 3 * mm, width, size: 13, bold: true })
        drawLine(pdf, `产地 ${batch.originPlace}`, { x: left, y: 10 * mm, width, size: 8 })
        drawLine(pdf, `摊位 ${batch.stallCode} ${batch.merchantName}`, { x: left, y: 14.5 * mm, width, size: 8 })
        drawLine(pdf, `入场 ${businessDate(new Date(batch.enteredAt))}`, { x: left, y: 19 * mm, width, size: 8 })
        drawCode(pdf, address, { x: right, y: 3 * mm, side, quiet: 0 })
        if (batch.expiresOn !== null)
          drawLine(pdf, `保质期至 ${batch.expiresOn}`, { x: left, y: 23.5 * mm, width, size: 8 })
        drawLine(pdf, batch.traceCode, { x: left, y: 28.5 * mm, width: 54 * mm, size: 12, bold: true })
        drawLine(pdf, `${market.name}${market.demo ? '（演示）' : ''}　扫码看来源和检测`, {
          x: left,
          y: 34.5 * mm,
          width: 54 * mm,
          size: 7,
        })
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
      drawLine(pdf, market.name, { x: left, y: 5 * mm, width, size: 9 })
      drawLine(pdf, supplier.name, { x: left, y: 13 * mm, width, size: 14, bold: true })
      drawLine(pdf, labels.supplierKind[supplier.kind], { x: left, y: 22 * mm, width, size: 9 })
      drawLine(pdf, '入场登记时出示，扫码填编号', { x: left, y: 46 * mm, width: 76 * mm, size: 8 })
      drawCode(pdf, supplier.code, { x: 81 * mm - side, y: 8 * mm, side, quiet: 0 })
      drawLine(pdf, supplier.code, { x: left, y: 31 * mm, width, size: 16, bold: true })
    },
  )
  return { fileName: `供货者卡片-${supplier.code}.pdf`, bytes: new Uint8Array(bytes) }
}
