import { daysBetween } from '@smart-market/shared/time.ts'
import { daysLeftText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Licence, Merchant, MerchantSummary, StaffMember } from './api.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

const soonDays = 30

const validity = (validTo: string | null, expired: boolean, today: string): Told => {
  if (validTo === null) return { tone: 'good', text: '长期有效' }
  const left = daysBetween(today, validTo)
  if (expired) return { tone: 'bad', text: left < 0 ? daysLeftText(left) : '已过期' }
  return left <= soonDays ? { tone: 'warn', text: daysLeftText(left) } : { tone: 'good', text: '有效' }
}

export const licenceState = (licence: Licence, today: string): Told => validity(licence.validTo, licence.expired, today)

/** The newest certificate decides; who needs none is not marked as lacking one. */
export const healthState = (member: StaffMember, today: string): Told => {
  const newest = [...member.healthCertificates].sort((a, b) => b.validTo.localeCompare(a.validTo))[0]
  if (newest) return validity(newest.validTo, newest.expired, today)
  return member.requiresHealthCertificate ? { tone: 'bad', text: '应有，没有登记' } : { tone: 'off', text: '不要求' }
}

export const paperState = (m: MerchantSummary): Told => {
  if (m.licenceCount === 0) return { tone: 'bad', text: '没有证照' }
  if (m.licencesExpired > 0) return { tone: 'bad', text: `${m.licencesExpired} 份过期` }
  if (m.staffDocumentsMissing > 0) return { tone: 'bad', text: `${m.staffDocumentsMissing} 人缺健康证` }
  return { tone: 'good', text: '齐全' }
}

export type Tenancy = Merchant['tenancies'][number]

/** Ranges are half-open: on the day of leaving the stall is free again. */
export const tenancyState = (tenancy: Tenancy, today: string): Told => {
  if (tenancy.from > today) return { tone: 'unknown', text: '还没开始' }
  return tenancy.to !== null && tenancy.to <= today ? { tone: 'off', text: '已退出' } : { tone: 'good', text: '在经营' }
}
export const isLeavable = (tenancy: Tenancy): boolean => tenancy.to === null
