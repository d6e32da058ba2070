/** 汇集: a district or city platform that takes over the feeds of its markets. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import { feedEvent, platformLevels } from './feeds.ts'
import * as f from './fields.ts'

const officers = { scope: 'platform', roles: ['district_officer', 'city_officer'] } as const

export const keyAlgorithms = ['Ed25519', 'SM2'] as const
export const keyHolders = ['market', 'relay'] as const
export const receivingStates = ['active', 'disputed', 'removed'] as const

const publicKey = z.string().trim().min(60, '公钥太短，请完整粘贴').max(2000)
const keyInput = z.object({
  keyId: f.id,
  holder: z.enum(keyHolders).default('market'),
  algorithm: z.enum(keyAlgorithms).default('Ed25519'),
  /** PEM (SPKI) for Ed25519; hex point, 04…, for SM2. */
  publicKey,
})

export const receivedMarket = z.object({
  marketId: z.string(),
  code: z.string(),
  name: z.string(),
  districtCode: z.string(),
  districtName: z.string(),
  /** WGS 84 degrees. */
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  state: z.enum(receivingStates),
  acknowledgedSequence: z.number().int(),
  /** Where the market says its feed stands; the difference is the lag. */
  claimedSequence: z.number().int(),
  lag: z.number().int(),
  headHash: z.string(),
  lastEventAt: f.instant.nullable(),
  lastHeardAt: f.instant.nullable(),
  gapAt: z.number().int().nullable(),
  openQuarantine: z.number().int(),
  refusedCount: z.number().int(),
  lastRefusal: z.string().nullable(),
  /** Newest signed head and whether the stored events agree with it. */
  lastHead: z
    .object({ businessDate: f.date, sequence: z.number().int(), verdict: z.enum(['waiting', 'agrees', 'disagrees']) })
    .nullable(),
  /** How far the platform above has confirmed; null when nothing is passed on. */
  forwardedSequence: z.number().int().nullable(),
  forwardProblem: z.string().nullable(),
  /** Where this platform fetches the feed itself; null when the market pushes. */
  pullUrl: z.string().nullable(),
  pullProblem: z.string().nullable(),
})
export type ReceivedMarket = z.output<typeof receivedMarket>

export const receivedKey = z.object({
  keyId: z.string(),
  holder: z.enum(keyHolders),
  algorithm: z.enum(keyAlgorithms),
  publicKey: z.string(),
  /** Announced in the feed and vouched for by the key before it; false when an officer entered it. */
  endorsed: z.boolean(),
  createdAt: f.instant,
  retiredAt: f.instant.nullable(),
})

export const quarantineEntry = z.object({
  marketId: z.string(),
  marketName: z.string(),
  quarantineId: z.string(),
  problem: z.string(),
  sequence: z.number().int(),
  message: z.string(),
  times: z.number().int(),
  receivedAt: f.instant,
  settledAt: f.instant.nullable(),
  settledBy: z.string().nullable(),
  note: z.string().nullable(),
})

const at = '/api/v1/receiving/markets/{marketId}' as const

export const receivingRoutes = {
  getPlatform: route({
    method: 'GET',
    path: '/feeds/v1/public/platform',
    summary: '本平台的级别、名称和公钥，任何人可取',
    access: { scope: 'public' },
    output: z.object({
      level: z.enum(platformLevels).nullable(),
      name: z.string(),
      keys: z.array(z.object({ keyId: z.string(), algorithm: z.enum(keyAlgorithms), publicKey: z.string() })),
    }),
  }),
  registerReceivedMarket: route({
    method: 'POST',
    path: '/api/v1/receiving/markets',
    summary: '登记一个向本平台上报的市场，并生成收件密钥',
    access: officers,
    body: z.object({
      marketId: f.id,
      code: f.code('市场代码'),
      name: f.text(60, '市场名称'),
      districtCode: z.string().regex(/^\d{6}$/, '区划代码是 6 位数字'),
      districtName: z.string().trim().max(40).default(''),
      longitude: z.number().min(-180).max(180).nullish(),
      latitude: z.number().min(-90).max(90).nullish(),
      keys: z.array(keyInput).min(1, '请至少填写一个市场公钥').max(10),
    }),
    output: z.object({
      market: receivedMarket,
      /** Where the market pushes to, and the secret for HMAC signatures, shown this once. */
      inboxUrl: z.string(),
      secret: z.string(),
    }),
    status: 201,
  }),
  listReceivedMarkets: route({
    method: 'GET',
    path: '/api/v1/receiving/markets',
    summary: '上报的市场：收到第几条、差多少、有没有断点和隔离',
    access: officers,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(receivedMarket).extend({ asOf: f.instant }),
  }),
  getReceivedMarket: route({
    method: 'GET',
    path: at,
    summary: '一个上报市场和它的公钥',
    access: officers,
    output: z.object({ market: receivedMarket, keys: z.array(receivedKey), asOf: f.instant }),
  }),
  removeReceivedMarket: route({
    method: 'DELETE',
    path: at,
    summary: '停止接收一个市场；收到的数据保留',
    access: officers,
    output: f.ok,
  }),
  rotateInboxSecret: route({
    method: 'POST',
    path: `${at}/inbox-secret`,
    summary: '更换收件密钥；旧密钥在重叠期内仍有效',
    access: officers,
    body: z.object({ overlapHours: z.number().int().min(0).max(720).default(24) }),
    output: z.object({ secret: z.string(), previousValidUntil: f.instant }),
    status: 201,
  }),
  setPull: route({
    method: 'PUT',
    path: `${at}/pull`,
    summary: '改为由平台到市场读取：市场不能推送时用；网址留空则停止',
    access: officers,
    body: z.object({
      /** The market's own address, without a path. */
      url: z.url('请填写市场系统的完整网址').max(300).nullable(),
      /** The key that the market made when it registered this platform. */
      key: z.string().trim().min(20, '密钥不完整').max(200).nullish(),
    }),
    output: receivedMarket,
  }),
  addReceivedKey: route({
    method: 'POST',
    path: `${at}/keys`,
    summary: '登记市场或转报平台的公钥',
    access: officers,
    body: keyInput,
    output: receivedKey,
    status: 201,
  }),
  retireReceivedKey: route({
    method: 'DELETE',
    path: `${at}/keys/{keyId}`,
    summary: '停用一个公钥：以后的签名不再认，以前的仍可核验',
    access: officers,
    output: f.ok,
  }),
  listReceivedEvents: route({
    method: 'GET',
    path: `${at}/events`,
    summary: '收到的事件，按序号',
    access: officers,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
      type: z.string().max(60).optional(),
    }),
    output: z.object({
      events: z.array(feedEvent.omit({ previousHash: true })),
      acknowledgedSequence: z.number().int(),
    }),
  }),
  listQuarantine: route({
    method: 'GET',
    path: '/api/v1/receiving/quarantine',
    summary: '隔离：签名真实但前后对不上的数据',
    access: officers,
    query: z.object({
      open: z.enum(['true', 'false']).optional(),
      marketId: f.id.optional(),
      ...f.search,
      ...pageQuery,
    }),
    output: page(quarantineEntry),
  }),
  settleQuarantine: route({
    method: 'POST',
    path: `${at}/quarantine/{quarantineId}/settlement`,
    summary: '处理一条隔离并写明结论；市场恢复接收',
    access: officers,
    body: z.object({ note: f.text(500, '处理结论') }),
    output: quarantineEntry,
  }),
}
