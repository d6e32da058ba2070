import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditCodeCheckCharacter, isCreditCode } from './credit-code.ts'

const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
const first17 = fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }).map((chars) => chars.join(''))

describe('a credit code', () => {
  it.each([
    ['91350100M000100Y43', true, 'the worked example of GB 32100-2015'],
    ['91350100M000100Y44', false, 'another check character'],
    ['91350100m000100y43', false, 'lower case'],
    ['91350100M000100Y4', false, '17 characters'],
    ['91350100M000100Y433', false, '19 characters'],
    ['91350100I000100Y43', false, 'the letter I, which the standard leaves out'],
    ['', false, 'nothing'],
  ])('%s is valid: %s (%s)', (code, valid) => {
    expect(isCreditCode(code)).toBe(valid)
  })

  it('with its own check character is always valid, and with any other never', () => {
    fc.assert(
      fc.property(first17, fc.constantFrom(...alphabet), (body, other) => {
        const check = creditCodeCheckCharacter(body) ?? ''
        expect(isCreditCode(body + check)).toBe(true)
        if (other !== check) expect(isCreditCode(body + other)).toBe(false)
      }),
    )
  })

  it('betrays any one wrong character', () => {
    fc.assert(
      fc.property(first17, fc.nat(16), fc.constantFrom(...alphabet), (body, at, wrong) => {
        fc.pre(body.charAt(at) !== wrong)
        const check = creditCodeCheckCharacter(body) ?? ''
        expect(isCreditCode(body.slice(0, at) + wrong + body.slice(at + 1) + check)).toBe(false)
      }),
    )
  })
})
