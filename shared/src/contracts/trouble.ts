/** What a page tells of itself when it cannot be drawn: its reader sees that it is broken, and nobody else would know. */
import { z } from 'zod'
import { route } from '../route.ts'
import { troubleLimits } from '../trouble.ts'
import * as f from './fields.ts'

export const troubleRoutes = {
  tellTrouble: route({
    method: 'POST',
    path: '/api/v1/page-troubles',
    summary: '页面画不出来时自动告知：只记一行日志，不存个人信息',
    access: { scope: 'public' },
    bodyLimit: 8 * 1024,
    body: z.object({
      client: z.enum(['console', 'mini_program']),
      /** The page's address without what it was asked for: `/m/$marketId/ledger`, `packages/shop/orders/index`. */
      page: z.string().max(troubleLimits.page),
      message: z.string().max(troubleLimits.message),
      stack: z.string().max(troubleLimits.stack).optional(),
      /** Which build the page is of. */
      release: z.string().max(troubleLimits.release),
    }),
    output: f.ok,
    status: 202,
  }),
}
