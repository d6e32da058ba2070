/** Words of the messages to buyers: what happened, what not to do, and where to go. */
import type { holdReasons } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import type { Buyer } from './message-store.ts'

export const recallText = (buyer: Buyer, reason: string): { title: string; body: string } => ({
  title: `召回通知：${buyer.goods.join('、')}`,
  body: `您 ${formatInstant(buyer.at)} 在 ${buyer.stallCode} 号摊位买的「${buyer.goods.join('、')}」正在召回，原因：${reason}。请不要再食用，可带货到摊位或市场服务台退货退款。订单号 ${buyer.number}。`,
})

export const heldText = (buyer: Buyer, reason: (typeof holdReasons)[number]): { title: string; body: string } => ({
  title: `停止销售：${buyer.goods.join('、')}`,
  body: `您在 ${buyer.stallCode} 号摊位订的「${buyer.goods.join('、')}」已停止销售（${labels.holdReason[reason]}），不会交给您。摊主会去掉这一样并退款，或取消订单全额退款，您不用操作。订单号 ${buyer.number}。`,
})
