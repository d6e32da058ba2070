import { labels } from '@smart-market/shared/text/zh.ts'
import type { privacyRoutes } from '@smart-market/shared/contracts/privacy.ts'
import type { CallOutput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { eraseShopperFromComplaints, listShopperComplaints } from '../complaints/index.ts'
import { eraseShopperAccount } from '../identity/index.ts'
import { findMarketNames } from './store.ts'
import { eraseShopperFromOrders, listShopperContacts, listShopperOrders } from '../orders/index.ts'
import { forgetPayer } from '../payments/index.ts'
import { listShopperStallPayments } from '../stall-payments/index.ts'
import { eraseShopperFromWechat, listShopperMessageGrants } from '../wechat/index.ts'

/** What stays after a deletion, and why; the screens say it before the shopper agrees. */
export const keptByLaw = [
  {
    what: '订单的商品、金额、付款和退款记录（不含姓名、电话、地址）',
    why: '《电子商务法》第三十一条：商品和服务信息、交易信息自交易完成之日起保存不少于三年',
  },
  {
    what: '已办结投诉的事由和处理结果（不含姓名、电话）',
    why: '摊位信用记录和监管检查的依据；个人信息已经去掉',
  },
  { what: '操作日志里的一行：某个编号的消费者删除了数据', why: '证明删除是本人要求的' },
] as const

const paymentStates = { waiting: '等付款', paid: '已付款', closed: '没有付款' } as const

const shopperOf = (ctx: Ctx) => {
  if (ctx.actor.kind !== 'user') throw new AppError('session.required')
  return ctx.actor
}

type MyData = CallOutput<(typeof privacyRoutes)['exportMyData']>

const dataOf = async (ctx: Ctx, tx: Tx): Promise<MyData> => {
  const { userId, displayName } = shopperOf(ctx)
  const orders = await listShopperOrders(tx, userId)
  const stallPayments = await listShopperStallPayments(tx, userId)
  const contacts = await listShopperContacts(ctx, tx, userId)
  const complaints = await listShopperComplaints(tx, userId)
  const grants = await listShopperMessageGrants(tx, userId)
  const ids = [...orders, ...stallPayments, ...contacts, ...complaints, ...grants].map(({ marketId }) => marketId)
  const names = await findMarketNames(tx, [...new Set(ids)])
  const named = <T extends { marketId: string }>({ marketId, ...rest }: T) => ({
    marketName: names.get(marketId) ?? '',
    ...rest,
  })
  return {
    displayName,
    orders: orders.map(({ state, goods, ...order }) => ({
      ...named(order),
      goods: [...goods],
      state: labels.stallOrderState[state as keyof typeof labels.stallOrderState],
    })),
    stallPayments: stallPayments.map(({ state, ...payment }) => ({
      ...named(payment),
      state: paymentStates[state],
    })),
    contacts: contacts.map(named),
    complaints: complaints.map(({ state, category, ...complaint }) => ({
      ...named(complaint),
      category: labels.complaintCategory[category as keyof typeof labels.complaintCategory],
      state: labels.complaintState[state as keyof typeof labels.complaintState],
    })),
    messageConsents: grants.map(({ kind, state, ...grant }) => ({
      ...named(grant),
      kind: labels.wechatMessage[kind],
      state: labels.messageGrantState[state],
    })),
    kept: keptByLaw.map((one) => ({ ...one })),
    asOf: ctx.now.toISOString(),
  }
}

/** All that the system holds about the caller, in words (个人信息保护法 第四十五条). */
export const exportMyData = async (ctx: Ctx): Promise<MyData> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const { userId } = shopperOf(ctx)
    const data = await dataOf(ctx, tx)
    await appendAudit(ctx, tx, {
      action: 'privacy.export',
      subjectKind: 'user',
      subjectId: userId,
      summary: '消费者导出自己的数据',
    })
    return data
  })

const endedOrders = new Set(['completed', 'cancelled', 'refunded'])
const endedComplaints = new Set(['declined', 'settled', 'closed', 'withdrawn'])

/**
 * Deletes the caller whole or not at all (个人信息保护法 第四十七条): while an order or complaint is open somebody still
 * needs the name or address, and the refusal says how many. Throws privacy.still_open.
 */
export const deleteMyData = async (ctx: Ctx) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const { userId } = shopperOf(ctx)
    const orders = await listShopperOrders(tx, userId)
    const complaints = await listShopperComplaints(tx, userId)
    const open = {
      orders: orders.filter(({ state }) => !endedOrders.has(state)).length,
      complaints: complaints.filter(({ state }) => !endedComplaints.has(state)).length,
    }
    if (open.orders + open.complaints > 0) throw new AppError('privacy.still_open', open)
    const addresses = await eraseShopperFromOrders(ctx, tx, userId)
    const cases = await eraseShopperFromComplaints(tx, userId)
    await eraseShopperFromWechat(tx, userId)
    await forgetPayer(tx, userId)
    await eraseShopperAccount(tx, userId)
    const nobody: Ctx = { ...ctx, actor: { ...shopperOf(ctx), displayName: '已注销的消费者' } }
    await appendAudit(nobody, tx, {
      action: 'privacy.erase',
      subjectKind: 'user',
      subjectId: userId,
      summary: '消费者删除自己的数据',
      details: { orders: orders.length, addresses, complaints: cases },
    })
    for (const marketId of new Set([...orders, ...complaints].map((one) => one.marketId))) {
      const here = orders.filter((one) => one.marketId === marketId).length
      await appendEvent({ ...nobody, marketId }, tx, 'shopper.erased', { orders: here })
    }
    return { addresses, complaints: cases, kept: keptByLaw.map((one) => ({ ...one })) }
  })
