/** Column and policy shapes that every tenant table shares. */
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  customType,
  date,
  integer,
  pgPolicy,
  pgRole,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'

/** Serves requests: sees only the market in `app.market_id`, and only one merchant's rows when `app.merchant_id` is set. */
export const appRole = pgRole('market_app').existing()
/** Serves login, relay and jobs, which work across markets. */
export const systemRole = pgRole('market_system').existing()

export const marketIdColumn = () => text('market_id').notNull()
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const on = (name: string) => date(name, { mode: 'string' })
export const fen = (name: string) => bigint(name, { mode: 'number' })
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** A file kept in its row: type as its first bytes say it, size in bytes, and a hash to find the same one again. */
export const fileColumns = <const T extends string = string>(mediaTypes?: readonly [T, ...T[]]) => ({
  mediaType: text('media_type', { enum: mediaTypes }).$type<T>().notNull(),
  size: integer('size').notNull(),
  sha256: text('sha256').notNull(),
  content: bytes('content').notNull(),
})

/** Row-level security of a tenant table. Policy names carry the table's, because tools list them without it. */
export const tenantPolicies = (table: string) => [
  pgPolicy(`${table}__own_market`, {
    for: 'all',
    to: appRole,
    using: sql`market_id = current_setting('app.market_id', true)`,
    withCheck: sql`market_id = current_setting('app.market_id', true)`,
  }),
  pgPolicy(`${table}__system`, { for: 'all', to: systemRole, using: sql`true`, withCheck: sql`true` }),
]

/** Narrows further: an actor who is a merchant sees only rows of that merchant. */
export const merchantPolicies = (table: string, column: AnyPgColumn) => [
  ...tenantPolicies(table),
  pgPolicy(`${table}__own_merchant`, {
    as: 'restrictive',
    for: 'all',
    to: appRole,
    using: sql`coalesce(current_setting('app.merchant_id', true), '') in ('', ${column})`,
  }),
]

/** Only login, relay and jobs may touch the table. */
export const systemOnly = (table: string) => [
  pgPolicy(`${table}__system`, { for: 'all', to: systemRole, using: sql`true`, withCheck: sql`true` }),
]
