/** Tells buyers of online orders what became of their goods: a recall after the sale, a hold before it. */
import type { BuyerMessage, buyerMessageKinds } from '@smart-market/shared/contracts/orders.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import type { Follower } from '../../feed/followers.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { holdOfGoods, noteBuyersTold, recallOfGoods } from '../sourcing/index.ts'
import { heldText, recallText } from './buyer-text.ts'
import * as store from './message-store.ts'
import { shopperOf } from './shopper.ts'

type Kind = (typeof buyerMessageKinds)[number]
interface Page {
  readonly page: number
  readonly pageSize: number
}
const windowOf = ({ page, pageSize }: Page) => ({ limit: pageSize, offset: (page - 1) * pageSize })

/** No order waits longer than this to be handed over. */
const waitingMs = 30 * 86_400_000

const tell = async (
  ctx: Ctx,
  tx: Tx,
  kind: Kind,
  causeId: string,
  buyers: readonly store.Buyer[],
  textOf: (buyer: store.Buyer) => { title: string; body: string },
): Promise<number> => {
  const count = await store.insertMessages(
    tx,
    buyers.map((buyer) => ({
      marketId: marketOf(ctx),
      buyerMessageId: newId(ctx, 'buyerMessage'),
      shopperId: buyer.shopperId,
      orderGroupId: buyer.orderGroupId,
      stallOrderId: buyer.stallOrderId,
      kind,
      causeId,
      ...textOf(buyer),
      createdAt: ctx.now,
      readAt: null,
    })),
  )
  if (count === 0) return 0
  await appendAudit(ctx, tx, {
    action: `buyers.tell_${kind}`,
    subjectKind: kind === 'recall' ? 'recall' : 'sales_hold',
    subjectId: causeId,
    summary: `${kind === 'recall' ? '召回' : '停止销售'}消息发给 ${count} 个线上订单的买家`,
  })
  await appendEvent(ctx, tx, 'buyers.told', { kind, causeId, count })
  return count
}

const tellOfRecall = async (ctx: Ctx, tx: Tx, recallId: string): Promise<void> => {
  const recall = await recallOfGoods(tx, marketOf(ctx), recallId)
  if (recall === undefined) return
  const buyers = await store.listBuyersOfBatches(tx, marketOf(ctx), recall.batchIds)
  const count = await tell(ctx, tx, 'recall', recallId, buyers, (buyer) => recallText(buyer, recall.reason))
  await noteBuyersTold(ctx, tx, recallId, count)
}

const tellOfHold = async (ctx: Ctx, tx: Tx, salesHoldId: string, listingIds: readonly string[]): Promise<void> => {
  const hold = await holdOfGoods(tx, marketOf(ctx), salesHoldId)
  if (hold === undefined) return
  const buyers = await store.listBuyersWaiting(tx, marketOf(ctx), listingIds, new Date(ctx.now.getTime() - waitingMs))
  await tell(ctx, tx, 'goods_held', salesHoldId, buyers, (buyer) => heldText(buyer, hold.reason))
}

/** Follows the market's feed: a message is written within a second or two of the recall or the hold. */
export const buyerMessenger: Follower = {
  name: 'buyer messages',
  types: ['recall.started', 'sales_hold.placed'],
  handle: async (ctx, tx, events) => {
    for (const event of events) {
      if (event.type === 'recall.started') await tellOfRecall(ctx, tx, event.payload.recallId)
      if (event.type === 'sales_hold.placed')
        await tellOfHold(ctx, tx, event.payload.salesHoldId, event.payload.listingIds)
    }
  },
}

/** Newest first. Throws session.required. */
export const listMyMessages = async (ctx: Ctx, { q, ...query }: Page & { readonly q?: string | undefined }) => {
  const { userId } = shopperOf(ctx)
  const found = await withTransaction(ctx, (tx) => store.listOfShopper(tx, marketOf(ctx), userId, q, windowOf(query)))
  return {
    items: found.rows.map((row): BuyerMessage => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    })),
    total: found.total,
    unread: found.unread,
    ...query,
  }
}

/** Those that are the shopper's own; others are left alone. Throws session.required. */
export const readMyMessages = async (ctx: Ctx, buyerMessageIds: readonly string[]): Promise<void> => {
  const { userId } = shopperOf(ctx)
  await withTransaction(ctx, async (tx) => {
    const ids = await store.markRead(tx, marketOf(ctx), userId, buyerMessageIds, ctx.now)
    if (ids.length > 0)
      await appendAudit(ctx, tx, {
        action: 'buyer_message.read',
        subjectKind: 'buyer_message',
        subjectId: ids[0] ?? '',
        summary: `顾客看过 ${ids.length} 条消息`,
        details: { buyerMessageIds: ids },
      })
  })
}

/** `total` and `read` count what the search found. */
export const listRecallMessages = async (
  ctx: Ctx,
  recallId: string,
  { q, ...query }: Page & { readonly q?: string | undefined },
) => {
  const found = await withTransaction(ctx, (tx) => store.listOfCause(tx, marketOf(ctx), recallId, q, windowOf(query)))
  return {
    items: found.rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    })),
    total: found.total,
    read: found.read,
    ...query,
  }
}
