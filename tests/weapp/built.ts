/** The real build that tests run: made anew only when the mini-program's sources have changed. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const miniapp = fileURLToPath(new URL('../../miniapp/', import.meta.url))
export const dist = `${miniapp}dist/weapp`
export const permissionsFile = `${miniapp}permissions.json`
/** The server's address in a build that was not told another. */
export const builtInServer = 'http://127.0.0.1:8080'

export const buildWeapp = (): void => {
  const env = { ...process.env }
  delete env.SERVER_URL
  execFileSync(process.execPath, [`${miniapp}build.mjs`, 'weapp'], { env, stdio: 'pipe' })
}
