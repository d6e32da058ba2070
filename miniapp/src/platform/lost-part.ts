import Taro from '@tarojs/taro'
import { text } from '../text.ts'

/** What webpack throws when a page's script or style does not come: a bad moment of the network, or a newer release. */
interface PartTrouble {
  readonly name?: string
  readonly code?: string
}
const isLostPart = (reason: unknown): boolean => {
  const { name, code } = (reason ?? {}) as PartTrouble
  return name === 'ChunkLoadError' || code === 'CSS_CHUNK_LOAD_FAILED'
}

const reloadedKey = 'reloaded-at'
/** A second reload within this time would not help either. */
const patienceMs = 60_000

/**
 * In a browser each page comes when it is first opened. Where it does not come, the address has already changed and the
 * page before stays in sight, deaf to every tap: loading the address anew brings the page. WeChat loads packages itself.
 */
export const watchLostParts = (): void => {
  // Written out, so that nothing of this is in the WeChat build.
  if (process.env.TARO_ENV !== 'h5') return
  window.addEventListener('unhandledrejection', ({ reason }) => {
    if (!isLostPart(reason)) return
    const before = Number(window.sessionStorage.getItem(reloadedKey) ?? 0)
    if (Date.now() - before < patienceMs) {
      void Taro.showToast({ title: text.lostPart, icon: 'none', duration: 5_000 })
      return
    }
    window.sessionStorage.setItem(reloadedKey, String(Date.now()))
    window.location.reload()
  })
}
