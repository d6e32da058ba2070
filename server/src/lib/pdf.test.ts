import { describe, expect, it } from 'vitest'
import { pdfFonts, renderPdf } from './pdf.ts'

const at = new Date('2026-03-02T02:00:00Z')

describe('A PDF', () => {
  it('carries the typeface of its Chinese text with it', async () => {
    const bytes = await renderPdf({ title: '摊位码', createdAt: at, compress: false }, (pdf) => {
      pdf.fontSize(18).text('东风路农贸市场 龘').font(pdfFonts.bold).text('A12 号摊位')
    })
    const text = bytes.toString('latin1')
    expect(text.startsWith('%PDF-')).toBe(true)
    expect(text).toContain('NotoSansSC-Regular')
    expect(text).toContain('NotoSansSC-Bold')
    expect(text).toContain('/FontFile2')
  })

  it('is the same bytes for the same records', async () => {
    const draw = () => renderPdf({ title: '摊位码', createdAt: at }, (pdf) => pdf.text('一样'))
    expect((await draw()).equals(await draw())).toBe(true)
  })
})
