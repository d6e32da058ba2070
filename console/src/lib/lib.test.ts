import { ApiError } from '@smart-market/shared/client.ts'
import { describe, expect, it } from 'vitest'
import { fieldErrors, isForbidden, mayRetry } from './errors.ts'
import { daysLeftText, gainText, instantText, pointsText, rangeText, shareText } from './format.ts'
import { blankToNull, keepIfBlank } from './forms.ts'
import { addressOf } from './paths.ts'
import { canOf, rolesIn } from './permissions.ts'
import { listState, oneOf, parseSearch, patchSearch, stringifySearch } from './search-params.ts'
import { throttled } from './throttle.ts'

describe('the address of a list', () => {
  it('falls back to the first page for anything that is no page', () => {
    expect(listState({ page: '-3', pageSize: '9999' })).toMatchObject({ page: 1, pageSize: 50 })
    expect(listState({ page: '3', q: '肉', sort: 'name', order: 'desc' })).toMatchObject({
      page: 3,
      q: '肉',
      sort: 'name',
      order: 'desc',
    })
  })
  it('starts again at page one when a filter changes, and drops empty values', () => {
    expect(patchSearch({ page: '4', q: '肉', zoneId: 'z' }, { zoneId: undefined, q: '鱼' })).toEqual({ q: '鱼' })
    expect(patchSearch({ q: '肉' }, { page: '2' })).toEqual({ q: '肉', page: '2' })
  })
  it('keeps text of digits as text', () => {
    expect(parseSearch(stringifySearch({ q: '012', empty: '' }))).toEqual({ q: '012' })
    expect(stringifySearch({})).toBe('')
  })
  it('lets only known words through to the server', () => {
    expect(oneOf('silent', ['alive', 'silent'])).toBe('silent')
    expect(oneOf('drop table', ['alive', 'silent'])).toBeUndefined()
  })
})

describe('a refusal of the server', () => {
  const invalid = new ApiError(422, {
    code: 'request.invalid',
    message: '有 2 处',
    details: {
      issues: [
        { path: ['body', 'honours', 0, 'title'], message: '请填写' },
        { path: ['body', 'phone'], message: '电话不对' },
        { path: ['query', 'page'], message: '不是字段' },
      ],
    },
  })
  it('stands under the field it means', () => {
    expect(fieldErrors(invalid)).toEqual([
      { name: ['honours', 0, 'title'], errors: ['请填写'] },
      { name: ['phone'], errors: ['电话不对'] },
    ])
    expect(fieldErrors(new ApiError(409, { code: 'zone.code_taken', message: '已存在' }))).toEqual([
      { name: ['code'], errors: ['已存在'] },
    ])
    expect(fieldErrors(new ApiError(500, { code: 'server.unexpected' }))).toEqual([])
  })
  it('is asked again only when nobody has decided', () => {
    expect(mayRetry(new ApiError(0, {}))).toBe(true)
    expect(mayRetry(new ApiError(503, {}))).toBe(true)
    expect(mayRetry(invalid)).toBe(false)
    expect(isForbidden(new ApiError(403, {}))).toBe(true)
  })
})

describe('numbers and times for people', () => {
  it('drop floating dust and join equal ends', () => {
    expect(pointsText(0.1 + 0.2)).toBe('0.3')
    expect(rangeText(62, 67)).toBe('62–67')
    expect(rangeText(5, 5.000001)).toBe('5')
    expect(gainText(9)).toBe('+9')
  })
  it('never call 99.6 % complete, nor nothing zero', () => {
    expect(shareText(996, 1000)).toBe('99%')
    expect(shareText(0, 0)).toBe('—')
  })
  it('show the clock for today and the date for other days, in Shanghai', () => {
    const now = new Date('2026-11-22T02:00:00Z')
    expect(instantText('2026-11-21T17:05:00Z', now)).toBe('今天 01:05')
    expect(instantText('2026-11-20T00:00:00Z', now)).toBe('2026-11-20 08:00')
    expect(instantText(null, now)).toBe('—')
  })
  it('tell how long a paper still holds', () => {
    expect([-2, 0, 5].map(daysLeftText)).toEqual(['已过期 2 天', '今天到期', '还有 5 天'])
  })
})

it('clears a field left blank, but keeps a secret one', () => {
  expect(blankToNull({ a: ' ', b: ' x ', c: undefined, d: 0, e: false })).toEqual({
    a: null,
    b: 'x',
    c: null,
    d: 0,
    e: false,
  })
  expect(keepIfBlank({ a: null, b: null }, ['a'])).toEqual({ b: null })
})

it('makes links to pages with their filter and to records', () => {
  expect(addressOf('mkt_1', { page: 'devices', search: { state: 'silent' } })).toEqual({
    to: '/m/mkt_1/devices',
    search: { state: 'silent' },
  })
  expect(addressOf('mkt_1', { merchantId: 'mer_1' }).to).toBe('/m/mkt_1/ledger/merchants/mer_1')
})

it('shows buttons by the role held in this market, or over it', () => {
  const memberships = [
    { role: 'market_operator', marketId: 'a' },
    { role: 'district_officer', marketId: null },
  ] as const
  expect(canOf(rolesIn(memberships, 'a'))).toEqual({
    enter: true,
    write: true,
    operate: true,
    judge: true,
    supervise: true,
    readAudit: true,
  })
  expect(canOf(rolesIn(memberships, 'b'))).toEqual({
    enter: true,
    write: false,
    operate: false,
    judge: true,
    supervise: true,
    readAudit: true,
  })
})

it('sends merchants and shoppers to the mini-program', () => {
  expect(canOf(['merchant', 'shopper']).enter).toBe(false)
  expect(canOf(['merchant', 'inspector']).enter).toBe(true)
})

it('runs at once, then gathers a storm into one run a second', () => {
  let now = 0
  const later: { at: number; run: () => void }[] = []
  let runs = 0
  const tick = throttled(() => runs++, 1000, { now: () => now, after: (ms, run) => later.push({ at: now + ms, run }) })
  tick()
  expect(runs).toBe(1)
  now = 200
  tick()
  now = 300
  tick()
  expect([runs, later.length, later[0]?.at]).toEqual([1, 1, 1000])
  now = 1000
  later[0]?.run()
  expect(runs).toBe(2)
  now = 2500
  tick()
  expect(runs).toBe(3)
})
