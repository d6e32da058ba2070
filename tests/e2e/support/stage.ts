/**
 * What a file of browser tests stands on: a market on a server of its own and a browser, put up before its tests and
 * cleared away after them. What a file prepares itself goes into a `beforeAll` of its own, below.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { later, standing } from '../../support/later.ts'
import { openBrowser, openPage, type Size, type Watched } from './browser.ts'
import { type DemoRole, type DemoServer, enterConsole, passwordOf, startDemo } from './demo.ts'
import { startTradeMarket, type TradeMarket } from './trade-market.ts'

const dayMs = 86_400_000

interface Market {
  readonly url: string
  stop(): Promise<void>
}
/** Somebody at the console, at 今日. */
export interface Entered extends Watched {
  /** The address of the market in the console, without a slash at the end. */
  readonly home: string
}
export interface Stage<Login extends string> {
  /** A fresh person at a fresh browser. */
  open(size?: Size): Promise<Watched>
  /** The same, logged in at the console; the browser's clock may run ahead by days, as the server's then does. */
  enter(loginName: Login, size?: Size, daysLater?: number): Promise<Entered>
  /** Opens a page of the mini-program by its route, e.g. `pages/home/index?market=ZZDEMO`. */
  go(page: Page, route: string): Promise<void>
}

/** Registers the hooks of the file: the market that `start` puts up, and a browser. */
export const onStage = <M extends Market, Login extends string>(
  start: () => Promise<M>,
  passwordFor: (loginName: Login, market: M) => string,
): Stage<Login> & { readonly market: M } => {
  let started: M | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    started = await start()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await started?.stop()
  })
  const market = later(() => started)
  const open = async (size?: Size): Promise<Watched> => openPage(standing(browser), size)
  return {
    market,
    open,
    enter: async (loginName, size, daysLater = 0) => {
      const watched = await open(size)
      if (daysLater > 0) await watched.page.clock.setSystemTime(new Date(Date.now() + daysLater * dayMs))
      const home = await enterConsole(watched.page, market.url, loginName, passwordFor(loginName, market))
      // Asking who is there before the login is answered with 401, which every browser writes to its console.
      watched.takeProblems()
      return { ...watched, home }
    },
    go: async (page, route) => void (await page.goto(`${market.url}/m/#/${route}`)),
  }
}

/** The demo market. */
export const onDemo = (): Stage<DemoRole> & { readonly demo: DemoServer } => {
  const { market, ...stage } = onStage(startDemo, passwordOf)
  return { ...stage, demo: market }
}

/** A small market that sells online, its server run with this environment. */
export const onTradeMarket = (
  env: Readonly<Record<string, string>> = {},
): Stage<string> & { readonly market: TradeMarket } =>
  onStage(
    () => startTradeMarket(env),
    (_, { password }) => password,
  )
