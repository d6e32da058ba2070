import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isResidentId, maskPhone, maskResidentId } from './resident-id.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const withCheck = (first17: string): string =>
  first17 +
  '10X98765432'.charAt([...first17].reduce((sum, digit, i) => sum + Number(digit) * (weights[i] ?? 0), 0) % 11)

const two = (n: number): string => String(n).padStart(2, '0')
const valid = fc
  .tuple(
    fc.integer({ min: 110000, max: 659999 }),
    fc.integer({ min: 1930, max: 2025 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([area, year, month, day, order]) =>
    withCheck(`${area}${year}${two(month)}${two(day)}${String(order).padStart(3, '0')}`),
  )

describe('an ID number', () => {
  it.each([
    ['11010519491231002X', true, 'the worked example of GB 11643-1999'],
    ['11010519491231002x', false, 'lower case x'],
    ['110105194912310021', false, 'another check character'],
    [withCheck('11010519490230002'), false, '30 February'],
    [withCheck('11010519000229002'), false, '29 February 1900, no leap year'],
    [withCheck('11010520000229002'), true, '29 February 2000'],
    ['110105491231002', false, 'the old form of 15 digits'],
    ['', false, 'nothing'],
  ])('%s is valid: %s (%s)', (text, expected) => {
    expect(isResidentId(text)).toBe(expected)
  })

  it('betrays any one wrong digit', () => {
    fc.assert(
      fc.property(valid, fc.nat(16), fc.integer({ min: 1, max: 9 }), (id, at, by) => {
        expect(isResidentId(id)).toBe(true)
        const wrong = (Number(id.charAt(at)) + by) % 10
        expect(isResidentId(id.slice(0, at) + wrong + id.slice(at + 1))).toBe(false)
      }),
    )
  })

  it('loses birth date and order when masked', () => {
    fc.assert(
      fc.property(valid, (id) => {
        expect(maskResidentId(id)).toBe(`${id.slice(0, 6)}**********${id.slice(16)}`)
      }),
    )
  })
})

describe('a phone number', () => {
  it.each([
    ['13812345678', '138****5678'],
    ['037166668888', '037****8888'],
    ['110', '****'],
    ['', '****'],
  ])('%s is shown as %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked)
  })
})
