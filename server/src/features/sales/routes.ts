import type { salesRoutes } from '@smart-market/shared/contracts/sales.ts'
import type { Handlers } from '../../http/mount.ts'
import { recordSales } from './recording.ts'
import { separateSale } from './pairs.ts'
import * as report from './report.ts'
import { listSalesRules, setSalesRule } from './rules.ts'
import { listScaleGoods } from './scale-goods.ts'
import { printSaleSlip } from './slip-pdf.ts'
import { getPublicSlip } from './slips.ts'
import { issueStallCodes } from './stall-codes.ts'
import { pushWeighSales } from './till-pushes.ts'

export const salesHandlers: Handlers<typeof salesRoutes> = {
  recordSales: (ctx, { body }) => recordSales(ctx, body),
  pushWeighSales: (ctx, { body }) => pushWeighSales(ctx, body.sales),
  listScaleGoods: (ctx) => listScaleGoods(ctx),
  getPublicSlip: (ctx, { params }) => getPublicSlip(ctx, params.marketCode, params.saleId),
  printSaleSlip: (ctx, { params }) => printSaleSlip(ctx, params.saleId),
  listSales: (ctx, { query }) => report.listSales(ctx, query),
  listSalesDays: (ctx, { query }) => report.listSalesDays(ctx, query),
  listChannelSales: (ctx, { query }) => report.listChannelSales(ctx, query.on),
  separateSale: async (ctx, { params }) => {
    await separateSale(ctx, params.saleId)
    return {}
  },
  listSalesRules: (ctx, { query }) => listSalesRules(ctx, query.onDate),
  setSalesRule: (ctx, { params, body }) => setSalesRule(ctx, params.ruleId, body),
  issueStallCodes: (ctx, { body }) => issueStallCodes(ctx, body),
}
