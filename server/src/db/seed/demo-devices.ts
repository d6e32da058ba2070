import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { demoStallCodes } from './demo-day.ts'
import { demoZones } from './demo-goods.ts'

/** Devices that never answer, so that the demo market has something to mend. */
export const demoSilentDevices: ReadonlySet<string> = new Set(['CAM-G2', 'SCR-A-07', 'SCR-D-03'])

const kiosks = [
  ['COUNT-G1', '东门客流计数器', 'counter', 'G1'],
  ['COUNT-G2', '西门客流计数器', 'counter', 'G2'],
  ['WALL-1', '大厅大屏', 'wall', 'T1'],
  ['KIOSK-1', '导购一体机', 'kiosk', 'T1'],
  ['LINE-1', '视频专线', 'video_line', 'T1'],
] as const

/** Registers cameras and smoke heads in every zone, a screen at every stall, counters, wall, kiosk and video line. */
export const demoDevices = async (
  operator: Client<Api>,
  marketId: string,
  zoneIds: ReadonlyMap<string, string>,
): Promise<void> => {
  const params = { marketId }
  for (const zone of demoZones) {
    const zoneId = zoneIds.get(zone.code) ?? null
    await operator.registerDevice({
      params,
      body: { code: `CAM-${zone.code}`, name: `${zone.name}摄像头`, kind: 'camera', zoneId },
    })
    await operator.registerDevice({
      params,
      body: { code: `SMK-${zone.code}`, name: `${zone.name}烟感`, kind: 'smoke', zoneId },
    })
  }
  for (const [code, name, kind, zone] of kiosks) {
    await operator.registerDevice({ params, body: { code, name, kind, zoneId: zoneIds.get(zone) ?? null } })
  }
  const stalls = new Map<string, string>()
  for (let page = 1; stalls.size < demoStallCodes.length; page++) {
    const { items } = await operator.listStalls({ params, query: { page, pageSize: 200 } })
    if (items.length === 0) break
    for (const stall of items) stalls.set(stall.code, stall.stallId)
  }
  for (const [code, stallId] of stalls) {
    await operator.registerDevice({
      params,
      body: { code: `SCR-${code}`, name: `${code} 摊位屏`, kind: 'screen', stallId },
    })
  }
}
