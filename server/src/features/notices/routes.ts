import type { noticeRoutes } from '@smart-market/shared/contracts/notices.ts'
import type { Handlers } from '../../http/mount.ts'
import * as attachments from './attachments.ts'
import { publishGuidePrices } from './price-notice.ts'
import * as schedule from './schedule.ts'
import * as service from './service.ts'
import * as showing from './showing.ts'

export const noticeHandlers: Handlers<typeof noticeRoutes> = {
  listNotices: (ctx, { query }) => service.listNotices(ctx, query),
  createNotice: (ctx, { body }) => service.createNotice(ctx, body),
  updateNotice: (ctx, { params, body }) => service.updateNotice(ctx, params.noticeId, body),
  publishNotice: (ctx, { params }) => service.publishNotice(ctx, params.noticeId),
  scheduleNotice: (ctx, { params, body }) => schedule.scheduleNotice(ctx, params.noticeId, body),
  listNoticeReminders: (ctx) => schedule.listNoticeReminders(ctx),
  withdrawNotice: (ctx, { params, body }) => service.withdrawNotice(ctx, params.noticeId, body),
  submitNotice: (ctx, { params }) => service.submitNotice(ctx, params.noticeId),
  returnNotice: (ctx, { params, body }) => service.returnNotice(ctx, params.noticeId, body),
  uploadNoticeAttachment: (ctx, { params, upload }) => attachments.uploadNoticeAttachment(ctx, params.noticeId, upload),
  removeNoticeAttachment: (ctx, { params }) =>
    attachments.removeNoticeAttachment(ctx, params.noticeId, params.attachmentId),
  getNoticeAttachment: (ctx, { params }) => attachments.getNoticeAttachment(ctx, params.attachmentId),
  getPublicNoticeAttachment: (ctx, { params }) => attachments.getPublicNoticeAttachment(ctx, params),
  countNoticeRead: (ctx, { params, body }) =>
    showing.countNoticeRead(ctx, params.marketCode, params.noticeId, body.place),
  getWall: (ctx, { params, query }) => showing.getWall(ctx, params.marketCode, query.place),
  reportNoticeShowings: (ctx, { body }) => showing.reportNoticeShowings(ctx, body),
  listNoticeShowings: (ctx, { query }) => showing.listNoticeShowings(ctx, query),
  publishGuidePrices: (ctx, { params }) => publishGuidePrices(ctx, params.businessDate),
  listNoticeTopics: (ctx) => service.listNoticeTopics(ctx),
  setNoticeTopic: (ctx, { params, body }) => service.setNoticeTopic(ctx, params.kind, body),
}
