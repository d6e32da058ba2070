/**
 * 监管: the district's and city's view of the markets that report to them. Hides how received events become days, open
 * items and recomputed claims. Rules: every number comes from the feed alone; a market's points are computed again from
 * its own facts and shown beside its claim; a district sees its own markets, the city all.
 */
export { supervisionHandlers } from './routes.ts'
