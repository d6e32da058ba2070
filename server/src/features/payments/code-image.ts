/** What a shopper scans, drawn. */
import QRCode from 'qrcode'
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'

/** A data address of an SVG for parameters that are to be scanned; null for all others. */
export const codeImageOf = async (parameters: PayParameters | null): Promise<string | null> => {
  if (parameters?.kind !== 'code') return null
  const svg = await QRCode.toString(parameters.codeUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
