/** Tells whether an element of the page is in sight or about to come into sight. */
import Taro from '@tarojs/taro'
import { isH5 } from './system.ts'

/** Nearly two screens of a phone either way: a flung list reaches no end of it before the next look. */
const marginPx = 1500

/** `heightPx` is what the element takes at this moment. */
export type Nearness = (near: boolean, heightPx: number) => void

const inBrowser = (id: string, told: Nearness): (() => void) => {
  const element = Array.from(document.querySelectorAll(`[id="${id}"]`)).find((one) => one.getClientRects().length > 0)
  if (!element) return () => undefined
  // Pages scroll inside their own element; a margin counts only at the element that scrolls.
  const root = element.closest('.taro_page')
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries[entries.length - 1]
      // Without width the whole page is out of sight, below another one.
      if (last && last.boundingClientRect.width > 0) told(last.isIntersecting, last.boundingClientRect.height)
    },
    { root, rootMargin: `${marginPx}px 0px` },
  )
  observer.observe(element)
  return () => observer.disconnect()
}

const inWechat = (id: string, told: Nearness): (() => void) => {
  const pages = Taro.getCurrentPages()
  const page = pages[pages.length - 1]
  if (!page) return () => undefined
  const observer = Taro.createIntersectionObserver(page)
  observer
    .relativeToViewport({ top: marginPx, bottom: marginPx })
    .observe(`#${id}`, ({ intersectionRatio = 1, boundingClientRect: box }) =>
      told(intersectionRatio > 0, box ? box.bottom - box.top : 0),
    )
  return () => observer.disconnect()
}

/** Calls back at once and whenever it changes, until the answer is called. */
export const watchNear: (id: string, told: Nearness) => () => void = isH5 ? inBrowser : inWechat
