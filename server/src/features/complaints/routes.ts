import { insideMarket } from '../markets/index.ts'
import type { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import type { Handlers } from '../../http/mount.ts'
import * as credit from './credit.ts'
import { getEvidenceBundle, getEvidencePdf } from './evidence.ts'
import * as handling from './handling.ts'
import * as intake from './intake.ts'
import { getPhoto, uploadPhoto } from './photos.ts'
import * as ratings from './ratings.ts'
import * as settings from './settings.ts'
import * as reports from './violation-reports.ts'
import * as weighing from './weighing.ts'

export const complaintHandlers: Handlers<typeof complaintRoutes> = {
  uploadComplaintPhoto: async (ctx, { params, upload }) =>
    uploadPhoto((await insideMarket(ctx, params.marketCode)).ctx, upload),
  submitComplaint: (ctx, { params, body }) => intake.submitComplaint(ctx, params.marketCode, body),
  lookUpComplaint: (ctx, { params }) => handling.lookUpComplaint(ctx, params.code),
  answerAsComplainant: (ctx, { params, body }) => handling.answerAsComplainant(ctx, params.code, body),
  submitReport: (ctx, { params, body }) => intake.submitReport(ctx, params.marketCode, body),
  lookUpReport: (ctx, { params }) => reports.lookUpReport(ctx, params.code),
  listComplaints: (ctx, { query }) => handling.listComplaints(ctx, query),
  createComplaint: (ctx, { body }) => handling.createComplaint(ctx, body),
  getComplaint: (ctx, { params }) => handling.getComplaint(ctx, params.complaintId),
  moveComplaint: (ctx, { params, body }) => handling.moveComplaint(ctx, params.complaintId, body),
  getComplaintPhoto: (ctx, { params }) => getPhoto(ctx, params.photoId),
  getEvidenceBundle: (ctx, { params }) => getEvidenceBundle(ctx, params.complaintId),
  getEvidencePdf: (ctx, { params }) => getEvidencePdf(ctx, params.complaintId),
  listReports: (ctx, { query }) => reports.listReports(ctx, query),
  getReport: (ctx, { params }) => reports.getReport(ctx, params.reportId),
  moveReport: (ctx, { params, body }) => reports.moveReport(ctx, params.reportId, body),
  listServiceRules: (ctx, { query }) => settings.listServiceRules(ctx, query.onDate),
  setServiceRule: (ctx, { params, body }) => settings.setServiceRule(ctx, params.ruleId, body),
  listCalendarYears: (ctx) => settings.listCalendarYears(ctx),
  importCalendarYears: (ctx, { body }) => settings.importCalendarYears(ctx, body),
  submitRating: (ctx, { params, body }) => ratings.submitRating(ctx, params.marketCode, body),
  getStallRatings: (ctx, { params, query }) => ratings.getStallRatings(ctx, params.marketCode, params.stallCode, query),
  listRatings: (ctx, { query }) => ratings.listRatings(ctx, query),
  replyToRating: (ctx, { params, body }) => ratings.replyToRating(ctx, params.ratingId, body),
  findPurchases: (ctx, { query }) => weighing.findPurchases(ctx, query.q),
  recordReweigh: (ctx, { body }) => weighing.recordReweigh(ctx, body),
  listReweighs: (ctx, { query }) => weighing.listReweighs(ctx, query),
  getMerchantCredit: (ctx, { params }) => credit.getMerchantCredit(ctx, params.merchantId),
  getPublicCredit: (ctx, { params }) => credit.getPublicCredit(ctx, params.marketCode, params.stallCode),
  addCreditEvent: (ctx, { params, body }) => credit.addCreditEvent(ctx, params.merchantId, body),
  openAppeal: (ctx, { params, body }) => credit.openAppeal(ctx, params.creditEventId, body),
  decideAppeal: (ctx, { params, body }) => credit.decideAppeal(ctx, params.appealId, body),
  listAppeals: (ctx, { query }) => credit.listAppeals(ctx, query),
}
