/**
 * 检查: templates as versions, rounds that arrive once, findings with their rectification, penalties, and the metrology
 * checks of scales. Hides how a phone's draft is told from a repeat. Rules: a round keeps the version it was made with;
 * a finding ends only by a recheck that passed; every penalty is a published notice.
 */
export { inspectionHandlers } from './routes.ts'
export { escalateFindings } from './findings.ts'
