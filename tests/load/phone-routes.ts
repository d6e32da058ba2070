/** Routes as a phone finds them: the mini-program's own code in Chromium, whose processor the DevTools protocol slows down. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type * as Esbuild from 'esbuild'
import type * as Playwright from 'playwright-core'
import type { MarketPlan } from '@smart-market/shared/wayfinding/plan.ts'

// The bench is one bundled file; what is only needed here is found when it runs.
const from = (folder: string) => createRequire(new URL(`../../${folder}/package.json`, import.meta.url))
const source = (name: string): string => fileURLToPath(new URL(`../../shared/src/wayfinding/${name}`, import.meta.url))

/** The oldest browser that the mini-program is built for. */
const oldest = 'chrome64'

const bundle = async (): Promise<string> => {
  const { build } = from('.')('esbuild') as typeof Esbuild
  const contents = `
    export { createNavigator } from ${JSON.stringify(source('navigator.ts'))}
    export { routeSteps } from ${JSON.stringify(source('words.ts'))}`
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: fileURLToPath(new URL('../../', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'guide',
    target: oldest,
  })
  return outputFiles[0]?.text ?? ''
}

export interface PhoneTimes {
  /** How many times slower than this machine. */
  readonly slowdown: number
  readonly buildMs: number
  /** Of a route with its words, sorted. */
  readonly routeMs: readonly number[]
}

/** Null where no Chromium is found (CHROMIUM, or in its usual place). */
export const phoneRoutes = async (
  plan: MarketPlan,
  slowdowns: readonly number[],
  rounds: number,
): Promise<PhoneTimes[] | null> => {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) return null
  const { chromium } = from('tests')('playwright-core') as typeof Playwright
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const content = await bundle()
  const found: PhoneTimes[] = []
  for (const slowdown of slowdowns) {
    const page = await browser.newPage()
    await page.addScriptTag({ content })
    const devTools = await page.context().newCDPSession(page)
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    const times = await page.evaluate(askInPage, { plan, rounds })
    found.push({ slowdown, ...times })
    await page.close()
  }
  await browser.close()
  return found
}

interface Guide {
  createNavigator(plan: MarketPlan): {
    route(a: { placeId: string }, b: { placeId: string }): object | undefined
  }
  routeSteps(plan: MarketPlan, route: object, label: (id: string) => string): unknown
}

/** Runs in the page: the same pairs of stalls as on the server. */
const askInPage = ({ plan, rounds }: { plan: MarketPlan; rounds: number }) => {
  const { guide } = window as unknown as { guide: Guide }
  const builtAt = performance.now()
  const navigator = guide.createNavigator(plan)
  const buildMs = performance.now() - builtAt
  let state = 7
  const next = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return plan.places[state % plan.places.length]?.placeId ?? ''
  }
  const routeMs: number[] = []
  for (let i = 0; i < rounds; i++) {
    const [a, b] = [next(), next()]
    const askedAt = performance.now()
    const route = navigator.route({ placeId: a }, { placeId: b })
    if (route !== undefined) guide.routeSteps(plan, route, (id) => id)
    routeMs.push(performance.now() - askedAt)
  }
  return { buildMs, routeMs: routeMs.sort((a, b) => a - b) }
}
