/** 个人信息: a shopper sees and deletes what the system holds about them, over all markets. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'

const shopper = { scope: 'platform', roles: ['shopper'] } as const
const kept = z.array(z.object({ what: z.string(), why: z.string() }))

export const privacyRoutes = {
  exportMyData: route({
    method: 'GET',
    path: '/api/v1/shopper/my-data',
    summary: '系统里关于我的全部数据（个人信息保护法 第四十五条）',
    access: shopper,
    output: z.object({
      displayName: z.string(),
      orders: z.array(
        z.object({
          marketName: z.string(),
          number: z.string(),
          stallCode: z.string(),
          state: z.string(),
          placedAt: f.instant,
          amountFen: z.number().int(),
          paidFen: z.number().int(),
          refundedFen: z.number().int(),
          note: z.string().nullable(),
          goods: z.array(z.string()),
        }),
      ),
      /** Paid at a stall by its printed code. */
      stallPayments: z.array(
        z.object({
          marketName: z.string(),
          number: z.string(),
          stallCode: z.string(),
          state: z.string(),
          openedAt: f.instant,
          amountFen: z.number().int(),
        }),
      ),
      contacts: z.array(
        z.object({
          marketName: z.string(),
          createdAt: f.instant,
          contactName: z.string(),
          phone: z.string(),
          address: z.string(),
        }),
      ),
      complaints: z.array(
        z.object({
          marketName: z.string(),
          category: z.string(),
          state: z.string(),
          description: z.string(),
          phoneMasked: z.string().nullable(),
          receivedAt: f.instant,
        }),
      ),
      /** Answers in WeChat's dialog: messages that may be sent, were sent, or are not wanted. */
      messageConsents: z.array(
        z.object({ marketName: z.string(), kind: z.string(), state: z.string(), answeredAt: f.instant }),
      ),
      /** What a deletion would leave, and why. */
      kept,
      asOf: f.instant,
    }),
  }),
  deleteMyData: route({
    method: 'DELETE',
    path: '/api/v1/shopper/my-data',
    summary: '删除我的数据，要么全部删，要么一样不删；法律要求保存的去掉个人信息后保存并写明',
    access: shopper,
    output: z.object({ addresses: z.number().int(), complaints: z.number().int(), kept }),
  }),
}
