/** The payment channels of this installation, as the composition root hands them in with the other deps. */
import type { PaymentChannelName } from '@smart-market/shared/contracts/payments.ts'
import type { Deps } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { type ChannelRegistry, createRegistry, type PaymentChannel } from './channels/channel.ts'
import { createDeclaredChannel } from './channels/declared.ts'
import { channelLabels } from './domain.ts'
import type { MiniProgram } from './channels/wechat/mini-program.ts'
import type { LocalGateway } from './gateway/gateway.ts'

export interface PaymentDesk {
  readonly channels: ChannelRegistry
  /** Address at which channels reach us, without a closing slash: https in production. */
  readonly publicUrl: string
  /** The installation's mini-program at WeChat; null where shoppers pay by code only. */
  readonly miniProgram: MiniProgram | null
  /** The app that a payer without a stall's own app pays under; null without WeChat Pay. */
  readonly serviceAppId: string | null
  /** Whether one payment may take the charges of several stalls (合单支付, a permission of its own at WeChat Pay). */
  readonly combined: boolean
  /** Set when the local gateway stands in for the channels: no real money moves, and every page says so. */
  readonly demo: { readonly pageUrl: (chargeNumber: string) => string; readonly gateway: LocalGateway } | null
}

declare module '../../context.ts' {
  interface Deps {
    /** Absent: only declared payments. */
    readonly payments?: PaymentDesk
  }
}

export type PaymentDeps = Deps

export const deskOf = (deps: Deps): PaymentDesk =>
  deps.payments ?? {
    channels: createRegistry([createDeclaredChannel(deps.clock)]),
    publicUrl: '',
    miniProgram: null,
    serviceAppId: null,
    combined: false,
    demo: null,
  }

/** The installation's mini-program, also for what is no payment; null without one. */
export const miniProgramOf = (deps: Deps): MiniProgram | null => deskOf(deps).miniProgram

/** Throws payment_channel.unavailable. */
export const channelOf = (deps: Deps, name: PaymentChannelName): PaymentChannel => {
  const channel = deskOf(deps).channels.get(name)
  if (channel === undefined)
    throw new AppError('payment_channel.unavailable', { channel: channelLabels[name], reason: '本系统还没有接入' })
  return channel
}

export const notifyUrl = (deps: Deps, marketId: string, channel: PaymentChannelName): string =>
  `${deskOf(deps).publicUrl}/api/v1/payment-callbacks/${channel}/${marketId}`
