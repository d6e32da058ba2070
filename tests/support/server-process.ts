/** The built server as a process of its own, the way `npm start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const entry = path.join(root, 'server', 'dist', 'main.mjs')

export interface ServerProcess {
  readonly url: string
  readonly output: () => string
  /** SIGTERM and wait; `kill` sends SIGKILL instead. */
  stop(kill?: boolean): Promise<void>
}

const clockPreload = fileURLToPath(new URL('set-clock.mjs', import.meta.url))

export interface ServerClock {
  /** For the environment of every server that follows this clock. */
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds by which it runs ahead of the machine's. */
  moveTo(aheadMs: number): void
}
/** A clock for servers, kept in a file of the folder. */
export const createClock = (folder: string): ServerClock => {
  const file = path.join(folder, 'test-clock')
  const moveTo = (aheadMs: number): void => {
    // Whole or not at all: a server that read half a file would jump back.
    writeFileSync(`${file}-next`, String(aheadMs))
    renameSync(`${file}-next`, file)
  }
  moveTo(0)
  return { env: { CLOCK_FILE: file, NODE_OPTIONS: `--import ${clockPreload}` }, moveTo }
}

const launch = (env: Readonly<Record<string, string>>): { child: ChildProcess; output: () => string } => {
  if (!existsSync(entry))
    throw new Error('server/dist is missing: run `npm test`, which builds it, or `npm start` once')
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text }
}

const exited = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode)))

/** Runs a server that is expected to refuse; returns its exit code and what it said. */
export const runToExit = async (
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> => {
  const { child, output } = launch(env)
  const code = await exited(child)
  return { code, output: output() }
}

/** Starts a server on a free port and waits for its addresses. Rejects with its output when it ends first. */
export const startServer = async (env: Readonly<Record<string, string>>): Promise<ServerProcess> => {
  const { child, output } = launch({ PORT: '0', ...env })
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const found = /控制台\s+(http:\/\/localhost:\d+)\/console\//.exec(output())
      if (found?.[1] !== undefined) resolve(found[1])
    }
    child.stdout?.on('data', look)
    child.once('exit', () => reject(new Error(`server ended:\n${output()}`)))
  })
  return {
    url,
    output,
    stop: async (kill = false) => {
      child.kill(kill ? 'SIGKILL' : 'SIGTERM')
      await exited(child)
    },
  }
}
