/** What a person would notice on a phone: words cut off, words over words, empty boxes, a page that jumps while it loads. */
import type { BrowserContext, Page } from 'playwright-core'

interface Shift {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node?: Element | null }[]
}

/** Counts layout shifts from the first moment of every page that is opened from now on. */
export const watchShifts = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const seen = { total: 0, moved: [] as string[] }
    Object.assign(window, { shifts: seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as Shift[]) {
        if (entry.hadRecentInput) continue
        seen.total += entry.value
        const names = entry.sources.map(({ node }) =>
          node instanceof Element ? (node.getAttribute('class') ?? node.tagName) : '#text',
        )
        seen.moved.push(`${entry.value.toFixed(3)}: ${names.join(', ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })

/** Core Web Vitals' limit for a page that does not jump. */
const mostShift = 0.1

export const shiftFaults = async (page: Page): Promise<string[]> => {
  const { total, moved } = await page.evaluate(
    () =>
      new Promise<{ total: number; moved: string[] }>((resolve) => {
        // Two frames: what was laid out last has been counted by then.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const { shifts } = window as unknown as { shifts: { total: number; moved: string[] } }
            resolve(shifts)
          }),
        )
      }),
  )
  return total <= mostShift ? [] : [`the page jumped by ${total.toFixed(3)}: ${moved.join(' | ')}`]
}

/** Where the pages stand and what on them is a box that must not be empty. */
interface Layout {
  readonly pages: string
  readonly boxes: string
  /** Words there may be Latin: the reason of a failure is for whoever helps, a key for who connects systems. */
  readonly latin: string
  /** Words that may be Latin anywhere, as a regular expression. */
  readonly known: string
}
const onPhone: Layout = {
  pages: '.page',
  boxes: '.card, .tag, .chip, .button, .tap, .cell, .notice-bar, .state',
  latin: '.trouble__reason',
  // An address, and the name that the server gives to who told none.
  known: 'https?:\\S+|消费者 [a-z]{4}',
}
/** The console: its whole window, with menu and header. */
export const atDesk: Layout = {
  pages: '#root',
  boxes:
    '.ant-card, .ant-tag, .ant-btn, .ant-alert, .ant-statistic, .ant-descriptions-item-content, td.ant-table-cell:not(:last-child)',
  latin: 'code, pre, input, textarea',
  // Endings of files, the name that the server gives to who told none, names of accounts and of the programs that they
  // are used by, an address.
  known:
    '\\.(xlsx|xls|csv)|消费者 [a-z]{4}|operator|staff|merchant|inspector|assessor|scorer-\\d|localhost|Linux|Chrome|node|https?:\\S+',
}

/**
 * Words cut off by a box, out of their box, over other words, or hidden under the bars at the end of the page; boxes with
 * nothing in them; words that are not Chinese. All are measured, none is guessed from the styles.
 */
export const readingFaults = (page: Page, layout: Layout = onPhone): Promise<string[]> =>
  page.evaluate(({ pages, boxes, latin, known }) => {
    const faults = new Set<string>()
    const roots = Array.from(document.querySelectorAll(pages)).filter((one) => one.getClientRects().length > 0)
    const root = roots[roots.length - 1]
    if (root === undefined) return ['no page is in sight']
    const isBar = (element: Element): boolean => ['fixed', 'sticky'].includes(getComputedStyle(element).position)
    const layerOf = (element: Element): Element => {
      for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) if (isBar(at)) return at
      return root
    }
    const scroller = root.closest('.taro_page') ?? document.documentElement
    scroller.scrollTop = scroller.scrollHeight

    interface Word {
      readonly words: string
      readonly box: DOMRect
      readonly layer: Element
      readonly owner: Element
      readonly node: Node
    }
    /** The empty half of a closing mark at a line's end, which the browser lets stand over the edge. */
    const overEdge = ({ node, box, owner }: Word): number => {
      const length = node.nodeValue?.length ?? 0
      const range = document.createRange()
      for (let at = length - 1; at >= 0; at--) {
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const own = range.getBoundingClientRect()
        if (Math.abs(own.right - box.right) > 1 || own.top > box.bottom || own.bottom < box.top) continue
        return /[）》」』】〉”’，。、；：！？]/.test(range.toString())
          ? parseFloat(getComputedStyle(owner).fontSize) / 2
          : 0
      }
      return 0
    }
    const written: Word[] = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const words = (node.nodeValue ?? '').trim()
      const owner = node.parentElement
      if (
        words === '' ||
        owner === null ||
        owner.closest('style, script, .unseen, .ant-table-measure-row, .ant-switch') !== null
      )
        continue
      if (getComputedStyle(owner).visibility === 'hidden') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of Array.from(range.getClientRects()))
        if (box.width > 1 && box.height > 1) written.push({ words, box, layer: layerOf(owner), owner, node })
      const other = words
        .replace(new RegExp(known, 'g'), '')
        .split(/[^A-Za-z\d-]+/)
        // Codes of stalls, orders and cases are capitals and digits.
        .filter((word) => /[a-z]{4,}/.test(word))
      if (other.length > 0 && owner.closest(latin) === null) faults.add(`not Chinese: "${words.slice(0, 40)}"`)
    }

    const short = (words: string): string => `"${words.slice(0, 24)}"`
    for (const word of written) {
      const { words, box, owner } = word
      const isOut = (own: DOMRect): boolean =>
        box.left < own.left - 1 || (box.right > own.right + 1 && box.right > own.right + 1 + overEdge(word))
      for (let at: Element | null = owner; at !== null && at !== root; at = at.parentElement) {
        const style = getComputedStyle(at)
        // A list that scrolls sideways in its own window, and a mark that hangs over its icon, are meant so.
        if (at.closest('.taro-scroll-view__scroll-x') !== null || style.position === 'absolute') break
        const own = at.getBoundingClientRect()
        const scrollsX = /auto|scroll/.test(style.overflowX)
        const scrollsY = /auto|scroll/.test(style.overflowY)
        if (style.display === 'inline' || style.display === 'contents') continue
        const cutsX = /hidden|clip/.test(style.overflowX)
        const cutsY = /hidden|clip/.test(style.overflowY)
        if (cutsX && isOut(own)) faults.add(`cut off: ${short(words)}`)
        if (cutsY && (box.bottom > own.bottom + 3 || box.top < own.top - 3)) faults.add(`cut off: ${short(words)}`)
        if (scrollsX || scrollsY) break
        if (isOut(own)) {
          faults.add(`out of its box: ${short(words)} of ${at.getAttribute('class') ?? at.tagName}`)
          break
        }
        if (at.matches('.tap, .button, .tag, .chip') && (box.bottom > own.bottom + 2 || box.top < own.top - 2))
          faults.add(`higher than its box: ${short(words)}`)
      }
    }

    // Line boxes are higher than letters, so a little of one over another is no fault.
    const slack = (a: DOMRect, b: DOMRect): number => Math.min(a.height, b.height) * 0.3
    const byTop = [...written].sort((a, b) => a.box.top - b.box.top)
    byTop.forEach((one, i) => {
      for (const other of byTop.slice(i + 1)) {
        if (other.box.top > one.box.bottom) break
        if (one.layer !== other.layer || one.owner === other.owner) continue
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (across > 1 && down > slack(one.box, other.box))
          faults.add(`over one another: ${short(one.words)} and ${short(other.words)}`)
      }
    })

    // At its end, nothing of the page may stay under a bar.
    const bars = Array.from(root.querySelectorAll('*')).filter(
      (one) => getComputedStyle(one).position === 'fixed' && one.getBoundingClientRect().height > 0,
    )
    for (const bar of bars) {
      const { top, bottom, height } = bar.getBoundingClientRect()
      if (height < 20 || bottom < innerHeight - 200) continue
      const under = written.filter(({ layer, box }) => layer === root && box.bottom > top + 2 && box.top < bottom)
      if (under.length > 0) faults.add(`under the bar: ${short(under[0]?.words ?? '')}`)
    }

    const isPicture = (element: Element): boolean => {
      const style = getComputedStyle(element)
      return (
        element.matches('img, svg, canvas, input, textarea, video, [role=switch], .switch') ||
        style.backgroundImage !== 'none' ||
        (style.getPropertyValue('mask-image') || style.getPropertyValue('-webkit-mask-image') || 'none') !== 'none' ||
        ['::before', '::after'].some(
          (part) => !['none', 'normal', '""'].includes(getComputedStyle(element, part).content),
        )
      )
    }
    for (const element of Array.from(root.querySelectorAll(boxes))) {
      const { width, height } = element.getBoundingClientRect()
      if (width === 0 || height <= 1 || (element.textContent ?? '').trim() !== '') continue
      if (isPicture(element) || Array.from(element.querySelectorAll('*')).some(isPicture)) continue
      faults.add(`empty box: ${element.getAttribute('class') ?? ''} ${element.id}`)
    }
    scroller.scrollTop = 0
    return [...faults]
  }, layout)
