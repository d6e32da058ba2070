import { describe, expect, test } from 'vitest'
import {
  cleanStallNumber,
  readPriceTag,
  readSignedCode,
  readSlip,
  readStallCode,
  readTraceCode,
} from './stall-address.ts'

describe('a scanned code', () => {
  test.each([
    ['https://market.example.cn/s/GC-A-012'],
    ['https://market.example.cn/s/GC-A-012?from=wall#x'],
    ['http://127.0.0.1:8080/screen/stall/GC-A-012'],
    ['GC-A-012'],
  ])('%s is stall A-012 in market GC', (scanned) =>
    expect(readStallCode(scanned)).toEqual({ marketCode: 'GC', stallCode: 'A-012' }),
  )

  test('may carry a stall number in Chinese, encoded', () =>
    expect(readStallCode(`https://x.cn/s/${encodeURIComponent('GC-水产-3')}`)?.stallCode).toBe('水产-3'))

  test.each([['https://u.example.com/pay/123'], ['wxp://f2f0abc'], [''], ['https://x.cn/s/%E0%A4%A'], ['A']])(
    '%s is not one of ours',
    (scanned) => expect(readStallCode(scanned)).toBeNull(),
  )
})

test('a signed code and a trace code are told from each other and from a stall', () => {
  expect(readSignedCode('https://market.example.cn/s/0a1b2c3d4e5f6g7h8j')).toBe('0a1b2c3d4e5f6g7h8j')
  expect(readSignedCode('https://market.example.cn/s/GC-A-012')).toBeNull()
  expect(readTraceCode('https://market.example.cn/t/T2603-ABCD')).toBe('T2603-ABCD')
  expect(readTraceCode('https://market.example.cn/s/GC-A-012')).toBeNull()
})

test('a price tag names its market and its goods, and nothing else does', () => {
  const tag = { marketCode: 'GC', listingId: 'lst_1kjp5gs4024xex242ebmm' }
  expect(readPriceTag(`https://market.example.cn/g/GC-${tag.listingId}`)).toEqual(tag)
  for (const other of ['https://market.example.cn/s/GC-A-012', 'https://x.cn/g/GC-A-012', '6901234567892'])
    expect(readPriceTag(other)).toBeNull()
})

test('a slip names its market and its sale, and nothing else does', () => {
  const slip = { marketCode: 'GC', saleId: 'sal_1kjp5gs4024xex242ebmm' }
  expect(readSlip(`https://market.example.cn/r/GC-${slip.saleId}`)).toEqual(slip)
  for (const other of ['https://market.example.cn/s/GC-A-012', 'https://x.cn/r/GC-A-012', slip.saleId])
    expect(readSlip(other)).toBeNull()
})

test('full-width and lower-case letters are read as on the sign', () =>
  expect(cleanStallNumber(' ａ－０１２ ')).toBe('A-012'))
