import type { ChargeStatus, SeenPayment } from '../answers.ts'

/** `trade_state` of a charge in our words; `read` gives the payment and throws where a field is missing. */
export const statusOf = (tradeState: string | undefined, read: () => SeenPayment): ChargeStatus => {
  switch (tradeState) {
    case 'SUCCESS':
    case 'REFUND':
      try {
        return { state: 'paid', payment: read() }
      } catch {
        return { state: 'unknown', reason: 'paid, but the answer is incomplete' }
      }
    case 'NOTPAY':
    case 'USERPAYING':
    case 'PAYERROR':
      return { state: 'waiting' }
    case 'CLOSED':
    case 'REVOKED':
      return { state: 'closed' }
    default:
      return { state: 'unknown', reason: `trade_state ${tradeState ?? 'missing'}` }
  }
}
