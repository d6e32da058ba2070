/**
 * What a district or city platform has taken over from its markets. Every table, key and join begins with market_id, so
 * that a city can spread them over Citus (docs/runbook/distributed-platform.md).
 */
import { bigint, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { SignedHead, SignedKey, SignedReceipt, SignedSeal } from '../../feed/statements.ts'
import { at, marketIdColumn, on, tenantPolicies } from './columns.ts'

/** A market that reports to this platform, and how far its feed has arrived. */
export const receivedMarkets = pgTable(
  'received_markets',
  {
    marketId: text('market_id').primaryKey(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    districtCode: text('district_code').notNull(),
    districtName: text('district_name').notNull(),
    /** WGS 84 degrees; null when nobody has said where it is. */
    longitude: doublePrecision('longitude'),
    latitude: doublePrecision('latitude'),
    /** `disputed`: its chain contradicts what it sent before; nothing more is taken until an officer has looked. */
    state: text('state', { enum: ['active', 'disputed', 'removed'] }).notNull(),
    inboxSecretEncrypted: text('inbox_secret_encrypted').notNull(),
    previousInboxSecretEncrypted: text('previous_inbox_secret_encrypted'),
    previousInboxSecretUntil: at('previous_inbox_secret_until'),
    /** Everything up to here is stored and proved; `headHash` is the hash of that event. */
    acknowledgedSequence: bigint('acknowledged_sequence', { mode: 'number' }).notNull(),
    headHash: text('head_hash').notNull(),
    /** Where the market itself says its feed stands, in its newest seal. */
    claimedSequence: bigint('claimed_sequence', { mode: 'number' }).notNull(),
    /** When the newest stored event happened, and when the market was last heard with a genuine signature. */
    lastEventAt: at('last_event_at'),
    lastHeardAt: at('last_heard_at'),
    /** First sequence that is missing, while a gap is open. */
    gapAt: bigint('gap_at', { mode: 'number' }),
    /** Where this platform fetches the feed itself, for a market that cannot push; the key opens it. */
    pullUrl: text('pull_url'),
    pullKeyEncrypted: text('pull_key_encrypted'),
    pullAttempts: integer('pull_attempts').notNull().default(0),
    nextPullAt: at('next_pull_at'),
    pullProblem: text('pull_problem'),
    refusedCount: integer('refused_count').notNull().default(0),
    lastRefusedAt: at('last_refused_at'),
    lastRefusal: text('last_refusal'),
    registeredAt: at('registered_at').notNull(),
    removedAt: at('removed_at'),
  },
  () => tenantPolicies('received_markets'),
)

/** Public keys: the market's own prove its chain, a relay's let a district deliver in the market's name. */
export const receivedKeys = pgTable(
  'received_keys',
  {
    marketId: marketIdColumn(),
    keyId: text('key_id').notNull(),
    holder: text('holder', { enum: ['market', 'relay'] }).notNull(),
    algorithm: text('algorithm', { enum: ['Ed25519', 'SM2'] }).notNull(),
    publicKey: text('public_key').notNull(),
    /** From the feed itself, vouched for by a known key; null when an officer entered it. */
    endorsement: jsonb('endorsement').$type<SignedKey>(),
    createdAt: at('created_at').notNull(),
    retiredAt: at('retired_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.keyId] }), ...tenantPolicies('received_keys')],
)

/** The markets' events, proved against their chain. Append-only. */
export const receivedEvents = pgTable(
  'received_events',
  {
    marketId: marketIdColumn(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    version: integer('version').notNull(),
    occurredAt: at('occurred_at').notNull(),
    payload: jsonb('payload').notNull(),
    hash: text('hash').notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.sequence] }),
    index('received_events__type').on(t.marketId, t.type, t.sequence),
    ...tenantPolicies('received_events'),
  ],
)

/** The market's signature below each stretch that arrived: what proves it to the next platform. Append-only. */
export const receivedSeals = pgTable(
  'received_seals',
  {
    marketId: marketIdColumn(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    statement: jsonb('statement').$type<SignedSeal>().notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.sequence] }), ...tenantPolicies('received_seals')],
)

/** Daily signed heads, and whether the stored events agree with their hash, counts and sums. */
export const receivedHeads = pgTable(
  'received_heads',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    statement: jsonb('statement').$type<SignedHead>().notNull(),
    verdict: text('verdict', { enum: ['waiting', 'agrees', 'disagrees'] }).notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.businessDate] }), ...tenantPolicies('received_heads')],
)

/** What came under a genuine signature and still does not hold together. */
export const receivedQuarantine = pgTable(
  'received_quarantine',
  {
    marketId: marketIdColumn(),
    quarantineId: text('quarantine_id').notNull(),
    problem: text('problem').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    message: text('message').notNull(),
    body: text('body').notNull(),
    /** The same thing sent again counts here. */
    times: integer('times').notNull().default(1),
    receivedAt: at('received_at').notNull(),
    settledAt: at('settled_at'),
    settledBy: text('settled_by'),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.quarantineId] }),
    index('received_quarantine__open').on(t.marketId, t.settledAt),
    ...tenantPolicies('received_quarantine'),
  ],
)

/** How far each market's feed has been passed on to the platform above. */
export const receivedForwards = pgTable(
  'received_forwards',
  {
    marketId: text('market_id').primaryKey(),
    cursor: bigint('cursor', { mode: 'number' }).notNull(),
    headsThrough: on('heads_through'),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: at('next_attempt_at').notNull(),
    leasedUntil: at('leased_until'),
    lastSuccessAt: at('last_success_at'),
    lastProblem: text('last_problem'),
    /** The newest signed receipt of the platform above, for the market to see. */
    receipt: jsonb('receipt').$type<SignedReceipt>(),
  },
  () => tenantPolicies('received_forwards'),
)
