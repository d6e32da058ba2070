/**
 * A whole server in the test's process: real routes, real database of its own, a clock that stands still. Each suite
 * starts one and makes its own market in it.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLogger } from '@smart-market/server/lib/logger.ts'
import postgres from 'postgres'
import { inject } from 'vitest'
import { createApp } from '@smart-market/server/app.ts'
import { type Deps, systemCtx } from '@smart-market/server/context.ts'
import { type Database, openDatabase } from '@smart-market/server/db/client.ts'
import { createAccount } from '@smart-market/server/features/identity/index.ts'
import { createFieldCipher } from '@smart-market/server/lib/field-cipher.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import type { Role } from '@smart-market/shared/route.ts'

/** By name, so that types made from it stay short enough to be written out. */
export interface ApiClient extends Client<Api> {
  readonly token?: string
}

export interface TestApp {
  readonly deps: Deps
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Client of nobody, or of whoever holds the token or key. */
  as(token?: string): ApiClient
  /** Moves the standing clock. */
  setNow(at: string | Date): void
  now(): Date
  /** Makes a user with one role and logs in. */
  login(
    role: Role,
    held?: { marketId?: string | null; merchantId?: string; districtCode?: string },
  ): Promise<ApiClient & { readonly token: string }>
  close(): Promise<void>
}

const migrations = fileURLToPath(new URL('../../server/src/db/migrations', import.meta.url))
let databaseCount = 0

const openTestDatabase = async (): Promise<{ database: Database; drop: () => Promise<void> }> => {
  const given = inject('testDatabase')
  if (given.serverUrl === undefined) {
    const template = new Blob([readFileSync(given.templateFile ?? '')])
    return { database: await openDatabase({ migrations, template }), drop: () => Promise.resolve() }
  }
  const name = `smart_market_test_${process.pid}_${++databaseCount}`
  const admin = postgres(given.serverUrl, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name} template ${given.template}`)
  const url = new URL(given.serverUrl)
  url.pathname = `/${name}`
  return {
    database: await openDatabase({ url: url.href, migrations, maxConnections: 6 }),
    drop: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}

/** Client of nobody, or of whoever holds the token or key, at an app of this process. */
export const clientOver = (fetchApp: TestApp['fetch'], token?: string): Client<Api> =>
  createClient<Api>(paths, async (request) => {
    const response = await fetchApp(request.url, {
      method: request.method,
      headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
    })
    const json = (response.headers.get('content-type') ?? '').includes('json')
    return {
      status: response.status,
      data: json ? await response.json() : new Uint8Array(await response.arrayBuffer()),
    }
  })

/** `extend` adds to the deps, payment channels for example. */
export const startTestApp = async (
  startAt = '2026-03-02T02:00:00Z',
  extend: (deps: Deps) => Promise<Partial<Deps>> = () => Promise.resolve({}),
): Promise<TestApp> => {
  const { database, drop } = await openTestDatabase()
  let now = new Date(startAt)
  const basic: Deps = {
    database,
    clock: () => now,
    random: (bytes) => randomBytes(bytes),
    logger: createLogger(process.env.LOG_LEVEL ?? 'fatal'),
    cipher: createFieldCipher('00'.repeat(32)),
  }
  const deps = { ...basic, ...(await extend(basic)) }
  const app = createApp(deps)
  const fetchApp = async (path: string, init?: RequestInit): Promise<Response> => app.request(path, init)
  const as = (token?: string): Client<Api> => clientOver(fetchApp, token)
  let users = 0
  return {
    deps,
    fetch: fetchApp,
    as,
    setNow: (at) => {
      now = new Date(at)
    },
    now: () => now,
    login: async (role, held = {}) => {
      const loginName = `${role}-${++users}`
      const password = `correct horse ${users}`
      await createAccount(systemCtx(deps, 'test', held.marketId ?? null), {
        loginName,
        displayName: loginName,
        password,
        role,
        marketId: held.marketId ?? null,
        merchantId: held.merchantId ?? null,
        districtCode: held.districtCode ?? null,
      })
      const { token } = await as().login({ body: { loginName, password } })
      return Object.assign(as(token), { token })
    },
    close: async () => {
      await database.close()
      await drop()
    },
  }
}
