/**
 * 达标: what the market holds under each rubric, computed from its own records at the moment of asking. Hides how
 * facts are gathered and how the engine scores them.
 */
export { assessmentHandlers } from './routes.ts'
export { type Recomputed, recomputeClaim } from './claim.ts'
export { composite } from './domain/points.ts'
export type { Rubric } from './domain/rubric.ts'
export { getAssessment, getRubric, listSnapshots, takeDailySnapshots, takeSnapshot } from './service.ts'
