import { expect, test } from 'vitest'
import { codeGroups, codeParts } from './code-groups.ts'

test.each([
  ['7K2M9P4QXZ3D', '7K2M 9P4Q XZ3D'],
  ['1122000001', '11 2200 0001'],
  ['92410105MA4000001', '92410 105M A400 0001'],
  ['92410105MA40000001', '92 4101 05MA 4000 0001'],
  ['12345678', '1234 5678'],
])('%s is read out as %s: no group has one sign, and the last has four', (code, read) =>
  expect(codeGroups(code).join(' ')).toBe(read),
)

test('a code among words is divided, and the words and short numbers around it stay as they are', () =>
  expect(codeParts('订单 1122000001，共 12 件')).toEqual(['订单 ', ['11', '2200', '0001'], '，共 12 件']))
