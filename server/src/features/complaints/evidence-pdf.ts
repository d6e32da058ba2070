/** Draws the evidence bundle of a complaint on A4: facts, terms, history, and every photo that a PDF can hold. */
import { formatFen } from '@smart-market/shared/money.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import { type Pdf, pdfFonts, renderPdf } from '../../lib/pdf.ts'
import type { EvidenceBundle } from './evidence.ts'
import type { PurchaseFacts } from './report.ts'

const words = {
  title: '投诉证据材料',
  none: '无',
  market: '市场',
  operator: '市场开办者',
  madeAt: '生成时间',
  number: '编号',
  complainant: '投诉人',
  phone: '联系电话',
  respondent: '被投诉人',
  facts: '投诉内容',
  category: '问题',
  channel: '渠道',
  receivedAt: '收到时间',
  state: '状态',
  description: '事情经过',
  wants: '投诉请求',
  outcome: '处理结果',
  purchase: '交易凭证',
  reweigh: '公平秤复称',
  clocks: '办理期限',
  moves: '办理经过',
  photos: '照片',
  hash: '同一时刻的 JSON 证据包 SHA-256',
  byHand: '照片为 WebP 格式，PDF 不能直接放入，见 JSON 证据包',
  due: '应于',
  done: '完成于',
  running: '未完成',
  paused: '暂停计算',
} as const

const ink = '#111111'
const quiet = '#555555'

const heading = (pdf: Pdf, text: string): void => {
  if (pdf.y > pdf.page.height - 140) pdf.addPage()
  pdf.moveDown(0.8).font(pdfFonts.bold).fontSize(13).fillColor(ink).text(text).moveDown(0.2)
  pdf.font(pdfFonts.regular).fontSize(10.5)
}

/** A name and its value; a long value wraps under itself. */
const line = (pdf: Pdf, name: string, value: string | null): void => {
  const left = pdf.page.margins.left
  const width = pdf.page.width - left - pdf.page.margins.right
  const text = value === null || value === '' ? words.none : value
  const height = pdf.heightOfString(text, { width: width - 110 })
  if (pdf.y + Math.min(height, 200) > pdf.page.height - pdf.page.margins.bottom) pdf.addPage()
  const top = pdf.y
  pdf.fillColor(quiet).text(name, left, top, { width: 100 })
  pdf.fillColor(ink).text(text, left + 110, top, { width: width - 110 })
  pdf.x = left
  pdf.moveDown(0.25)
}

const drawPurchase = (pdf: Pdf, purchase: PurchaseFacts): void => {
  line(pdf, words.number, purchase.id)
  line(pdf, words.receivedAt, formatInstant(purchase.at))
  for (const each of purchase.lines)
    line(
      pdf,
      `${each.lineNo}`,
      `${each.name}　${each.grams === null ? '' : formatGrams(each.grams)}　${formatFen(each.amountFen)} 元`,
    )
  line(pdf, '合计', `${formatFen(purchase.amountFen)} 元`)
}

const drawPhotos = (pdf: Pdf, photos: EvidenceBundle['photos']): void => {
  const width = pdf.page.width - pdf.page.margins.left - pdf.page.margins.right
  for (const [i, photo] of photos.entries()) {
    const caption = `${i + 1}/${photos.length}　${photo.photoId}　SHA-256 ${photo.sha256}`
    if (pdf.y > pdf.page.height - 360) pdf.addPage()
    pdf.fontSize(8).fillColor(quiet).text(caption, pdf.page.margins.left, pdf.y, { width }).moveDown(0.3)
    pdf.fontSize(10.5).fillColor(ink)
    if (photo.mediaType === 'image/webp' || !placeImage(pdf, photo.content, width)) pdf.text(words.byHand)
    pdf.moveDown(0.8)
  }
}

/** False when the picture is damaged: it stays in the JSON bundle as it came. */
const placeImage = (pdf: Pdf, base64: string, width: number): boolean => {
  const top = pdf.y
  try {
    pdf.image(Buffer.from(base64, 'base64'), pdf.page.margins.left, top, { fit: [width, 300] })
  } catch {
    return false
  }
  pdf.y = Math.max(pdf.y, top + 300)
  return true
}

/** A4 pages of the bundle; `sha256` is that of its JSON text. */
export const drawEvidence = (bundle: EvidenceBundle, sha256: string): Promise<Buffer> => {
  const { market, complaint, complainant, respondent, sale, order, reweigh } = bundle
  const title = `${words.title} ${complaint.complaintId}`
  return renderPdf({ title, createdAt: new Date(bundle.madeAt) }, (pdf) => {
    pdf.font(pdfFonts.bold).fontSize(20).text(words.title, { align: 'center' }).moveDown(0.6)
    pdf.font(pdfFonts.regular).fontSize(10.5)
    line(pdf, words.number, complaint.complaintId)
    line(pdf, words.market, [market.name, market.address].filter((part) => part !== '').join('　'))
    line(pdf, words.operator, [market.operator, market.operatorCreditCode ?? ''].filter(Boolean).join('　'))
    line(pdf, words.complainant, complainant.name)
    line(pdf, words.phone, complainant.phone)
    line(pdf, words.respondent, [respondent.stallCode, respondent.name].filter(Boolean).join('　'))
    line(pdf, words.madeAt, formatInstant(new Date(bundle.madeAt)))

    heading(pdf, words.facts)
    line(pdf, words.category, labels.complaintCategory[complaint.category])
    line(pdf, words.channel, labels.complaintChannel[complaint.channel])
    line(pdf, words.receivedAt, formatInstant(new Date(complaint.receivedAt)))
    line(pdf, words.state, labels.complaintState[complaint.state])
    line(pdf, words.description, complaint.description)
    line(pdf, words.wants, complaint.wants)
    line(pdf, words.outcome, complaint.outcome)

    for (const purchase of [sale, order]) {
      if (purchase === null) continue
      heading(pdf, words.purchase)
      drawPurchase(pdf, purchase)
    }
    if (reweigh !== null) {
      heading(pdf, words.reweigh)
      line(
        pdf,
        reweigh.commodityName,
        `结算 ${formatGrams(reweigh.settledGrams)}，复称 ${formatGrams(reweigh.measuredGrams)}，相差 ${reweigh.measuredGrams - reweigh.settledGrams} 克`,
      )
      line(
        pdf,
        '允差',
        reweigh.toleranceGrams === null
          ? null
          : `${reweigh.toleranceGrams} 克（${reweigh.toleranceSource}；${labels.ruleMark[reweigh.toleranceMark]}）`,
      )
      line(pdf, '结论', reweigh.verdict === null ? null : labels.weighVerdict[reweigh.verdict])
    }
    heading(pdf, words.clocks)
    for (const clock of bundle.clocks) {
      const done = clock.doneAt === null ? words.running : `${words.done} ${formatInstant(clock.doneAt)}`
      const paused = clock.pausedOn === null ? '' : `，${words.paused}`
      line(pdf, labels.clock[clock.clockId], `${words.due} ${clock.dueOn} 前，${done}${paused}。依据：${clock.source}`)
    }
    heading(pdf, words.moves)
    for (const move of bundle.moves)
      line(
        pdf,
        formatInstant(move.at),
        `${move.byName}：${actionText(move.action)}${move.note === null ? '' : `。${move.note}`}`,
      )
    if (bundle.photos.length > 0) {
      heading(pdf, `${words.photos}（${bundle.photos.length}）`)
      drawPhotos(pdf, bundle.photos)
    }
    heading(pdf, words.hash)
    pdf.fontSize(9).text(sha256)
  })
}

const actionText = (action: string): string =>
  action === 'receive'
    ? '收到投诉'
    : action === 'escalate'
      ? '逾期升级'
      : (Object.entries(labels.complaintAction).find(([known]) => known === action)?.[1] ?? action)
