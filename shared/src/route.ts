/**
 * A route is data: method, path, who may call it, what goes in, what comes out. The server mounts it, the clients
 * call it, the OpenAPI page and the route × role test are generated from it. Nothing is reachable without one.
 */
import { z } from 'zod'

export const roles = [
  'shopper',
  'merchant',
  'market_staff',
  'market_operator',
  'inspector',
  'district_officer',
  'city_officer',
  'district_assessor',
  'third_party_assessor',
  'city_assessor',
] as const
export type Role = (typeof roles)[number]

export const keyScopes = ['devices:write', 'sales:write', 'feed:read', 'epcis:write', 'epcis:read'] as const
export type KeyScope = (typeof keyScopes)[number]

/**
 * What the owner of a stall may let a helper do: set prices and goods, see the takings, send money back. Everything
 * else of a stall is open to its helpers, so that nothing stands still while the owner is away.
 */
export const stallRights = ['prices', 'money', 'refunds'] as const
export type StallRight = (typeof stallRights)[number]

/**
 * Who may call a route. `market` scope: the path has `{marketId}`, and the actor must hold one of `roles` in that
 * market, or a key of that market. `self`: any signed-in user, about themselves. `platform`: a role held anywhere.
 * `device`: the path has `{marketId}` and `{deviceId}`, and that device has signed the body.
 */
export type Access =
  | { readonly scope: 'public' }
  | { readonly scope: 'self' }
  | { readonly scope: 'device' }
  | { readonly scope: 'platform'; readonly roles: readonly Role[] }
  | {
      readonly scope: 'market'
      readonly roles: readonly Role[]
      readonly keys?: readonly KeyScope[]
      /** Asked of a merchant's helper besides the role; `owner` is never given away. */
      readonly stallRight?: StallRight | 'owner'
    }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Route {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The body is a file: raw bytes with the name in `x-file-name` (URI-encoded). Value: largest size in bytes. */
  readonly upload?: number
  /** Largest JSON body in bytes; 256 KiB unless told. */
  readonly bodyLimit?: number
  /** Absent when the answer is a file. */
  readonly output?: z.ZodType
  /** Media type of a file answer. */
  readonly file?: string
  readonly status?: 200 | 201 | 202 | 204
  /**
   * A public GET whose answer is the same for everybody: calls for the same address get one answer for as long as
   * nothing in the database changes, a second at most. Whatever was written before the call is in it.
   */
  readonly shared?: true
}

type Param<P extends string> = P extends `${string}{${infer K}}${infer Rest}` ? K | Param<Rest> : never

/** Checks a route's shape at compile time and keeps its literal types. */
export const route = <
  const P extends string,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  O extends z.ZodType | undefined = undefined,
>(r: {
  method: Method
  path: P
  summary: string
  access: Access
  query?: Q
  body?: B
  upload?: number
  bodyLimit?: number
  output?: O
  file?: string
  status?: 200 | 201 | 202 | 204
  shared?: true
}): TypedRoute<P, Q, B, O> => r as TypedRoute<P, Q, B, O>

export type TypedRoute<P extends string, Q, B, O> = Route & {
  readonly path: P
  readonly query?: Q
  readonly body?: B
  readonly output?: O
}

export type RouteTable = Readonly<Record<string, Route>>

type ZIn<T> = T extends z.ZodType ? z.input<T> : never
type ZOut<T> = T extends z.ZodType ? z.output<T> : undefined

/** What a caller passes. */
export type CallInput<R> =
  R extends TypedRoute<infer P, infer Q, infer B, infer _O>
    ? (Param<P> extends never ? unknown : { params: Record<Param<P>, string> }) &
        (Q extends z.ZodType ? { query?: ZIn<Q> } : unknown) &
        (B extends z.ZodType ? { body: ZIn<B> } : unknown)
    : never

/** What a handler receives once parsed. */
export type HandlerInput<R> =
  R extends TypedRoute<infer P, infer Q, infer B, infer _O>
    ? { params: Record<Param<P>, string>; query: ZOut<Q>; body: ZOut<B>; upload: Upload }
    : never

export interface Upload {
  readonly fileName: string
  readonly bytes: Uint8Array
}

export type CallOutput<R> =
  R extends TypedRoute<string, infer _Q, infer _B, infer O> ? (O extends z.ZodType ? z.output<O> : undefined) : never

/** What a handler returns, before the contract has checked it. */
export type HandlerOutput<R> =
  R extends TypedRoute<string, infer _Q, infer _B, infer O>
    ? O extends z.ZodType
      ? z.input<O>
      : FileAnswer | undefined
    : never

export interface FileAnswer {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** One page of a list: `total` counts all rows that match, `page` starts at 1. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), page: z.number().int(), pageSize: z.number().int() })

export const pageQuery = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
}
export const sortQuery = <const F extends readonly [string, ...string[]]>(fields: F) => ({
  sort: z.enum(fields).default(fields[0]),
  order: z.enum(['asc', 'desc']).default('asc'),
})
