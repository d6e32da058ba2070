/** A batch at the stall in five fields: what is known from earlier entries is filled in. Pure. */
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import type { IntakeView, NewIntake, PaperKind } from '@smart-market/shared/contracts/sourcing.ts'
import { parseKilograms } from '@smart-market/shared/quantity.ts'
import { workText } from '../../text-stall-work.ts'

const words = workText.intake

export interface Goods {
  readonly name: string
  readonly categoryCode: CategoryCode
}
export interface IntakeDraft {
  readonly fileId: string | null
  readonly paper: PaperKind
  readonly goods: Goods | null
  readonly kilograms: string
  /** An id, or `self` for what the seller has grown. */
  readonly supplierId: string | null
  readonly origin: string
}
export const emptyDraft: IntakeDraft = {
  fileId: null,
  paper: 'purchase_voucher',
  goods: null,
  kilograms: '',
  supplierId: null,
  origin: '',
}

/** A first photograph is nearly always the voucher; the other kinds stand as the shipment's quarantine papers do. */
export const photographed: readonly PaperKind[] = [
  'purchase_voucher',
  'self_test',
  'animal_quarantine',
  'meat_inspection',
  'import_inspection',
  'other',
]

const most = 12

/** What this stall brings in, newest first, then what it sells; each name once. */
export const knownGoods = (
  intakes: readonly Pick<IntakeView, 'batch'>[],
  listings: readonly { readonly name: string; readonly categoryCode: CategoryCode }[],
): Goods[] => {
  const all = [
    ...intakes.map(({ batch }) => ({ name: batch.commodityName, categoryCode: batch.categoryCode })),
    ...listings,
  ]
  return [...new Map(all.map(({ name, categoryCode }) => [name, { name, categoryCode }] as const)).values()].slice(
    0,
    most,
  )
}

interface Supplier {
  readonly supplierId: string
  readonly name: string
}

/** Suppliers of earlier batches first; of the rest as many as fit. */
export const knownSuppliers = (
  intakes: readonly Pick<IntakeView, 'supplierName'>[],
  suppliers: readonly Supplier[],
): Supplier[] => {
  const recent = intakes.map(({ supplierName }) => supplierName)
  const rank = ({ name }: Supplier) => (recent.includes(name) ? recent.indexOf(name) : recent.length)
  return [...suppliers].sort((a, b) => rank(a) - rank(b)).slice(0, most)
}

export const knownOrigins = (intakes: readonly Pick<IntakeView, 'batch'>[]): string[] =>
  [...new Set(intakes.map(({ batch }) => batch.originPlace))].slice(0, most)

/** Supplier and place of the same goods the last time; what the merchant has chosen stays. */
export const withGoods = (
  draft: IntakeDraft,
  goods: Goods,
  intakes: readonly Pick<IntakeView, 'batch' | 'supplierName' | 'selfGrown'>[],
  suppliers: readonly Supplier[],
): IntakeDraft => {
  const last = intakes.find(({ batch }) => batch.commodityName === goods.name)
  const supplierId = last?.selfGrown
    ? 'self'
    : (suppliers.find(({ name }) => name === last?.supplierName)?.supplierId ?? null)
  return {
    ...draft,
    goods,
    supplierId: draft.supplierId ?? supplierId,
    origin: draft.origin === '' ? (last?.batch.originPlace ?? '') : draft.origin,
  }
}

/** What keeps the draft from being sent, in words, or the entry itself. */
export const entryOf = (draft: IntakeDraft, stallCode: string): NewIntakeBody | { readonly missing: string } => {
  const { goods, supplierId, fileId } = draft
  const quantity = parseKilograms(draft.kilograms.replace(/\.$/, ''))
  const isSelfGrown = supplierId === 'self'
  if (fileId === null && !isSelfGrown) return { missing: words.missing.photo }
  if (goods === null || goods.name.trim() === '') return { missing: words.missing.goods }
  if (quantity === undefined || quantity <= 0) return { missing: words.missing.quantity }
  if (supplierId === null) return { missing: words.missing.supplier }
  if (draft.origin.trim() === '') return { missing: words.missing.origin }
  return {
    stallCode,
    commodityName: goods.name.trim(),
    categoryCode: goods.categoryCode,
    originPlace: draft.origin.trim(),
    unit: 'gram',
    quantity,
    selfGrown: isSelfGrown,
    ...(isSelfGrown ? {} : { supplierId }),
    papers: fileId === null ? [] : [{ kind: draft.paper, fileId }],
  }
}
export type NewIntakeBody = Pick<
  NewIntake,
  'stallCode' | 'commodityName' | 'categoryCode' | 'originPlace' | 'unit' | 'quantity' | 'selfGrown'
> & {
  readonly supplierId?: string
  readonly papers: { readonly kind: PaperKind; readonly fileId: string }[]
}
