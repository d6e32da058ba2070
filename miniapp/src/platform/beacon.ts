import Taro from '@tarojs/taro'
import type { BeaconSighting } from '@smart-market/shared/wayfinding/position.ts'
import { isH5 } from './system.ts'

/** Browsers hear no beacons; there a scanned or typed stall number says where somebody stands. */
export const canHearBeacons = !isH5

/**
 * Hears the beacons of these UUIDs until the answer is called. Rejects when Bluetooth is off or the permission was
 * refused. WeChat asks the shopper for Bluetooth and, on Android, for the place.
 */
export const hearBeacons = async (
  uuids: readonly string[],
  heard: (sightings: readonly BeaconSighting[]) => void,
): Promise<() => void> => {
  const listen: Taro.onBeaconUpdate.Callback = ({ beacons }) =>
    heard(beacons.map(({ uuid, major, minor, rssi }) => ({ uuid, major: Number(major), minor: Number(minor), rssi })))
  await Taro.startBeaconDiscovery({ uuids: [...uuids] })
  Taro.onBeaconUpdate(listen)
  return () => {
    // Taro's types give the callback of another function here.
    Taro.offBeaconUpdate(listen as unknown as Parameters<typeof Taro.offBeaconUpdate>[0])
    Taro.stopBeaconDiscovery().catch(() => undefined)
  }
}
