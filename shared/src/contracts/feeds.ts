/** 上报: the market's event feed, who reads it, how far they have acknowledged. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'

const operator = { scope: 'market', roles: ['market_operator'] } as const
const readers = {
  scope: 'market',
  roles: [
    'market_staff',
    'market_operator',
    'inspector',
    'district_officer',
    'city_officer',
    'district_assessor',
    'third_party_assessor',
    'city_assessor',
  ],
} as const

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
export const platformLink = z.object({
  platformLinkId: z.string(),
  level: z.enum(platformLevels),
  name: z.string(),
  connected: z.boolean(),
  acknowledgedSequence: z.number().int(),
  lastAcknowledgedAt: f.instant.nullable(),
  lag: z.number().int(),
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

export const feedRoutes = {
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
    access: readers,
    output: z.object({ items: z.array(platformLink), lastSequence: z.number().int(), asOf: f.instant }),
  }),
  createPlatformLink: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/platform-links',
    summary: '登记一个上级平台，并生成它读取数据用的密钥',
    access: operator,
    body: z.object({ level: z.enum(platformLevels), name: f.text(60, '平台名称') }),
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
