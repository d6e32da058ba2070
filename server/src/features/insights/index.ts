/**
 * 分析: how many visits the market had by the hour, and what its own records say of each day. Hides how hours become
 * days. Rules: visits are counts, never faces; an hour without a report is absent, never zero; an analysis is computed
 * from collected records only and is kept with its time, so that a later one does not replace it.
 */
export { insightHandlers } from './routes.ts'
export { recordFootTraffic } from './foot-traffic.ts'
export { footTrafficImporter } from './foot-traffic-importer.ts'
export { analysisState, runAnalysis, runDailyAnalysis } from './analysis.ts'
export { footTrafficState } from './store.ts'
