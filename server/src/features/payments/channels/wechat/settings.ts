import { z } from 'zod'

const pem = z.string().includes('-----BEGIN', { message: '应为 PEM 文本' })

/** WeChat Pay, service-provider form. One set of keys for the installation; each stall has its own sub-merchant. */
export const wechatSettings = z.object({
  baseUrl: z.url().default('https://api.mch.weixin.qq.com'),
  serviceMerchantNumber: z.string().regex(/^\d{6,12}$/),
  serviceAppId: z.string().min(6),
  /** Serial of the merchant API certificate, as the merchant console shows it. */
  merchantSerial: z.string().regex(/^[0-9A-F]{8,64}$/i),
  privateKey: pem,
  /** APIv3 key: opens callbacks and platform certificates. */
  apiKey: z.string().length(32),
  /**
   * `public_key`: what the merchant console hands out since late 2024; `primary` is asked for in every request.
   * `certificate`: the older platform certificates, downloaded by the channel itself. During a change-over callbacks
   * come signed by either, so that both modes take further keys here.
   */
  verification: z.discriminatedUnion('mode', [
    z.object({
      mode: z.literal('public_key'),
      primary: z.string().startsWith('PUB_KEY_ID_'),
      keys: z.record(z.string(), pem),
    }),
    z.object({ mode: z.literal('certificate'), keys: z.record(z.string(), pem).default({}) }),
  ]),
})
export type WechatSettings = z.output<typeof wechatSettings>
