/** A real browser on the built product: pages at the sizes people have, and everything that went wrong on them. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Several servers and browsers may share the machine: long enough for what comes, short enough for what does not. */
const patienceMs = 60_000

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export interface Size {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly large: boolean
  readonly dark?: boolean
}
export const sizes = {
  desk: { name: 'desk', width: 1440, height: 900, large: false },
  deskLarge: { name: 'desk-large', width: 1440, height: 900, large: true },
  phone: { name: 'phone', width: 390, height: 844, large: false },
  phoneLarge: { name: 'phone-large', width: 390, height: 844, large: true },
  phoneDark: { name: 'phone-dark', width: 390, height: 844, large: false, dark: true },
  phoneLargeDark: { name: 'phone-large-dark', width: 390, height: 844, large: true, dark: true },
} as const satisfies Record<string, Size>

/** The console looks the same by day and by night. */
export const consoleSizes = [sizes.desk, sizes.deskLarge, sizes.phone, sizes.phoneLarge] as const

export interface Watched {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained about since the last call: script errors, console errors, answers of 500 and above. */
  takeProblems(): string[]
  close(): Promise<void>
}

/** Pages that are open now, for what a failed test tells. */
export const openPages = new Set<Page>()

/** A fresh person at a fresh browser: no cookies, and large type already chosen where the size says so. */
export const openPage = async (browser: Browser, size: Size = sizes.desk): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    hasTouch: size.width < 600,
    colorScheme: size.dark === true ? 'dark' : 'light',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  })
  if (size.large) {
    await context.addInitScript(() => {
      localStorage.setItem('smart-market.console.largeType', 'on')
      localStorage.setItem('type-size', JSON.stringify({ data: 'large' }))
    })
  }
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  openPages.add(page)
  page.on('close', () => openPages.delete(page))
  let problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()}: ${response.url()}`)
  })
  return {
    context,
    page,
    takeProblems: () => {
      const taken = problems
      problems = []
      return taken
    },
    close: () => context.close(),
  }
}

/** Waits until the page has its heading and nothing on it is still being read. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => {
    const waiting = '.ant-skeleton, .ant-spin-spinning, [aria-busy="true"], .loading'
    const isShown = (element: Element): boolean => element.getClientRects().length > 0
    // The mini-program changes its page some time after its address, and until then the page before is in sight.
    const wanted = /^#(\/[^?]+)/.exec(location.hash)?.[1]
    const pages = Array.from(document.querySelectorAll('.taro_page')).filter(isShown)
    if (wanted !== undefined && pages.length > 0 && !pages.some(({ id }) => id.startsWith(wanted))) return false
    return (
      Array.from(document.querySelectorAll('h1, [role="heading"]')).some(isShown) &&
      !Array.from(document.querySelectorAll(waiting)).some(isShown)
    )
  })
}

/** CSS px; what is below says nothing new. */
const longest = 6000
const screenshots = fileURLToPath(new URL('../screenshots/', import.meta.url))

/** Keeps a picture of the whole page to look at, when `SCREENSHOTS=on`. The mini-program scrolls inside its page. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  if (process.env.SCREENSHOTS !== 'on') return
  const file = path.join(screenshots, `${name}.png`)
  mkdirSync(path.dirname(file), { recursive: true })
  const size = page.viewportSize()
  const inner = await page.evaluate(() =>
    Math.max(0, ...Array.from(document.querySelectorAll('.taro_page')).map((one) => one.scrollHeight)),
  )
  const longer = size !== null && inner > size.height ? { ...size, height: Math.min(inner, longest) } : null
  if (longer !== null) await page.setViewportSize(longer)
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' })
  if (longer !== null && size !== null) await page.setViewportSize(size)
}
