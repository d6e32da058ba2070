/** 公示: required topics with a refresh cadence each, and what was published when. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import { priceBases } from './catalogue.ts'
import * as f from './fields.ts'
import { marketTeam, marketViewers } from './access.ts'

const readers = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] } as const
/** A second pair of eyes: what staff write goes up when an operator says so. */
const approvers = { scope: 'market', roles: ['market_operator'] } as const
const open = { scope: 'public' } as const

export const noticeKinds = [
  'law',
  'rule',
  'price',
  'quality',
  'quickTest',
  'penalty',
  'honour',
  'news',
  'trade',
  'operation',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
export const noticeStates = ['draft', 'submitted', 'published', 'withdrawn'] as const
export const noticePlaces = ['mini_program', 'wall', 'stall_screens', 'kiosk'] as const
export type NoticePlace = (typeof noticePlaces)[number]
export const attachmentTypes = ['application/pdf', 'image/png', 'image/jpeg'] as const
export const attachmentLimit = 10 * 1024 * 1024
export const mostAttachments = 5

/**
 * Topics of a market that has set none itself. The documents ask that these are published and refreshed but name no
 * interval: the cadences are this product's own defaults, and the operator changes them on the page 公示.
 */
export const defaultTopics: Readonly<Record<NoticeKind, { readonly required: boolean; readonly cadenceDays: number }>> =
  {
    law: { required: true, cadenceDays: 180 },
    rule: { required: true, cadenceDays: 180 },
    price: { required: true, cadenceDays: 1 },
    quality: { required: true, cadenceDays: 30 },
    quickTest: { required: true, cadenceDays: 1 },
    penalty: { required: true, cadenceDays: 30 },
    operation: { required: true, cadenceDays: 30 },
    trade: { required: true, cadenceDays: 7 },
    honour: { required: false, cadenceDays: 180 },
    news: { required: false, cadenceDays: 7 },
  }

export const attachment = z.object({
  attachmentId: z.string(),
  fileName: z.string(),
  mediaType: z.enum(attachmentTypes),
  size: z.number().int(),
})
export const notice = z.object({
  noticeId: z.string(),
  kind: z.enum(noticeKinds),
  title: z.string(),
  body: z.string(),
  state: z.enum(noticeStates),
  publishedAt: f.instant.nullable(),
  /** A draft goes up by itself on the morning of this business date. */
  publishOn: f.date.nullable(),
  withdrawnAt: f.instant.nullable(),
  withdrawnReason: z.string().nullable(),
  createdBy: z.string(),
  places: z.array(z.enum(noticePlaces)),
  submittedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  /** Why a submitted draft was given back; null once it is submitted again. */
  returnedReason: z.string().nullable(),
  attachments: z.array(attachment),
  /** A newer sheet of the same daily series stands: this one stays on record, and nobody is asked to read it. */
  superseded: z.boolean(),
  /** Times it was opened, at all places. */
  readCount: z.number().int(),
})
export type Notice = z.output<typeof notice>
export const noticeTopic = z.object({
  kind: z.enum(noticeKinds),
  required: z.boolean(),
  cadenceDays: z.number().int(),
  publishedCount: z.number().int(),
  lastPublishedAt: f.instant.nullable(),
  /** Whole business days since; null when never published. */
  ageDays: z.number().int().nullable(),
  stale: z.boolean(),
})
const noticeFields = z.object({
  kind: z.enum(noticeKinds),
  title: f.text(80, '标题'),
  body: f.text(20_000, '正文'),
  places: z.array(z.enum(noticePlaces)).min(1, '请至少选择一处展示').optional(),
})
const showing = z.object({
  noticeId: z.string(),
  title: z.string(),
  kind: z.enum(noticeKinds),
  deviceCode: z.string(),
  place: z.enum(noticePlaces),
  shownFrom: f.instant,
  shownUntil: f.instant,
})
export const wallView = z.object({
  market: z.object({ code: z.string(), name: z.string(), demo: z.boolean(), phone: z.string() }),
  notices: z.array(
    z.object({
      noticeId: z.string(),
      kind: z.enum(noticeKinds),
      title: z.string(),
      body: z.string(),
      publishedAt: f.instant,
    }),
  ),
  guidePrices: z.object({
    /** Null when none has been published. */
    businessDate: f.date.nullable(),
    source: z.string().nullable(),
    items: z.array(z.object({ commodityName: z.string(), priceFen: z.number().int(), priceBasis: z.enum(priceBases) })),
  }),
  heartbeatSeconds: z.number().int(),
  asOf: f.instant,
})
export type WallView = z.output<typeof wallView>

export const noticeRoutes = {
  listNotices: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/notices',
    summary: '公示',
    access: readers,
    query: z.object({
      ...f.search,
      kind: z.enum(noticeKinds).optional(),
      state: z.enum(noticeStates).optional(),
      superseded: z.enum(['true', 'false']).optional(),
      ...pageQuery,
    }),
    output: page(notice),
  }),
  createNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices',
    summary: '写一条公示',
    access: marketTeam,
    body: noticeFields.extend({ publish: z.boolean().default(false) }),
    output: notice,
    status: 201,
  }),
  updateNotice: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}',
    summary: '修改草稿',
    access: marketTeam,
    body: noticeFields.partial(),
    output: notice,
  }),
  publishNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/publish',
    summary: '发布',
    access: approvers,
    output: notice,
  }),
  scheduleNotice: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/schedule',
    summary: '定于某个营业日开市前发布，或取消',
    access: approvers,
    body: z.object({ publishOn: f.date.nullable() }),
    output: notice,
  }),
  listNoticeReminders: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/notice-reminders',
    summary: '快到更换期限、还没有更换的公示',
    access: { scope: 'market', roles: ['market_staff', 'market_operator'] },
    output: z.object({
      items: z.array(z.object({ kind: z.enum(noticeKinds), staleOn: f.date, remindedAt: f.instant })),
    }),
  }),
  withdrawNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/withdraw',
    summary: '撤回，写明原因',
    access: approvers,
    body: z.object({ reason: f.text(200, '撤回原因') }),
    output: notice,
  }),
  submitNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/submission',
    summary: '把草稿提交审核',
    access: marketTeam,
    output: notice,
  }),
  returnNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/return',
    summary: '审核不通过，退回草稿并写明原因',
    access: approvers,
    body: z.object({ reason: f.text(200, '退回原因') }),
    output: notice,
  }),
  uploadNoticeAttachment: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/attachments',
    summary: '给草稿加附件：PDF、PNG、JPEG',
    access: marketTeam,
    upload: attachmentLimit,
    output: notice,
    status: 201,
  }),
  removeNoticeAttachment: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/attachments/{attachmentId}',
    summary: '去掉草稿的附件',
    access: marketTeam,
    output: notice,
  }),
  getNoticeAttachment: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/notice-attachments/{attachmentId}',
    summary: '下载附件',
    access: readers,
    file: 'application/octet-stream',
  }),
  getPublicNoticeAttachment: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/notices/{noticeId}/attachments/{attachmentId}',
    summary: '下载已发布公示的附件',
    access: open,
    file: 'application/octet-stream',
  }),
  countNoticeRead: route({
    method: 'POST',
    path: '/api/v1/public/markets/{marketCode}/notices/{noticeId}/reads',
    summary: '有人打开了公示：只计次数，不记是谁',
    access: open,
    body: z.object({ place: z.enum(noticePlaces).default('mini_program') }),
    output: f.ok,
  }),
  getWall: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/wall',
    summary: '大屏内容：在某处展示的公示和今日参考价',
    access: open,
    query: z.object({ place: z.enum(noticePlaces).default('wall') }),
    output: wallView,
  }),
  reportNoticeShowings: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notice-showings',
    summary: '屏报告正在展示哪些公示',
    access: { scope: 'market', roles: [], keys: ['devices:write'] },
    body: z.object({
      deviceCode: z.string().min(1).max(64),
      place: z.enum(noticePlaces),
      noticeIds: z.array(f.id).max(100),
    }),
    output: z.object({ accepted: z.number().int(), receivedAt: f.instant }),
  }),
  listNoticeShowings: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/notice-showings',
    summary: '展示记录：哪条公示什么时候在哪块屏上',
    access: readers,
    query: z.object({
      /** Title of the notice, place by its name, or device. */
      ...f.search,
      noticeId: f.id.optional(),
      onDate: f.date.optional(),
      ...pageQuery,
    }),
    output: page(showing).extend({ asOf: f.instant }),
  }),
  publishGuidePrices: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/guide-prices/{businessDate}/notice',
    summary: '把某日的今日参考价发布成公示；已有的一条先撤回',
    access: approvers,
    output: notice,
    status: 201,
  }),
  listNoticeTopics: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/notice-topics',
    summary: '必须公示的内容和更换周期',
    access: readers,
    output: z.object({ items: z.array(noticeTopic), asOf: f.instant }),
  }),
  setNoticeTopic: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/notice-topics/{kind}',
    summary: '设定是否必须和更换周期',
    access: { scope: 'market', roles: ['market_operator'] },
    body: z.object({ required: z.boolean(), cadenceDays: z.number().int().min(1).max(366) }),
    output: noticeTopic,
  }),
}
