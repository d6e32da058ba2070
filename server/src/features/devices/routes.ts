import type { deviceRoutes } from '@smart-market/shared/contracts/devices.ts'
import type { Handlers } from '../../http/mount.ts'
import { recordHeartbeats } from './heartbeats.ts'
import * as service from './service.ts'
import { issueSigningKey } from './signing.ts'

export const deviceHandlers: Handlers<typeof deviceRoutes> = {
  listDevices: (ctx, { query }) => service.listDevices(ctx, query),
  registerDevice: (ctx, { body }) => service.registerDevice(ctx, body),
  updateDevice: (ctx, { params, body }) => service.updateDevice(ctx, params.deviceId, body),
  retireDevice: async (ctx, { params }) => {
    await service.retireDevice(ctx, params.deviceId)
    return { ok: true as const }
  },
  pairDevice: (ctx, { params }) => service.pairDevice(ctx, params.deviceId),
  issueSigningKey: (ctx, { params }) => issueSigningKey(ctx, params.deviceId),
  recordHeartbeats: (ctx, { body }) => recordHeartbeats(ctx, body),
  listAlarmTests: (ctx, { query }) => service.listAlarmTests(ctx, query),
  recordAlarmTest: (ctx, { body }) => service.recordAlarmTest(ctx, body),
}
