/** Which channels an installation has: real ones from its settings, or the local gateway in demo mode. */
import { z } from 'zod'
import { alipaySettings } from './channels/alipay/settings.ts'
import { createAlipayChannel } from './channels/alipay/channel.ts'
import { createRegistry } from './channels/channel.ts'
import { createDeclaredChannel } from './channels/declared.ts'
import { createWechatChannel } from './channels/wechat/channel.ts'
import { createMiniProgram, type MiniProgram, miniProgramSettings } from './channels/wechat/mini-program.ts'
import { wechatSettings } from './channels/wechat/settings.ts'
import type { PaymentDesk } from './desk.ts'
import { openLocalGateway, type OpenedGateway } from './gateway/open.ts'

export const paymentSettings = z.object({
  wechat: wechatSettings.optional(),
  alipay: alipaySettings.optional(),
  miniProgram: miniProgramSettings.optional(),
})
export type PaymentSettings = z.output<typeof paymentSettings>

export interface PaymentConfig {
  readonly production: boolean
  /** `auto`: the local gateway in demo mode, never in production. `local` asks for it. */
  readonly gateway: 'auto' | 'local' | 'off'
  readonly demo: boolean
  /** Lets one WeChat payment take the charges of several stalls; off unless told. */
  readonly combined?: boolean | undefined
  /** Address at which shoppers and channels reach the server. */
  readonly publicUrl: string
  readonly settings?: PaymentSettings | undefined
  /** Where the local gateway keeps its books. */
  readonly journalFile?: string | undefined
}

export interface OpenedPayments {
  readonly desk: PaymentDesk
  /** Null when real channels are set up, or none at all. */
  readonly local: OpenedGateway | null
}

const realHosts = new Set([
  'api.mch.weixin.qq.com',
  'api2.mch.weixin.qq.com',
  'openapi.alipay.com',
  'api.weixin.qq.com',
])

const miniProgramFrom = (settings: PaymentSettings | undefined, clock: () => Date): MiniProgram | null =>
  settings?.miniProgram === undefined
    ? null
    : createMiniProgram({
        settings: settings.miniProgram,
        clock,
        serviceMerchantNumber: settings.wechat?.serviceMerchantNumber ?? null,
      })

/**
 * Real channels where settings are given; else the local gateway in demo mode; else declared payments only. Throws for the gateway in production, for a
 * channel's address that is not the channel's own in production, or a public address there without https.
 */
export const openPayments = async (config: PaymentConfig, clock: () => Date): Promise<OpenedPayments> => {
  const { settings, production, publicUrl } = config
  const combined = config.combined ?? false
  const addresses = [
    settings?.wechat?.baseUrl,
    settings?.alipay?.gateway,
    settings?.alipay?.pageGateway,
    settings?.miniProgram?.baseUrl,
  ]
  for (const address of addresses) {
    if (production && address !== undefined && !realHosts.has(new URL(address).host))
      throw new Error(`环境变量 PAYMENTS_FILE：生产环境的支付地址只能是支付渠道自己的，现在是 ${address}`)
  }
  if (settings?.wechat === undefined && settings?.alipay === undefined) {
    if (config.gateway === 'local' || (config.gateway === 'auto' && config.demo && !production)) {
      const local = await openLocalGateway({ production, publicUrl, combined, clock, journalFile: config.journalFile })
      return { desk: local.desk, local }
    }
    return {
      desk: {
        channels: createRegistry([createDeclaredChannel(clock)]),
        publicUrl,
        // Messages and phone numbers need no payment channel.
        miniProgram: miniProgramFrom(settings, clock),
        serviceAppId: null,
        combined: false,
        demo: null,
      },
      local: null,
    }
  }
  if (production && !publicUrl.startsWith('https://'))
    throw new Error('环境变量 PUBLIC_URL：支付渠道只向 https 地址发通知')
  return {
    desk: {
      channels: createRegistry([
        ...(settings.wechat === undefined ? [] : [createWechatChannel({ settings: settings.wechat, clock })]),
        ...(settings.alipay === undefined ? [] : [createAlipayChannel({ settings: settings.alipay, clock })]),
        createDeclaredChannel(clock),
      ]),
      publicUrl,
      miniProgram: miniProgramFrom(settings, clock),
      serviceAppId: settings.wechat?.serviceAppId ?? null,
      combined: combined && settings.wechat !== undefined,
      demo: null,
    },
    local: null,
  }
}
