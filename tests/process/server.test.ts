import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runToExit, type ServerProcess, startServer } from '../support/server-process.ts'

let folder = ''
let server: ServerProcess
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smart-market-process-'))
  server = await startServer({ DATA_DIR: folder, DEMO: 'on' })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the environment', () => {
  it.each([
    ['PORT', '99999'],
    ['DATABASE_URL', 'mysql://somewhere'],
    ['FIELD_KEY', 'short'],
  ])('is refused with the name of the wrong variable: %s', async (name, value) => {
    const { code, output } = await runToExit({ DATA_DIR: path.join(folder, 'unused'), [name]: value })
    expect(code).toBe(1)
    expect(output).toContain(`环境变量 ${name}`)
  })
})

describe('one data folder', () => {
  it('serves one process: a second is refused and told what to do', async () => {
    const { code, output } = await runToExit({ DATA_DIR: folder, PORT: '0' })
    expect(code).toBe(1)
    expect(output).toMatch(/正在被另一个进程使用（进程号 \d+）/)
  })

  it('is taken over after a crash, with what was acknowledged', async () => {
    const crashing = path.join(folder, 'crash')
    const first = await startServer({ DATA_DIR: crashing, DEMO: 'on' })
    const login = await fetch(`${first.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginName: 'operator', password: 'demo-operator-2026' }),
    })
    const { token } = (await login.json()) as { token: string }
    await first.stop(true)
    const second = await startServer({ DATA_DIR: crashing, DEMO: 'on' })
    const me = await fetch(`${second.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    await second.stop()
    expect(me.status).toBe(200)
  })
})

describe('what is served', () => {
  it.each([
    ['/healthz', 'application/json', '"ok":true'],
    ['/readyz', 'application/json', 'pglite'],
    ['/openapi.json', 'application/json', '"openapi":"3.1.0"'],
    ['/docs/', 'text/html', 'swagger'],
    ['/console/', 'text/html', '<div id="root"'],
    ['/console/readiness', 'text/html', '<div id="root"'],
    ['/console/m/mkt_any/stalls/A.12', 'text/html', '<div id="root"'],
    ['/m/', 'text/html', '/m/'],
    ['/m/packages/guide/stalls/index', 'text/html', '/m/'],
    ['/screen/stall/ZZDEMO-A-01', 'text/html', 'stall-screen.js'],
    ['/site/stall-screen.js', 'javascript', 'device-heartbeats'],
    ['/site/pairing.js', 'javascript', 'readPairing'],
    ['/site/labels.js', 'javascript', '农残检测'],
    ['/api/v1/public/markets', 'application/json', '金水示范农贸市场'],
  ])('%s', async (address, type, content) => {
    const response = await fetch(server.url + address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(type)
    expect(await response.text()).toContain(content)
  })

  it.each(['/m/js/app.00000000.js', '/m/css/app.00000000.css', '/console/assets/index-00000000.js', '/m/favicon.ico'])(
    'no page in the place of a file that is not there, and none for a browser to keep: %s',
    async (address) => {
      const response = await fetch(server.url + address)
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
      expect(await response.text()).not.toContain('<html')
    },
  )

  it('nothing outside the folders', async () => {
    const response = await fetch(`${server.url}/site/..%2f..%2fpackage.json`)
    expect(response.status).toBe(404)
  })
})
