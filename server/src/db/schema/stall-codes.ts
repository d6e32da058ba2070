/** Printed stall codes: the keys they are signed with, what was printed and where it was seen. */
import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, marketIdColumn, tenantPolicies } from './columns.ts'
import { stalls } from './markets.ts'

/** Secret that signs a market's printed codes, encrypted at rest. */
export const stallCodeKeys = pgTable(
  'stall_code_keys',
  {
    marketId: text('market_id').primaryKey(),
    secretEncrypted: text('secret_encrypted').notNull(),
    createdAt: at('created_at').notNull(),
  },
  () => tenantPolicies('stall_code_keys'),
)

/** The printed text of an issued stall code, and when a patrol last saw it on site. */
export const stallCodePrints = pgTable(
  'stall_code_prints',
  {
    marketId: marketIdColumn(),
    stallCodeId: text('stall_code_id').notNull(),
    stallId: text('stall_id').notNull(),
    version: integer('version').notNull(),
    code: text('code').notNull(),
    issuedAt: at('issued_at').notNull(),
    revokedAt: at('revoked_at'),
    lastSeenAt: at('last_seen_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallCodeId] }),
    unique('stall_code_prints__code').on(t.marketId, t.code),
    index('stall_code_prints__by_code').on(t.code),
    unique('stall_code_prints__version').on(t.marketId, t.stallId, t.version),
    uniqueIndex('stall_code_prints__one_live')
      .on(t.marketId, t.stallId)
      .where(sql`revoked_at is null`),
    foreignKey({
      name: 'stall_code_prints__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    ...tenantPolicies('stall_code_prints'),
  ],
)

/** What a patrol scanned on site. */
export const stallCodeScans = pgTable(
  'stall_code_scans',
  {
    marketId: marketIdColumn(),
    stallCodeScanId: text('stall_code_scan_id').notNull(),
    /** The stall the patrol stood at. */
    stallId: text('stall_id').notNull(),
    stallCodeId: text('stall_code_id'),
    verdict: text('verdict', { enum: ['ours', 'other_stall', 'revoked', 'foreign'] }).notNull(),
    content: text('content').notNull(),
    scannedBy: text('scanned_by').notNull(),
    scannedAt: at('scanned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallCodeScanId] }),
    index('stall_code_scans__by_time').on(t.marketId, t.scannedAt),
    ...tenantPolicies('stall_code_scans'),
  ],
)
