import Taro from '@tarojs/taro'
import { isH5 } from './system.ts'

/** CSS px from the left and top of what is in sight. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const fromBrowser = (id: string): Box | null => {
  // Pages below this one stay in the document; theirs have no size.
  const shown = Array.from(document.querySelectorAll(`[id="${id}"]`)).find((one) => one.getClientRects().length > 0)
  return shown?.getBoundingClientRect() ?? null
}

const fromWeChat = (id: string): Promise<Box | null> =>
  new Promise((resolve) => {
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .boundingClientRect((found) => resolve(Array.isArray(found) ? null : (found as Box | null)))
      .exec()
  })

/** Where an element of the page in sight stands; null when it is not there or cannot be measured. */
export const measure = async (id: string): Promise<Box | null> => {
  try {
    return isH5 ? fromBrowser(id) : await fromWeChat(id)
  } catch {
    return null
  }
}

interface TapEvent {
  readonly clientX?: number
  readonly clientY?: number
  readonly changedTouches?: ArrayLike<{ readonly clientX: number; readonly clientY: number }>
}

/** Where on an element it was tapped, each as a share of its width and height; null when that is not known. */
export const tappedAt = async (event: unknown, id: string): Promise<readonly [number, number] | null> => {
  const { clientX, clientY, changedTouches } = event as TapEvent
  const finger = changedTouches?.[0] ?? (clientX === undefined ? undefined : { clientX, clientY: clientY ?? 0 })
  const box = await measure(id)
  if (finger === undefined || box === null || box.width === 0 || box.height === 0) return null
  return [(finger.clientX - box.left) / box.width, (finger.clientY - box.top) / box.height]
}
