/** FIXTURE, for tests only: paying at a stall by its printed code, with a channel that pays, is silent, or waits. */
import type { z } from 'zod'
import { paymentRoutes } from '@smart-market/shared/contracts/payments.ts'
import { stallPaymentRoutes, type StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { asOf, stalls } from './fixture-data.ts'
import type { Answer, Call, Trade } from './fixture-trade.ts'

export interface StallPay {
  readonly payments: StallPaymentView[]
  readonly keys: readonly string[]
  /** What becomes of a payment once its dialog was opened. */
  becomes: StallPaymentView['state']
  answer(call: Call): Answer | null
}
/** As printed on the sign of A-003. */
export const printedCode = '0a1b2c3d4e5f6g7h8j'
export const printedStall = 'A-003'

const checked = <S extends z.ZodType>(schema: S | undefined, value: z.input<S>): unknown => schema?.parse(value)
const parameters = {
  kind: 'jsapi' as const,
  appId: 'wx0000000000000000',
  timeStamp: '1',
  nonceStr: 'n',
  package: 'prepay_id=1',
  signType: 'RSA' as const,
  paySign: 's',
}

export const createStallPay = (trade: Trade): StallPay => {
  const payments: StallPaymentView[] = []
  const keys: string[] = []
  const stallPay: StallPay = { payments, keys, becomes: 'paid', answer: () => null }

  const counter = (marketCode: string, stallCode: string): unknown =>
    checked(stallPaymentRoutes.getStallCounter.output, {
      marketCode,
      marketName: '演示农贸市场',
      demo: true,
      stallCode,
      merchantName: stalls.find((one) => one.stallCode === stallCode)?.merchantName ?? null,
      licences: [{ kind: 'business', number: '92410105MA********', validTo: null, expired: false }],
      channels: ['wechat'],
      largestFen: 2_000_000,
      asOf,
    })
  const pay = ({ body }: Call, stallCode: string): Answer => {
    const { idempotencyKey, amountFen, channel } = body as {
      idempotencyKey: string
      amountFen: number
      channel: 'wechat'
    }
    if (trade.payerCodes.length === 0)
      return { status: 409, body: { code: 'payer.not_linked', message: '还没有认出付款的微信账号。' } }
    const known = keys.indexOf(idempotencyKey)
    keys.push(idempotencyKey)
    const payment: StallPaymentView = payments[known] ?? {
      stallPaymentId: `spm_0000${payments.length + 1}`,
      number: `000000000${payments.length + 1}`,
      stallId: 'stl_002',
      stallCode,
      merchantName: '张记鲜蔬3号',
      amountFen,
      state: 'waiting',
      channel,
      openedAt: asOf,
      payBy: asOf,
      paidAt: null,
      refunds: [],
      latePayments: [],
      weighing: null,
    }
    if (known < 0) payments.push(payment)
    const answer = { state: 'open' as const, parameters, codeImage: null, demoPageUrl: null, payment }
    return { status: 201, body: checked(stallPaymentRoutes.payAtStall.output, answer) }
  }
  const receipt = (id: string): Answer | null => {
    const at = payments.findIndex(({ stallPaymentId }) => stallPaymentId === id)
    const payment = payments[at]
    if (payment === undefined) return null
    const { becomes } = stallPay
    const now = { ...payment, state: becomes, paidAt: becomes === 'paid' ? asOf : null }
    payments[at] = now
    return { status: 200, body: checked(stallPaymentRoutes.getMyStallPayment.output, now) }
  }
  stallPay.answer = (call) => {
    const [, code] = /^\/api\/v1\/public\/stall-codes\/(\w+)$/.exec(call.path) ?? []
    if (code !== undefined)
      return code === printedCode
        ? {
            status: 200,
            body: checked(paymentRoutes.readPublicStallCode.output, { marketCode: 'DEMO', stallCode: printedStall }),
          }
        : { status: 404, body: { code: 'stall_code.unknown', message: '这个码不是本市场发放的。请不要付款。' } }
    const [, market, stall] = /^\/api\/v1\/public\/markets\/(\w+)\/stalls\/([\w-]+)\/counter$/.exec(call.path) ?? []
    if (market !== undefined && stall !== undefined) return { status: 200, body: counter(market, stall) }
    const [, paidStall] = /^\/api\/v1\/shopper\/markets\/\w+\/stalls\/([\w-]+)\/payments$/.exec(call.path) ?? []
    if (paidStall !== undefined && call.method === 'POST') return pay(call, paidStall)
    const [, id] = /^\/api\/v1\/shopper\/markets\/\w+\/stall-payments\/(\w+)$/.exec(call.path) ?? []
    return id === undefined ? null : receipt(id)
  }
  return stallPay
}
