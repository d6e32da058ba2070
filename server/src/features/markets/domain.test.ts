import { describe, expect, it } from 'vitest'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import {
  changedFields,
  isExpired,
  isPaperPeriod,
  isTenancyPeriod,
  licencesMissing,
  maskName,
  maskNumber,
  missingScreenFields,
  type ScreenFacts,
  staffDocumentsMissing,
} from './domain.ts'
import { merchantSearchText } from './search-text.ts'

describe('licences', () => {
  it.each([
    [[], false, 1],
    [['business'], false, 0],
    [['food'], false, 1],
    [[], true, 2],
    [['business'], true, 1],
    [['business', 'food'], true, 0],
    [['business', 'food_small', 'meat'], true, 0],
  ] as const)('%j with ready-to-eat food %s: %d missing', (held, readyToEat, missing) => {
    expect(licencesMissing(held, readyToEat)).toBe(missing)
  })
})

describe('health certificates', () => {
  const with_ = { required: true, validTo: '2026-01-01' }
  const without = { required: true, validTo: null }
  const exempt = { required: false, validTo: null }
  it.each([
    ['nobody at a stall that sells no ready-to-eat food', false, [], 0],
    ['nobody at a ready-to-eat stall', true, [], 1],
    ['only people who do not handle food at a ready-to-eat stall', true, [exempt], 1],
    ['a handler with one, even an old one', true, [with_], 0],
    ['two handlers without', true, [with_, without, without], 2],
    ['a handler without at any stall', false, [without, exempt], 1],
  ] as const)('%s', (_, readyToEat, staff, missing) => {
    expect(staffDocumentsMissing(readyToEat, staff)).toBe(missing)
  })
})

describe('what a screen cannot show', () => {
  const complete: ScreenFacts = {
    phone: '1',
    goodsScope: '菜',
    creditGrade: 'A',
    licenceCount: 1,
    licenceStatesScope: false,
    staffDocumentsMissing: 0,
  }
  it.each([
    ['nothing when all is on record', {}, []],
    ['contact', { phone: null }, ['contact']],
    ['licences', { licenceCount: 0 }, ['licences']],
    ['scope', { goodsScope: null }, ['scope']],
    ['no scope that a licence states', { goodsScope: null, licenceStatesScope: true }, []],
    ['credit', { creditGrade: null }, ['credit']],
    ['certificates of staff', { staffDocumentsMissing: 1 }, ['staffCertificates']],
  ] as const)('%s', (_, change, missing) => {
    expect(missingScreenFields({ ...complete, ...change })).toEqual(missing)
  })

  it('is never the name or the stall code', () => {
    const nothing: ScreenFacts = {
      phone: null,
      goodsScope: null,
      creditGrade: null,
      licenceCount: 0,
      licenceStatesScope: false,
      staffDocumentsMissing: 3,
    }
    expect(screenFields.filter((field) => !missingScreenFields(nothing).includes(field))).toEqual(['name', 'stallCode'])
  })
})

describe('periods', () => {
  it('of a tenancy are half-open and hold a day at least', () => {
    expect(isTenancyPeriod('2026-01-01', null)).toBe(true)
    expect(isTenancyPeriod('2026-01-01', '2026-01-02')).toBe(true)
    expect(isTenancyPeriod('2026-01-01', '2026-01-01')).toBe(false)
  })

  it('of a paper include the last day', () => {
    expect(isPaperPeriod('2026-01-01', '2026-01-01')).toBe(true)
    expect(isPaperPeriod('2026-01-02', '2026-01-01')).toBe(false)
    expect(isExpired('2026-01-01', '2026-01-01')).toBe(false)
    expect(isExpired('2026-01-01', '2026-01-02')).toBe(true)
    expect(isExpired(null, '2099-01-01')).toBe(false)
  })
})

it('a change names only the fields that differ', () => {
  const before = { name: '甲', phone: null, honours: [{ title: 'x' }] }
  expect(changedFields(before, { name: '甲', phone: undefined, honours: [{ title: 'x' }] })).toEqual([])
  expect(changedFields(before, { name: '乙', phone: '1', honours: [] })).toEqual(['name', 'phone', 'honours'])
})

it.each([
  ['王小芳', '王**'],
  ['', '**'],
])('a person called %j is shown as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})

it.each([
  ['JK20260001', 'JK****01'],
  ['1234567', '****'],
])('number %s is shown as %s', (number, masked) => {
  expect(maskNumber(number)).toBe(masked)
})

describe('search text', () => {
  it('holds the words, their pinyin and their initials', () => {
    expect(merchantSearchText('王记蔬菜', '叶菜、A类 水果').split(' ')).toEqual([
      '王记蔬菜',
      '叶菜',
      'a类',
      '水果',
      'wangjishucai',
      'yecai',
      'alei',
      'shuiguo',
      'wjsc',
      'yc',
      'al',
      'sg',
    ])
  })
})
