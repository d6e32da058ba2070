/**
 * 评定: the course from a market's application to the public notice and the award, as 郑市发〔2021〕91号 sets it. Hides
 * how steps, groups and sheets are kept. Rules: a step exists only in the transition table; a sheet is its assessor's
 * alone until scoring is closed (row-level security, not courtesy); a submitted sheet stands; the composite is exact and
 * rounded once; a market is awarded once.
 */
export { evaluationHandlers } from './routes.ts'
