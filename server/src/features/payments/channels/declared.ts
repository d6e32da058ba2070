/**
 * Cash, "pay at the stall", the stall's own terminal: the merchant says it was paid, and nobody else can. The channel
 * therefore asks nobody; a declaration comes in through the door (`declareReceived`) and stays labelled as declared.
 */
import type { PaymentChannel } from './channel.ts'

export const createDeclaredChannel = (clock: () => Date): PaymentChannel => ({
  name: 'declared',
  statements: 'none',
  createCharge: async () => ({ state: 'open', parameters: { kind: 'declared' } }),
  parseCallback: async () => ({ state: 'forged', reason: 'nobody calls back for a declaration', probe: false }),
  getCharge: async () => ({ state: 'waiting' }),
  closeCharge: async () => ({ state: 'closed' }),
  // Handing cash back is the merchant's word too.
  refund: async (order) => ({
    state: 'seen',
    refund: {
      refundNumber: order.refundNumber,
      chargeNumber: order.chargeNumber,
      channelRefundNumber: order.refundNumber,
      amountFen: order.amountFen,
      outcome: 'succeeded',
      finishedAt: clock().toISOString(),
    },
  }),
  getRefund: async () => ({ state: 'not_found' }),
  fetchStatement: async () => ({ state: 'unsupported' }),
})
