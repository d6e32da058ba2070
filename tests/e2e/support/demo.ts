/** The demo market on a server of its own, its logins, and the pages that its console has. */
import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { createClock, startServer } from '../../support/server-process.ts'
import { copySeeded } from './seeded.ts'

export interface DemoServer {
  readonly url: string
  /** Lets the server's clock run ahead by so many days. */
  moveDays(days: number): void
  stop(): Promise<void>
}

const load = async (folder: string): Promise<void> => {
  await (await startServer({ DATA_DIR: folder, DEMO: 'on' })).stop()
}

export const startDemo = async (): Promise<DemoServer> => {
  const folder = await copySeeded('demo', import.meta.url, load)
  const clock = createClock(folder)
  const server = await startServer({ DATA_DIR: folder, DEMO: 'on', ...clock.env })
  return {
    url: server.url,
    moveDays: (days) => clock.moveTo(days * 86_400_000),
    stop: async () => {
      // Nothing of it is read again, so nothing is waited for.
      await server.stop(true)
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

/** Logs in at the console; returns the address of the person's market there, without a slash at the end. */
export const enterConsole = async (page: Page, url: string, loginName: string, password: string): Promise<string> => {
  await page.goto(`${url}/console/`)
  await signIn(page, loginName, password)
  await page.waitForURL('**/console/m/*/today')
  return page.url().replace(/\/today$/, '')
}
