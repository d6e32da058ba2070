/** Who is who: login, sessions, users of a market, keys of machines, the operation log. */
import { z } from 'zod'
import { keyScopes, page, pageQuery, roles, route, stallRights } from '../route.ts'
import * as f from './fields.ts'

export const role = z.enum(roles)
export const membership = z.object({
  role,
  marketId: z.string().nullable(),
  marketName: z.string().nullable(),
  merchantId: z.string().nullable(),
  districtCode: z.string().nullable(),
  /** Of a merchant's helper; null for the owner of the stall and for every other role. */
  stallRights: z.array(z.enum(stallRights)).readonly().nullable(),
})
export const account = z.object({
  userId: z.string(),
  loginName: z.string(),
  displayName: z.string(),
  memberships: z.array(membership),
})
export type Account = z.output<typeof account>

export const sessionView = z.object({
  sessionId: z.string(),
  createdAt: f.instant,
  lastSeenAt: f.instant,
  expiresAt: f.instant,
  userAgent: z.string(),
  current: z.boolean(),
})

export const marketUser = z.object({
  userId: z.string(),
  loginName: z.string(),
  displayName: z.string(),
  role,
  merchantId: z.string().nullable(),
  merchantName: z.string().nullable(),
  createdAt: f.instant,
})

const helperRights = z.array(z.enum(stallRights)).max(stallRights.length)
export const stallHelper = z.object({
  userId: z.string(),
  loginName: z.string(),
  displayName: z.string(),
  rights: helperRights,
  createdAt: f.instant,
})
export type StallHelper = z.output<typeof stallHelper>

export const apiKeyView = z.object({
  apiKeyId: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  deviceId: z.string().nullable(),
  createdAt: f.instant,
  lastUsedAt: f.instant.nullable(),
  revokedAt: f.instant.nullable(),
})

export const auditEntry = z.object({
  auditId: z.string(),
  at: f.instant,
  actor: z.string(),
  actorRole: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  summary: z.string(),
  details: z.unknown(),
  requestId: z.string(),
})

const operator = { scope: 'market', roles: ['market_operator'] } as const
const stallOwner = { scope: 'market', roles: ['merchant'], stallRight: 'owner' } as const

export const identityRoutes = {
  login: route({
    method: 'POST',
    path: '/api/v1/sessions',
    summary: '登录',
    access: { scope: 'public' },
    body: z.object({ loginName: f.text(64, '账号'), password: z.string().min(1, '请填写密码').max(200) }),
    output: z.object({ token: z.string(), expiresAt: f.instant, account }),
    status: 201,
  }),
  startShopperSession: route({
    method: 'POST',
    path: '/api/v1/shopper-sessions',
    summary: '访客开始购物，不问任何个人信息',
    access: { scope: 'public' },
    output: z.object({ token: z.string(), expiresAt: f.instant, account }),
    status: 201,
  }),
  logout: route({
    method: 'DELETE',
    path: '/api/v1/sessions/current',
    summary: '退出登录',
    access: { scope: 'self' },
    output: f.ok,
  }),
  getMe: route({ method: 'GET', path: '/api/v1/me', summary: '当前账号', access: { scope: 'self' }, output: account }),
  listMySessions: route({
    method: 'GET',
    path: '/api/v1/me/sessions',
    summary: '我的登录设备',
    access: { scope: 'self' },
    output: z.object({ items: z.array(sessionView) }),
  }),
  revokeMySession: route({
    method: 'DELETE',
    path: '/api/v1/me/sessions/{sessionId}',
    summary: '让一处登录退出',
    access: { scope: 'self' },
    output: f.ok,
  }),
  changeMyPassword: route({
    method: 'POST',
    path: '/api/v1/me/password',
    summary: '修改密码，其他登录全部退出',
    access: { scope: 'self' },
    body: z.object({ currentPassword: z.string().max(200), newPassword: z.string().max(200) }),
    output: f.ok,
  }),
  listMarketUsers: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/users',
    summary: '市场账号',
    access: operator,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(marketUser),
  }),
  createMarketUser: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/users',
    summary: '新建市场账号',
    access: operator,
    body: z.object({
      loginName: f.text(64, '账号'),
      displayName: f.text(40, '姓名'),
      password: z.string().max(200),
      role: z.enum(['merchant', 'market_staff', 'market_operator', 'inspector']),
      merchantId: f.id.nullish(),
    }),
    output: marketUser,
    status: 201,
  }),
  removeMarketUser: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/users/{userId}',
    summary: '停用市场账号，其登录立即失效',
    access: operator,
    output: f.ok,
  }),
  listStallHelpers: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-helpers',
    summary: '摊主的帮手和他们的权限',
    access: stallOwner,
    output: z.object({ items: z.array(stallHelper) }),
  }),
  addStallHelper: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-helpers',
    summary: '给帮手开账号：可以接单、备货、进货登记；改价、看账、退款要另外勾选',
    access: stallOwner,
    body: z.object({
      loginName: f.text(64, '账号'),
      displayName: f.text(40, '姓名'),
      password: z.string().max(200),
      rights: helperRights.default([]),
    }),
    output: stallHelper,
    status: 201,
  }),
  setStallHelperRights: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/stall-helpers/{userId}',
    summary: '修改帮手的权限，马上生效',
    access: stallOwner,
    body: z.object({ rights: helperRights }),
    output: stallHelper,
  }),
  removeStallHelper: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/stall-helpers/{userId}',
    summary: '停用帮手的账号，其登录立即失效',
    access: stallOwner,
    output: f.ok,
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/api-keys',
    summary: '接口密钥',
    access: operator,
    output: z.object({ items: z.array(apiKeyView) }),
  }),
  createApiKey: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/api-keys',
    summary: '生成接口密钥，明文只显示这一次',
    access: operator,
    body: z.object({ name: f.text(40, '名称'), scopes: z.array(z.enum(keyScopes)).min(1, '请至少选一个用途') }),
    output: z.object({ key: apiKeyView, secret: z.string() }),
    status: 201,
  }),
  revokeApiKey: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/api-keys/{apiKeyId}',
    summary: '停用接口密钥',
    access: operator,
    output: f.ok,
  }),
  listAuditLog: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/audit-log',
    summary: '操作日志',
    access: { scope: 'market', roles: ['market_operator', 'inspector', 'district_officer', 'city_officer'] },
    query: z.object({ ...f.search, from: f.date.optional(), to: f.date.optional(), ...pageQuery }),
    output: page(auditEntry),
  }),
}
