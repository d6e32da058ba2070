import type { paymentRoutes } from '@smart-market/shared/contracts/payments.ts'
import type { Handlers } from '../../http/mount.ts'
import * as accounts from './accounts.ts'
import * as differences from './differences.ts'
import { listCharges } from './list-charges.ts'
import { linkWechatPayer } from './payers.ts'
import * as quarantine from './quarantine.ts'
import { reconcileDay } from './reconcile.ts'
import { listReconciliations } from './reconcile-days.ts'
import { readPublicStallCode } from './stall-codes.ts'
import * as prints from './stall-code-prints.ts'
import { getStallCodeSheet } from './stall-code-sheet.ts'
import { listTerminalReceipts, reconcileTerminals } from './terminals/reconcile.ts'

const ok = { ok: true as const }

export const paymentHandlers: Handlers<typeof paymentRoutes> = {
  readPublicStallCode: (ctx, { params }) => readPublicStallCode(ctx, params.code),
  linkWechatPayer: async (ctx, { body }) => {
    await linkWechatPayer(ctx, body)
    return ok
  },
  listPaymentChannels: (ctx) => accounts.listPaymentChannels(ctx),
  listPaymentAccounts: (ctx) => accounts.listPaymentAccounts(ctx),
  openPaymentAccount: (ctx, { body }) => accounts.openPaymentAccount(ctx, body),
  closePaymentAccount: async (ctx, { params }) => {
    await accounts.closePaymentAccount(ctx, params.paymentAccountId)
    return ok
  },
  listCharges: (ctx, { query }) => listCharges(ctx, query),
  listPaymentQuarantine: (ctx, { query }) => quarantine.listQuarantine(ctx, query),
  settlePaymentQuarantine: async (ctx, { params, body }) => {
    await quarantine.settleQuarantine(ctx, { ...params, ...body })
    return ok
  },
  reconcileDay: (ctx, { body: { businessDate, channel } }) =>
    channel === 'declared' ? reconcileTerminals(ctx, businessDate) : reconcileDay(ctx, { businessDate, channel }),
  listTerminalReceipts: (ctx, { query }) => listTerminalReceipts(ctx, query),
  listReconciliations: (ctx, { query }) => listReconciliations(ctx, query),
  takeDifference: async (ctx, { params }) => {
    await differences.takeDifference(ctx, params.differenceId)
    return ok
  },
  listDifferences: (ctx, { query }) => differences.listDifferences(ctx, query),
  settleDifference: async (ctx, { params, body }) => {
    await differences.settleDifference(ctx, { ...params, ...body })
    return ok
  },
  printStallCodes: (ctx) => prints.printStallCodes(ctx),
  scanStallCode: (ctx, { body }) => prints.scanStallCode(ctx, body),
  listStallCodePatrol: (ctx) => prints.listStallCodePatrol(ctx),
  getStallCodeSheet: (ctx, { query }) => getStallCodeSheet(ctx, query),
}
