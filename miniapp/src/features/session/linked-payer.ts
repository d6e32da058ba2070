import { ApiError } from '@smart-market/shared/client.ts'
import { payerCode } from '../../platform/pay.ts'
import type { ApiClient } from '../../platform/request.ts'

/** In the mini-program the server must first learn from WeChat who pays; once is enough for a session. */
export const payAsLinked = async <Answer>(api: ApiClient, pay: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await pay()
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.code !== 'payer.not_linked') throw cause
    await api.linkWechatPayer({ body: { code: await payerCode() } })
    return pay()
  }
}
