import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findIdentityField, lacksPlace } from './domain.ts'

describe('fields of a payload', () => {
  it.each([
    ['faceId', { faceId: '1' }],
    ['FACE_IMAGE', { FACE_IMAGE: 'x' }],
    ['face', { face: null }],
    ['data.faces', { data: { faces: [] } }],
    ['list[1].idCard', { list: [{}, { idCard: '4101…' }] }],
    ['a.b.c.人脸特征', { a: { b: { c: { 人脸特征: 1 } } } }],
    ['person.身份证号', { person: { 身份证号: 1 } }],
    ['ＦａｃｅＩＤ', { ＦａｃｅＩＤ: 1 }],
    ['id-number', { 'id-number': 1 }],
    ['identityCode', { identityCode: 1 }],
    ['userFaceUrl', { userFaceUrl: 1 }],
    ['employee.personName', { employee: { personName: 'x' } }],
  ])('are refused by name: %s', (path, payload) => {
    expect(findIdentityField(payload)).toBe(path)
  })

  it.each([
    { deviceCode: 'C-1', measuredMbps: 100 },
    { networkInterface: 'eth0', surfaceTemperature: 21, identifier: 7 },
    { signal: { rssi: -60, battery: 80 }, firmware: '1.2' },
  ])('pass when they carry neither face nor identity: %o', (payload) => {
    expect(findIdentityField(payload)).toBeUndefined()
  })

  it('are found however deep they hide and whatever surrounds them', () => {
    const nested = fc.letrec((tie) => ({
      leaf: fc.constant({ faceToken: 'x' }),
      node: fc.oneof(
        { maxDepth: 8 },
        tie('leaf'),
        fc.record({ a: fc.integer(), inner: tie('node') }),
        fc.tuple(fc.integer(), tie('node')),
      ),
    })).node
    fc.assert(fc.property(nested, (payload) => findIdentityField(payload)?.endsWith('faceToken') === true))
  })
})

describe('the place of a device', () => {
  it.each([
    ['screen', null, null, true],
    ['screen', 'zone', null, true],
    ['screen', null, 'stall', false],
    ['camera', null, null, true],
    ['camera', 'zone', null, false],
    ['smoke', null, 'stall', false],
    ['video_line', null, null, false],
    ['kiosk', null, null, false],
  ] as const)('%s in zone %s at stall %s lacks one: %s', (kind, zoneId, stallId, lacks) => {
    expect(lacksPlace(kind, { zoneId, stallId })).toBe(lacks)
  })
})
