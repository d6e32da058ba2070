/** The gateway's own keys: what a merchant would otherwise get from the consoles of WeChat Pay and Alipay. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { AlipaySettings } from '../channels/alipay/settings.ts'
import type { WechatSettings } from '../channels/wechat/settings.ts'
import type { MiniProgramSettings } from '../channels/wechat/mini-program.ts'
import { demoTemplates } from './messages.ts'
import { selfSign } from './certificate.ts'

/** PEM and text only, so that the journal can keep it. */
export interface GatewayKeys {
  readonly merchantPrivate: string
  readonly merchantSerial: string
  readonly apiKey: string
  readonly publicKeyId: string
  readonly publicKeyPrivate: string
  readonly platformSerial: string
  readonly platformPrivate: string
  readonly platformCertificate: string
  readonly alipayAppPrivate: string
  readonly alipayPrivate: string
}

export const serviceMerchantNumber = '1900000109'
export const serviceAppId = 'wx0000local0demo'
export const miniProgramSecret = 'local-demo-secret-of-no-value'
export const alipayAppId = '2021000000000109'

export const makeKeys = (now: Date): GatewayKeys => {
  const privatePem = (): string =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const serial = (): string => `5${randomBytes(19).toString('hex').slice(1)}00`.slice(0, 40).toUpperCase()
  // In use for a while already, as a real one would be.
  const since = new Date(now.getTime() - 365 * 86_400_000)
  const platformPrivate = privatePem()
  const platformSerial = serial()
  return {
    merchantPrivate: privatePem(),
    merchantSerial: serial(),
    apiKey: randomBytes(16).toString('hex'),
    publicKeyId: `PUB_KEY_ID_01${String(now.getTime()).padStart(30, '0')}`,
    publicKeyPrivate: privatePem(),
    platformSerial,
    platformPrivate,
    platformCertificate: selfSign(createPrivateKey(platformPrivate), 'local gateway', platformSerial, since),
    alipayAppPrivate: privatePem(),
    alipayPrivate: privatePem(),
  }
}

export const publicPem = (privatePem: string): string =>
  createPublicKey(privatePem).export({ type: 'spki', format: 'pem' }).toString()

export const privateKeyOf = (pem: string): KeyObject => createPrivateKey(pem)

/** Settings with which our WeChat channel talks to this gateway. */
export const wechatSettingsFor = (
  keys: GatewayKeys,
  mode: 'public_key' | 'certificate',
  baseUrl: string,
): WechatSettings => ({
  baseUrl,
  serviceMerchantNumber,
  serviceAppId,
  merchantSerial: keys.merchantSerial,
  privateKey: keys.merchantPrivate,
  apiKey: keys.apiKey,
  verification:
    mode === 'public_key'
      ? { mode, primary: keys.publicKeyId, keys: { [keys.publicKeyId]: publicPem(keys.publicKeyPrivate) } }
      : { mode, keys: {} },
})

export const miniProgramSettingsFor = (baseUrl: string): MiniProgramSettings => ({
  baseUrl,
  appId: serviceAppId,
  appSecret: miniProgramSecret,
  messages: demoTemplates,
  state: 'developer',
})

export const alipaySettingsFor = (keys: GatewayKeys, gateway: string, pageGateway?: string): AlipaySettings => ({
  gateway,
  pageGateway,
  appId: alipayAppId,
  privateKey: keys.alipayAppPrivate,
  alipayPublicKey: publicPem(keys.alipayPrivate),
})
