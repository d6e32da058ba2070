/** Market, district and city as three servers, with lines between them that can be cut and a clock that can be moved. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { createClock, type ServerProcess, startServer } from '../../support/server-process.ts'
import { command } from './command.ts'
import { clientAt, clientOf } from './ledger.ts'

export const servers = ['market', 'district', 'city'] as const
export type ServerName = (typeof servers)[number]

export const people = {
  market: { loginName: 'operator', password: 'a long enough phrase', role: 'market_operator', name: '张经理' },
  district: { loginName: 'district', password: 'a long enough phrase', role: 'district_officer', name: '李区长' },
  city: { loginName: 'city', password: 'a long enough phrase', role: 'city_officer', name: '王处长' },
} as const

/** `one`: carries a single message and is cut again. */
export type LineState = 'open' | 'one' | 'cut'
export interface Line {
  readonly url: string
  /** Answers when nothing is under way any more that went out before. */
  set(state: LineState): Promise<void>
  /** How many messages arrived since the line was last set. */
  carried(): number
  close(): Promise<void>
}

/** A line to a server: whoever posts to it posts to the server, unless it is cut. */
const openLine = async (target: string): Promise<Line> => {
  let state: LineState = 'open'
  let carried = 0
  let underWay = 0
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (state === 'cut') return void request.socket.destroy()
      if (state === 'one') state = 'cut'
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name) ? [[name, value]] : [],
      )
      const call = { method: request.method ?? 'GET', headers: Object.fromEntries(headers) as Record<string, string> }
      const body = request.method === 'POST' ? { body: Buffer.concat(chunks) } : {}
      underWay += 1
      void fetch(target + (request.url ?? '/'), { ...call, ...body })
        .then(async (answer) => {
          carried += 1
          const type = answer.headers.get('content-type') ?? 'application/json'
          response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()))
        })
        .catch(() => request.socket.destroy())
        .finally(() => (underWay -= 1))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    set: async (next) => {
      state = 'cut'
      while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      carried = 0
      state = next
    },
    carried: () => carried,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const freePort = async (): Promise<number> => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

export interface Platforms {
  readonly url: Readonly<Record<ServerName, string>>
  readonly line: { readonly district: Line; readonly city: Line }
  /** The API as the person in charge there, signed in anew. */
  client(name: ServerName): Promise<Client<Api>>
  /** The public API. */
  open(name: ServerName): Client<Api>
  /** Milliseconds that all three clocks run ahead. */
  moveClock(aheadMs: number): void
  stop(): Promise<void>
}

export const startPlatforms = async (market: { code: string; name: string }): Promise<Platforms> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-platforms-'))
  const clock = createClock(folder)
  const ports = { market: await freePort(), district: await freePort(), city: await freePort() }
  const at = (name: ServerName): string => `http://localhost:${ports[name]}`
  const own: Record<ServerName, Record<string, string>> = {
    market: {},
    district: { PLATFORM: 'district', PLATFORM_NAME: '金水区智慧监管平台', FORWARD_URL: at('city') },
    city: { PLATFORM: 'city', PLATFORM_NAME: '郑州市智慧监管平台' },
  }
  const environment = (name: ServerName): Record<string, string> => ({
    DATA_DIR: path.join(folder, name),
    DEMO: 'off',
    FIELD_KEY: '00'.repeat(32),
    PORT: String(ports[name]),
    PUBLIC_URL: at(name),
    ...clock.env,
    ...own[name],
  })
  const place: Record<ServerName, readonly string[]> = {
    market: ['--market', market.code],
    district: ['--district', '410105'],
    city: [],
  }
  const createMarket = ['create-market', '--code', market.code, '--name', market.name, '--district', '410105']
  await command(environment('market'), createMarket)
  const running: ServerProcess[] = []
  for (const name of servers) {
    const { loginName, password, role, name: called } = people[name]
    const account = ['--login', loginName, '--password', password, '--name', called, '--role', role]
    await command(environment(name), ['create-user', ...account, ...place[name]])
    running.push(await startServer(environment(name)))
  }
  const line = { district: await openLine(at('district')), city: await openLine(at('city')) }
  return {
    url: { market: at('market'), district: at('district'), city: at('city') },
    line,
    client: (name) => clientAt(at(name), people[name].loginName, people[name].password),
    open: (name) => clientOf(at(name)),
    moveClock: (aheadMs) => clock.moveTo(aheadMs),
    stop: async () => {
      for (const server of running) await server.stop()
      await line.district.close()
      await line.city.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
