/** Small view-models that have no file of their own worth a test beside it. */
import { describe, expect, it } from 'vitest'
import { axisTicks } from '../ui/chart-scale.ts'
import { type Device } from './devices/api.ts'
import { saysText, screenAddress } from './devices/model.ts'
import { documentState, ledgerFilters, zoneDevices } from './ledger/model.ts'
import { healthState, licenceState, tenancyState } from './merchants/model.ts'
import { ageText, topicState } from './notices/model.ts'
import type { Subscriber } from './platforms/api.ts'
import { eventText } from './platforms/event-text.ts'
import { keyState, listOf, matching, scopeText, subscriberState } from './platforms/model.ts'
import { coverageText, fillDays, refundText, spanOf, totalsOf } from './sales/model.ts'
import { afterLogin, demoHint } from './session/model.ts'
import { browserText } from './settings/model.ts'

const today = '2026-11-22'

describe('papers of a merchant', () => {
  const licence = {
    licenceId: 'l',
    kind: 'food',
    number: '1',
    scope: null,
    validFrom: null,
    validTo: null,
    expired: false,
  } as const
  it('are valid without end, soon to end or expired', () => {
    expect(licenceState(licence, today).text).toBe('长期有效')
    expect(licenceState({ ...licence, validTo: '2026-12-01' }, today)).toEqual({ tone: 'warn', text: '还有 9 天' })
    expect(licenceState({ ...licence, validTo: '2026-11-20', expired: true }, today).tone).toBe('bad')
  })
  const member = {
    staffMemberId: 's',
    name: '甲',
    residentIdMasked: null,
    duty: null,
    requiresHealthCertificate: true,
    healthCertificates: [],
  }
  it('count the newest health certificate, and miss one only where it is required', () => {
    expect(healthState(member, today)).toEqual({ tone: 'bad', text: '应有，没有登记' })
    expect(healthState({ ...member, requiresHealthCertificate: false }, today).tone).toBe('off')
    const certificate = (validTo: string, expired: boolean) => ({
      healthCertificateId: validTo,
      numberMasked: '',
      validFrom: null,
      validTo,
      expired,
    })
    expect(
      healthState(
        { ...member, healthCertificates: [certificate('2026-01-01', true), certificate('2027-10-01', false)] },
        today,
      ).tone,
    ).toBe('good')
  })
  it('leave a stall free on the day of leaving', () => {
    const tenancy = { tenancyId: 't', stallId: 's', stallCode: 'A', from: '2026-01-01', to: today }
    expect(tenancyState(tenancy, today).text).toBe('已退出')
    expect(tenancyState({ ...tenancy, to: '2026-11-23' }, today).text).toBe('在经营')
  })
})

describe('the ledger', () => {
  const row = {
    stallId: 's',
    stallCode: 'A-1',
    zoneName: null,
    merchantId: 'm',
    merchantName: '甲',
    creditCode: null,
    phoneMasked: null,
    goodsScope: null,
    creditGrade: null,
    tenancyFrom: null,
    licenceCount: 0,
    licencesExpired: 0,
    nextExpiryOn: null,
    screenState: 'none',
  } as const
  it('marks a merchant without papers, but not an empty stall', () => {
    expect(documentState(row)?.text).toBe('没有证照')
    expect(documentState({ ...row, merchantId: null })).toBeNull()
  })
  it('passes on only filters that the server knows', () => {
    expect(ledgerFilters({ documents: 'odd', occupancy: 'vacant', q: 'x' })).toEqual({
      q: 'x',
      zoneId: undefined,
      occupancy: 'vacant',
      documents: undefined,
      screen: undefined,
    })
  })
  it('says what a zone lacks only where it is required', () => {
    const zone = {
      zoneId: 'z',
      code: 'A',
      name: '蔬菜区',
      kind: 'trading',
      floor: 1,
      requiresCamera: true,
      requiresSmoke: true,
      requiresThermal: false,
      stallCount: 1,
      camerasAlive: 2,
      smokeHeadsAlive: 0,
      thermalsAlive: 0,
    } as const
    expect(zoneDevices(zone).map((d) => d.told.tone)).toEqual(['good', 'bad', 'off'])
  })
})

describe('sales', () => {
  const day = { saleCount: 1, amountFen: 100, refundCount: 1, refundFen: 50, stallCount: 1, declaredAmountFen: 20 }
  it('leave a gap for a day that nobody reported', () => {
    const span = { from: '2026-11-20', to: today }
    const days = fillDays([{ ...day, businessDate: '2026-11-20' }], span, (d) => d.amountFen)
    expect(days).toEqual([
      { day: '2026-11-20', value: 100 },
      { day: '2026-11-21', value: null },
      { day: today, value: null },
    ])
  })
  it('look back thirty days unless told', () => {
    expect(spanOf(undefined, undefined, today)).toEqual({ from: '2026-10-24', to: today })
  })
  it('add up with what merchants declared kept apart', () => {
    expect(
      totalsOf([
        { ...day, businessDate: today },
        { ...day, businessDate: '2026-11-21' },
      ]),
    ).toEqual({
      days: 2,
      saleCount: 2,
      amountFen: 200,
      refundCount: 2,
      refundFen: 100,
      declaredAmountFen: 40,
    })
    expect(refundText(1234, 50)).toBe('1,234 笔，共 0.50 元')
    expect(refundText(0, 0)).toBe('0 笔')
    expect(refundText(null, null)).toBe('—')
    expect(coverageText({ stallsReporting: 0, stalls: 0 })).toBe('还没有摊位')
  })
})

describe('notices', () => {
  const topic = {
    kind: 'price',
    required: true,
    cadenceDays: 7,
    publishedCount: 1,
    lastPublishedAt: null,
    ageDays: 9,
    stale: true,
  } as const
  it('say how many days they are late, and what was never published', () => {
    expect(topicState(topic)).toEqual({ tone: 'bad', text: '超期 2 天' })
    expect(topicState({ ...topic, ageDays: null })).toEqual({ tone: 'bad', text: '从未发布' })
    expect(topicState({ ...topic, ageDays: 1, stale: false }).text).toBe('还有 6 天')
    expect(ageText(0)).toBe('今天')
  })
})

describe('platforms', () => {
  const subscriber: Subscriber = {
    subscriberId: 's',
    name: '金水区平台',
    url: 'https://jinshui.example.gov.cn/in',
    platformLinkId: null,
    profile: 'webhook-ed25519',
    types: [],
    masked: [],
    whole: true,
    state: 'active',
    cursor: 5,
    lag: 0,
    attempts: 0,
    nextAttemptAt: null,
    lastAttemptAt: null,
    lastSuccessAt: '2026-11-22T00:00:00Z',
    lastStatus: 200,
    lastProblem: null,
    deadLetters: 0,
    previousSecretUntil: null,
  }
  it('that are pushed to say how far they are and what they get', () => {
    expect(subscriberState(subscriber).text).toBe('已全部收到')
    expect(subscriberState({ ...subscriber, lag: 1200 }).text).toBe('还差 1,200 条')
    expect(subscriberState({ ...subscriber, attempts: 3 }).tone).toBe('bad')
    expect(subscriberState({ ...subscriber, state: 'paused' }).tone).toBe('off')
    expect(scopeText(subscriber)).toBe('全部数据，带校验链')
    expect(scopeText({ types: ['sales.*'], masked: ['amountFen'], whole: false })).toBe('只发 sales.*，隐去 amountFen')
    expect(matching([subscriber], '金水')).toHaveLength(1)
    expect(matching([subscriber], 'ELSEWHERE')).toHaveLength(0)
    expect(listOf('sales.*， notice.published')).toEqual(['sales.*', 'notice.published'])
  })
  it('know a key that signs, one that is about to retire, and one that only proves the past', () => {
    const now = new Date('2026-11-22T00:00:00Z')
    expect(keyState({ retiredAt: null }, now).tone).toBe('good')
    expect(keyState({ retiredAt: '2026-11-23T00:00:00Z' }, now).tone).toBe('warn')
    expect(keyState({ retiredAt: '2026-11-21T00:00:00Z' }, now).tone).toBe('off')
  })
  it('show an unknown event as it is', () => {
    expect(eventText('notice.published')).toBe('公示：发布')
    expect(eventText('new_thing.happened')).toBe('new_thing.happened')
  })
})

describe('devices', () => {
  const device: Device = {
    deviceId: 'd',
    code: 'S1',
    name: '屏',
    kind: 'screen',
    zoneId: null,
    zoneName: null,
    stallId: 's',
    stallCode: 'A-1',
    state: 'alive',
    lastHeartbeatAt: null,
    measuredMbps: null,
    shows: [],
    paired: true,
  }
  it('tell a lit screen that shows nothing from one that never said', () => {
    expect(saysText(device)).toBe('亮屏但没有内容')
    expect(saysText({ ...device, shows: null })).toBe('—')
  })
  it('open the picture of screens only', () => {
    expect(screenAddress(device, 'ZZ')).toBe('/screen/stall/ZZ-A-1')
    expect(screenAddress({ ...device, kind: 'wall' }, 'ZZ')).toBe('/screen/market/ZZ')
    expect(screenAddress({ ...device, kind: 'camera' }, 'ZZ')).toBeNull()
  })
})

describe('signing in', () => {
  it('returns to a page of this console only', () => {
    expect(afterLogin('/m/mkt_1/devices?state=silent')).toBe('/m/mkt_1/devices?state=silent')
    expect(afterLogin('//evil.example')).toBe('/')
    expect(afterLogin('/m/x//evil')).toBe('/')
    expect(afterLogin(undefined)).toBe('/')
  })
  it('speaks of demo accounts only where there is a demo market', () => {
    expect(demoHint([{ name: '甲', demo: false }])).toBeNull()
    expect(demoHint([{ name: '甲', demo: true }])?.title).toContain('甲')
  })
  it('names a browser so that a person knows their own', () => {
    expect(browserText('Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36')).toBe('Windows 上的 Chrome')
    expect(browserText('')).toBe('未知设备')
  })
})

it('draws axes at round values that cover the largest', () => {
  expect(axisTicks(100)).toEqual([0, 25, 50, 75, 100])
  expect(axisTicks(7)).toEqual([0, 2, 4, 6, 8])
  expect(axisTicks(0)).toEqual([0, 1])
})
