/**
 * One typed client for console, mini-program and tests. It needs only `[method, path]` of each route at run time,
 * so that a phone does not load the zod schemas; types come from the contracts.
 */
import type { CallInput, CallOutput, RouteTable } from './route.ts'

export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, or a file in whatever form the transport can send. */
  readonly body?: unknown
}
export interface WireResponse {
  readonly status: number
  /** Parsed JSON, or the raw bytes of a file answer. */
  readonly data: unknown
}
export type Transport = (request: WireRequest) => Promise<WireResponse>

/** The server's answer to a refused call: `code` of the error table, Chinese `message`, `requestId` for support. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  readonly details: unknown
  constructor(status: number, body: { code?: string; message?: string; requestId?: string; details?: unknown }) {
    super(body.message ?? '服务暂时没有回应，请稍后再试。')
    this.status = status
    this.code = body.code ?? 'server.unreachable'
    this.requestId = body.requestId
    this.details = body.details
  }
}

export type Client<A extends RouteTable> = {
  [K in keyof A]: (
    ...args: Record<never, never> extends CallInput<A[K]>
      ? [input?: CallInput<A[K]> & CallExtra]
      : [input: CallInput<A[K]> & CallExtra]
  ) => Promise<CallOutput<A[K]>>
}
interface CallExtra {
  upload?: { fileName: string; bytes: unknown }
}

export type PathTable = Readonly<Record<string, readonly [method: string, path: string]>>

const queryString = (query: object | undefined): string => {
  const parts = Object.entries(query ?? {})
    .filter(([, v]) => v !== undefined && v !== null && v !== '')
    .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

interface AnyCall extends CallExtra {
  params?: Record<string, string>
  query?: object
  body?: unknown
}

/** The address of a call, for links and downloads. Throws when a path parameter is missing. */
export const callUrl = (path: string, input: AnyCall = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = input.params?.[name]
    if (value === undefined) throw new TypeError(`missing path parameter ${name} of ${path}`)
    return encodeURIComponent(value)
  }) + queryString(input.query)

/**
 * Builds a client over a transport. Every method throws ApiError for a status of 400 and above, and whatever the
 * transport throws when nothing answered.
 */
export const createClient = <A extends RouteTable>(paths: PathTable, transport: Transport, base = ''): Client<A> =>
  Object.fromEntries(
    Object.entries(paths).map(([name, [method, path]]) => [
      name,
      async (input: AnyCall = {}) => {
        const request: WireRequest = input.upload
          ? {
              method,
              url: base + callUrl(path, input),
              headers: {
                'content-type': 'application/octet-stream',
                'x-file-name': encodeURIComponent(input.upload.fileName),
              },
              body: input.upload.bytes,
            }
          : {
              method,
              url: base + callUrl(path, input),
              headers: input.body === undefined ? {} : { 'content-type': 'application/json' },
              ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
            }
        const response = await transport(request)
        if (response.status >= 400) throw new ApiError(response.status, (response.data ?? {}) as object)
        return response.data
      },
    ]),
  ) as unknown as Client<A>
