import { and, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '@smart-market/shared/client.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { devices, deviceSpans } from '@smart-market/server/db/schema/devices.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import {
  listAlarmTestAges,
  listDeviceStates,
  listStallScreens,
  watchDevices,
} from '@smart-market/server/features/devices/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
let marketId: string
let zoneId: string
let stallId: string
let stallCode: string
let marketCode: string
let operator: Client<Api>
let gatewayKey: string
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp(start.toISOString())
  const market = await makeMarket(app)
  ;({ marketId, operator } = market)
  ;({ zoneId } = await market.addZone())
  ;({ stallId, code: stallCode } = await market.addStall('A-001'))
  marketCode = market.code
  const issued = await operator.createApiKey({
    params: { marketId },
    body: { name: '网关', scopes: ['devices:write'] },
  })
  gatewayKey = issued.secret
})
beforeEach(() => app.setNow(start))
afterAll(() => app.close())

const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)
const register = (code: string, kind: 'camera' | 'screen' | 'video_line' = 'camera') =>
  operator.registerDevice({
    params: { marketId },
    body: { code, name: `设备 ${code}`, kind, ...(kind === 'screen' ? { stallId } : { zoneId }) },
  })
const beat = (heartbeats: object[], key = gatewayKey) =>
  app.as(key).recordHeartbeats({ params: { marketId }, body: { heartbeats: heartbeats as never } })
const states = (asOf: Date) => withSystemTransaction(app.deps, (tx) => listDeviceStates(tx, marketId, asOf))
const stateOf = async (code: string, asOf: Date) => (await states(asOf)).find((state) => state.code === code)
const spansOf = (deviceId: string) =>
  withSystemTransaction(app.deps, (tx) =>
    tx.select().from(deviceSpans).where(eq(deviceSpans.deviceId, deviceId)).orderBy(deviceSpans.fromAt),
  )
const lastEvent = async () => {
  const [event] = await withSystemTransaction(app.deps, (tx) =>
    tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(desc(outbox.position)).limit(1),
  )
  return { type: event?.type, payload: event?.payload }
}
/** Actions on record about one subject; the clock stands still, so their order is not told by time. */
const auditOf = async (subjectId: string): Promise<string[]> => {
  const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
  return log.items.filter((entry) => entry.subjectId === subjectId).map((entry) => entry.action)
}

describe('the register of devices', () => {
  it('takes a device with its place, on record and in the feed', async () => {
    const device = await register('C-001')
    expect(device).toMatchObject({ code: 'C-001', zoneId, state: 'never_seen', lastHeartbeatAt: null, paired: false })
    expect(await auditOf(device.deviceId)).toEqual(['device.register'])
    expect(await lastEvent()).toEqual({
      type: 'device.registered',
      payload: { deviceId: device.deviceId, code: 'C-001', kind: 'camera', zoneId, stallId: null },
    })
  })

  it('refuses a code twice, a screen without a stall, and places that do not exist', async () => {
    const body = { code: 'C-001', name: '重复', kind: 'camera' as const, zoneId }
    const post = (change: object) => operator.registerDevice({ params: { marketId }, body: { ...body, ...change } })
    await expect(post({})).rejects.toMatchObject({ status: 409, code: 'device.code_taken' })
    await expect(post({ code: 'X-1', kind: 'screen' })).rejects.toMatchObject({ code: 'device.place_required' })
    await expect(post({ code: 'X-1', zoneId: null })).rejects.toMatchObject({ code: 'device.place_required' })
    await expect(post({ code: 'X-1', zoneId: 'zon_nowhere' })).rejects.toMatchObject({ code: 'zone.not_found' })
    await expect(post({ code: 'X-1', stallId: 'stl_nowhere' })).rejects.toMatchObject({ code: 'stall.not_found' })
  })

  it('changes a device, and says nothing when nothing changed', async () => {
    const { deviceId } = await register('C-002')
    const params = { marketId, deviceId }
    expect(await operator.updateDevice({ params, body: { name: '东门', zoneId: null, stallId } })).toMatchObject({
      name: '东门',
      zoneId: null,
      stallCode,
    })
    expect(await lastEvent()).toEqual({
      type: 'device.updated',
      payload: { deviceId, changed: ['name', 'zoneId', 'stallId'] },
    })
    await operator.updateDevice({ params, body: { name: '东门' } })
    expect((await auditOf(deviceId)).sort()).toEqual(['device.register', 'device.update'])
    await expect(operator.updateDevice({ params, body: { code: 'C-001' } })).rejects.toMatchObject({
      code: 'device.code_taken',
    })
    await expect(operator.updateDevice({ params, body: { stallId: null } })).rejects.toMatchObject({
      code: 'device.place_required',
    })
  })

  it('retires a device with its key and frees its code', async () => {
    const { deviceId } = await register('C-003')
    const params = { marketId, deviceId }
    const { secret } = await operator.pairDevice({ params })
    await operator.retireDevice({ params })
    expect(await lastEvent()).toEqual({ type: 'device.retired', payload: { deviceId } })
    expect(await auditOf(deviceId)).toContain('device.retire')
    await expect(beat([{ deviceCode: 'C-003' }], secret)).rejects.toMatchObject({ status: 401, code: 'key.invalid' })
    expect(await beat([{ deviceCode: 'C-003' }])).toMatchObject({ accepted: 0, unknownDevices: ['C-003'] })
    await expect(operator.retireDevice({ params })).rejects.toMatchObject({ status: 404, code: 'device.not_found' })
    const again = await register('C-003')
    const retired = await operator.listDevices({ params: { marketId }, query: { state: 'retired' } })
    expect(retired.items.map((device) => device.deviceId)).toEqual([deviceId])
    const inUse = await operator.listDevices({ params: { marketId }, query: { q: 'c-003' } })
    expect(inUse.items.map((device) => device.deviceId)).toEqual([again.deviceId])
  })
})

describe('pairing', () => {
  it('binds a new key to the screen, ends the old one, and gives the address to open', async () => {
    const { deviceId } = await register('S-001', 'screen')
    const params = { marketId, deviceId }
    const first = await operator.pairDevice({ params })
    expect(first.screenUrl).toBe(
      `/screen/stall/${encodeURIComponent(`${marketCode}-${stallCode}`)}#${new URLSearchParams({ key: first.secret, market: marketId, device: 'S-001' }).toString()}`,
    )
    expect(await auditOf(deviceId)).toContain('device.pair')
    const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    expect(JSON.stringify(log)).not.toContain(first.secret)
    const second = await operator.pairDevice({ params })
    await expect(beat([{ deviceCode: 'S-001' }], first.secret)).rejects.toMatchObject({ code: 'key.invalid' })
    expect(await beat([{ deviceCode: 'S-001', shows: ['name'] }], second.secret)).toMatchObject({ accepted: 1 })
    const [device] = (await operator.listDevices({ params: { marketId }, query: { kind: 'screen' } })).items
    expect(device).toMatchObject({ paired: true, state: 'alive', shows: ['name'] })
  })

  it('lets a key of one device speak for that device alone', async () => {
    const { deviceId } = await register('C-010')
    await register('C-011')
    const { secret, screenUrl } = await operator.pairDevice({ params: { marketId, deviceId } })
    expect(screenUrl).toBeNull()
    for (const deviceCode of ['C-011', 'no-such-device']) {
      const mixed = beat([{ deviceCode: 'C-010' }, { deviceCode }], secret)
      await expect(mixed).rejects.toMatchObject({ status: 403, code: 'device.key_bound' })
    }
    expect(await stateOf('C-010', app.now())).toMatchObject({ alive: false, silentSeconds: null })
  })
})

describe('heartbeats', () => {
  it('count at server time, name the unknown, and are no event of the feed', async () => {
    await register('C-020')
    const event = await lastEvent()
    const answer = await beat([{ deviceCode: 'C-020', at: '1999-01-01T00:00:00Z' }, { deviceCode: '谁？' }])
    expect(answer).toEqual({ accepted: 1, unknownDevices: ['谁？'], receivedAt: start.toISOString() })
    expect(await stateOf('C-020', start)).toMatchObject({ alive: true, silentSeconds: 0 })
    expect(await lastEvent()).toEqual(event)
  })

  it.each([
    ['heartbeats[0].faceId', { faceId: 'x' }],
    ['heartbeats[0].payload.list[0].face_image', { payload: { list: [{ face_image: 'x' }] } }],
    ['heartbeats[0].身份证', { 身份证: 'x' }],
    ['heartbeats[0].idCard', { idCard: null }],
    ['heartbeats[0].identity', { identity: {} }],
  ])('with %s are refused by name and leave no trace', async (field, extra) => {
    const code = `F-${field.length}-${Object.keys(extra)[0]}`.replace('_', '-')
    await register(code)
    const sent = beat([{ deviceCode: code, ...extra }, { deviceCode: code }])
    await expect(sent).rejects.toMatchObject({ status: 422, code: 'reading.face_refused', details: { field } })
    expect(await stateOf(code, start)).toMatchObject({ silentSeconds: null })
  })

  it('are not taken from people', async () => {
    const sent = operator.recordHeartbeats({ params: { marketId }, body: { heartbeats: [{ deviceCode: 'C-001' }] } })
    await expect(sent).rejects.toMatchObject({ status: 403, code: 'access.denied' })
  })

  it('make one span while they keep coming and say the same', async () => {
    const { deviceId } = await register('V-001', 'video_line')
    for (const seconds of [0, 60, 300, 600]) {
      app.setNow(at(seconds))
      await beat([{ deviceCode: 'V-001', measuredMbps: 100 }])
    }
    expect(await spansOf(deviceId)).toMatchObject([{ fromAt: at(0), toAt: at(600), measuredMbps: 100 }])
    app.setNow(at(660))
    await beat([{ deviceCode: 'V-001' }]) // says nothing about speed: the last statement stands
    app.setNow(at(720))
    await beat([{ deviceCode: 'V-001', measuredMbps: 80 }])
    app.setNow(at(1021))
    await beat([{ deviceCode: 'V-001', measuredMbps: 80 }])
    expect(await spansOf(deviceId)).toMatchObject([
      { fromAt: at(0), toAt: at(660), measuredMbps: 100 },
      { fromAt: at(720), toAt: at(720), measuredMbps: 80 },
      { fromAt: at(1021), toAt: at(1021), measuredMbps: 80 },
    ])
  })

  it('answer for any past moment what was known then', async () => {
    app.setNow(at(2000))
    await register('V-002', 'video_line')
    const key = (seconds: number, said: object) => {
      app.setNow(at(seconds))
      return beat([{ deviceCode: 'V-002', ...said }])
    }
    await key(2100, { measuredMbps: 50 })
    await key(2300, { measuredMbps: 50 })
    await key(4000, { measuredMbps: 20 })
    app.setNow(at(5000))
    const seen = async (seconds: number) => {
      const state = await stateOf('V-002', at(seconds))
      return state && [state.silentSeconds, state.alive, state.measuredMbps]
    }
    expect(await seen(1999)).toBeUndefined()
    expect(await seen(2050)).toEqual([null, false, null])
    expect(await seen(2200)).toEqual([0, true, 50])
    expect(await seen(2600)).toEqual([300, true, 50])
    expect(await seen(2601)).toEqual([301, false, 50])
    expect(await seen(4000)).toEqual([0, true, 20])
    expect(await seen(5000)).toEqual([1000, false, 20])
    const [device] = (await operator.listDevices({ params: { marketId }, query: { q: 'V-002' } })).items
    await operator.retireDevice({ params: { marketId, deviceId: device?.deviceId ?? '' } })
    expect(await seen(4999)).toEqual([999, false, 20])
    expect(await seen(5000)).toBeUndefined()
  })

  it('tell what a stall screen showed at a moment', async () => {
    await register('S-100', 'screen')
    app.setNow(at(10))
    await beat([{ deviceCode: 'S-100', shows: [...screenFields] }])
    app.setNow(at(20))
    await beat([{ deviceCode: 'S-100', shows: ['name'] }])
    const screen = async (seconds: number) => {
      const all = await withSystemTransaction(app.deps, (tx) => listStallScreens(tx, marketId, at(seconds)))
      return all.find((row) => row.code === 'S-100')
    }
    expect(await screen(5)).toMatchObject({ stallId, silentSeconds: null, shows: null })
    expect(await screen(15)).toMatchObject({ silentSeconds: 5, shows: [...screenFields] })
    expect(await screen(21)).toMatchObject({ silentSeconds: 1, shows: ['name'] })
  })
})

describe('alarm tests', () => {
  it('are recorded by whoever made them, never for the future', async () => {
    const record = (testedAt: Date, deviceId?: string) =>
      operator.recordAlarmTest({
        params: { marketId },
        body: { kind: 'fire', testedAt: testedAt.toISOString(), note: '东区', ...(deviceId ? { deviceId } : {}) },
      })
    const test = await record(at(-86_400))
    expect(test).toMatchObject({ kind: 'fire', note: '东区' })
    expect(await auditOf(test.alarmTestId)).toEqual(['alarm_test.record'])
    expect(await lastEvent()).toMatchObject({ type: 'alarm_test.recorded' })
    await record(at(-3600))
    await expect(record(at(1))).rejects.toMatchObject({ code: 'alarm_test.future' })
    await expect(record(start, 'dev_nowhere')).rejects.toMatchObject({ code: 'device.not_found' })
    const list = await operator.listAlarmTests({ params: { marketId } })
    expect(list.items.map((item) => item.testedAt)).toEqual([at(-3600).toISOString(), at(-86_400).toISOString()])
    const ages = (asOf: Date) => withSystemTransaction(app.deps, (tx) => listAlarmTestAges(tx, marketId, asOf))
    expect(await ages(start)).toEqual([{ kind: 'fire', testedAt: at(-3600) }])
    expect(await ages(at(-4000))).toEqual([{ kind: 'fire', testedAt: at(-86_400) }])
    expect(await ages(at(-90_000))).toEqual([])
  })
})

describe('the search of alarm tests', () => {
  it('finds them by alarm, device, note and who wrote it down, in their own market only', async () => {
    const market = await makeMarket(app)
    const params = { marketId: market.marketId }
    const ownZone = await market.addZone()
    const { deviceId } = await market.operator.registerDevice({
      params,
      body: { code: 'YG-07', name: '冷库烟感', kind: 'smoke', zoneId: ownZone.zoneId },
    })
    const record = (body: { kind: 'fire' | 'temperature'; note: string; deviceId?: string }) =>
      market.operator.recordAlarmTest({ params, body: { ...body, testedAt: at(-3600).toISOString() } })
    const smoke = await record({ kind: 'fire', note: '蜂鸣器响', deviceId })
    expect(smoke.deviceName).toBe('冷库烟感')
    await record({ kind: 'temperature', note: '西门' })
    const find = (q: string) => market.operator.listAlarmTests({ params, query: { q } })
    for (const q of ['烟感', 'yg-07', '蜂鸣', '消防'])
      expect(await find(q)).toMatchObject({
        total: 1,
        items: [{ alarmTestId: smoke.alarmTestId, deviceName: '冷库烟感' }],
      })
    expect(await find('体温')).toMatchObject({ total: 1, items: [{ note: '西门', deviceName: null }] })
    expect((await find(smoke.recordedBy)).total).toBe(2)
    for (const q of ['%', 'YG_07', '没有这样的']) expect((await find(q)).total).toBe(0)
    expect((await operator.listAlarmTests({ params: { marketId }, query: { q: '烟感' } })).total).toBe(0)
  })
})

describe('two thousand devices', () => {
  it('beat in two calls and are counted without reading their history', async () => {
    const big = await makeMarket(app)
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      marketId: big.marketId,
      deviceId: `dev_big${String(i).padStart(5, '0')}`,
      code: `B-${i}`,
      name: `设备 ${i}`,
      kind: 'smoke' as const,
      createdAt: start,
    }))
    await withSystemTransaction(app.deps, async (tx) => {
      for (let i = 0; i < rows.length; i += 500) await tx.insert(devices).values(rows.slice(i, i + 500))
    })
    const { secret } = await big.operator.createApiKey({
      params: { marketId: big.marketId },
      body: { name: '网关', scopes: ['devices:write'] },
    })
    const beatAll = async () => {
      for (const half of [rows.slice(0, 1000), rows.slice(1000)]) {
        const heartbeats = half.map(({ code }) => ({ deviceCode: code }))
        const answer = await app
          .as(secret)
          .recordHeartbeats({ params: { marketId: big.marketId }, body: { heartbeats } })
        expect(answer).toMatchObject({ accepted: 1000, unknownDevices: [] })
      }
    }
    for (const seconds of [0, 60, 120]) {
      app.setNow(at(seconds))
      await beatAll()
    }
    const count = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(deviceSpans)
        .where(and(eq(deviceSpans.marketId, big.marketId))),
    )
    expect(count).toHaveLength(2000)
    const read = (asOf: Date) => withSystemTransaction(app.deps, (tx) => listDeviceStates(tx, big.marketId, asOf))
    const now = await read(at(121))
    expect(now.filter((state) => state.alive)).toHaveLength(2000)
    expect((await read(at(60))).every((state) => state.silentSeconds === 0)).toBe(true)
  })
})

describe('a device that falls silent', () => {
  it('is told of once, with audit row and event, and again when it is heard; screens sleep without an alarm', async () => {
    const camera = await register('W-CAM')
    await register('W-SCR', 'screen')
    await beat([{ deviceCode: 'W-CAM' }, { deviceCode: 'W-SCR' }])
    app.setNow(at(14 * 60))
    await watchDevices(app.deps)
    expect((await lastEvent()).type).not.toBe('devices.went_silent')
    app.setNow(at(16 * 60))
    await watchDevices(app.deps)
    const { deviceId } = camera
    const told = await lastEvent()
    expect(told.type).toBe('devices.went_silent')
    expect((told.payload as { deviceIds: string[] }).deviceIds).toContain(deviceId)
    expect(await watchDevices(app.deps)).toBe(0)
    app.setNow(at(20 * 60))
    await beat([{ deviceCode: 'W-CAM' }])
    await watchDevices(app.deps)
    expect(await lastEvent()).toEqual({ type: 'devices.came_back', payload: { deviceIds: [deviceId] } })
    const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
    expect(log.items.filter((entry) => entry.action === 'device.watch')).toHaveLength(2)
  })
})
