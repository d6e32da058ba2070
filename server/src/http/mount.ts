/**
 * Puts route tables on the server. For every call: find who acts, check the route's access, parse, run the verb,
 * check the answer against the contract, map errors. No route is reachable by another way.
 */
import { bodyLimit } from 'hono/body-limit'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { FileAnswer, HandlerInput, HandlerOutput, Route, RouteTable } from '@smart-market/shared/route.ts'
import type { z } from 'zod'
import { authorise } from './access.ts'
import type { Ctx, Deps } from '../context.ts'
import { AppError } from '../errors.ts'
import { keepAnswers } from '../lib/keep-answers.ts'
import { authenticateDevice } from './device-signature.ts'
import { authenticate, sessionCookieTurn } from './authenticate.ts'

export type Handlers<T extends RouteTable> = {
  readonly [K in keyof T]: (ctx: Ctx, input: HandlerInput<T[K]>) => Promise<HandlerOutput<T[K]>>
}

export interface HttpEnv {
  Variables: { requestId: string }
}

const defaultBodyLimit = 256 * 1024

export const mount = <T extends RouteTable>(app: Hono<HttpEnv>, deps: Deps, routes: T, handlers: Handlers<T>): void => {
  for (const [name, route] of Object.entries(routes)) {
    const handler = handlers[name] as unknown as (ctx: Ctx, input: unknown) => Promise<unknown>
    const limit = route.upload ?? route.bodyLimit ?? defaultBodyLimit
    const path = route.path.replace(/\{(\w+)\}/g, ':$1')
    if (route.shared === true) {
      const keep = keepAnswers<string>({ ...keptFor, snapshot: deps.database.snapshot, clock: deps.clock })
      app.get(path, async (c) => {
        const read = async (): Promise<string> => {
          const ctx: Ctx = { deps, ...everybody, requestId: c.get('requestId'), now: deps.clock() }
          const output = await handler(ctx, await readInput(c, route, c.req.param()))
          return JSON.stringify(route.output?.parse(output))
        }
        const url = c.req.url
        return c.body(await keep(url.slice(url.indexOf('/', 8)), read), 200, { 'content-type': 'application/json' })
      })
      continue
    }
    app.on(route.method, path, limitBody(limit), async (c) => {
      refuseCrossSite(c)
      const now = deps.clock()
      const params = c.req.param() as Record<string, string>
      const actor =
        route.access.scope === 'device'
          ? await authenticateDevice(deps, c, params, now)
          : await authenticate(deps, c, now)
      const admitted = await authorise(deps, route.access, actor, params.marketId)
      const ctx: Ctx = { deps, actor, ...admitted, requestId: c.get('requestId'), now }
      const output = await handler(ctx, await readInput(c, route, params))
      return answer(c, route, output)
    })
  }
}

/** The age is what `asOf` may lag behind while nothing changes, and how late a new business day shows. */
const keptFor = { maxAgeMs: 1000, most: 500 }

/** Whoever asks for a shared answer: it may depend on nobody. */
const everybody = {
  actor: { kind: 'anonymous', address: '', userAgent: '', staleSession: false },
  marketId: null,
  role: null,
  merchantId: null,
} as const

/** A declared length is judged at once; only a body of unknown length is counted while it comes, which costs a stream. */
const limitBody = (limit: number): MiddlewareHandler<HttpEnv> => {
  const tooLarge = (): never => {
    throw new AppError('request.too_large', { limit: formatBytes(limit) })
  }
  const counted = bodyLimit({ maxSize: limit, onError: tooLarge })
  return (c, next) => {
    if (c.req.method === 'GET') return next()
    const declared = c.req.header('content-length')
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next)
    // Node itself refuses a length that is no number and cuts what is longer than declared.
    return Number(declared) > limit ? tooLarge() : next()
  }
}

const readInput = async (c: Context<HttpEnv>, route: Route, params: Record<string, string>): Promise<unknown> => {
  const issues: Issue[] = []
  const query = parse('query', route.query, c.req.query(), issues)
  let body: unknown
  let upload: unknown
  if (route.upload !== undefined) {
    upload = { fileName: fileNameOf(c), bytes: new Uint8Array(await c.req.arrayBuffer()) }
  } else if (route.body !== undefined) {
    const mediaType = c.req.header('content-type') ?? ''
    if (!/^application\/json\b/i.test(mediaType)) {
      throw new AppError('request.unsupported_media_type', { expected: 'application/json' })
    }
    body = parse('body', route.body, parseJson(await c.req.text()), issues)
  }
  if (issues.length > 0) {
    throw new AppError('request.invalid', {
      count: issues.length,
      first: issues[0]?.message ?? '',
      issues: issues.slice(0, 100),
    })
  }
  return { params, query, body, upload }
}

interface Issue {
  path: string[]
  message: string
}
const parse = (place: string, schema: z.ZodType | undefined, value: unknown, issues: Issue[]): unknown => {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    issues.push({ path: [place, ...issue.path.map(String)], message: issue.message })
  }
  return undefined
}

/** Deeper nesting than any contract has: a JSON bomb, refused before zod walks it. */
const maxJsonDepth = 32
const parseJson = (text: string): unknown => {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === 0x5c) i++
      else if (char === 0x22) inString = false
    } else if (char === 0x22) inString = true
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > maxJsonDepth) throw new AppError('request.bad_json')
    } else if (char === 0x7d || char === 0x5d) depth--
  }
  // PostgreSQL stores neither NUL nor half a surrogate pair; no person types them.
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(text) && !isStorable(text)) throw new AppError('request.bad_json')
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('request.bad_json')
  }
}

const isStorable = (json: string): boolean => {
  try {
    const flat = JSON.stringify(JSON.parse(json))
    // JSON.stringify writes a lone surrogate as an escape and a pair as the character itself.
    return !/\\u0000|\\ud[89a-f]/.test(flat)
  } catch {
    return true
  }
}

const fileNameOf = (c: Context): string => {
  const raw = c.req.header('x-file-name') ?? ''
  try {
    // Only the last part: a name never becomes a path here.
    return decodeURIComponent(raw).split(/[\\/]/).at(-1)?.slice(0, 120) || 'file'
  } catch {
    return 'file'
  }
}

const answer = (c: Context<HttpEnv>, route: Route, output: unknown): Response => {
  const status = route.status ?? 200
  if (route.file !== undefined) {
    const file = output as FileAnswer
    const body = new Uint8Array(file.bytes)
    return c.body(body, 200, {
      'content-type': route.file,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    })
  }
  if (route.output === undefined) return c.body(null, 204)
  const turn = sessionCookieTurn(route, output)
  if (turn !== undefined) c.header('set-cookie', turn(c.req.url))
  // The contract decides what leaves the server: a field it does not name is dropped here.
  return c.json(route.output.parse(output) as object, status as 200)
}

/** A browser that carries our cookie must not be made to write by another site's page. */
const refuseCrossSite = (c: Context): void => {
  if (c.req.method === 'GET' || c.req.header('cookie') === undefined) return
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('request.cross_site')
  const origin = c.req.header('origin')
  if (origin === undefined) return
  if (URL.canParse(origin) && new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host)) return
  throw new AppError('request.cross_site')
}

const formatBytes = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${Math.floor(bytes / 1024)} KB`
