/**
 * What a file of tests of the WeChat build stands on: the build, compiled once, and for each test a server of its own
 * with fresh answers, a phone, and the end of both.
 */
import { afterEach, beforeAll, beforeEach } from 'vitest'
import { later } from '../support/later.ts'
import { builtInServer, buildWeapp, dist } from './built.ts'
import { compileApp, type CompiledApp } from './compile.ts'
import { startFixtureServer, type FixtureServer } from './fixture-server.ts'
import { launch, type MiniProgram } from './mini-program.ts'
import type { Wx } from './wx.ts'

export interface Stage {
  readonly compiled: CompiledApp
  readonly server: FixtureServer
  /** Starts the mini-program, at its first page or as from a shared card or a code; a phone that runs it already is closed. */
  start(startAt?: string, overrides?: Wx): MiniProgram
}

/** Registers the hooks of the file. */
export const onMiniProgram = (): Stage => {
  let compiled: CompiledApp | undefined
  let server: FixtureServer | undefined
  let phone: MiniProgram | undefined
  beforeAll(() => {
    buildWeapp()
    compiled = compileApp(dist)
  })
  beforeEach(async () => {
    server = await startFixtureServer()
  })
  afterEach(async () => {
    phone?.close()
    phone = undefined
    await server?.close()
  })
  const stage = { compiled: later(() => compiled), server: later(() => server) }
  return {
    ...stage,
    start: (startAt, overrides = {}) => {
      phone?.close()
      phone = launch(stage.compiled, {
        toServer: (url) => url.replace(builtInServer, stage.server.url),
        overrides,
        ...(startAt === undefined ? {} : { startAt }),
      })
      return phone
    },
  }
}

export const shows = (mini: MiniProgram, words: string): Promise<void> =>
  mini.until(() => mini.text().includes(words), `“${words}”`)
/** Taps what stands there, or will. */
export const tap = async (mini: MiniProgram, selector: string): Promise<void> => {
  await mini.until(() => mini.find(selector) !== null, selector)
  mini.tap(selector)
}

const market = { code: 'DEMO', name: '演示农贸市场', demo: true }
/** What the phone keeps of somebody who has chosen the market. */
export const inMarket = (): Map<unknown, unknown> => new Map([['chosen-market', JSON.stringify(market)]])
/** What it keeps of a merchant who is signed in. */
export const signedIn = (): Map<unknown, unknown> =>
  new Map([
    [
      'seller',
      JSON.stringify({
        token: 'seller',
        displayName: '王记鲜蔬',
        marketId: 'mkt_00001',
        marketName: market.name,
        marketCode: market.code,
        demo: market.demo,
        merchantId: 'mer_000',
        rights: null,
      }),
    ],
  ])
