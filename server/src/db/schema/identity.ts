import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { KeyScope, Role, StallRight } from '@smart-market/shared/route.ts'
import { at, marketIdColumn, systemOnly, tenantPolicies } from './columns.ts'

/** People exist across markets, so users and sessions are reference tables without market_id (ADR 0004). */
export const users = pgTable(
  'users',
  {
    userId: text('user_id').primaryKey(),
    loginName: text('login_name').notNull(),
    displayName: text('display_name').notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [uniqueIndex('users__login_name').on(sql`lower(${t.loginName})`), ...systemOnly('users')],
)

export const memberships = pgTable(
  'memberships',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.userId),
    role: text('role').$type<Role>().notNull(),
    /** Empty where the role is held over a district or the city. */
    marketId: text('market_id').notNull().default(''),
    merchantId: text('merchant_id'),
    districtCode: text('district_code'),
    /** Of a merchant's helper; null for the owner of the stall and for every other role. */
    stallRights: jsonb('stall_rights').$type<StallRight[]>(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.role, t.marketId] }),
    index('memberships__market').on(t.marketId),
    ...systemOnly('memberships'),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    sessionId: text('session_id').primaryKey(),
    tokenHash: text('token_hash').notNull().unique('sessions__token_hash'),
    userId: text('user_id')
      .notNull()
      .references(() => users.userId),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    userAgent: text('user_agent').notNull(),
  },
  (t) => [index('sessions__user').on(t.userId), ...systemOnly('sessions')],
)

/** Counts wrong passwords by account and by address. */
export const loginFailures = pgTable(
  'login_failures',
  {
    key: text('key').primaryKey(),
    failures: integer('failures').notNull(),
    since: at('since').notNull(),
  },
  () => systemOnly('login_failures'),
)

export const apiKeys = pgTable(
  'api_keys',
  {
    marketId: marketIdColumn(),
    apiKeyId: text('api_key_id').notNull(),
    name: text('name').notNull(),
    scopes: jsonb('scopes').$type<KeyScope[]>().notNull(),
    secretHash: text('secret_hash').notNull(),
    /** Set when the key belongs to one device and may speak for no other. */
    deviceId: text('device_id'),
    createdAt: at('created_at').notNull(),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.apiKeyId] }),
    // A lookup by hash happens before the market is known; 256 random bits make it unique without a constraint.
    index('api_keys__secret_hash').on(t.secretHash),
    ...tenantPolicies('api_keys'),
  ],
)

/** Append-only: no role may update or delete. market_id is '-' for what happens outside any market. */
export const auditLog = pgTable(
  'audit_log',
  {
    marketId: marketIdColumn(),
    auditId: text('audit_id').notNull(),
    at: at('at').notNull(),
    actorKind: text('actor_kind', { enum: ['user', 'key', 'device', 'anonymous', 'system'] }).notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    actorRole: text('actor_role').notNull(),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    summary: text('summary').notNull(),
    details: jsonb('details'),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.auditId] }),
    index('audit_log__at').on(t.marketId, t.at),
    ...tenantPolicies('audit_log'),
  ],
)
