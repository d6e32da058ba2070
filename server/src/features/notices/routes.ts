import type { noticeRoutes } from '@smart-market/shared/contracts/notices.ts'
import type { Handlers } from '../../http/mount.ts'
import * as schedule from './schedule.ts'
import * as service from './service.ts'

export const noticeHandlers: Handlers<typeof noticeRoutes> = {
  listNotices: (ctx, { query }) => service.listNotices(ctx, query),
  createNotice: (ctx, { body }) => service.createNotice(ctx, body),
  updateNotice: (ctx, { params, body }) => service.updateNotice(ctx, params.noticeId, body),
  publishNotice: (ctx, { params }) => service.publishNotice(ctx, params.noticeId),
  scheduleNotice: (ctx, { params, body }) => schedule.scheduleNotice(ctx, params.noticeId, body),
  listNoticeReminders: (ctx) => schedule.listNoticeReminders(ctx),
  withdrawNotice: (ctx, { params, body }) => service.withdrawNotice(ctx, params.noticeId, body),
  listNoticeTopics: (ctx) => service.listNoticeTopics(ctx),
  setNoticeTopic: (ctx, { params, body }) => service.setNoticeTopic(ctx, params.kind, body),
}
