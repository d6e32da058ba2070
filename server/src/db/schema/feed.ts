import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { SignedHead } from '../../feed/signed-head.ts'
import { at, marketIdColumn, on, tenantPolicies } from './columns.ts'

/** Events as the verbs wrote them, waiting for the relay, which takes them away. */
export const outbox = pgTable(
  'outbox',
  {
    marketId: marketIdColumn(),
    eventId: text('event_id').notNull(),
    /** Order of writing within the database; gaps and late commits are possible, so it is never shown. */
    position: bigint('position', { mode: 'number' }).generatedAlwaysAsIdentity(),
    type: text('type').notNull(),
    version: integer('version').notNull(),
    occurredAt: at('occurred_at').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.eventId] }),
    index('outbox__position').on(t.position),
    ...tenantPolicies('outbox'),
  ],
)

/** The market's feed: gap-free sequence, hash chain. Append-only. */
export const feedEvents = pgTable(
  'feed_events',
  {
    marketId: marketIdColumn(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    version: integer('version').notNull(),
    occurredAt: at('occurred_at').notNull(),
    payload: jsonb('payload').notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.sequence] }), ...tenantPolicies('feed_events')],
)

export const feedHeads = pgTable(
  'feed_heads',
  {
    marketId: text('market_id').primaryKey(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
  },
  () => tenantPolicies('feed_heads'),
)

/** The market's keys for signing heads. The private half is encrypted; a retired key still proves what it signed. */
export const feedKeys = pgTable(
  'feed_keys',
  {
    marketId: marketIdColumn(),
    keyId: text('key_id').notNull(),
    publicKey: text('public_key').notNull(),
    privateKeyEncrypted: text('private_key_encrypted').notNull(),
    createdAt: at('created_at').notNull(),
    retiredAt: at('retired_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.keyId] }), ...tenantPolicies('feed_keys')],
)

/** One signed statement a business day about where the feed stood. Append-only. */
export const feedSignedHeads = pgTable(
  'feed_signed_heads',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    statement: jsonb('statement').$type<SignedHead>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.businessDate] }), ...tenantPolicies('feed_signed_heads')],
)

export const platformLinks = pgTable(
  'platform_links',
  {
    marketId: marketIdColumn(),
    platformLinkId: text('platform_link_id').notNull(),
    level: text('level', { enum: ['district', 'city'] }).notNull(),
    name: text('name').notNull(),
    apiKeyId: text('api_key_id').notNull(),
    acknowledgedSequence: bigint('acknowledged_sequence', { mode: 'number' }).notNull(),
    lastAcknowledgedAt: at('last_acknowledged_at'),
    createdAt: at('created_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.platformLinkId] }), ...tenantPolicies('platform_links')],
)
