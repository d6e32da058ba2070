import { describe, expect, test } from 'vitest'
import { type Address, isSameAddress, mostAddresses, withAddress } from './address-book.ts'

const at = (address: string, change: Partial<Address> = {}): Address => ({
  place: { latitude: 34.75, longitude: 113.65, name: '' },
  contactName: '李女士',
  phone: '13800001234',
  address,
  ...change,
})

describe('the addresses of a phone', () => {
  test('hold each door of a person once, the last used first', () => {
    const book = [at('1 号楼'), at('2 号楼')].reduce(withAddress, [])
    expect(withAddress(book, at(' 1 号楼')).map(({ address }) => address.trim())).toEqual(['1 号楼', '2 号楼'])
  })

  test('take the newer place for a door that is known', () => {
    const place = { latitude: 34.76, longitude: 113.65, name: '幸福里' }
    expect(withAddress([at('1 号楼')], at('1 号楼', { place }))).toEqual([at('1 号楼', { place })])
  })

  test('never grow beyond a household', () => {
    const book = Array.from({ length: mostAddresses + 3 }, (_, n) => at(`${n} 号楼`)).reduce(withAddress, [])
    expect(book).toHaveLength(mostAddresses)
    expect(book[0]?.address).toBe(`${mostAddresses + 2} 号楼`)
  })

  test('tell people at one door apart', () => {
    expect(isSameAddress(at('1 号楼'), at('1 号楼', { contactName: '王先生' }))).toBe(false)
  })
})
