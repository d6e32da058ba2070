import { expect, test } from 'vitest'
import { emptyDraft, entryOf, knownGoods, knownSuppliers, withGoods } from './intake-view.ts'

const intake = (name: string, supplierName: string | null, originPlace: string) =>
  ({
    supplierName,
    selfGrown: supplierName === null,
    batch: { commodityName: name, categoryCode: 'vegetable', originPlace },
  }) as unknown as Parameters<typeof withGoods>[2][number]
const suppliers = [
  { supplierId: 'sup_1', name: '万邦批发' },
  { supplierId: 'sup_2', name: '中牟合作社' },
]
const before = [intake('菠菜', '中牟合作社', '河南中牟'), intake('香葱', null, '自家菜地')]

test('goods brought in before come first, each once', () => {
  const names = knownGoods(before, [
    { name: '菠菜', categoryCode: 'vegetable' },
    { name: '土豆', categoryCode: 'vegetable' },
  ]).map((one) => one.name)
  expect(names).toEqual(['菠菜', '香葱', '土豆'])
  expect(knownSuppliers(before, suppliers).map((one) => one.name)).toEqual(['中牟合作社', '万邦批发'])
})

test('goods of an earlier batch bring their supplier and place along, without overwriting a choice', () => {
  const goods = { name: '菠菜', categoryCode: 'vegetable' } as const
  expect(withGoods(emptyDraft, goods, before, suppliers)).toMatchObject({ supplierId: 'sup_2', origin: '河南中牟' })
  const chosen = { ...emptyDraft, supplierId: 'sup_1', origin: '山东寿光' }
  expect(withGoods(chosen, goods, before, suppliers)).toMatchObject({ supplierId: 'sup_1', origin: '山东寿光' })
})

test('a draft says what it lacks, one thing at a time, and then is an entry in grams', () => {
  const goods = { name: '菠菜', categoryCode: 'vegetable' } as const
  expect(entryOf(emptyDraft, 'A-01')).toEqual({ missing: '还没有拍凭证' })
  const full = withGoods({ ...emptyDraft, fileId: 'fil_1' }, goods, before, suppliers)
  expect(entryOf(full, 'A-01')).toEqual({ missing: '还没有填数量' })
  expect(entryOf({ ...full, kilograms: '25.5' }, 'A-01')).toMatchObject({
    stallCode: 'A-01',
    quantity: 25_500,
    supplierId: 'sup_2',
    papers: [{ kind: 'purchase_voucher', fileId: 'fil_1' }],
  })
})

test('what the seller has grown needs no voucher', () => {
  const draft = withGoods(emptyDraft, { name: '香葱', categoryCode: 'vegetable' }, before, suppliers)
  expect(entryOf({ ...draft, kilograms: '3' }, 'A-01')).toMatchObject({ selfGrown: true, papers: [] })
})
