/** `/r/<market>-<sale>`: the code on a slip. A browser is led to the slip's page. */
import type { Hono } from 'hono'
import type { HttpEnv } from '../../http/mount.ts'
import { mountPrintedCode } from '../../http/printed-code.ts'

export const mountSlipPage = (app: Hono<HttpEnv>): void =>
  mountPrintedCode(app, {
    base: '/r',
    pattern: /^([A-Z0-9]{2,16})-(sal_[0-9a-z]{6,40})$/,
    pageOf: ([market, sale]) => `/packages/guide/slip/index?market=${market}&sale=${sale}`,
    lost: {
      title: '小票',
      head: '这个码不是本系统的小票',
      next: '请看小票上印的市场和摊位，或者拿小票问市场服务台。',
    },
  })
