import { labels } from '@smart-market/shared/text/zh.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Device } from './api.ts'

export const deviceKindList = Object.keys(labels.deviceKind) as Device['kind'][]
export const deviceStateList = Object.keys(labels.deviceState) as Device['state'][]

export const deviceTone: Record<Device['state'], Tone> = {
  alive: 'good',
  silent: 'bad',
  never_seen: 'unknown',
  retired: 'off',
}

export const placeText = (device: Device): string =>
  device.stallCode !== null ? `摊位 ${device.stallCode}` : (device.zoneName ?? '没有位置')

/** What a device last said of itself, beyond being alive. */
export const saysText = (device: Device): string => {
  if (device.measuredMbps !== null) return `实测 ${device.measuredMbps} Mbit/s`
  if (device.shows === null) return '—'
  return device.shows.length === 0
    ? '亮屏但没有内容'
    : `显示：${device.shows.map((f) => labels.screenField[f]).join('、')}`
}

const screenKinds: readonly Device['kind'][] = ['screen', 'wall', 'kiosk']

/** The public page that a screen device shows; null for devices without one. */
export const screenAddress = (device: Device, marketCode: string): string | null => {
  if (!screenKinds.includes(device.kind)) return null
  const code = encodeURIComponent(marketCode)
  if (device.kind === 'wall') return `/screen/market/${code}`
  if (device.kind === 'kiosk') return `/kiosk/${code}`
  return device.stallCode === null ? null : `/screen/stall/${code}-${encodeURIComponent(device.stallCode)}`
}
