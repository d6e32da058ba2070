/** What features that let shoppers pay need alike: how this shopper can pay, and the answer a client gets. */
import type { PayAnswer } from '@smart-market/shared/contracts/payments.ts'
import type { Deps } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { codeImageOf } from './code-image.ts'
import { findPayerOpenId } from './payers.ts'
import type { RequestedCharge } from './types.ts'

/** How the shopper wants to pay; `scene` undefined: whatever was begun with this channel goes on. */
export interface PayWay {
  readonly scene: 'jsapi' | 'native' | 'wap' | 'qr' | undefined
  readonly payerOpenId: string | undefined
}

/** Throws payer.not_linked. */
export const wayToPay = async (
  deps: Deps,
  request: { readonly channel: 'wechat' | 'alipay'; readonly scene?: PayWay['scene']; readonly shopperId: string },
): Promise<PayWay> => {
  const { channel, scene, shopperId } = request
  const inMiniProgram = channel === 'wechat' && (scene === undefined || scene === 'jsapi')
  const payerOpenId = inMiniProgram ? await findPayerOpenId(deps, shopperId) : undefined
  if (scene === 'jsapi' && payerOpenId === undefined) throw new AppError('payer.not_linked')
  return { scene, payerOpenId }
}

export const toPayAnswer = async (answer: RequestedCharge): Promise<PayAnswer> =>
  answer.state === 'open'
    ? { ...answer, codeImage: await codeImageOf(answer.parameters) }
    : { state: answer.state, parameters: null, codeImage: null, demoPageUrl: null }
