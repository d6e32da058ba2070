import Taro from '@tarojs/taro'
import type { Api } from '@smart-market/shared/api.ts'
import { createClient, type Transport } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'

const timeoutMs = 15_000

/**
 * Throws whatever Taro.request throws when nothing answered; every HTTP status is an answer. A success without its body
 * is none: a browser that leaves a page hands a cut-off answer over as 200 with nothing in it, WeChat as the text that came.
 */
const transportWith =
  (extra: Readonly<Record<string, string>>): Transport =>
  async ({ method, url, headers, body }) => {
    const answer = await Taro.request<unknown>({
      url,
      method: method as keyof Taro.request.Method,
      header: { ...headers, ...extra },
      data: body,
      timeout: timeoutMs,
    })
    if (answer.statusCode < 300 && (typeof answer.data !== 'object' || answer.data === null))
      throw new Error('the answer was cut off')
    return { status: answer.statusCode, data: answer.data }
  }

/** For what anyone may read. */
export const client = createClient<Api>(paths, transportWith({}), SERVER_URL)
export type ApiClient = typeof client

/** For who holds this session. */
export const clientFor = (token: string): ApiClient =>
  createClient<Api>(paths, transportWith({ authorization: `Bearer ${token}` }), SERVER_URL)
