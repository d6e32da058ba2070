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

export interface NewMarket {
  readonly code: string
  readonly name: string
  /** Its operator's. */
  readonly loginName: string
  readonly password: string
}
/** An empty market and the login of its operator, as its first two commands make them. */
export const createMarket = async (
  env: Readonly<Record<string, string>>,
  { code, name, loginName, password }: NewMarket,
): Promise<void> => {
  await command(env, ['create-market', '--code', code, '--name', name])
  const role = ['--role', 'market_operator', '--market', code]
  await command(env, ['create-user', '--login', loginName, '--password', password, '--name', '张经理', ...role])
}
