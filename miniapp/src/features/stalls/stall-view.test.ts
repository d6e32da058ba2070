import { expect, test } from 'vitest'
import type { PublicStall } from '@smart-market/shared/contracts/public.ts'
import { creditMark, stallView } from './stall-view.ts'

const now = new Date('2026-11-22T02:00:00Z')
const stall: PublicStall = {
  stallCode: 'A-001',
  zoneName: '熟食区',
  merchantName: '王记熟食',
  goodsScope: '卤味',
  creditGrade: 'A',
  marketCode: 'GC',
  marketName: '城关市场',
  demo: false,
  contactMasked: '138****0021',
  licences: [],
  staff: [],
  quickTests: [],
  batches: [],
  asOf: '2026-11-22T01:30:00Z',
}
const member = { nameMasked: '王**', duty: null, healthCertificateValidTo: null, expired: false, required: false }
const licence = { kind: 'food' as const, number: 'JY1', scope: null, validTo: null, expired: false }

test.each([
  ['A', 'good', 'A 级 守信'],
  ['C', 'warn', 'C 级 一般'],
  ['D', 'bad', 'D 级 失信'],
] as const)('grade %s is told in words and marked %s', (grade, tone, words) =>
  expect(creditMark(grade)).toEqual({ tone, text: words }),
)

test('no grade is said to be no grade', () => expect(creditMark(null)).toEqual({ tone: 'plain', text: '还没有评定' }))

test('an expired licence says so and since when; one without end says that it has none', () => {
  const licences = [{ ...licence, validTo: '2026-08-31', expired: true }, licence]
  expect(stallView({ ...stall, licences }, now).licences).toMatchObject([
    { mark: { tone: 'bad', text: '已过期' }, validity: '2026年8月31日 到期' },
    { mark: { tone: 'good', text: '有效' }, validity: '长期有效' },
  ])
})

test('a missing health certificate is a fault only where the law asks for one', () => {
  const view = stallView({ ...stall, staff: [member, { ...member, required: true }] }, now)
  expect(view.staff.map(({ mark }) => mark.text)).toEqual(['不需要健康证', '缺健康证'])
})

test('an expired certificate is a fault for everyone who has one', () => {
  const staff = [{ ...member, healthCertificateValidTo: '2026-01-01', expired: true }]
  expect(stallView({ ...stall, staff }, now).staff[0]?.mark).toEqual({ tone: 'bad', text: '已过期' })
})

test('records carry the time they stand for', () =>
  expect(stallView(stall, now).asOf).toBe('市场台账登记，截至今天 09:30'))
