/**
 * What every verb receives: `ctx` says who acts, in which market, at what moment; `ctx.deps` holds the outside world.
 * All work with the database goes through `withTransaction`, which takes on the least role for the actor and, with
 * it, row-level security. Inside, use only the given `tx`: PGlite has one connection, and the outer handle would wait
 * for it for ever.
 */
import { sql } from 'drizzle-orm'
import { type IdKind, makeId } from '@smart-market/shared/ids.ts'
import type { KeyScope, Role, StallRight } from '@smart-market/shared/route.ts'
import type { Logger } from 'pino'
import type { Database, Db } from './db/client.ts'
import type { FieldCipher } from './lib/field-cipher.ts'

export interface Deps {
  readonly database: Database
  readonly clock: () => Date
  readonly random: (bytes: number) => Uint8Array
  readonly logger: Logger
  readonly cipher: FieldCipher
  /** Where people reach this server, for codes on paper; without it addresses are relative. */
  readonly publicUrl?: string | undefined
}

export interface Membership {
  readonly role: Role
  readonly marketId: string | null
  readonly merchantId: string | null
  readonly districtCode: string | null
  /** Of a merchant's helper; null for the owner of the stall and for every other role. */
  readonly stallRights: readonly StallRight[] | null
}

export type Actor =
  | {
      readonly kind: 'user'
      readonly userId: string
      readonly sessionId: string
      readonly displayName: string
      readonly memberships: readonly Membership[]
    }
  | {
      readonly kind: 'key'
      readonly apiKeyId: string
      readonly name: string
      readonly marketId: string
      readonly scopes: readonly KeyScope[]
      /** The only device it may speak for; null for a key of the whole market. */
      readonly deviceId: string | null
    }
  | {
      /** A scale or till whose signature was right. */
      readonly kind: 'device'
      readonly deviceId: string
      readonly code: string
      readonly marketId: string
    }
  | {
      readonly kind: 'anonymous'
      readonly address: string
      readonly userAgent: string
      /** A session token came along but no longer opens anything. */
      readonly staleSession: boolean
    }
  | { readonly kind: 'system'; readonly name: string }

export interface Ctx {
  readonly deps: Deps
  readonly actor: Actor
  /** The market of the request; null outside any. */
  readonly marketId: string | null
  /** The role that let the actor in; null for keys, anonymous callers and the system. */
  readonly role: Role | null
  /** Set when the actor acts as a merchant: nothing of other merchants is visible. */
  readonly merchantId: string | null
  readonly requestId: string
  /** The moment of the request, UTC. */
  readonly now: Date
}

export type Tx = Pick<Db, 'select' | 'selectDistinct' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute'>

/** The market of a market-scoped verb. Throws when called outside one: a mistake of ours, never of a caller. */
export const marketOf = (ctx: Ctx): string => {
  if (ctx.marketId === null) throw new Error('verb needs a market')
  return ctx.marketId
}

export const newId = (ctx: Pick<Ctx, 'deps' | 'now'>, kind: IdKind): string => makeId(kind, ctx.now, ctx.deps.random)

const userIdOf = (ctx: Ctx): string => (ctx.actor.kind === 'user' ? ctx.actor.userId : '')

/** Runs `work` in one transaction as the request's role: own market only, and own merchant only for a merchant. */
export const withTransaction = async <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.deps.database.db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('role', 'market_app', true), set_config('app.market_id', ${ctx.marketId ?? ''}, true), set_config('app.merchant_id', ${ctx.merchantId ?? ''}, true), set_config('app.user_id', ${userIdOf(ctx)}, true)`,
    )
    return work(tx)
  })

/** Runs `work` in one transaction across markets: login, keys, relay and jobs only. */
export const withSystemTransaction = async <T>(
  deps: Pick<Deps, 'database'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  deps.database.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('role', 'market_system', true)`)
    return work(tx)
  })

/** A context for work that no request asked for. */
export const systemCtx = (deps: Deps, name: string, marketId: string | null): Ctx => {
  const now = deps.clock()
  return {
    deps,
    actor: { kind: 'system', name },
    marketId,
    role: null,
    merchantId: null,
    requestId: makeId('auditEntry', now, deps.random).replace('aud_', 'job_'),
    now,
  }
}
