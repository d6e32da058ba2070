import type { Market } from '@smart-market/shared/contracts/markets.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Body } from '../../lib/client.ts'

type Profile = Body<'updateMarket'>

/** The part of a market that its operator may change. */
export const profileFields = (m: Market): Profile => ({
  name: m.name,
  marketTypes: m.marketTypes,
  address: m.address,
  operatorName: m.operatorName,
  operatorCreditCode: m.operatorCreditCode,
  phone: m.phone,
  introduction: m.introduction,
  openingHours: m.openingHours,
  honours: m.honours,
})

/** Text may be empty, a credit code may only be whole or absent. */
export const profileBody = (values: Profile): Profile => ({
  ...values,
  operatorCreditCode: values.operatorCreditCode?.trim() ? values.operatorCreditCode.trim() : null,
  honours: (values.honours ?? []).map((h) => ({
    title: h.title,
    issuer: h.issuer ?? '',
    awardedOn: h.awardedOn ?? null,
  })),
})

/** Role words in the log; a machine's or a system's role is shown as it is written. */
export const roleText = (role: string): string =>
  role in labels.role ? labels.role[role as keyof typeof labels.role] : role

/** `Mozilla/5.0 (Windows NT 10.0…) Chrome/120` → `Windows 上的 Chrome`. */
export const browserText = (userAgent: string): string => {
  const system = (
    [
      ['Windows', /Windows/],
      ['安卓', /Android/],
      ['iPhone', /iPhone/],
      ['iPad', /iPad/],
      ['Mac', /Mac OS X/],
      ['Linux', /Linux/],
    ] as const
  ).find(([, pattern]) => pattern.test(userAgent))?.[0]
  const browser = (
    [
      ['微信', /MicroMessenger/],
      ['Edge', /Edg\//],
      ['Firefox', /Firefox\//],
      ['Chrome', /Chrome\//],
      ['Safari', /Safari\//],
    ] as const
  ).find(([, pattern]) => pattern.test(userAgent))?.[0]
  if (browser === undefined) return userAgent === '' ? '未知设备' : userAgent.slice(0, 40)
  return system === undefined ? browser : `${system} 上的 ${browser}`
}
