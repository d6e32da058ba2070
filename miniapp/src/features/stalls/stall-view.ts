/** What the stall page says, from the server's answer and the present moment. Pure. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { PublicStall } from '@smart-market/shared/contracts/public.ts'
import { text } from '../../text.ts'
import type { Tone } from '../../ui/tag.tsx'
import { dateText, whenText } from '../reading/words.ts'

const words = text.stall
interface Mark {
  readonly tone: Tone
  readonly text: string
}
const valid: Mark = { tone: 'good', text: words.valid }
const expired: Mark = { tone: 'bad', text: words.expired }

type Grade = NonNullable<PublicStall['creditGrade']>
const gradeTones: Record<Grade, Tone> = { A: 'good', B: 'good', C: 'warn', D: 'bad' }

/** The grade in words, or that nobody has given one. */
export const creditMark = (grade: Grade | null): Mark =>
  grade === null
    ? { tone: 'plain', text: words.noCredit }
    : { tone: gradeTones[grade], text: labels.creditGrade[grade] }

const validity = (validTo: string | null, isExpired: boolean): string => {
  if (validTo === null) return words.noEnd
  return isExpired ? words.expiredOn(dateText(validTo)) : words.validTo(dateText(validTo))
}

/** No certificate is a fault only where the law asks for one: 食品安全法 §45. */
const certificate = (member: PublicStall['staff'][number]): { mark: Mark; note: string | null } => {
  const { healthCertificateValidTo: validTo, expired: isExpired, required } = member
  if (validTo !== null) return { mark: isExpired ? expired : valid, note: validity(validTo, isExpired) }
  return required
    ? { mark: { tone: 'bad', text: words.missing }, note: words.certificateMissing }
    : { mark: { tone: 'plain', text: words.notNeeded }, note: null }
}

export const stallView = (stall: PublicStall, now: Date) => ({
  stallCode: stall.stallCode,
  merchantName: stall.merchantName,
  demo: stall.demo,
  place: stall.zoneName === null ? stall.marketName : `${stall.marketName} · ${stall.zoneName}`,
  goodsScope: stall.goodsScope,
  contact: stall.contactMasked,
  credit: creditMark(stall.creditGrade),
  licences: stall.licences.map((licence) => ({
    key: `${licence.kind}-${licence.number}`,
    name: labels.licenceKind[licence.kind],
    number: licence.number,
    scope: licence.scope,
    mark: licence.expired ? expired : valid,
    validity: validity(licence.validTo, licence.expired),
  })),
  staff: stall.staff.map((member, i) => ({
    key: `${i}-${member.nameMasked}`,
    name: member.nameMasked,
    duty: member.duty ?? words.dutyUnknown,
    ...certificate(member),
  })),
  asOf: words.recordsAsOf(whenText(stall.asOf, now)),
})
export type StallView = ReturnType<typeof stallView>
