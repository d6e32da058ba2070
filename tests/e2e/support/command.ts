/** The operator's command line, as `npm run market -- …` runs it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const entry = fileURLToPath(new URL('../../../server/dist/market.mjs', import.meta.url))

/** Rejects with what it said when the command refuses. */
export const command = async (env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> => {
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [entry, ...args], {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', ...env },
  })
  return stdout
}
