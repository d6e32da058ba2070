import type { assessmentRoutes } from '@smart-market/shared/contracts/assessments.ts'
import type { Handlers } from '../../http/mount.ts'
import { exportScoreSheet } from './score-sheet.ts'
import * as service from './service.ts'

export const assessmentHandlers: Handlers<typeof assessmentRoutes> = {
  listRubrics: () => Promise.resolve(service.listRubrics()),
  getAssessment: (ctx, { params, query }) => service.getAssessment(ctx, params.rubricId, { asOf: query.asOf }),
  assessWhatIf: (ctx, { params, body }) => service.getAssessment(ctx, params.rubricId, { fixed: body.fixed }),
  listSnapshots: (ctx, { params }) => service.listSnapshots(ctx, params.rubricId),
  takeSnapshot: (ctx, { params }) => service.takeSnapshot(ctx, params.rubricId),
  getSnapshot: (ctx, { params }) => service.getSnapshot(ctx, params.rubricId, params.snapshotId),
  exportScoreSheet: (ctx, { params }) => exportScoreSheet(ctx, params.rubricId),
  enterJudgement: async (ctx, { params, body }) => {
    await service.enterJudgement(ctx, params.rubricId, params.leafId, body)
    return { ok: true }
  },
}
