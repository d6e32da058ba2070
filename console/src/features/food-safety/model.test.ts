import { describe, expect, it } from 'vitest'
import { amountText, elapsedText, gateAnswer, type GateForm, intakeBody } from './model.ts'

const lorry: GateForm = {
  stallCode: ' a-01 ',
  supplierCode: 'S001',
  commodityName: '菠菜',
  categoryCode: 'vegetable',
  originPlace: '河南中牟',
  unit: 'gram',
  quantity: 12.3456,
  voucherNumber: '20261122-01',
}

describe('the gate', () => {
  it('weighs in kilograms and sends whole grams', () => {
    expect(intakeBody(lorry)).toMatchObject({ stallCode: 'A-01', quantity: 12_346, unit: 'gram' })
    expect(intakeBody({ ...lorry, unit: 'piece', quantity: 20 }).quantity).toBe(20)
  })
  it('sends only the papers that are there', () => {
    expect(intakeBody(lorry).papers).toEqual([{ kind: 'purchase_voucher', number: '20261122-01', fileId: null }])
    expect(intakeBody({ ...lorry, voucherNumber: ' ' }).papers).toEqual([])
    expect(intakeBody({ ...lorry, otherKind: 'self_test' }).papers).toContainEqual({ kind: 'self_test', number: null })
  })
  it('fills in what a certificate repeats of the goods, and sends none when there is none', () => {
    const certificate = {
      issuedOn: '2026-11-22',
      promisor: '合作社',
      contact: '1',
      style: 'producer' as const,
      bases: ['own_test' as const],
    }
    expect(intakeBody({ ...lorry, certificate }).certificate).toBeNull()
    expect(intakeBody({ ...lorry, quantity: 50, hasCertificate: true, certificate }).certificate).toEqual({
      ...certificate,
      productName: '菠菜',
      quantityText: '50 千克',
      producedAt: '河南中牟',
    })
  })
  it('names no supplier for what somebody grew', () => {
    expect(intakeBody({ ...lorry, selfGrown: true })).toMatchObject({ selfGrown: true, supplierCode: null })
  })
  it('tells the driver what is missing', () => {
    expect(gateAnswer({ state: 'admitted', papersMissing: [] })).toBe('准许入场')
    expect(gateAnswer({ state: 'awaiting_test', papersMissing: ['compliance_certificate'] })).toBe(
      '缺承诺达标合格证，检测阴性后才能入场',
    )
  })
})

it('shows weight in kilograms', () => {
  expect(amountText(50_500, 'gram')).toBe('50.5 千克')
  expect(amountText(1200, 'piece')).toBe('1,200 件')
})

it('counts a recall in minutes and seconds, and never backwards', () => {
  expect(elapsedText(187_900)).toBe('3 分 07 秒')
  expect(elapsedText(3_661_000)).toBe('1 小时 1 分 01 秒')
  expect(elapsedText(-5)).toBe('0 分 00 秒')
})
