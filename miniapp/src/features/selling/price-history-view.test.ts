import { expect, test } from 'vitest'
import { changeText } from './price-history-view.ts'

const price = (priceFen: number, priceBasis: 'per_500g' | 'per_kg' = 'per_500g') => ({ priceFen, priceBasis })

test.each([
  ['涨 0.50 元', price(350), price(300)],
  ['降 0.20 元', price(280), price(300)],
  ['没变', price(300), price(300)],
  ['换了计价单位', price(600, 'per_kg'), price(300)],
  ['第一次定价', price(300), null],
  ['', price(300), undefined],
])('the change is said with a word: %s', (said, now, before) => {
  expect(changeText(now, before)).toBe(said)
})
