import type { Device, DeviceKind } from '@smart-market/shared/contracts/devices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { createKey, revokeKey } from '../identity/index.ts'
import { getMarketRow } from '../markets/index.ts'
import { changedFields, lacksPlace, type Place } from './domain.ts'
import * as report from './report.ts'
import * as store from './store.ts'

interface DeviceInput {
  readonly code: string
  readonly name: string
  readonly kind: DeviceKind
  readonly zoneId?: string | null | undefined
  readonly stallId?: string | null | undefined
}

export const listDevices = async (ctx: Ctx, query: report.DeviceQuery) => {
  const page = await withTransaction(ctx, (tx) => report.listDevicePage(tx, marketOf(ctx), query, ctx.now))
  return { ...page, asOf: ctx.now.toISOString() }
}

/** Throws device.place_required, zone.not_found, stall.not_found. */
const requirePlace = async (ctx: Ctx, tx: Tx, kind: DeviceKind, place: Place): Promise<void> => {
  if (lacksPlace(kind, place)) throw new AppError('device.place_required')
  if (place.zoneId !== null && !(await report.zoneIsInUse(tx, marketOf(ctx), place.zoneId)))
    throw new AppError('zone.not_found')
  if (place.stallId !== null && (await report.findStallCodes(tx, marketOf(ctx), place.stallId)) === undefined)
    throw new AppError('stall.not_found', { code: place.stallId })
}

const refuseTakenCode = async <T>(code: string, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (databaseError(error)?.constraint === 'devices__code') throw new AppError('device.code_taken', { code })
    throw error
  }
}

/** Throws device.code_taken, device.place_required, zone.not_found, stall.not_found. */
export const registerDevice = async (ctx: Ctx, input: DeviceInput): Promise<Device> =>
  refuseTakenCode(
    input.code,
    withTransaction(ctx, async (tx) => {
      const place = { zoneId: input.zoneId ?? null, stallId: input.stallId ?? null }
      await requirePlace(ctx, tx, input.kind, place)
      const deviceId = newId(ctx, 'device')
      const { code, name, kind } = input
      await store.insertDevice(tx, {
        marketId: marketOf(ctx),
        deviceId,
        code,
        name,
        kind,
        ...place,
        createdAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: 'device.register',
        subjectKind: 'device',
        subjectId: deviceId,
        summary: `登记${labels.deviceKind[kind]}「${code}」`,
        details: { code, name, kind, ...place },
      })
      await appendEvent(ctx, tx, 'device.registered', { deviceId, code, kind, ...place })
      return getView(ctx, tx, deviceId)
    }),
  )

/** An absent field stays as it is; null takes the place away. Throws as registerDevice, and device.not_found. */
export const updateDevice = async (
  ctx: Ctx,
  deviceId: string,
  input: Partial<Omit<DeviceInput, 'kind'>>,
): Promise<Device> =>
  refuseTakenCode(
    input.code ?? '',
    withTransaction(ctx, async (tx) => {
      const device = await getDevice(ctx, tx, deviceId)
      const before = { code: device.code, name: device.name, zoneId: device.zoneId, stallId: device.stallId }
      const after = {
        code: input.code ?? before.code,
        name: input.name ?? before.name,
        zoneId: input.zoneId === undefined ? before.zoneId : input.zoneId,
        stallId: input.stallId === undefined ? before.stallId : input.stallId,
      }
      const changed = changedFields(before, after)
      if (changed.length > 0) {
        await requirePlace(ctx, tx, device.kind, after)
        await store.updateDevice(tx, marketOf(ctx), deviceId, after)
        await appendAudit(ctx, tx, {
          action: 'device.update',
          subjectKind: 'device',
          subjectId: deviceId,
          summary: `修改设备「${after.code}」`,
          details: { before, after },
        })
        await appendEvent(ctx, tx, 'device.updated', { deviceId, changed })
      }
      return getView(ctx, tx, deviceId)
    }),
  )

/** Takes the device out of use and ends its keys. Throws device.not_found. */
export const retireDevice = async (ctx: Ctx, deviceId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const { code } = await getDevice(ctx, tx, deviceId)
    await store.updateDevice(tx, marketOf(ctx), deviceId, { retiredAt: ctx.now })
    await revokeKey(ctx, tx, { deviceId })
    await appendAudit(ctx, tx, {
      action: 'device.retire',
      subjectKind: 'device',
      subjectId: deviceId,
      summary: `停用设备「${code}」，密钥一并失效`,
    })
    await appendEvent(ctx, tx, 'device.retired', { deviceId })
  })

/**
 * Gives the device a new key and ends the old ones; the secret is shown this once. The screen's address carries it
 * after `#`, which browsers keep to themselves. Throws device.not_found.
 */
export const pairDevice = async (ctx: Ctx, deviceId: string) =>
  withTransaction(ctx, async (tx) => {
    const device = await getDevice(ctx, tx, deviceId)
    await revokeKey(ctx, tx, { deviceId })
    const { apiKeyId, secret } = await createKey(ctx, tx, {
      name: `设备 ${device.code}`,
      scopes: ['devices:write'],
      deviceId,
    })
    await appendAudit(ctx, tx, {
      action: 'device.pair',
      subjectKind: 'device',
      subjectId: deviceId,
      summary: `给设备「${device.code}」发新密钥，旧密钥失效`,
      details: { apiKeyId },
    })
    await appendEvent(ctx, tx, 'device.updated', { deviceId, changed: ['pairing'] })
    const page = await pageOf(ctx, tx, device)
    const key = new URLSearchParams({ key: secret, market: marketOf(ctx), device: device.code })
    return { secret, screenUrl: page === null ? null : `${page}#${key.toString()}` }
  })

/** The page that the device shows: a stall's screen, the market's wall or kiosk; null for anything else. */
const pageOf = async (
  ctx: Ctx,
  tx: Tx,
  { kind, stallId }: Pick<Device, 'kind' | 'stallId'>,
): Promise<string | null> => {
  if (kind === 'wall' || kind === 'kiosk') {
    const code = encodeURIComponent((await getMarketRow(tx, marketOf(ctx))).code)
    return kind === 'wall' ? `/screen/market/${code}` : `/kiosk/${code}`
  }
  const at = kind === 'screen' && stallId !== null ? await report.findStallCodes(tx, marketOf(ctx), stallId) : undefined
  return at === undefined ? null : `/screen/stall/${encodeURIComponent(`${at.marketCode}-${at.stallCode}`)}`
}

export const listAlarmTests = async (ctx: Ctx, query: { q?: string | undefined; page: number; pageSize: number }) => {
  const kinds = (['fire', 'temperature'] as const).filter((kind) => labels.alarmTestKind[kind].includes(query.q ?? ''))
  const { items, total } = await withTransaction(ctx, (tx) =>
    store.listAlarmTestRows(
      tx,
      marketOf(ctx),
      { q: query.q, kinds },
      { limit: query.pageSize, offset: (query.page - 1) * query.pageSize },
    ),
  )
  return {
    items: items.map((row) => ({ ...row, testedAt: row.testedAt.toISOString() })),
    total,
    page: query.page,
    pageSize: query.pageSize,
  }
}

/** Throws alarm_test.future, device.not_found. */
export const recordAlarmTest = async (
  ctx: Ctx,
  input: { kind: 'fire' | 'temperature'; deviceId?: string | null | undefined; testedAt: string; note: string | null },
) => {
  const testedAt = new Date(input.testedAt)
  if (testedAt > ctx.now) throw new AppError('alarm_test.future')
  return withTransaction(ctx, async (tx) => {
    const deviceId = input.deviceId ?? null
    const device = deviceId === null ? null : await getDevice(ctx, tx, deviceId)
    const alarmTestId = newId(ctx, 'alarmTest')
    const test = { alarmTestId, kind: input.kind, deviceId, note: input.note, recordedBy: actorName(ctx) }
    await store.insertAlarmTest(tx, { ...test, marketId: marketOf(ctx), testedAt, recordedAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'alarm_test.record',
      subjectKind: 'alarm_test',
      subjectId: alarmTestId,
      summary: `记录一次${labels.alarmTestKind[input.kind]}测试`,
    })
    const at = testedAt.toISOString()
    await appendEvent(ctx, tx, 'alarm_test.recorded', { alarmTestId, kind: input.kind, testedAt: at })
    return { ...test, deviceName: device?.name ?? null, testedAt: at }
  })
}

const getDevice = async (ctx: Ctx, tx: Tx, deviceId: string) => {
  const device = await store.findDevice(tx, marketOf(ctx), deviceId, 'lock')
  if (device === undefined) throw new AppError('device.not_found', { code: deviceId })
  return device
}

const getView = async (ctx: Ctx, tx: Tx, deviceId: string): Promise<Device> => {
  const view = await report.findDeviceView(tx, marketOf(ctx), deviceId, ctx.now)
  if (view === undefined) throw new AppError('device.not_found', { code: deviceId })
  return view
}
