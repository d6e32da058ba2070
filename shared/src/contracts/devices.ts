/** Device register, heartbeats, screens, alarm tests. A device is alive by what it sent, never by a tick box. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam, marketViewers } from './access.ts'

export const deviceKinds = [
  'camera',
  'smoke',
  'thermal',
  'counter',
  'screen',
  'wall',
  'kiosk',
  'video_line',
  'scale',
  'till',
] as const
export type DeviceKind = (typeof deviceKinds)[number]
export const screenFields = [
  'name',
  'stallCode',
  'contact',
  'licences',
  'scope',
  'credit',
  'staffCertificates',
] as const
export type ScreenField = (typeof screenFields)[number]

/** A device whose last heartbeat is older than this is silent: five missed heartbeats of a minute each. */
export const screenSilentAfterSeconds = 300

const deviceFields = z.object({
  code: f.code('设备编号'),
  name: f.text(60, '设备名称'),
  kind: z.enum(deviceKinds),
  zoneId: f.id.nullish(),
  stallId: f.id.nullish(),
})
export const device = z.object({
  deviceId: z.string(),
  code: z.string(),
  name: z.string(),
  kind: z.enum(deviceKinds),
  zoneId: z.string().nullable(),
  zoneName: z.string().nullable(),
  stallId: z.string().nullable(),
  stallCode: z.string().nullable(),
  state: z.enum(['alive', 'silent', 'never_seen', 'retired']),
  lastHeartbeatAt: f.instant.nullable(),
  /** Last measured throughput of a video line, Mbit/s. */
  measuredMbps: z.number().nullable(),
  /** What a stall screen last said it shows. */
  shows: z.array(z.enum(screenFields)).nullable(),
  paired: z.boolean(),
})
export type Device = z.output<typeof device>

/** Unknown keys are kept so that the handler can refuse face and identity fields by name. */
export const heartbeat = z.looseObject({
  deviceCode: z.string().min(1).max(64),
  measuredMbps: z.number().min(0).max(100_000).optional(),
  shows: z.array(z.enum(screenFields)).max(20).optional(),
})

export const alarmTest = z.object({
  alarmTestId: z.string(),
  kind: z.enum(['fire', 'temperature']),
  deviceId: z.string().nullable(),
  /** What people call the device; null when the test was of no device of its own. */
  deviceName: z.string().nullable(),
  testedAt: f.instant,
  note: z.string().nullable(),
  recordedBy: z.string(),
})

export const deviceRoutes = {
  listDevices: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/devices',
    summary: '设备',
    access: marketViewers,
    query: z.object({
      ...f.search,
      kind: z.enum(deviceKinds).optional(),
      state: z.enum(['alive', 'silent', 'never_seen', 'retired']).optional(),
      zoneId: f.id.optional(),
      ...pageQuery,
    }),
    output: page(device).extend({ asOf: f.instant }),
  }),
  registerDevice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/devices',
    summary: '登记设备',
    access: marketTeam,
    body: deviceFields,
    output: device,
    status: 201,
  }),
  updateDevice: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}',
    summary: '修改设备',
    access: marketTeam,
    body: deviceFields.omit({ kind: true }).partial(),
    output: device,
  }),
  retireDevice: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}',
    summary: '停用设备，密钥一并失效',
    access: marketTeam,
    output: f.ok,
  }),
  pairDevice: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}/pairing',
    summary: '给设备发一个新密钥，旧的失效；明文只显示这一次',
    access: marketTeam,
    output: z.object({ secret: z.string(), screenUrl: z.string().nullable() }),
    status: 201,
  }),
  issueSigningKey: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}/signing-key',
    summary: '给电子秤或收银机发签名密钥，旧的失效；明文只显示这一次',
    access: marketTeam,
    output: z.object({ secret: z.string() }),
    status: 201,
  }),
  recordHeartbeats: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/device-heartbeats',
    summary: '设备心跳，一次最多 1,000 台',
    access: { scope: 'market', roles: [], keys: ['devices:write'] },
    body: z.object({ heartbeats: z.array(heartbeat).min(1).max(1000) }),
    output: z.object({ accepted: z.number().int(), unknownDevices: z.array(z.string()), receivedAt: f.instant }),
  }),
  listAlarmTests: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/alarm-tests',
    summary: '报警测试记录',
    access: marketViewers,
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(alarmTest),
  }),
  recordAlarmTest: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/alarm-tests',
    summary: '记录一次报警测试',
    access: marketTeam,
    body: z.object({
      kind: z.enum(['fire', 'temperature']),
      deviceId: f.id.nullish(),
      testedAt: f.instant,
      note: f.optionalText(200),
    }),
    output: alarmTest,
    status: 201,
  }),
}
