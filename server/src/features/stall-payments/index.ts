/**
 * Paying at a stall by its printed code: an amount the shopper types, no goods and no stock. Hides how a purchase, its
 * charge and its sale hang together. Rules: the money goes to the stall's own account; one key is one purchase, and one
 * purchase has at most one charge that waits; a purchase is paid only by a payment fact, and is then one sale; a refund
 * that has arrived is a negative one; another way to pay closes the first at its channel before it opens.
 */
export { stallPaymentHandlers } from './routes.ts'
export { applyStallPaymentFacts } from './facts.ts'
export { listShopperStallPayments } from './shopper-data.ts'
