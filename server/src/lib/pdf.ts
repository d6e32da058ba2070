/** Opens a PDF whose text can be Chinese: a typeface travels with the product, since a server seldom has one. */
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'

export type Pdf = PDFKit.PDFDocument

/** Names to pass to `font()`. */
export const pdfFonts = { regular: 'regular', bold: 'bold' } as const

const typeface = (file: string): string => fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${file}`))

/** The bytes of a document that `draw` fills. Sizes and places are points of 1/72 inch. */
export const renderPdf = async (
  options: PDFKit.PDFDocumentOptions & { readonly title: string; readonly createdAt: Date },
  draw: (pdf: Pdf) => void,
): Promise<Buffer> => {
  const { title, createdAt, ...page } = options
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 42,
    ...page,
    info: { Title: title, CreationDate: createdAt, ModDate: createdAt },
    lang: 'zh-CN',
    displayTitle: true,
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  pdf.registerFont(pdfFonts.regular, typeface('400Regular/NotoSansSC_400Regular.ttf'))
  pdf.registerFont(pdfFonts.bold, typeface('700Bold/NotoSansSC_700Bold.ttf'))
  pdf.font(pdfFonts.regular)
  draw(pdf)
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}
