import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { SignedHead, SignedKey } from '../../feed/statements.ts'
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

/** The market's keys for signing heads and pushes; a platform's own stand under the market `-`. The private half is encrypted; a retired key still proves what it signed. */
export const feedKeys = pgTable(
  'feed_keys',
  {
    marketId: marketIdColumn(),
    keyId: text('key_id').notNull(),
    algorithm: text('algorithm', { enum: ['Ed25519', 'SM2'] })
      .notNull()
      .default('Ed25519'),
    publicKey: text('public_key').notNull(),
    privateKeyEncrypted: text('private_key_encrypted').notNull(),
    createdAt: at('created_at').notNull(),
    /** From then on it signs nothing; it may lie ahead while the old and the new key overlap. */
    retiredAt: at('retired_at'),
    /** The word of the key before it, for those who know only that one. Null for a first key. */
    endorsement: jsonb('endorsement').$type<SignedKey>(),
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
    /** Public key (PEM) of a platform behind another one: its receipts come back through that one and prove themselves. */
    receiptKey: text('receipt_key'),
    acknowledgedSequence: bigint('acknowledged_sequence', { mode: 'number' }).notNull(),
    lastAcknowledgedAt: at('last_acknowledged_at'),
    createdAt: at('created_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.platformLinkId] }), ...tenantPolicies('platform_links')],
)

/** Who is sent the feed by push: the cursor is the last sequence that arrived. */
export const feedSubscribers = pgTable(
  'feed_subscribers',
  {
    marketId: marketIdColumn(),
    subscriberId: text('subscriber_id').notNull(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    /** The platform whose acknowledgements count as its receipts; null for any other subscriber. */
    platformLinkId: text('platform_link_id'),
    profile: text('profile').notNull(),
    /** Types it wants, `sales.*` for a whole subject; empty for all. */
    types: jsonb('types').$type<string[]>().notNull(),
    /** Payload fields it must not see. */
    masked: jsonb('masked').$type<string[]>().notNull(),
    maxBatchBytes: integer('max_batch_bytes').notNull(),
    state: text('state', { enum: ['active', 'paused', 'gone'] }).notNull(),
    secretEncrypted: text('secret_encrypted'),
    previousSecretEncrypted: text('previous_secret_encrypted'),
    previousSecretUntil: at('previous_secret_until'),
    cursor: bigint('cursor', { mode: 'number' }).notNull(),
    /** Business date of the last signed head that arrived, and the key it knows. */
    headsThrough: on('heads_through'),
    announcedKeyId: text('announced_key_id'),
    /** Events of the next batch: halved when the other side chokes, doubled when it keeps up. */
    batchSize: integer('batch_size').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    /** Another process is sending until then. */
    leasedUntil: at('leased_until'),
    lastAttemptAt: at('last_attempt_at'),
    lastSuccessAt: at('last_success_at'),
    lastStatus: integer('last_status'),
    lastProblem: text('last_problem'),
    createdAt: at('created_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.subscriberId] }),
    index('feed_subscribers__due').on(t.nextAttemptAt),
    ...tenantPolicies('feed_subscribers'),
  ],
)

/** Events that a subscriber refused for good, kept until somebody sends them again. */
export const feedDeadLetters = pgTable(
  'feed_dead_letters',
  {
    marketId: marketIdColumn(),
    deadLetterId: text('dead_letter_id').notNull(),
    subscriberId: text('subscriber_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    type: text('type').notNull(),
    status: integer('status').notNull(),
    reason: text('reason').notNull(),
    /** The subscriber needs every event, so it waits for this one; others go on without it. */
    holdsUp: boolean('holds_up').notNull(),
    refusedAt: at('refused_at').notNull(),
    replayedAt: at('replayed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.deadLetterId] }),
    index('feed_dead_letters__subscriber').on(t.marketId, t.subscriberId, t.sequence),
    ...tenantPolicies('feed_dead_letters'),
  ],
)

/** How far each follower inside this server has read a market's feed. */
export const feedFollowers = pgTable(
  'feed_followers',
  {
    marketId: marketIdColumn(),
    follower: text('follower').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.follower] }), ...tenantPolicies('feed_followers')],
)
