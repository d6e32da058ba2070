import { expect, test } from 'vitest'
import { incomeWords, newIncome } from './stall-income.ts'

const paid = (stallPaymentId: string, amountFen: number) => ({ stallPaymentId, amountFen })

test('a payment that has been called out before is not called out again', () =>
  expect(newIncome([paid('b', 1250), paid('a', 300)], ['a'])).toEqual([paid('b', 1250)]))

test('amounts are spoken as people say them, several at once as their sum', () => {
  expect(incomeWords([paid('b', 1250)])).toBe('收款到账 12.5 元')
  expect(incomeWords([paid('b', 1250), paid('a', 300)])).toBe('收款到账 2 笔，一共 15.5 元')
})
