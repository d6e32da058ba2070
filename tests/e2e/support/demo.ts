/** The demo market on a server of its own, its logins, and the pages that its console has. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { businessDate } from '@smart-market/shared/time.ts'
import { createClock, type ServerProcess, startServer } from '../../support/server-process.ts'

export interface DemoServer {
  readonly url: string
  /** Lets the server's clock run ahead by so many days. */
  moveDays(days: number): void
  stop(): Promise<void>
}

const built = fileURLToPath(new URL('../../../server/dist/', import.meta.url))

/** Loading the demo market takes longer than most tests, so it is loaded once for a build and a day, and copied. */
const seededFolder = async (): Promise<string> => {
  const hash = createHash('sha256').update(businessDate(new Date()))
  for (const file of readdirSync(built).sort()) {
    if (file.endsWith('.mjs')) hash.update(readFileSync(path.join(built, file)))
  }
  const seeded = path.join(tmpdir(), `smart-market-e2e-seeded-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(seeded)) return seeded
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-e2e-'))
  await (await startServer({ DATA_DIR: folder, DEMO: 'on' })).stop()
  renameSync(folder, seeded)
  return seeded
}

export const startDemo = async (): Promise<DemoServer> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-e2e-'))
  cpSync(await seededFolder(), folder, { recursive: true })
  const clock = createClock(folder)
  const server: ServerProcess = await startServer({ DATA_DIR: folder, DEMO: 'on', ...clock.env })
  return {
    url: server.url,
    moveDays: (days) => clock.moveTo(days * 86_400_000),
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type DemoRole = 'operator' | 'staff' | 'merchant' | 'inspector' | 'assessor' | 'district' | 'city'
export const passwordOf = (role: DemoRole): string => `demo-${role}-2026`

/** Fills the login form that is on the page. */
export const signIn = async (page: Page, loginName: string, password: string): Promise<void> => {
  await page.getByLabel('账号').fill(loginName)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

/** Logs in as the demo account does; returns the address of its market in the console, without a slash at the end. */
export const enterDemo = async (page: Page, url: string, role: DemoRole): Promise<string> => {
  await page.goto(`${url}/console/`)
  await signIn(page, role, passwordOf(role))
  await page.waitForURL('**/console/m/*/today')
  return page.url().replace(/\/today$/, '')
}
