import { and, desc, eq, ilike, inArray, isNull, or, sql } from 'drizzle-orm'
import type { ScreenField } from '@smart-market/shared/contracts/devices.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { alarmTests, devices } from '../../db/schema/devices.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export const insertDevice = async (tx: Tx, row: typeof devices.$inferInsert): Promise<void> => {
  await tx.insert(devices).values(row)
}

/** A device in use, locked when it is about to change. */
export const findDevice = async (tx: Tx, marketId: string, deviceId: string, lock: 'lock' | 'read' = 'read') => {
  const query = tx
    .select()
    .from(devices)
    .where(and(eq(devices.marketId, marketId), eq(devices.deviceId, deviceId), isNull(devices.retiredAt)))
  const [row] = lock === 'lock' ? await query.for('update') : await query
  return row
}

export const updateDevice = async (
  tx: Tx,
  marketId: string,
  deviceId: string,
  set: Partial<typeof devices.$inferInsert>,
): Promise<void> => {
  await tx
    .update(devices)
    .set(set)
    .where(and(eq(devices.marketId, marketId), eq(devices.deviceId, deviceId)))
}

/** Devices in use by their codes, locked in sorted order so that two batches over the same devices cannot deadlock. */
export const lockDevicesByCode = async (tx: Tx, marketId: string, codes: readonly string[]) =>
  tx
    .select({ deviceId: devices.deviceId, code: devices.code })
    .from(devices)
    .where(and(eq(devices.marketId, marketId), inArray(devices.code, [...codes]), isNull(devices.retiredAt)))
    .orderBy(devices.deviceId)
    .for('update')

export interface Said {
  readonly deviceId: string
  readonly mbps: number | null
  readonly shows: readonly ScreenField[] | null
}

/**
 * Writes what devices said at `now`: their last heartbeat, and the span it continues or begins. A heartbeat that says
 * nothing about throughput or screen leaves the last statement standing.
 */
export const writeHeartbeats = async (
  tx: Tx,
  marketId: string,
  said: readonly Said[],
  now: Date,
  gapSeconds: number,
): Promise<void> => {
  const at = sql`${now.toISOString()}::timestamptz`
  await rowsOf(
    tx,
    sql`with said as (
      update devices d
      set last_heartbeat_at = greatest(d.last_heartbeat_at, ${at}),
          measured_mbps = coalesce(i.mbps, d.measured_mbps),
          shows = coalesce(i.shows, d.shows)
      from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as i("deviceId" text, mbps float8, shows jsonb)
      where d.market_id = ${marketId} and d.device_id = i."deviceId"
      returning d.device_id, d.measured_mbps, d.shows
    ), current as (
      select s.*, p.from_at
      from said s
      left join lateral (
        select from_at, to_at, measured_mbps, shows
        from device_spans
        where market_id = ${marketId} and device_id = s.device_id
        order by from_at desc
        limit 1
      ) p on p.to_at >= ${at} - make_interval(secs => ${gapSeconds}::int)
         and p.measured_mbps is not distinct from s.measured_mbps
         and p.shows is not distinct from s.shows
    ), continued as (
      update device_spans p
      set to_at = greatest(p.to_at, ${at})
      from current c
      where p.market_id = ${marketId} and p.device_id = c.device_id and p.from_at = c.from_at
    )
    insert into device_spans (market_id, device_id, from_at, to_at, measured_mbps, shows)
    select ${marketId}, device_id, ${at}, ${at}, measured_mbps, shows from current where from_at is null
    on conflict (market_id, device_id, from_at)
    do update set measured_mbps = excluded.measured_mbps, shows = excluded.shows`,
  )
}

export const insertAlarmTest = async (tx: Tx, row: typeof alarmTests.$inferInsert): Promise<void> => {
  await tx.insert(alarmTests).values(row)
}

/** Searched by device, what was written down, and who wrote it; `kinds` are those whose name the words are part of. */
export const listAlarmTestRows = async (
  tx: Tx,
  marketId: string,
  search: { q: string | undefined; kinds: readonly (typeof alarmTests.$inferSelect)['kind'][] },
  { limit, offset }: { limit: number; offset: number },
) => {
  const pattern = patternOf(search.q)
  const ofDevice = and(eq(devices.marketId, alarmTests.marketId), eq(devices.deviceId, alarmTests.deviceId))
  const where = and(
    eq(alarmTests.marketId, marketId),
    pattern === undefined
      ? undefined
      : or(
          inArray(alarmTests.kind, [...search.kinds]),
          ilike(alarmTests.note, pattern),
          ilike(alarmTests.recordedBy, pattern),
          ilike(devices.code, pattern),
          ilike(devices.name, pattern),
        ),
  )
  const rows = await tx
    .select({ test: alarmTests, deviceName: devices.name })
    .from(alarmTests)
    .leftJoin(devices, ofDevice)
    .where(where)
    .orderBy(desc(alarmTests.testedAt), desc(alarmTests.alarmTestId))
    .limit(limit)
    .offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(alarmTests)
    .leftJoin(devices, ofDevice)
    .where(where)
  return { items: rows.map(({ test, deviceName }) => ({ ...test, deviceName })), total: count?.total ?? 0 }
}
