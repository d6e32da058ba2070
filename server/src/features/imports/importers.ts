/** The kinds of file that can be imported; a new kind is its importer and a line here. */
import type { ImportKind } from '@smart-market/shared/contracts/imports.ts'
import { AppError } from '../../errors.ts'
import type { Importer } from '../../importing/importer.ts'
import { priceQuoteImporter } from '../catalogue/index.ts'
import { footTrafficImporter } from '../insights/index.ts'
import { ledgerImporter } from '../markets/index.ts'
import { terminalReceiptImporter } from '../payments/index.ts'
import { salesImporter } from '../sales/index.ts'
import { intakeImporter } from '../sourcing/index.ts'

/** Each importer reads back only what its own check prepared, so what that is stays its own matter. */
const importers: Readonly<Record<ImportKind, Importer<unknown>>> = {
  ledger: ledgerImporter as Importer<unknown>,
  sales: salesImporter as Importer<unknown>,
  intake: intakeImporter as Importer<unknown>,
  foot_traffic: footTrafficImporter as Importer<unknown>,
  terminal_receipt: terminalReceiptImporter as Importer<unknown>,
  guide_price: priceQuoteImporter as Importer<unknown>,
}

/** Throws request.not_found for a kind that nobody imports. */
export const importerOf = (kind: string): Importer<unknown> => {
  const importer = Object.entries(importers).find(([known]) => known === kind)?.[1]
  if (importer === undefined) throw new AppError('request.not_found')
  return importer
}
