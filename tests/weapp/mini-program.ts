/**
 * Runs a built mini-program in plain Node: WeChat's open-source component framework (glass-easel) over jsdom, with a
 * page stack and the `wx` of `wx.ts`. Globals that a phone does not have (window, fetch, Headers, …) are hidden from
 * the product's code, so that relying on one fails here as it would there. It is not a phone: native components,
 * scanning and real drawing stay untested.
 */
import type * as adapter from 'glass-easel-miniprogram-adapter'
import { JSDOM } from 'jsdom'
import { toldEvent } from './built-ins.ts'
import type { CompiledApp } from './compile.ts'
import { createLoader } from './loader.ts'
import { borrowGlobals, createSpace } from './space.ts'
import { createWx, refuse, succeed, type Wx, type WxCall, type WxOptions } from './wx.ts'

interface PageInstance {
  readonly data: unknown
  onLoad?(query: Readonly<Record<string, string>>): void
  onShow?(): void
  onReady?(): void
  onHide?(): void
  onUnload?(): void
  onReachBottom?(): void
  route: string
  __route__: string
  options: Readonly<Record<string, string>>
}
interface OpenPage {
  readonly route: string
  readonly page: PageInstance
  readonly root: adapter.Root
  readonly host: HTMLElement
}
export interface MiniProgram {
  readonly calls: readonly WxCall[]
  readonly errors: readonly string[]
  /** Routes of the open pages, the one in sight last. */
  routes(): readonly string[]
  /** The words on the page in sight. */
  text(): string
  find(selector: string): Element | null
  all(selector: string): Element[]
  tap(selector: string): void
  /** What WeChat tells one of its own buttons after a tap, such as the phone button. */
  tellButton(selector: string, event: string, detail: object): void
  type(selector: string, value: string): void
  /** What the page's data holds of an element, under the short names that templates read. */
  dataOf(id: string): Readonly<Record<string, unknown>> | null
  reachBottom(): void
  /** Says that an element is near what is in sight or has left it, once it is watched; nothing is laid out here. */
  bringNear(selector: string, near: boolean, heightPx: number): Promise<void>
  open(url: string): void
  /** Waits until it is so; throws with the page's words when it does not become so. */
  until(isSo: () => boolean, what: string): Promise<void>
  close(): void
}

export interface LaunchOptions {
  readonly toServer: (url: string) => string
  readonly overrides?: Wx
  /** Where to start, instead of the first page: as from a shared card or a code. */
  readonly startAt?: string
}

/** Only what never comes is a failure: a busy machine takes its time. */
const longestWait = 60_000

export const launch = (compiled: CompiledApp, { toServer, overrides = {}, startAt }: LaunchOptions): MiniProgram => {
  const dom = new JSDOM('<!doctype html><body><div id="stage"></div></body>', { pretendToBeVisual: true })
  const restoreGlobals = borrowGlobals(dom)
  const stage = dom.window.document.getElementById('stage') as HTMLElement
  const errors: string[] = []
  const stack: OpenPage[] = []
  let tapping = false
  let closed = false
  const inSight = (): OpenPage => stack[stack.length - 1] ?? fail('no page is open')

  const { space, back } = createSpace(compiled, dom)
  const pages: Wx = {
    navigateTo: (o) => visit(o, (url) => open(url)),
    redirectTo: (o) => visit(o, (url) => (closeTop(), open(url))),
    reLaunch: (o) => visit(o, (url) => (closeAll(), open(url))),
    switchTab: (o) => visit(o, (url) => (closeAll(), open(url))),
    navigateBack: (o) => {
      if (stack.length > 1) closeTop()
      show()
      return succeed(o)
    },
  }
  const { wx, calls, watched } = createWx({
    toServer,
    pages,
    overrides,
    isTapping: () => tapping,
    isClosed: () => closed,
  })
  const load = createLoader(compiled, space, wx, () => stack.map(({ page }) => page))

  const visit = (options: WxOptions | undefined, go: (url: string) => void): unknown => {
    const url = String(options?.url).replace(/^\//, '')
    if (!allPages(compiled).includes(url.split('?')[0] ?? '')) {
      errors.push(`page not found: ${url}`)
      return refuse(options, 'navigateTo:fail page not found')
    }
    go(url)
    return succeed(options)
  }
  const open = (url: string): void => {
    // A redirect that was on its way when the test ended.
    if (closed) return
    const [route = '', search = ''] = url.split('?')
    load.component(route)
    const below = stack[stack.length - 1]
    below?.page.onHide?.()
    if (below) below.host.style.display = 'none'
    const host = dom.window.document.createElement('page-root')
    const place = host.appendChild(dom.window.document.createElement('div'))
    stage.appendChild(host)
    const root = back.createRoot('page-body', space, route)
    const page = root.get() as unknown as PageInstance
    page.route = page.__route__ = route
    // WeChat hands query values over as they stand in the address, still encoded.
    const query = Object.fromEntries(
      search.split('&').flatMap((pair) => (pair ? [pair.split('=') as [string, string]] : [])),
    )
    page.options = query
    stack.push({ route, page, root, host })
    page.onLoad?.(query)
    root.attach(host as never, place as never)
    show()
    page.onReady?.()
  }
  const show = (): void => {
    inSight().host.style.display = ''
    inSight().page.onShow?.()
  }
  const closeTop = (): void => {
    const top = stack.pop()
    top?.page.onUnload?.()
    top?.root.release()
    top?.host.remove()
  }
  const closeAll = (): void => {
    while (stack.length > 0) closeTop()
  }
  const find = (selector: string): Element | null => inSight().host.querySelector(selector)
  const must = (selector: string): Element =>
    find(selector) ?? fail(`nothing matches ${selector} in: ${program.text()}`)

  const program: MiniProgram = {
    calls,
    errors,
    routes: () => stack.map(({ route }) => route),
    text: () => inSight().host.textContent ?? '',
    find,
    all: (selector) => Array.from(inSight().host.querySelectorAll(selector)),
    tap: (selector) => {
      const target = must(selector)
      tapping = true
      for (const type of ['mousedown', 'mouseup'])
        target.dispatchEvent(new dom.window.MouseEvent(type, { bubbles: true }))
      tapping = false
    },
    tellButton: (selector, event, detail) => {
      must(selector).dispatchEvent(new dom.window.CustomEvent(toldEvent, { detail: { event, detail } }))
    },
    type: (selector, value) => {
      const field = must(`${selector} input`) as HTMLInputElement
      field.value = value
      field.dispatchEvent(new dom.window.Event('input', { bubbles: true }))
    },
    bringNear: async (selector, near, heightPx) => {
      const one = () => watched.findLast((each) => each.selector === selector)
      await program.until(() => one() !== undefined, `a watch on ${selector}`)
      one()?.tell(near, heightPx)
    },
    dataOf: (id) => findNode(inSight().page.data, id),
    reachBottom: () => inSight().page.onReachBottom?.(),
    open,
    until: async (isSo, what) => {
      const deadline = Date.now() + longestWait
      while (!isSo()) {
        if (Date.now() > deadline)
          fail(`waited in vain for ${what}; the page says: ${program.text()}; ${errors.join('; ')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    close: () => {
      closed = true
      closeAll()
      restoreGlobals()
      dom.window.close()
    },
  }

  load.app()
  open(startAt ?? compiled.app.pages[0] ?? fail('the mini-program has no page'))
  return program
}

const findNode = (data: unknown, id: string): Readonly<Record<string, unknown>> | null => {
  if (typeof data !== 'object' || data === null) return null
  if ((data as { uid?: unknown }).uid === id) return data as Record<string, unknown>
  for (const value of Object.values(data)) {
    const found = findNode(value, id)
    if (found !== null) return found
  }
  return null
}

const fail = (message: string): never => {
  throw new Error(message)
}

const allPages = ({ app }: CompiledApp): string[] => [
  ...app.pages,
  ...(app.subPackages ?? []).flatMap((sub) => sub.pages.map((page) => `${sub.root}/${page}`)),
]
