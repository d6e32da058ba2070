/** 食安: what the gate writes down, and what quick tests and holds mean. */
import type { PaperKind } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Body } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Intake, QuickTest } from './api.ts'

type NewIntake = Body<'recordIntake'>
type Certificate = NonNullable<NewIntake['certificate']>

/** The gate's form: amounts in kg or pieces, one voucher, one more paper, a certificate when there is one. */
export interface GateForm {
  readonly stallCode: string
  readonly selfGrown?: boolean
  readonly supplierCode?: string
  readonly commodityName: string
  readonly categoryCode: NewIntake['categoryCode']
  readonly originPlace: string
  readonly unit: 'gram' | 'piece'
  readonly quantity: number
  readonly voucherNumber?: string
  readonly voucherFiles?: readonly string[]
  readonly otherKind?: PaperKind
  readonly otherNumber?: string
  readonly hasCertificate?: boolean
  readonly certificate?: Pick<Certificate, 'issuedOn' | 'promisor' | 'contact' | 'style' | 'bases'>
}

const trimmed = (text: string | undefined): string => text?.trim() ?? ''

/** Kilograms of the form become grams; what the certificate repeats of the goods is filled in from them. */
export const intakeBody = (form: GateForm): NewIntake => {
  const { unit, quantity, originPlace, commodityName } = form
  const papers: { kind: PaperKind; number: string | null; fileId?: string | null }[] = []
  const [fileId = null] = form.voucherFiles ?? []
  if (trimmed(form.voucherNumber) !== '' || fileId !== null)
    papers.push({ kind: 'purchase_voucher', number: trimmed(form.voucherNumber) || null, fileId })
  if (form.otherKind !== undefined) papers.push({ kind: form.otherKind, number: trimmed(form.otherNumber) || null })
  return {
    stallCode: form.stallCode.trim().toUpperCase(),
    selfGrown: form.selfGrown === true,
    supplierCode: form.selfGrown === true ? null : trimmed(form.supplierCode),
    commodityName,
    categoryCode: form.categoryCode,
    originPlace,
    unit,
    quantity: toBase(quantity, unit),
    papers,
    certificate:
      form.hasCertificate === true && form.certificate
        ? {
            ...form.certificate,
            productName: commodityName,
            quantityText: `${quantity} ${unit === 'gram' ? '千克' : '件'}`,
            producedAt: originPlace,
          }
        : null,
  }
}

/** 50,000 grams → `50 千克`. */
export const amountText = (amount: number, unit: 'gram' | 'piece'): string =>
  unit === 'piece' ? `${countText(amount)} 件` : `${countText(amount / 1000)} 千克`

export const unitWord = (unit: 'gram' | 'piece'): string => (unit === 'gram' ? '千克' : '件')
/** What people type, kilograms or pieces, in the unit that is stored. */
export const toBase = (amount: number, unit: 'gram' | 'piece'): number =>
  Math.round(unit === 'gram' ? amount * 1000 : amount)

export const intakeTone: Record<Intake['state'], Tone> = { admitted: 'good', awaiting_test: 'warn', refused: 'bad' }
export const batchTone: Record<Intake['batch']['state'], Tone> = {
  on_sale: 'good',
  awaiting_test: 'warn',
  refused: 'bad',
  on_hold: 'bad',
  sold_out: 'off',
}
export const testTone: Record<QuickTest['result'], Tone> = { negative: 'good', positive: 'bad', invalid: 'unknown' }

const paperWords: Readonly<Record<string, string>> = labels.paperKind
export const missingText = (missing: readonly string[]): string =>
  missing.length === 0 ? '齐全' : `缺${missing.map((kind) => paperWords[kind] ?? kind).join('、')}`

/** What the gate tells the driver. */
export const gateAnswer = (intake: Pick<Intake, 'state' | 'papersMissing'>): string => {
  if (intake.state === 'admitted') return '准许入场'
  if (intake.state === 'refused') return `不得入场：${missingText(intake.papersMissing)}`
  return `${missingText(intake.papersMissing)}，检测阴性后才能入场`
}

export const intakeStateList = Object.keys(labels.intakeState) as Intake['state'][]
export const testResultList = Object.keys(labels.quickTestResult) as QuickTest['result'][]

/** Running time of a recall: `3 分 07 秒`, hours above sixty minutes. */
export const elapsedText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${minutes} 分 ${String(rest).padStart(2, '0')} 秒`
  return hours > 0 ? `${hours} 小时 ${tail}` : tail
}
