/** Field shapes that several contracts share. Messages are what the person at the form reads. */
import { z } from 'zod'
import { isCreditCode } from '../credit-code.ts'
import { isResidentId } from '../resident-id.ts'
import { isDate } from '../time.ts'

export const text = (max: number, what: string) =>
  z.string().trim().min(1, `请填写${what}`).max(max, `${what}最多 ${max} 个字`)
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((v) => (v ? v : null))
export const id = z.string().min(5).max(40)
export const date = z.string().refine(isDate, '日期应写成 2026-01-31 的样子，并且真实存在')
export const instant = z.iso.datetime({ offset: true, error: '时间应带时区，例如 2026-01-31T08:00:00+08:00' })
/** Codes that people read out: letters, digits, dash. */
export const code = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}#/.-]{0,31}$/u, `${what}只能用文字、数字和 - # / .，最多 32 个字`)
export const creditCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCreditCode, '统一社会信用代码的校验位不对，请核对 18 位代码')
export const residentId = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isResidentId, '身份证号的校验位或出生日期不对，请核对 18 位号码')
export const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{7,20}$/, '电话只能是 7 到 20 位数字')
export const fen = z.number().int('金额以分为单位，不能有小数')
export const search = { q: z.string().trim().max(60).optional() }
export const ok = z.object({ ok: z.literal(true) })
/** Photos that the product takes: told by their first bytes, never by the name of the file. */
export const photoTypes = ['image/png', 'image/jpeg', 'image/webp'] as const
