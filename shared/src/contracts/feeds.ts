/** 上报: the market's event feed, who reads it, how far they have acknowledged. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketViewers } from './access.ts'

const operator = { scope: 'market', roles: ['market_operator'] } as const

export const feedEvent = z.object({
  sequence: z.number().int(),
  eventId: z.string(),
  type: z.string(),
  version: z.number().int(),
  occurredAt: f.instant,
  payload: z.unknown(),
  previousHash: z.string(),
  hash: z.string(),
})
export type FeedEvent = z.output<typeof feedEvent>

export const platformLevels = ['district', 'city'] as const
/**
 * A platform that has confirmed nothing for so many hours has lost the market. 郑市发〔2021〕91号 附件1 第 7—9 项 ask for a
 * link that is kept up and name no time: this is the rubric's own `ackHours`.
 */
export const acknowledgedWithinHours = 24

export const platformLink = z.object({
  platformLinkId: z.string(),
  level: z.enum(platformLevels),
  name: z.string(),
  /** Has confirmed something within `acknowledgedWithinHours`. */
  connected: z.boolean(),
  acknowledgedSequence: z.number().int(),
  lastAcknowledgedAt: f.instant.nullable(),
  lag: z.number().int(),
  /** When the first record that it has not confirmed came about; null when it has all. */
  waitingSince: f.instant.nullable(),
  /** Set when its receipts come back through the platform below it. */
  receiptKey: z.string().nullable(),
})

export const signedHead = z.object({
  marketId: z.string(),
  keyId: z.string(),
  businessDate: f.date,
  signedAt: f.instant,
  sequence: z.number().int(),
  hash: z.string(),
  eventCounts: z.record(z.string(), z.number().int()),
  salesAmountFen: z.number().int(),
  saleCount: z.number().int(),
  /** Base64 of the Ed25519 signature over the canonical JSON (RFC 8785) of all other fields. */
  signature: z.string(),
})

/** Signing profiles of pushes; each is one file of the server. */
export const feedProfiles = ['webhook-ed25519', 'webhook-hmac', 'http-signature', 'webhook-sm2'] as const
export const subscriberStates = ['active', 'paused', 'gone'] as const

export const feedSubscriber = z.object({
  subscriberId: z.string(),
  name: z.string(),
  url: z.string(),
  platformLinkId: z.string().nullable(),
  profile: z.enum(feedProfiles),
  types: z.array(z.string()),
  masked: z.array(z.string()),
  /** Whether it gets every event unmasked, and with it the proof of the chain. */
  whole: z.boolean(),
  state: z.enum(subscriberStates),
  /** Last sequence that arrived, and how many events are still to go. */
  cursor: z.number().int(),
  lag: z.number().int(),
  /** Failed attempts in a row. */
  attempts: z.number().int(),
  nextAttemptAt: f.instant.nullable(),
  lastAttemptAt: f.instant.nullable(),
  lastSuccessAt: f.instant.nullable(),
  lastStatus: z.number().int().nullable(),
  lastProblem: z.string().nullable(),
  deadLetters: z.number().int(),
  previousSecretUntil: f.instant.nullable(),
})
export type FeedSubscriber = z.output<typeof feedSubscriber>

export const deadLetter = z.object({
  deadLetterId: z.string(),
  sequence: z.number().int(),
  type: z.string(),
  status: z.number().int(),
  reason: z.string(),
  /** The subscriber needs every event and waits for this one. */
  holdsUp: z.boolean(),
  refusedAt: f.instant,
  replayedAt: f.instant.nullable(),
})

const fieldName = z.string().regex(/^[A-Za-z]\w{0,40}$/, '字段名只能用字母、数字和下划线')
const typePattern = z.string().regex(/^[a-z_]+\.([a-z_]+|\*)$/, '事件类型写成 sales.recorded 或 sales.* 的样子')
const webhookSecret = z
  .string()
  .trim()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, '密钥应以 whsec_ 开头，请完整粘贴对方平台给的收件密钥')

const subscriberAt = '/api/v1/markets/{marketId}/feed-subscribers/{subscriberId}' as const

export const feedRoutes = {
  listSubscribers: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/feed-subscribers',
    summary: '推送对象：推到第几条、差多少、上次失败的原因',
    access: marketViewers,
    output: z.object({ items: z.array(feedSubscriber), lastSequence: z.number().int(), asOf: f.instant }),
  }),
  createSubscriber: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/feed-subscribers',
    summary: '登记推送对象；可只推部分类型、隐去部分字段',
    access: operator,
    body: z.object({
      name: f.text(60, '名称'),
      url: z.url('请填写完整网址').max(500),
      platformLinkId: f.id.nullish(),
      profile: z.enum(feedProfiles).default('webhook-ed25519'),
      types: z.array(typePattern).max(50).default([]),
      masked: z.array(fieldName).max(50).default([]),
      /** For HMAC: the secret that the receiver gave out; without it one is made and shown once. */
      secret: webhookSecret.nullish(),
      /** Events after this sequence are sent; 0 for all. */
      after: z.number().int().min(0).default(0),
      /** Standard Webhooks advises 20 kB; platforms of this product take up to 4 MB. */
      maxBatchBytes: z.number().int().min(1000).max(4_000_000).nullish(),
    }),
    output: z.object({ subscriber: feedSubscriber, secret: z.string().nullable() }),
    status: 201,
  }),
  updateSubscriber: route({
    method: 'PATCH',
    path: subscriberAt,
    summary: '暂停或恢复推送；恢复后马上重试',
    access: operator,
    body: z.object({ state: z.enum(['active', 'paused']) }),
    output: feedSubscriber,
  }),
  removeSubscriber: route({
    method: 'DELETE',
    path: subscriberAt,
    summary: '删除推送对象',
    access: operator,
    output: f.ok,
  }),
  rotateSubscriberSecret: route({
    method: 'POST',
    path: `${subscriberAt}/secret`,
    summary: '更换推送密钥；重叠期内新旧两个签名一起发',
    access: operator,
    body: z.object({ secret: webhookSecret.nullish(), overlapHours: z.number().int().min(0).max(720).default(24) }),
    output: z.object({ secret: z.string(), previousValidUntil: f.instant }),
    status: 201,
  }),
  replayFeed: route({
    method: 'POST',
    path: `${subscriberAt}/replay`,
    summary: '从某一条之后重新推送',
    access: operator,
    body: z.object({ after: z.number().int().min(0) }),
    output: feedSubscriber,
  }),
  listDeadLetters: route({
    method: 'GET',
    path: `${subscriberAt}/dead-letters`,
    summary: '对方拒收的事件',
    access: marketViewers,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(deadLetter),
  }),
  replayDeadLetters: route({
    method: 'POST',
    path: `${subscriberAt}/dead-letters/replay`,
    summary: '重新推送拒收的事件，最多 50 条',
    access: operator,
    body: z.object({ deadLetterIds: z.array(f.id).min(1, '请选择要重推的事件').max(50) }),
    output: z.object({ arrived: z.number().int(), refused: z.number().int() }),
  }),
  rotateFeedKey: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/feed-keys',
    summary: '更换市场的签名密钥；旧密钥为新密钥作证，并在重叠期内继续有效',
    access: operator,
    body: z.object({ overlapHours: z.number().int().min(1).max(2160).default(168) }),
    output: z.object({ keyId: z.string(), publicKey: z.string(), previousValidUntil: f.instant }),
    status: 201,
  }),
  listFeedEvents: route({
    method: 'GET',
    path: '/feeds/v1/markets/{marketId}/events',
    summary: '按序号读取事件，after 之后的最多 limit 条',
    access: { scope: 'market', roles: ['market_operator', 'district_officer', 'city_officer'], keys: ['feed:read'] },
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({ events: z.array(feedEvent), lastSequence: z.number().int(), head: z.string() }),
  }),
  pullFeed: route({
    method: 'GET',
    path: '/feeds/v1/markets/{marketId}/batch',
    summary: '不便接收推送的平台来取：after 之后的一批 CloudEvents，以市场的封签结尾',
    access: { scope: 'market', roles: ['market_operator'], keys: ['feed:read'] },
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(2000).default(1000),
      /** Signed heads of later business days come with it. */
      headsAfter: f.date.optional(),
    }),
    file: 'application/cloudevents-batch+json',
  }),
  listSignedHeads: route({
    method: 'GET',
    path: '/feeds/v1/markets/{marketId}/heads',
    summary: '每个营业日签名的链头：到第几条、哈希、条数和金额合计',
    access: { scope: 'market', roles: ['market_operator', 'district_officer', 'city_officer'], keys: ['feed:read'] },
    output: z.object({ items: z.array(signedHead) }),
  }),
  signFeedHead: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/signed-heads',
    summary: '现在为今天的链头签名；一个营业日一次',
    access: operator,
    output: signedHead,
    status: 201,
  }),
  listFeedKeys: route({
    method: 'GET',
    path: '/feeds/v1/public/{marketCode}/keys',
    summary: '市场的公钥，任何人可取来核验',
    access: { scope: 'public' },
    output: z.object({
      marketId: z.string(),
      items: z.array(
        z.object({
          keyId: z.string(),
          algorithm: z.enum(['Ed25519', 'SM2']),
          publicKey: z.string(),
          /** The same key as Standard Webhooks writes it, `whpk_…`; null for SM2. */
          webhookKey: z.string().nullable(),
          createdAt: f.instant,
          retiredAt: f.instant.nullable(),
        }),
      ),
    }),
  }),
  acknowledgeFeed: route({
    method: 'POST',
    path: '/feeds/v1/markets/{marketId}/acknowledgements',
    summary: '平台确认已收到到第几条',
    access: { scope: 'market', roles: [], keys: ['feed:read'] },
    body: z.object({ sequence: z.number().int().min(0) }),
    output: platformLink,
  }),
  listPlatformLinks: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/platform-links',
    summary: '平台对接',
    access: marketViewers,
    output: z.object({ items: z.array(platformLink), lastSequence: z.number().int(), asOf: f.instant }),
  }),
  createPlatformLink: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/platform-links',
    summary: '登记一个上级平台，并生成它读取数据用的密钥',
    access: operator,
    body: z.object({
      level: z.enum(platformLevels),
      name: f.text(60, '平台名称'),
      /** PEM (SPKI, Ed25519), from the platform's own public page: for one that gets the feed through another. */
      receiptKey: z
        .string()
        .trim()
        .max(500)
        .regex(
          /^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----$/,
          '公钥不完整，请从 BEGIN 到 END 整段粘贴',
        )
        .nullish(),
    }),
    output: z.object({ link: platformLink, secret: z.string() }),
    status: 201,
  }),
  removePlatformLink: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/platform-links/{platformLinkId}',
    summary: '断开对接，密钥失效',
    access: operator,
    output: f.ok,
  }),
}
