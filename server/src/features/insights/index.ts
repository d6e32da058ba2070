/**
 * 分析: foot traffic and the regular analysis of the market's own records. Hides how hours are counted and figures
 * computed; the assessment reads only how fresh they are.
 */
export { analysisState, footTrafficState } from './states.ts'
