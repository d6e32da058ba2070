import type { wechatRoutes } from '@smart-market/shared/contracts/wechat.ts'
import type { Handlers } from '../../http/mount.ts'
import { insideMarket } from '../markets/index.ts'
import { answerMessageOffer, getMessageOffer } from './offering.ts'
import { readWechatPhone } from './phone.ts'

export const wechatHandlers: Handlers<typeof wechatRoutes> = {
  getMyMessageOffer: async (ctx, { params }) => getMessageOffer((await insideMarket(ctx, params.marketCode)).ctx),
  answerMyMessageOffer: async (ctx, { params, body }) =>
    answerMessageOffer((await insideMarket(ctx, params.marketCode)).ctx, body),
  getStallMessageOffer: (ctx) => getMessageOffer(ctx),
  answerStallMessageOffer: (ctx, { body }) => answerMessageOffer(ctx, body),
  readMyWechatPhone: (ctx, { body }) => readWechatPhone(ctx, body.code),
}
