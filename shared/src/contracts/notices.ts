/** 公示: required topics with a refresh cadence each, and what was published when. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'

const readers = {
  scope: 'market',
  roles: [
    'market_staff',
    'market_operator',
    'inspector',
    'district_officer',
    'city_officer',
    'third_party_assessor',
    'merchant',
  ],
} as const
const writers = { scope: 'market', roles: ['market_staff', 'market_operator'] } as const

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
export const noticeStates = ['draft', 'published', 'withdrawn'] as const

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
const noticeFields = z.object({ kind: z.enum(noticeKinds), title: f.text(80, '标题'), body: f.text(20_000, '正文') })

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
      ...pageQuery,
    }),
    output: page(notice),
  }),
  createNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices',
    summary: '写一条公示',
    access: writers,
    body: noticeFields.extend({ publish: z.boolean().default(false) }),
    output: notice,
    status: 201,
  }),
  updateNotice: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}',
    summary: '修改草稿',
    access: writers,
    body: noticeFields.partial(),
    output: notice,
  }),
  publishNotice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/publish',
    summary: '发布',
    access: writers,
    output: notice,
  }),
  scheduleNotice: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/notices/{noticeId}/schedule',
    summary: '定于某个营业日开市前发布，或取消',
    access: writers,
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
    access: writers,
    body: z.object({ reason: f.text(200, '撤回原因') }),
    output: notice,
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
