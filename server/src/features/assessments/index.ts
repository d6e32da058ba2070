/**
 * 达标: what the market holds under each rubric, computed from its own records at the moment of asking. Hides how
 * facts are gathered and how the engine scores them. Nothing imports this feature but the server's root and jobs.
 */
export { assessmentHandlers } from './routes.ts'
export { getAssessment, listSnapshots, takeDailySnapshots, takeSnapshot } from './service.ts'
