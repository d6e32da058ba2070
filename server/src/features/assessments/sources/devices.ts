import { marketOf } from '../../../context.ts'
import { listAlarmTestAges, listDeviceStates } from '../../devices/index.ts'
import { listZoneRequirements } from '../../markets/index.ts'
import type { FactValue, Metric } from '../domain/facts.ts'
import { ageDays, newest } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** Devices by their heartbeats, the zones they cover, and the tests of their alarms. */
export const deviceSource: EvidenceSource = {
  id: 'devices',
  provides: { populations: ['devices', 'zones'], metrics: ['alarms.fireTestAgeDays', 'alarms.temperatureTestAgeDays'] },
  collect: async (ctx, tx, asOf) => {
    const marketId = marketOf(ctx)
    const states = await listDeviceStates(tx, marketId, asOf)
    const zones = await listZoneRequirements(tx, marketId)
    const tests = await listAlarmTestAges(tx, marketId, asOf)
    const observedAt = newest(
      states.map((state) =>
        state.silentSeconds === null ? null : new Date(asOf.getTime() - state.silentSeconds * 1000),
      ),
    )
    /** Counts of live devices; absent while the market has registered none of the kind. */
    const aliveIn = (zoneId: string, kind: string, field: string): Record<string, FactValue> => {
      const ofKind = states.filter((state) => state.kind === kind)
      return ofKind.length === 0
        ? {}
        : { [field]: ofKind.filter((state) => state.zoneId === zoneId && state.alive).length }
    }
    return {
      populations: {
        ...(states.length === 0
          ? {}
          : {
              devices: {
                observedAt,
                origin: '设备心跳',
                members: states.map((state) => ({
                  subject: { kind: 'device', id: state.deviceId, label: `${state.name}（${state.code}）` },
                  fields: {
                    kind: state.kind,
                    alive: state.alive,
                    silentSeconds: state.silentSeconds,
                    ...(state.kind === 'video_line' ? { measuredMbps: state.measuredMbps } : {}),
                  },
                })),
              },
            }),
        ...(zones.length === 0
          ? {}
          : {
              zones: {
                observedAt,
                origin: '分区登记、设备心跳',
                members: zones.map((zone) => ({
                  subject: { kind: 'zone', id: zone.zoneId, label: zone.name },
                  fields: {
                    kind: zone.kind,
                    requiresCamera: zone.requiresCamera,
                    requiresSmoke: zone.requiresSmoke,
                    requiresThermal: zone.requiresThermal,
                    ...aliveIn(zone.zoneId, 'camera', 'camerasAlive'),
                    ...aliveIn(zone.zoneId, 'smoke', 'smokeHeadsAlive'),
                    ...aliveIn(zone.zoneId, 'thermal', 'thermalsAlive'),
                  },
                })),
              },
            }),
      },
      metrics: Object.fromEntries(
        tests.map((test): [string, Metric] => [
          test.kind === 'fire' ? 'alarms.fireTestAgeDays' : 'alarms.temperatureTestAgeDays',
          {
            value: ageDays(test.testedAt, asOf),
            unit: '天',
            observedAt: test.testedAt.toISOString(),
            origin: '报警测试记录',
            basis: 'documented',
          },
        ]),
      ),
    }
  },
}
