/** 投诉、举报、服务评价、公平秤复称、信用: what a shopper says about a stall, and what follows. One place to import from. */
import { caseRoutes } from './complaints/cases.ts'
import { creditRoutes } from './complaints/credit.ts'
import { ratingRoutes } from './complaints/ratings.ts'
import { termRoutes } from './complaints/terms.ts'

export * from './complaints/cases.ts'
export * from './complaints/credit.ts'
export * from './complaints/ratings.ts'
export * from './complaints/terms.ts'
export * from './complaints/words.ts'

export const complaintRoutes = { ...caseRoutes, ...termRoutes, ...ratingRoutes, ...creditRoutes }
