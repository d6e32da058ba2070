/** Money of the stalls: accounts, charges, refunds, callbacks, reconciliation, printed stall codes. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam } from './access.ts'
import {
  chargeStates,
  chargeView,
  difference,
  differenceStates,
  paymentAccount,
  paymentChannel,
  quarantineCase,
  reconciliationDay,
  scanVerdicts,
  terminalReceipt,
} from './payments/shapes.ts'

export * from './payments/shapes.ts'

const operators = { scope: 'market', roles: ['market_operator'] } as const

export const paymentRoutes = {
  readPublicStallCode: route({
    method: 'GET',
    path: '/api/v1/public/stall-codes/{code}',
    summary: '印出来的摊位码是哪个摊位；停用的和不是本系统的都说清楚',
    access: { scope: 'public' },
    output: z.object({ marketCode: z.string(), stallCode: z.string() }),
  }),
  linkWechatPayer: route({
    method: 'POST',
    path: '/api/v1/shopper/wechat-payer',
    summary: '用小程序 wx.login 的 code 认出付款人；openid 只加密存在服务端，不返回',
    access: { scope: 'platform', roles: ['shopper'] },
    body: z.object({ code: z.string().min(1).max(128) }),
    output: f.ok,
  }),
  listPaymentChannels: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/payment-channels',
    summary: '可用的支付渠道；demo 表示本地演示收银台，不是真实付款',
    access: marketTeam,
    output: z.object({
      items: z.array(
        z.object({ channel: paymentChannel, available: z.boolean(), demo: z.boolean(), label: z.string() }),
      ),
    }),
  }),
  listPaymentAccounts: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/payment-accounts',
    summary: '各摊位的收款账户',
    access: marketTeam,
    output: z.object({ items: z.array(paymentAccount) }),
  }),
  openPaymentAccount: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/payment-accounts',
    summary: '登记摊位在支付渠道的特约商户号；钱直接进入摊位自己的账户',
    access: operators,
    body: z
      .object({
        stallId: f.id,
        channel: z.enum(['wechat', 'alipay'], '请选择微信支付或支付宝'),
        merchantNumber: z
          .string()
          .trim()
          .regex(/^[0-9A-Za-z_-]{4,64}$/, '商户号只能是 4 到 64 位数字或字母'),
        appId: f.optionalText(64),
        appAuthToken: f.optionalText(200),
      })
      // Without the stall's own token Alipay takes the service provider for the payee.
      .refine(({ channel: name, appAuthToken }) => name !== 'alipay' || Boolean(appAuthToken), {
        path: ['appAuthToken'],
        message: '请填写支付宝授权令牌：没有它，钱会进服务商的账户',
      }),
    output: z.object({ paymentAccountId: z.string() }),
    status: 201,
  }),
  closePaymentAccount: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/payment-accounts/{paymentAccountId}',
    summary: '停用收款账户，不影响已付款订单的退款',
    access: operators,
    output: f.ok,
  }),
  listCharges: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/charges',
    summary: '收款记录',
    access: marketTeam,
    query: z.object({
      ...f.search,
      state: z.enum(chargeStates).optional(),
      from: f.date.optional(),
      to: f.date.optional(),
      ...pageQuery,
    }),
    output: page(chargeView),
  }),
  listPaymentQuarantine: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/payment-quarantine',
    summary: '与收款对不上、没有入账的支付通知',
    access: marketTeam,
    query: z.object({
      /** Part of a charge number. */
      ...f.search,
      open: z.enum(['true', 'false']).optional(),
    }),
    output: z.object({ items: z.array(quarantineCase), asOf: f.instant }),
  }),
  settlePaymentQuarantine: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/payment-quarantine/{quarantineCaseId}/settlement',
    summary: '写明隔离记录如何处理',
    access: operators,
    body: z.object({ note: f.text(300, '处理说明') }),
    output: f.ok,
  }),
  reconcileDay: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/reconciliations',
    summary:
      '对一个营业日的账：渠道对账单、支付记录、订单三方核对，可重复执行；declared 用导入的终端流水核对经营户自报的收款',
    access: operators,
    body: z.object({ businessDate: f.date, channel: paymentChannel }),
    output: z.object({
      businessDate: f.date,
      channel: paymentChannel,
      lines: z.number().int(),
      matched: z.number().int(),
      differences: z.number().int(),
    }),
  }),
  listReconciliations: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/reconciliations',
    summary: '各营业日、各渠道的对账结果，新的在前；系统每天 10:30 后自动对账，没成的会自动重试',
    access: marketTeam,
    query: z.object({ from: f.date.optional(), to: f.date.optional() }),
    output: z.object({ items: z.array(reconciliationDay), asOf: f.instant }),
  }),
  listTerminalReceipts: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/terminal-receipts',
    summary: '导入的终端流水，新的在前；matched 表示已和经营户自报的一笔收款对上',
    access: marketTeam,
    query: z.object({ ...f.search, from: f.date.optional(), to: f.date.optional(), ...pageQuery }),
    output: page(terminalReceipt).extend({ asOf: f.instant }),
  }),
  takeDifference: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/reconciliation-differences/{differenceId}/taking',
    summary: '认领一条对账差异，表示正在处理',
    access: operators,
    output: f.ok,
  }),
  listDifferences: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/reconciliation-differences',
    summary: '对账差异和没有退成的退款，待办清单',
    access: marketTeam,
    query: z.object({
      /** Part of a charge, refund or transaction number. */
      ...f.search,
      from: f.date.optional(),
      to: f.date.optional(),
      open: z.enum(['true', 'false']).optional(),
      state: z.enum(differenceStates).optional(),
    }),
    output: z.object({ items: z.array(difference), asOf: f.instant }),
  }),
  settleDifference: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/reconciliation-differences/{differenceId}/settlement',
    summary: '写明差异如何处理',
    access: operators,
    body: z.object({ note: f.text(300, '处理说明') }),
    output: f.ok,
  }),
  printStallCodes: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-code-prints',
    summary: '把已发放的收款码制作成可打印的码；换发过的旧码同时停用',
    access: operators,
    output: z.object({ printed: z.number().int() }),
    status: 201,
  }),
  scanStallCode: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-code-scans',
    summary: '巡查时扫描摊位上张贴的收款码',
    access: marketTeam,
    body: z.object({ stallId: f.id, content: f.text(500, '扫到的内容') }),
    output: z.object({ verdict: z.enum(scanVerdicts) }),
    status: 201,
  }),
  listStallCodePatrol: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-code-patrol',
    summary: '30 天没有巡查到的收款码，以及巡查发现的外来码、错放码、停用码',
    access: marketTeam,
    output: z.object({
      /** Codes that may hang at stalls now, and codes that were issued and not made for printing yet. */
      printed: z.number().int(),
      toPrint: z.number().int(),
      unseen: z.array(
        z.object({
          stallId: z.string(),
          stallCode: z.string(),
          version: z.number().int(),
          issuedAt: f.instant,
          lastSeenAt: f.instant.nullable(),
        }),
      ),
      findings: z.array(
        z.object({
          stallId: z.string(),
          stallCode: z.string(),
          verdict: z.enum(scanVerdicts),
          content: z.string(),
          scannedBy: z.string(),
          scannedAt: f.instant,
        }),
      ),
      asOf: f.instant,
    }),
  }),
  getStallCodeSheet: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-code-sheet',
    summary: '可打印的收款码（PDF），A4 每页十二个，A6 每页一个',
    access: marketTeam,
    query: z.object({ size: z.enum(['A4', 'A6']).default('A4') }),
    file: 'application/pdf',
  }),
}
