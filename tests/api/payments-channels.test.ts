import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'
import { openPayments } from '@smart-market/server/features/payments/settings.ts'
import { selfSign } from '@smart-market/server/features/payments/gateway/certificate.ts'
import { wechatSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { combinedConformance } from '../conformance/combined-payments.ts'
import { conformance } from '../conformance/payment-channel.ts'

const payee = { merchantNumber: '1900001234', appId: null, appAuthToken: null }
const wechat = { name: 'wechat', payee, asks: true, refundsLater: true, statements: true } as const

conformance({ ...wechat, title: 'WeChat Pay by public key, in the mini-program', mode: 'public_key', scene: 'jsapi' })
conformance({ ...wechat, title: 'WeChat Pay by platform certificate, as a code', mode: 'certificate', scene: 'native' })
combinedConformance({ title: 'WeChat Pay for several stalls, in the mini-program', mode: 'public_key', scene: 'jsapi' })
combinedConformance({ title: 'WeChat Pay for several stalls, as a code', mode: 'certificate', scene: 'native' })
conformance({
  title: 'Alipay as a code',
  name: 'alipay',
  scene: 'qr',
  payee: { merchantNumber: '2088000011112222', appId: null, appAuthToken: '2088000011112222' },
  asks: true,
  refundsLater: false,
  statements: true,
})
conformance({
  title: 'What a merchant declares',
  name: 'declared',
  scene: 'declared',
  payee: { merchantNumber: '', appId: null, appAuthToken: null },
  asks: false,
  refundsLater: false,
  statements: false,
})

describe('the local gateway', () => {
  const clock = () => new Date('2026-03-02T02:00:00Z')

  it('cannot be opened in production', async () => {
    await expect(openLocalGateway({ production: true, publicUrl: 'https://m.example', clock })).rejects.toThrow(
      /生产环境/,
    )
    await expect(
      openPayments({ production: true, gateway: 'local', demo: true, publicUrl: 'https://m.example' }, clock),
    ).rejects.toThrow(/生产环境/)
  })

  it('is not the default outside demo mode', async () => {
    const { desk, local } = await openPayments(
      { production: false, gateway: 'auto', demo: false, publicUrl: 'http://x' },
      clock,
    )
    expect([...desk.channels.keys()]).toEqual(['declared'])
    expect([desk.demo, local]).toEqual([null, null])
  })

  it('gives way in production, also in demo mode, and real channels take only their own addresses there', async () => {
    const production = { production: true, gateway: 'auto', demo: true, publicUrl: 'https://m.example' } as const
    expect((await openPayments(production, clock)).local).toBeNull()
    const { gateway, address, close } = await openLocalGateway({ production: false, publicUrl: 'http://x', clock })
    const settings = { wechat: wechatSettingsFor(gateway.keys, 'public_key', address) }
    await expect(openPayments({ ...production, settings }, clock)).rejects.toThrow(/支付渠道自己的/)
    const real = { wechat: { ...settings.wechat, baseUrl: 'https://api.mch.weixin.qq.com' } }
    await expect(openPayments({ ...production, publicUrl: 'http://m.example', settings: real }, clock)).rejects.toThrow(
      /https/,
    )
    expect([...(await openPayments({ ...production, settings: real }, clock)).desk.channels.keys()]).toEqual([
      'wechat',
      'declared',
    ])
    await close()
  })

  it('makes certificates that Node takes for what they say', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const serial = '5FA1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3'
    const certificate = new X509Certificate(selfSign(privateKey, 'local gateway', serial, clock()))
    expect(certificate.serialNumber).toBe(serial)
    expect(certificate.verify(publicKey)).toBe(true)
    expect(certificate.subject).toBe('CN=local gateway')
    expect(new Date(certificate.validFrom)).toEqual(clock())
  })
})
