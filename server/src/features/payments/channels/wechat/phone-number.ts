/**
 * The phone number behind a tap on WeChat's button. Path, body and answer as in developers.weixin.qq.com
 * (phone-number/getPhoneNumber), whose own pages give `countryCode` as text and as a number.
 */
import { z } from 'zod'
import type { Unknown } from '../answers.ts'

export type PhoneAnswer =
  | { readonly state: 'known'; readonly phone: string; readonly countryCode: string }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

export const phonePath = '/wxa/business/getuserphonenumber'

const answered = z.object({
  errcode: z.int().default(0),
  phone_info: z
    .object({
      purePhoneNumber: z.string().regex(/^\d{5,15}$/),
      countryCode: z.union([z.string(), z.int()]).transform((code) => String(code).replace(/^\+/, '')),
    })
    .optional(),
})

const laterCodes = new Set([-1, 45009, 45011])

export const readPhoneAnswer = (body: unknown): PhoneAnswer => {
  const read = answered.safeParse(body).data
  if (read === undefined) return { state: 'unknown', reason: 'no readable answer' }
  if (read.errcode === 0 && read.phone_info !== undefined)
    return { state: 'known', phone: read.phone_info.purePhoneNumber, countryCode: read.phone_info.countryCode }
  const reason = `errcode ${read.errcode}`
  return { state: laterCodes.has(read.errcode) || read.errcode === 0 ? 'unknown' : 'refused', reason }
}
