/** What other features ask about devices: who was alive at a moment, now or in the past. */
import { type SQL, sql } from 'drizzle-orm'
import type { DeviceKind, ScreenField } from '@smart-market/shared/contracts/devices.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { aliveWithinSeconds } from './domain.ts'

export interface DeviceState {
  readonly deviceId: string
  readonly code: string
  readonly name: string
  readonly kind: DeviceKind
  readonly zoneId: string | null
  /** Seconds from the last heartbeat to the moment; 0 within a span; null when none had come by then. */
  readonly silentSeconds: number | null
  readonly alive: boolean
  /** Last measurement by then, Mbit/s. */
  readonly measuredMbps: number | null
}

export interface StallScreen {
  readonly stallId: string
  readonly deviceId: string
  readonly code: string
  readonly silentSeconds: number | null
  /** What the screen last said it shows. */
  readonly shows: ScreenField[] | null
}

/**
 * Devices as they were at `asOf`, each with its last sign of life by then. The present is on the device itself; only
 * a device heard since then needs its spans, so the cost does not grow with their history.
 */
const seenDevices = (marketId: string, asOf: Date): SQL => {
  const at = sql`${asOf.toISOString()}::timestamptz`
  return sql`(
    select d.device_id, d.code, d.name, d.kind, d.zone_id, d.stall_id,
      extract(epoch from ${at} - case
        when d.last_heartbeat_at <= ${at} then d.last_heartbeat_at
        when p.to_at > ${at} then ${at}
        else p.to_at
      end)::float8 as silent_seconds,
      case when d.last_heartbeat_at > ${at} then p.measured_mbps else d.measured_mbps end as measured_mbps,
      case when d.last_heartbeat_at > ${at} then p.shows else d.shows end as shows
    from devices d
    left join lateral (
      select to_at, measured_mbps, shows
      from device_spans
      where d.last_heartbeat_at > ${at} and market_id = d.market_id and device_id = d.device_id and from_at <= ${at}
      order by from_at desc
      limit 1
    ) p on true
    where d.market_id = ${marketId} and d.created_at <= ${at} and (d.retired_at is null or d.retired_at > ${at})
  ) seen`
}

/** Every device in use at `asOf`, by code. */
export const listDeviceStates = async (tx: Tx, marketId: string, asOf: Date): Promise<DeviceState[]> => {
  const rows = await rowsOf<Omit<DeviceState, 'alive'> & Record<string, unknown>>(
    tx,
    sql`select device_id as "deviceId", code, name, kind, zone_id as "zoneId", silent_seconds as "silentSeconds",
      measured_mbps as "measuredMbps" from ${seenDevices(marketId, asOf)} order by code`,
  )
  return rows.map((row) => ({ ...row, alive: row.silentSeconds !== null && row.silentSeconds <= aliveWithinSeconds }))
}

/** Screens of stalls in use at `asOf`; a stall with two screens has two rows. */
export const listStallScreens = async (tx: Tx, marketId: string, asOf: Date): Promise<StallScreen[]> =>
  rowsOf<StallScreen & Record<string, unknown>>(
    tx,
    sql`select stall_id as "stallId", device_id as "deviceId", code, silent_seconds as "silentSeconds", shows
      from ${seenDevices(marketId, asOf)} where kind = 'screen' and stall_id is not null order by stall_id, code`,
  )

/** When the alarms of each kind were last tested by `asOf`; a kind that never was is absent. */
export const listAlarmTestAges = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ kind: 'fire' | 'temperature'; testedAt: Date }[]> => {
  const rows = await rowsOf<{ kind: 'fire' | 'temperature'; ms: number }>(
    tx,
    sql`select kind, (extract(epoch from max(tested_at)) * 1000)::float8 as ms from alarm_tests
      where market_id = ${marketId} and tested_at <= ${asOf.toISOString()}::timestamptz group by kind order by kind`,
  )
  return rows.map((row) => ({ kind: row.kind, testedAt: new Date(row.ms) }))
}
