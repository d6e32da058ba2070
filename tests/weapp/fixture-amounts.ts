/** FIXTURE, for tests only: amounts as the server counts them. */
import { weighedAmountFen, type PriceBasis } from '@smart-market/shared/money.ts'

export const lineAmount = (quantity: number, priceFen: number, basis: PriceBasis): number =>
  basis === 'per_piece' ? quantity * priceFen : weighedAmountFen(quantity, priceFen, basis)
