import Taro from '@tarojs/taro'
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import { isH5 } from './system.ts'

/**
 * What came of opening the payment. None of them says that money moved: only the order, read again from the server,
 * does. `left`: a browser is on its way to the channel's page. `scan`: the code is to be shown. `desk`: the local demo
 * gateway, to be opened by hand.
 */
export type Opened = 'closed' | 'cancelled' | 'left' | 'scan' | 'desk' | 'impossible'

/** The ways to pay here: WeChat's own dialog, or in a browser a code to scan with WeChat, or Alipay's page. */
export type PayWay = 'wechat' | 'alipay'
export const payWays: readonly PayWay[] = isH5 ? ['wechat', 'alipay'] : ['wechat']

/** What the server is asked for. */
export const payRequest = (way: PayWay) => {
  if (!isH5) return { channel: 'wechat', scene: 'jsapi' } as const
  return way === 'wechat'
    ? ({ channel: 'wechat', scene: 'native' } as const)
    : ({ channel: 'alipay', scene: 'wap' } as const)
}

/** The same for one payment to several stalls, which only WeChat has. */
export const payTogetherRequest = () => ({ scene: isH5 ? 'native' : 'jsapi' }) as const

/** A code by which the server learns from WeChat who pays; good for five minutes, once. */
export const payerCode = async (): Promise<string> => (await Taro.login()).code

const openDialog = async (parameters: Extract<PayParameters, { kind: 'jsapi' }>): Promise<Opened> => {
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = parameters
  try {
    await Taro.requestPayment({ timeStamp, nonceStr, package: prepay, signType, paySign })
    return 'closed'
  } catch (failure) {
    const reason = (failure as { errMsg?: string }).errMsg ?? ''
    return reason.includes('cancel') ? 'cancelled' : 'impossible'
  }
}

/** Opens WeChat's payment dialog, or on H5 the payment page that the server named. */
export const openPayment = async (parameters: PayParameters | null, demoPageUrl: string | null): Promise<Opened> => {
  if (isH5) {
    const url = demoPageUrl ?? (parameters?.kind === 'page' ? parameters.url : null)
    if (url === null) return parameters?.kind === 'code' ? 'scan' : 'impossible'
    window.location.assign(url)
    return 'left'
  }
  if (parameters?.kind === 'jsapi' && demoPageUrl === null) return openDialog(parameters)
  return demoPageUrl === null ? 'impossible' : 'desk'
}
