/**
 * Orders: one checkout, one group, one order a stall, each with its own life. Hides how orders are written together,
 * how stock is held, and how weighing changes what was paid. Rules: an order moves only by the transition table; stock is
 * taken when an order is placed and given back when it ends before it is sold; an order ends only when none of its
 * charges is open at a channel; money moves only by payment facts; a completed order is one sale by its final weights,
 * and a later refund a negative one.
 */
export { createOrderHandlers, deliveryHandlers } from './routes.ts'
export { applyPaymentFacts } from './facts.ts'
export { type AboutOrder, aboutOrders } from './about-order.ts'
export { buyerMessenger } from './buyer-messages.ts'
export { goodsReturner } from './goods-back.ts'
export { listTold } from './message-store.ts'
export { eraseShopperFromOrders, listShopperContacts, listShopperOrders } from './shopper-data.ts'
export { openPlannedSlots } from './delivery-plan.ts'
export { countUnansweredOrders } from './seller.ts'
export { expireUnpaidOrders, remindStalls, sweepOrders } from './waiting.ts'
export { type FulfilledOrders, fulfilledOrders } from './report.ts'
