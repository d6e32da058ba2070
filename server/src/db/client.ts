/**
 * One database, two engines: PGlite in a folder (one process), or PostgreSQL 15+ through postgres.js. Callers see a
 * drizzle handle and transactions only; what differs between the engines ends here.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { createBatcher } from '../lib/batcher.ts'
import { lockFolder } from './folder-lock.ts'
import { prepareRepeated } from './prepare-repeated.ts'

export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>

export interface Database {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Db
  /**
   * One prepared statement in a transaction of its own: for the few hot paths where a transaction's round trips count.
   * The statement takes on its role by itself (a SQL function that sets it). Parameters are text: cast them.
   */
  call<Row extends Record<string, unknown>>(statement: string, params: readonly string[]): Promise<Row[]>
  /**
   * Rows `key, found` of a statement whose only parameter is a JSON array of keys; callers that wait at the same moment
   * share one. Undefined when nothing was found for the key.
   */
  lookup<Found>(statement: string, key: string): Promise<Found | undefined>
  /**
   * What the database holds, as a token: between two equal tokens no transaction has written anything. Callers that
   * wait at the same moment share one question, asked after each of them came.
   */
  snapshot(): Promise<string>
  /** Calls back with the payload of each NOTIFY on the channel, until the returned function is called. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  /** Frees dead row versions and renews the planner's figures where no autovacuum does: PGlite. */
  upkeep(): Promise<void>
  /** `pg_dump`-free copy of a PGlite folder, for test templates. */
  dump(): Promise<Blob | undefined>
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** PostgreSQL address; without it PGlite. */
  readonly url?: string | undefined
  /** PGlite folder; without it in memory. */
  readonly folder?: string | undefined
  readonly migrations: string
  readonly maxConnections?: number
  /** A dumped PGlite folder to start from. */
  readonly template?: Blob
}

/** Opens and migrates. Throws FolderLockedError when another process holds the PGlite folder. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> =>
  options.url === undefined ? openPglite(options) : openPostgres(options.url, options)

const openPostgres = async (url: string, options: DatabaseOptions): Promise<Database> => {
  const client = postgres(url, { max: options.maxConnections ?? 10, onnotice: () => undefined })
  const db = drizzlePostgres(prepareRepeated(client))
  // Two servers that start together must not migrate at the same time.
  const guard = await client.reserve()
  try {
    await guard`select pg_advisory_lock(720210911)`
    await migratePostgres(db, { migrationsFolder: options.migrations })
  } finally {
    await guard`select pg_advisory_unlock(720210911)`
    guard.release()
  }
  const call: Database['call'] = async <Row>(statement: string, params: readonly string[]) =>
    (await client.unsafe(statement, [...params], { prepare: true })) as unknown as Row[]
  return {
    kind: 'postgres',
    db: db as unknown as Db,
    call,
    lookup: createLookup(call),
    snapshot: createSnapshot(call),
    listen: async (channel, onPayload) => {
      const listening = await client.listen(channel, onPayload)
      return () => listening.unlisten()
    },
    upkeep: () => Promise.resolve(),
    dump: () => Promise.resolve(undefined),
    close: () => client.end({ timeout: 5 }),
  }
}

const openPglite = async (options: DatabaseOptions): Promise<Database> => {
  const { folder } = options
  if (folder !== undefined) mkdirSync(path.dirname(folder), { recursive: true })
  const unlock = folder === undefined ? () => undefined : lockFolder(folder)
  try {
    const client = await PGlite.create({
      ...(folder === undefined ? {} : { dataDir: folder }),
      ...(options.template === undefined ? {} : { loadDataDir: options.template }),
      extensions: { btree_gist, pg_trgm },
    })
    const db = drizzlePglite(client)
    await migratePglite(db, { migrationsFolder: options.migrations })
    const call: Database['call'] = async <Row>(statement: string, params: readonly string[]) =>
      (await client.query<Row>(statement, [...params])).rows
    return {
      kind: 'pglite',
      db: db as unknown as Db,
      call,
      lookup: createLookup(call),
      snapshot: createSnapshot(call),
      listen: (channel, onPayload) => client.listen(channel, onPayload),
      upkeep: async () => {
        await client.exec('vacuum (analyze)')
      },
      dump: async () => client.dumpDataDir('none'),
      close: async () => {
        await client.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

const createLookup = (call: Database['call']): Database['lookup'] => {
  const batchers = new Map<string, (key: string) => Promise<unknown>>()
  const batcherOf = (statement: string) => {
    const ask = createBatcher(
      async (keys: readonly string[]) => {
        const rows = await call<{ key: string; found: unknown }>(statement, [JSON.stringify(keys)])
        const found = new Map(rows.map((row) => [row.key, row.found]))
        return keys.map((key) => found.get(key))
      },
      { maxItems: 200, inFlight: 2 },
    )
    batchers.set(statement, ask)
    return ask
  }
  return async <Found>(statement: string, key: string) =>
    (await (batchers.get(statement) ?? batcherOf(statement))(key)) as Found | undefined
}

const createSnapshot = (call: Database['call']): Database['snapshot'] => {
  const ask = createBatcher<null, string>(
    async (callers) => {
      const [row] = await call<{ token: string }>('select pg_current_snapshot()::text as token', [])
      return callers.map(() => row?.token ?? '')
    },
    { maxItems: 10_000, inFlight: 1 },
  )
  return () => ask(null)
}

/**
 * Rows of a raw statement, whichever engine answered. Timestamps come as text and, on PostgreSQL, bigint and numeric
 * as text too: select with `::float8` or `::int` where a number is wanted.
 */
export const rowsOf = async <Row extends Record<string, unknown>>(
  tx: Pick<Db, 'execute'>,
  statement: SQL,
): Promise<Row[]> => {
  const result: unknown = await tx.execute(statement)
  if (Array.isArray(result)) return result as Row[]
  return (result as { rows: Row[] }).rows
}

/** SQLSTATE and constraint of a database error; undefined for any other error. */
export const databaseError = (error: unknown): { code: string; constraint: string } | undefined => {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : undefined
  if (typeof cause !== 'object' || cause === null || !('code' in cause) || typeof cause.code !== 'string')
    return undefined
  const named = cause as { constraint?: unknown; constraint_name?: unknown }
  const constraint = named.constraint ?? named.constraint_name
  return { code: cause.code, constraint: typeof constraint === 'string' ? constraint : '' }
}
