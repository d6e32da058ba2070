import { sql } from 'drizzle-orm'
import { doublePrecision, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ScreenField } from '@smart-market/shared/contracts/devices.ts'
import { at, marketIdColumn, tenantPolicies } from './columns.ts'
import { stalls, zones } from './markets.ts'

export const devices = pgTable(
  'devices',
  {
    marketId: marketIdColumn(),
    deviceId: text('device_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    kind: text('kind', {
      enum: ['camera', 'smoke', 'thermal', 'counter', 'screen', 'wall', 'kiosk', 'video_line', 'scale', 'till'],
    }).notNull(),
    zoneId: text('zone_id'),
    stallId: text('stall_id'),
    lastHeartbeatAt: at('last_heartbeat_at'),
    measuredMbps: doublePrecision('measured_mbps'),
    shows: jsonb('shows').$type<ScreenField[]>(),
    createdAt: at('created_at').notNull(),
    retiredAt: at('retired_at'),
    /** Since when platforms have been told that it is silent; null while it is heard. */
    toldSilentAt: at('told_silent_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.deviceId] }),
    uniqueIndex('devices__code')
      .on(t.marketId, t.code)
      .where(sql`retired_at is null`),
    index('devices__stall').on(t.marketId, t.stallId),
    foreignKey({
      name: 'devices__zone',
      columns: [t.marketId, t.zoneId],
      foreignColumns: [zones.marketId, zones.zoneId],
    }),
    foreignKey({
      name: 'devices__stall_fk',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    ...tenantPolicies('devices'),
  ],
)

/**
 * Stretches of time in which a device kept sending heartbeats (gaps ≤ 5 minutes) and said the same. They answer "was
 * it alive at that moment" without keeping every heartbeat.
 */
export const deviceSpans = pgTable(
  'device_spans',
  {
    marketId: marketIdColumn(),
    deviceId: text('device_id').notNull(),
    fromAt: at('from_at').notNull(),
    toAt: at('to_at').notNull(),
    measuredMbps: doublePrecision('measured_mbps'),
    shows: jsonb('shows').$type<ScreenField[]>(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.deviceId, t.fromAt] }), ...tenantPolicies('device_spans')],
)

/** What a scale or till signs its pushes with. HMAC needs the secret itself, so it is kept encrypted, not hashed. */
export const deviceSigningKeys = pgTable(
  'device_signing_keys',
  {
    marketId: marketIdColumn(),
    deviceId: text('device_id').notNull(),
    secretEncrypted: text('secret_encrypted').notNull(),
    issuedAt: at('issued_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.deviceId] }),
    foreignKey({
      name: 'device_signing_keys__device',
      columns: [t.marketId, t.deviceId],
      foreignColumns: [devices.marketId, devices.deviceId],
    }),
    ...tenantPolicies('device_signing_keys'),
  ],
)

export const alarmTests = pgTable(
  'alarm_tests',
  {
    marketId: marketIdColumn(),
    alarmTestId: text('alarm_test_id').notNull(),
    kind: text('kind', { enum: ['fire', 'temperature'] }).notNull(),
    deviceId: text('device_id'),
    testedAt: at('tested_at').notNull(),
    note: text('note'),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.alarmTestId] }), ...tenantPolicies('alarm_tests')],
)
