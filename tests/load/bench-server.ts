/** The product's routes in a process of their own, so that driver and server share nothing but the machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createApp } from '@smart-market/server/app.ts'
import { type Deps, systemCtx } from '@smart-market/server/context.ts'
import { openDatabase } from '@smart-market/server/db/client.ts'
import { registerMarket } from '@smart-market/server/features/markets/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import { createRandom } from '@smart-market/server/lib/random.ts'
import { repositoryRoot } from '@smart-market/server/repository-root.ts'
import { populateMarket } from '../support/market.ts'

export const migrations = path.join(repositoryRoot, 'server', 'src', 'db', 'migrations')
export const depsOf = (database: Deps['database']): Deps => ({
  database,
  clock: () => new Date(),
  random: createRandom(),
  logger: createLogger('fatal'),
  cipher: createFieldCipher('00'.repeat(32)),
})
export const round = (value: number): number => Math.round(value * 100) / 100

export const benchMarketCode = 'BENCH'

/** A market with a merchant at every stall on a fresh database; `fill` adds what the bench is about. */
export const openBenchMarket = async <T>(
  url: string,
  stallCount: number,
  fill: (deps: Deps, marketId: string) => Promise<T>,
): Promise<T> => {
  const database = await openDatabase({ url, migrations })
  const deps = depsOf(database)
  try {
    const { marketId } = await registerMarket(systemCtx(deps, 'bench', null), {
      code: benchMarketCode,
      name: '基准市场',
      marketTypes: ['food_retail'],
      districtCode: '410105',
    })
    await populateMarket({ deps }, { marketId }, { merchants: stallCount })
    return await fill(deps, marketId)
  } finally {
    await database.close()
  }
}

/** Set in the child process that serves; its value is the database's address. */
const databaseVariable = 'BENCH_SERVER_DATABASE'

/** Starts a server on the database. `kill` it when done. */
export const spawnServer = async (url: string): Promise<{ server: ChildProcess; port: number }> => {
  // As `npm start` runs it.
  const server = spawn(process.execPath, ['--max-semi-space-size=64', process.argv[1] ?? ''], {
    env: { ...process.env, [databaseVariable]: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
    server.once('exit', () => reject(new Error('the bench server ended')))
  })
  return { server, port }
}

/** In the child process: serves and never returns. Elsewhere: does nothing. */
export const serveWhenChild = async (): Promise<void> => {
  const url = process.env[databaseVariable]
  if (url === undefined) return
  const app = createApp(depsOf(await openDatabase({ url, migrations, maxConnections: 8 })))
  addEmptyRoute(app)
  // The server's own dependency, which the tests' package does not name.
  const entry = createRequire(path.join(repositoryRoot, 'server', 'package.json')).resolve('@hono/node-server')
  const { serve } = (await import(pathToFileURL(entry).href)) as { serve: Serve }
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => void process.stdout.write(String(port)))
  await new Promise(() => undefined)
}
type Serve = (
  options: { fetch: unknown; port: number; hostname: string },
  ready: (at: { port: number }) => void,
) => void

/** What the framework alone can do: `POST /empty` says what `GET /empty` answers from then on. */
const addEmptyRoute = (product: ReturnType<typeof createApp>): void => {
  let bytes = ''
  product.post('/empty', async (c) => {
    bytes = await c.req.text()
    return c.body(null, 204)
  })
  product.get('/empty', (c) => c.body(bytes, 200, { 'content-type': 'application/json' }))
}
