/** Read-only report: devices joined with the zones, stalls and keys that belong to other features. */
import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Device, DeviceKind } from '@smart-market/shared/contracts/devices.ts'
import type { Tx } from '../../context.ts'
import { devices } from '../../db/schema/devices.ts'
import { apiKeys } from '../../db/schema/identity.ts'
import { markets, stalls, zones } from '../../db/schema/markets.ts'
import { aliveWithinSeconds } from './domain.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export interface DeviceQuery {
  readonly q?: string | undefined
  readonly kind?: DeviceKind | undefined
  readonly state?: Device['state'] | undefined
  readonly zoneId?: string | undefined
  readonly page: number
  readonly pageSize: number
}

const stateOf = (now: Date): SQL<Device['state']> => sql`case
  when ${devices.retiredAt} is not null then 'retired'
  when ${devices.lastHeartbeatAt} is null then 'never_seen'
  when ${devices.lastHeartbeatAt} >= ${now.toISOString()}::timestamptz - make_interval(secs => ${aliveWithinSeconds}::int) then 'alive'
  else 'silent' end`

const selectDevices = (tx: Tx, now: Date, where: SQL | undefined) =>
  tx
    .select({
      device: devices,
      zoneName: zones.name,
      stallCode: stalls.code,
      state: stateOf(now),
      paired: sql<boolean>`exists (select 1 from ${apiKeys} k where k.market_id = ${devices.marketId} and k.device_id = ${devices.deviceId} and k.revoked_at is null)`,
    })
    .from(devices)
    .leftJoin(zones, and(eq(zones.marketId, devices.marketId), eq(zones.zoneId, devices.zoneId)))
    .leftJoin(stalls, and(eq(stalls.marketId, devices.marketId), eq(stalls.stallId, devices.stallId)))
    .where(where)
    .orderBy(asc(devices.code), asc(devices.deviceId))

type DeviceRow = Awaited<ReturnType<typeof selectDevices>>[number]

const toDevice = ({ device, zoneName, stallCode, state, paired }: DeviceRow): Device => ({
  deviceId: device.deviceId,
  code: device.code,
  name: device.name,
  kind: device.kind,
  zoneId: device.zoneId,
  zoneName,
  stallId: device.stallId,
  stallCode,
  state,
  lastHeartbeatAt: device.lastHeartbeatAt?.toISOString() ?? null,
  measuredMbps: device.measuredMbps,
  shows: device.shows,
  paired,
})

/** A page of devices by code; retired ones only when asked for. */
export const listDevicePage = async (tx: Tx, marketId: string, query: DeviceQuery, now: Date) => {
  const like = patternOf(query.q)
  const where = and(
    eq(devices.marketId, marketId),
    query.state === 'retired' ? undefined : isNull(devices.retiredAt),
    query.state === undefined ? undefined : eq(stateOf(now), query.state),
    query.kind === undefined ? undefined : eq(devices.kind, query.kind),
    query.zoneId === undefined ? undefined : eq(devices.zoneId, query.zoneId),
    like === undefined ? undefined : sql`(${devices.code} || ' ' || ${devices.name}) ilike ${like}`,
  )
  const rows = await selectDevices(tx, now, where)
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(devices)
    .where(where)
  return { items: rows.map(toDevice), total: count?.total ?? 0, page: query.page, pageSize: query.pageSize }
}

export const findDeviceView = async (
  tx: Tx,
  marketId: string,
  deviceId: string,
  now: Date,
): Promise<Device | undefined> => {
  const [row] = await selectDevices(tx, now, and(eq(devices.marketId, marketId), eq(devices.deviceId, deviceId)))
  return row && toDevice(row)
}

/** Codes of the market and of the stall; undefined when the stall is not of this market. */
export const findStallCodes = async (tx: Tx, marketId: string, stallId: string) => {
  const [row] = await tx
    .select({ marketCode: markets.code, stallCode: stalls.code })
    .from(stalls)
    .innerJoin(markets, eq(markets.marketId, stalls.marketId))
    .where(and(eq(stalls.marketId, marketId), eq(stalls.stallId, stallId)))
  return row
}

export const zoneIsInUse = async (tx: Tx, marketId: string, zoneId: string): Promise<boolean> => {
  const rows = await tx
    .select({ zoneId: zones.zoneId })
    .from(zones)
    .where(and(eq(zones.marketId, marketId), eq(zones.zoneId, zoneId), isNull(zones.removedAt)))
  return rows.length > 0
}
