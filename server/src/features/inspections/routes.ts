import type { inspectionRoutes } from '@smart-market/shared/contracts/inspections.ts'
import type { Handlers } from '../../http/mount.ts'
import { uploadPhoto } from '../complaints/index.ts'
import * as findings from './findings.ts'
import * as metrology from './metrology.ts'
import * as rounds from './rounds.ts'
import * as templates from './templates.ts'

export const inspectionHandlers: Handlers<typeof inspectionRoutes> = {
  listInspectionTemplates: (ctx) => templates.listTemplates(ctx),
  createInspectionTemplate: (ctx, { body }) => templates.createTemplate(ctx, body),
  reviseInspectionTemplate: (ctx, { params, body }) => templates.reviseTemplate(ctx, params.templateId, body),
  uploadInspectionPhoto: (ctx, { upload }) => uploadPhoto(ctx, upload),
  submitInspection: (ctx, { body }) => rounds.submitInspection(ctx, body),
  listInspections: (ctx, { query }) => rounds.listInspections(ctx, query),
  listFindings: (ctx, { query }) => findings.listFindings(ctx, query),
  rectifyFinding: (ctx, { params, body }) => findings.rectifyFinding(ctx, params.findingId, body),
  recheckFinding: (ctx, { params, body }) => findings.recheckFinding(ctx, params.findingId, body),
  publishPenalty: (ctx, { params, body }) => findings.publishPenalty(ctx, params.findingId, body),
  recordMetrologyCheck: (ctx, { body }) => metrology.recordMetrologyCheck(ctx, body),
  listMetrologyChecks: (ctx, { query }) => metrology.listMetrologyChecks(ctx, query),
}
