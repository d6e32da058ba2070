/** The only place of the console that talks to the server: same-origin fetch, the session rides in its cookie. */
import type { Api } from '@smart-market/shared/api.ts'
import { ApiError, callUrl, createClient, type Transport } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import type { CallInput, CallOutput } from '@smart-market/shared/route.ts'

export { ApiError }

const transport: Transport = async (request) => {
  let response: Response
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { accept: 'application/json', ...request.headers },
      body: request.body as BodyInit | undefined,
      credentials: 'same-origin',
    })
  } catch {
    throw new ApiError(0, {})
  }
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, data: isJson ? await response.json() : undefined }
}

export const client = createClient<Api>(paths, transport)

export type Output<K extends keyof Api> = CallOutput<Api[K]>
export type Body<K extends keyof Api> = CallInput<Api[K]> extends { body: infer B } ? B : never
export type Query<K extends keyof Api> = CallInput<Api[K]> extends { query?: infer Q } ? NonNullable<Q> : never
export type Item<K extends keyof Api> = Output<K> extends { items: readonly (infer T)[] } ? T : never

/** Address of a file answer; the browser fetches it itself with the session cookie. */
export const downloadUrl = (
  name: keyof typeof paths,
  input: { params: Record<string, string>; query?: object },
): string => callUrl(paths[name][1], input)
