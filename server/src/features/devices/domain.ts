/** Rules of devices: how long silence is life, where a kind must stand, which fields of a payload are refused. Pure. */
import { type DeviceKind, screenSilentAfterSeconds } from '@smart-market/shared/contracts/devices.ts'

/** A device that sent a heartbeat this recently is alive; a longer gap ends its span. The product's own choice. */
export const aliveWithinSeconds = screenSilentAfterSeconds

/** Platforms are told after this long: a reboot or a short break of the network is no alarm. The product's own choice. */
export const toldSilentAfterSeconds = 15 * 60

/** Kinds whose silence leaves the market unwatched. Screens, scales and tills are switched off every evening. */
export const tellsSilence: readonly DeviceKind[] = ['camera', 'smoke', 'thermal', 'video_line']

export interface Place {
  readonly zoneId: string | null
  readonly stallId: string | null
}

/** Kinds that prove the coverage of a zone or the screen of a stall count for nothing without a place. */
export const lacksPlace = (kind: DeviceKind, place: Place): boolean => {
  switch (kind) {
    case 'screen':
      return place.stallId === null
    case 'camera':
    case 'smoke':
    case 'thermal':
      return place.zoneId === null && place.stallId === null
    case 'counter':
    case 'scale':
    case 'till':
    case 'wall':
    case 'kiosk':
    case 'video_line':
      return false
  }
}

/** Kinds that may push sales of their own. */
export const canSell = (kind: DeviceKind): kind is 'scale' | 'till' => kind === 'scale' || kind === 'till'

/** `surface` and `interface` are no faces. Separators are gone when it is applied: faceId, face_id and FACE-ID are one. */
const identityField =
  /(?<!inter|sur)face|facial|idcard|idnumber|identity|residentid|certificateno|certificatenumber|passport|portrait|biometric|fingerprint|palmprint|personname|personid|人脸|脸部|面部|人像|身份|姓名|指纹|证件号/

/** Path of the first field, at any depth, that would carry a face or an identity; undefined when there is none. */
export const findIdentityField = (value: unknown, path = ''): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, child] of Object.entries(value)) {
    const inArray = Array.isArray(value)
    const here = inArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    if (
      !inArray &&
      identityField.test(
        key
          .normalize('NFKC')
          .toLowerCase()
          .replace(/[\s_.-]/g, ''),
      )
    )
      return here
    const found = findIdentityField(child, here)
    if (found !== undefined) return found
  }
  return undefined
}

/** Names of the fields that a change really changes. */
export const changedFields = <T extends object>(before: T, after: T): string[] =>
  Object.keys(after).filter((key) => before[key as keyof T] !== after[key as keyof T])
