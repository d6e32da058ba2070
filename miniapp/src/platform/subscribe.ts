import Taro from '@tarojs/taro'
import type { MessageAnswer } from '@smart-market/shared/contracts/wechat.ts'
import { isH5 } from './system.ts'

/** Browsers have no messages; there everything is read in the lists of the mini-program itself. */
export const canSubscribe = !isH5

type Option = Parameters<typeof Taro.requestSubscribeMessage>[0]

/** WeChat also says `ban` and `filter` for templates it took away. */
const answerOf = (said: unknown): MessageAnswer =>
  said === 'accept' ? 'accepted' : said === 'reject' ? 'refused' : 'unavailable'

/**
 * Opens WeChat's own dialog for at most three templates. To be called in a tap before anything is awaited: WeChat refuses
 * it anywhere else. Never throws: who switched messages off there is `unavailable` for all.
 */
export const askToSend = async (templateIds: readonly string[]): Promise<ReadonlyMap<string, MessageAnswer>> => {
  try {
    // Taro's types ask for Alipay's names beside WeChat's.
    const said = await Taro.requestSubscribeMessage({ tmplIds: [...templateIds] } as unknown as Option)
    return new Map(templateIds.map((id) => [id, answerOf((said as Record<string, unknown>)[id])]))
  } catch {
    return new Map(templateIds.map((id) => [id, 'unavailable']))
  }
}
