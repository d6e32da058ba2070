/** Follows the market's feed: what a person agreed to be told is written as a message, and the consent used up with it. */
import type { WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx } from '../../context.ts'
import type { FollowedEvent, Follower } from '../../feed/followers.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { aboutComplaint } from '../complaints/index.ts'
import { getMarketRow } from '../markets/index.ts'
import { type AboutOrder, aboutOrders, listTold } from '../orders/index.ts'
import { miniProgramOf } from '../payments/index.ts'
import { type Fields, longestUsefulMs, usefulMs } from './kinds.ts'
import * as store from './store.ts'
import { voidConsents } from './voiding.ts'
import { words } from './words.ts'

/** What is told of happened at `occurredAt`, which may be long ago for a server that was down or is new to the feed. */
interface Telling extends Ctx {
  readonly occurredAt: Date
}
interface Draft {
  readonly kind: WechatMessageKind
  readonly userId: string
  readonly merchantId: string | null
  readonly causeId: string
  readonly page: string
  readonly fields: Fields
}

/** Writes the message if the person has a consent left and was not told of this yet. */
const queue = async (ctx: Telling, tx: Tx, draft: Draft): Promise<void> => {
  const miniProgram = miniProgramOf(ctx.deps)
  const templateId = miniProgram?.templates[draft.kind]?.templateId
  if (miniProgram === null || templateId === undefined) return
  const usefulUntil = new Date(ctx.occurredAt.getTime() + usefulMs[draft.kind])
  if (usefulUntil <= ctx.now) return
  const person = { marketId: marketOf(ctx), userId: draft.userId, merchantId: draft.merchantId }
  if (await store.isTold(tx, person, draft.kind, draft.causeId)) return
  const messageGrantId = await store.useGrant(tx, person, draft.kind, { appId: miniProgram.appId, templateId }, ctx.now)
  if (messageGrantId === undefined) return
  const wechatMessageId = newId(ctx, 'wechatMessage')
  await store.insertMessage(tx, {
    ...person,
    wechatMessageId,
    messageGrantId,
    kind: draft.kind,
    causeId: draft.causeId,
    page: draft.page,
    fields: { at: ctx.occurredAt.toISOString(), ...draft.fields },
    state: 'waiting',
    nextTryAt: ctx.now,
    queuedAt: ctx.now,
    usefulUntil,
  })
  await appendAudit(ctx, tx, {
    action: 'wechat_message.queue',
    subjectKind: 'wechat_message',
    subjectId: wechatMessageId,
    summary: `微信通知「${labels.wechatMessage[draft.kind]}」待发，用去一次同意`,
  })
  await appendEvent(ctx, tx, 'wechat_message.queued', { wechatMessageId, kind: draft.kind })
}

const orderPage = (marketCode: string, orderGroupId: string): string =>
  `packages/shop/order/index?market=${encodeURIComponent(marketCode)}&group=${orderGroupId}`

const ofOrder = (order: AboutOrder, market: { name: string }): Fields => ({
  number: order.number,
  market: market.name,
  stall: `${order.stallCode} 号摊位`,
  goods: order.goods.join('、'),
  amount: `${formatFen(order.amountFen)}元`,
})

const tellShopper = async (
  ctx: Telling,
  tx: Tx,
  order: AboutOrder,
  kind: WechatMessageKind,
  causeId: string,
  said: Fields,
): Promise<void> => {
  const market = await getMarketRow(tx, marketOf(ctx))
  const page = orderPage(market.code, order.orderGroupId)
  const fields = { ...ofOrder(order, market), ...said }
  await queue(ctx, tx, { kind, userId: order.shopperId, merchantId: null, causeId, page, fields })
}

/** `late`: the stall was told before and has not answered; whoever agreed to another message is told once more. */
const tellMerchant = async (ctx: Telling, tx: Tx, order: AboutOrder, late = false): Promise<void> => {
  const market = await getMarketRow(tx, marketOf(ctx))
  const { merchantId, stallOrderId } = order
  for (const userId of await store.listConsenting(tx, marketOf(ctx), merchantId, 'new_order'))
    await queue(ctx, tx, {
      kind: 'new_order',
      userId,
      merchantId,
      causeId: late ? `${stallOrderId}:late` : stallOrderId,
      page: `packages/stall/order/index?order=${stallOrderId}`,
      fields: { ...ofOrder(order, market), ...(late ? words.lateOrder : words.newOrder) },
    })
}

const orderMoved = async (ctx: Telling, tx: Tx, moved: { stallOrderId: string; to: string }): Promise<void> => {
  const [order] = await aboutOrders(tx, marketOf(ctx), { stallOrderIds: [moved.stallOrderId] })
  if (order === undefined) return
  switch (moved.to) {
    case 'paid':
      return tellMerchant(ctx, tx, order)
    case 'accepted':
      return tellShopper(ctx, tx, order, 'order_accepted', order.stallOrderId, words.accepted)
    case 'waiting_for_pickup':
      return tellShopper(ctx, tx, order, 'order_ready', order.stallOrderId, words.ready)
    case 'out_for_delivery':
      // One parcel brings what several stalls packed.
      return tellShopper(ctx, tx, order, 'order_on_the_way', order.orderGroupId, words.onTheWay)
    default:
      return
  }
}

/** Nobody is told of a question that the stall has taken back, or that was answered, before this could be written. */
const weightAsked = async (
  ctx: Telling,
  tx: Tx,
  { stallOrderId, lineNo, quantity }: { stallOrderId: string; lineNo: number; quantity: number },
): Promise<void> => {
  const [order] = await aboutOrders(tx, marketOf(ctx), { stallOrderIds: [stallOrderId] })
  if (order === undefined || order.askedGoods.length === 0) return
  await tellShopper(ctx, tx, order, 'order_overweight', `${stallOrderId}:${lineNo}:${quantity}`, {
    ...words.overweight,
    goods: order.askedGoods.join('、'),
  })
}

const refundArrived = async (ctx: Telling, tx: Tx, stallOrderId: string): Promise<void> => {
  const [order] = await aboutOrders(tx, marketOf(ctx), { stallOrderIds: [stallOrderId] })
  if (order === undefined) return
  // By what has gone back so far: two refunds that arrive together are one message about their sum.
  const causeId = `${stallOrderId}:${order.refundedFen}`
  await tellShopper(ctx, tx, order, 'refund_arrived', causeId, {
    ...words.refunded,
    amount: `${formatFen(order.refundedFen)}元`,
  })
}

const complaintMoved = async (ctx: Telling, tx: Tx, complaintId: string, action: string): Promise<void> => {
  if (!(action in words.complaint)) return
  const said = words.complaint[action as keyof typeof words.complaint]
  const about = await aboutComplaint(tx, marketOf(ctx), complaintId)
  if (about === undefined || about.shopperId === null) return
  const market = await getMarketRow(tx, marketOf(ctx))
  await queue(ctx, tx, {
    kind: 'complaint_answered',
    userId: about.shopperId,
    merchantId: null,
    causeId: `${complaintId}:${action}`,
    // The code that opens a case is kept on the person's own phone alone.
    page: 'packages/shop/cases/index',
    fields: {
      market: market.name,
      stall: about.stallCode === null ? words.noStall : `${about.stallCode} 号摊位`,
      ...said,
    },
  })
}

const buyersTold = async (ctx: Telling, tx: Tx, recallId: string): Promise<void> => {
  const market = await getMarketRow(tx, marketOf(ctx))
  for (const told of await listTold(tx, marketOf(ctx), recallId))
    await queue(ctx, tx, {
      kind: 'goods_recalled',
      userId: told.shopperId,
      merchantId: null,
      causeId: `${recallId}:${told.stallOrderId}`,
      page: orderPage(market.code, told.orderGroupId),
      fields: {
        number: told.number,
        market: market.name,
        stall: `${told.stallCode} 号摊位`,
        goods: told.title,
        ...words.recalled,
      },
    })
}

const handle = async (ctx: Telling, tx: Tx, event: FollowedEvent): Promise<void> => {
  switch (event.type) {
    case 'order.placed': {
      // Paid at the stall, so that no payment will announce it.
      if (event.payload.payment !== 'at_stall') return
      const { orderGroupId } = event.payload
      for (const order of await aboutOrders(tx, marketOf(ctx), { orderGroupId })) await tellMerchant(ctx, tx, order)
      return
    }
    case 'stall_order.moved':
      return orderMoved(ctx, tx, event.payload)
    case 'stall_order.unanswered': {
      if (event.payload.step !== 'reminded') return
      const [order] = await aboutOrders(tx, marketOf(ctx), { stallOrderIds: [event.payload.stallOrderId] })
      return order === undefined ? undefined : tellMerchant(ctx, tx, order, true)
    }
    case 'stall_order.weighed':
      return event.payload.consent === 'asked' ? weightAsked(ctx, tx, event.payload) : undefined
    case 'stall_order.refund_settled':
      return event.payload.arrived ? refundArrived(ctx, tx, event.payload.stallOrderId) : undefined
    case 'complaint.moved':
      return complaintMoved(ctx, tx, event.payload.complaintId, event.payload.action)
    case 'buyers.told':
      return event.payload.kind === 'recall' ? buyersTold(ctx, tx, event.payload.causeId) : undefined
    case 'stall_helper.removed':
      return voidConsents(ctx, tx, { marketId: marketOf(ctx), ...event.payload }, undefined)
    default:
      return
  }
}

export const wechatMessenger: Follower = {
  name: 'wechat messages',
  types: [
    'order.placed',
    'stall_order.moved',
    'stall_order.unanswered',
    'stall_order.weighed',
    'stall_order.refund_settled',
    'complaint.moved',
    'buyers.told',
    'stall_helper.removed',
  ],
  handle: async (ctx, tx, events) => {
    if (Object.keys(miniProgramOf(ctx.deps)?.templates ?? {}).length === 0) return
    for (const event of events) {
      const isOver = ctx.now.getTime() - event.occurredAt.getTime() >= longestUsefulMs
      if (isOver && event.type !== 'stall_helper.removed') continue
      await handle({ ...ctx, occurredAt: event.occurredAt }, tx, event)
    }
  },
}
