/**
 * 微信: what the mini-program's platform gives besides payment, which is messages people agreed to and their phone
 * number. Hides templates, consents and WeChat's error codes. Rules: one yes is one message, used up in the transaction
 * that writes the message; a message is sent once at most, and what may have arrived is not sent again; a no is kept and
 * not asked again for a while; without templates nothing is offered, and everything stays readable in the mini-program.
 */
export { wechatHandlers } from './routes.ts'
export { wechatMessenger } from './queueing.ts'
export { sweepWechatMessages } from './sending.ts'
export { eraseShopperFromWechat, listShopperMessageGrants } from './shopper-data.ts'
