import { z } from 'zod'

/** Alipay as an independent software vendor: one app, a stall's authorisation token in each request. */
export const alipaySettings = z.object({
  gateway: z.url().default('https://openapi.alipay.com/gateway.do'),
  /** Where browsers go for wap pay; the gateway itself unless told. */
  pageGateway: z.url().optional(),
  appId: z.string().min(6),
  /** PKCS#8, PEM. */
  privateKey: z.string().includes('-----BEGIN', { message: '应为 PEM 文本' }),
  alipayPublicKey: z.string().includes('-----BEGIN', { message: '应为 PEM 文本' }),
})
export type AlipaySettings = z.output<typeof alipaySettings>
