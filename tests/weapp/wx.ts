/**
 * The `wx` object of a test: every name WeChat documents, each call written down. Those that the product uses behave;
 * any other succeeds with nothing, so that the list of calls shows what the product asked for.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'

/** What WeChat passes to and expects from nearly every call. */
export interface WxOptions {
  readonly [name: string]: unknown
  readonly success?: (result: object) => void
  readonly fail?: (result: object) => void
  readonly complete?: (result: object) => void
}
export interface WxCall {
  readonly name: string
  readonly options: unknown
  /** Whether it was called while a tap was being handled: WeChat opens some dialogs only then. */
  readonly inTap: boolean
}
type WxFunction = (options?: WxOptions) => unknown
export type Wx = Record<string, WxFunction>

/** All 492 names of WeChat's own type package. */
export const wxNames = (): string[] => {
  const typings = createRequire(import.meta.url).resolve('miniprogram-api-typings/types/wx/lib.wx.api.d.ts')
  const source = fs.readFileSync(typings, 'utf8')
  const body = source.slice(source.indexOf('interface Wx {'))
  return [...new Set([...body.matchAll(/^ {8}([a-zA-Z]+)[<(]/gm)].map((match) => match[1] ?? ''))]
}

export const succeed = (options: WxOptions | undefined, result: object = {}): unknown => {
  const answer = { errMsg: 'ok', ...result }
  options?.success?.(answer)
  options?.complete?.(answer)
  return options?.success || options?.fail || options?.complete ? undefined : Promise.resolve(answer)
}
/** Without callbacks WeChat answers with a promise, which a refusal rejects with a plain object. */
export const refuse = (options: WxOptions | undefined, errMsg: string): unknown => {
  options?.fail?.({ errMsg })
  options?.complete?.({ errMsg })
  // eslint-disable-next-line prefer-promise-reject-errors
  return options?.success || options?.fail || options?.complete ? undefined : Promise.reject({ errMsg })
}

const headersOf = (response: Response): Record<string, string> => {
  const found: Record<string, string> = {}
  response.headers.forEach((value, name) => (found[name] = value))
  return found
}

/**
 * `wx.request` over the real network. `toServer` moves the address that was built in to the test's server. A program
 * that was closed hears no answer any more.
 */
const request =
  (toServer: (url: string) => string, isClosed: () => boolean): WxFunction =>
  (options = {}) => {
    const body = typeof options.data === 'string' ? options.data : undefined
    fetch(toServer(String(options.url)), {
      method: String(options.method ?? 'GET'),
      headers: options.header as Record<string, string>,
      ...(body === undefined ? {} : { body }),
    }).then(
      async (response) => {
        const text = await response.text()
        const isJson = response.headers.get('content-type')?.includes('json') ?? false
        const data: unknown = isJson ? JSON.parse(text) : text
        if (isClosed()) return
        succeed(options, { data, statusCode: response.status, header: headersOf(response) })
      },
      (cause: unknown) => {
        if (!isClosed()) refuse(options, `request:fail ${String(cause)}`)
      },
    )
    return { abort: () => undefined }
  }

/** WeChat’s own storage, over what the test keeps. */
export const storage = (kept = new Map<unknown, unknown>()): Wx => {
  // WeChat passes bare arguments here, not an object of options.
  const positional = (f: (...args: unknown[]) => unknown) => f as unknown as WxFunction
  return {
    getStorageSync: positional((key) => kept.get(key) ?? ''),
    setStorageSync: positional((key, value) => void kept.set(key, value)),
    removeStorageSync: positional((key) => void kept.delete(key)),
    getStorageInfoSync: () => ({ keys: [...kept.keys()], currentSize: 0, limitSize: 10_240 }),
  }
}

const windowSize = { windowWidth: 390, windowHeight: 844, screenWidth: 390, screenHeight: 844 }
const system: Wx = {
  getSystemInfoSync: () => ({
    SDKVersion: '3.8.12',
    platform: 'android',
    pixelRatio: 2,
    language: 'zh_CN',
    ...windowSize,
  }),
  getWindowInfo: () => windowSize,
  getDeviceInfo: () => ({ platform: 'android' }),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0', envVersion: 'release', version: '1.2.3' } }),
  getAppBaseInfo: () => ({ SDKVersion: '3.8.12', language: 'zh_CN', theme: 'light', fontSizeSetting: 16 }),
  getLaunchOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
  getEnterOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
  canIUse: () => true,
  createInnerAudioContext: () => ({ play: () => undefined, destroy: () => undefined, onEnded: () => undefined }),
  nextTick: ((run: () => void) => void Promise.resolve().then(run)) as unknown as WxFunction,
}

export interface Watched {
  readonly selector: string
  /** Tells the product that the element left or came back near what is in sight. */
  tell(near: boolean, heightPx: number): void
}
/** Nothing is laid out here, so only a test says what is near. Elements are near until it does. */
const observers = (watched: Watched[]): WxFunction =>
  (() => {
    const observer = {
      relativeToViewport: () => observer,
      observe: (selector: string, told: (result: object) => void) =>
        void watched.push({
          selector,
          tell: (near, heightPx) =>
            told({ intersectionRatio: near ? 1 : 0, boundingClientRect: { top: 0, bottom: heightPx } }),
        }),
      disconnect: () => undefined,
    }
    return observer
  }) as unknown as WxFunction

interface WxParts {
  readonly toServer: (url: string) => string
  /** Navigation, which the runner's page stack provides. */
  readonly pages: Wx
  /** What this test answers itself, for example a scanned code. */
  readonly overrides: Wx
  readonly isTapping: () => boolean
  readonly isClosed: () => boolean
}

export const createWx = ({
  toServer,
  pages,
  overrides,
  isTapping,
  isClosed,
}: WxParts): { wx: Wx; calls: WxCall[]; watched: readonly Watched[] } => {
  const calls: WxCall[] = []
  const watched: Watched[] = []
  const behaving: Wx = {
    ...system,
    ...storage(),
    request: request(toServer, isClosed),
    createIntersectionObserver: observers(watched),
    ...pages,
    ...overrides,
  }
  const silent = (name: string): WxFunction =>
    /^(on|off)[A-Z]|Sync$/.test(name) ? () => undefined : (options) => succeed(options)
  const names = new Set([...wxNames(), ...Object.keys(behaving)])
  const wx = Object.fromEntries(
    [...names].map((name): [string, WxFunction] => {
      const run = behaving[name] ?? silent(name)
      const written = (...args: unknown[]) => {
        calls.push({ name, options: args[0], inTap: isTapping() })
        return (run as (...rest: unknown[]) => unknown)(...args)
      }
      return [name, written]
    }),
  )
  return { wx, calls, watched }
}
