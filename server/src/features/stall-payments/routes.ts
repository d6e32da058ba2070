import type { stallPaymentRoutes } from '@smart-market/shared/contracts/stall-payments.ts'
import type { Ctx } from '../../context.ts'
import type { Handlers } from '../../http/mount.ts'
import { insideMarket } from '../markets/index.ts'
import * as paying from './paying.ts'
import * as refunding from './refunding.ts'

const inMarket = async (ctx: Ctx, { marketCode }: { marketCode: string }): Promise<Ctx> =>
  (await insideMarket(ctx, marketCode)).ctx

export const stallPaymentHandlers: Handlers<typeof stallPaymentRoutes> = {
  getStallCounter: async (ctx, { params }) => paying.getStallCounter(await inMarket(ctx, params), params.stallCode),
  payAtStall: async (ctx, { params, body }) => paying.payAtStall(await inMarket(ctx, params), params.stallCode, body),
  listMyStallPayments: async (ctx, { params, query }) => paying.listMyStallPayments(await inMarket(ctx, params), query),
  getMyStallPayment: async (ctx, { params }) =>
    paying.getMyStallPayment(await inMarket(ctx, params), params.stallPaymentId),
  listStallPayments: (ctx, { query }) => refunding.listStallPayments(ctx, query),
  refundStallPayment: (ctx, { params, body }) => refunding.refundStallPayment(ctx, params.stallPaymentId, body),
}
