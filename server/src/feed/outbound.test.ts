import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressProblem, createOutbound, isReservedAddress } from './outbound.ts'

describe('an address of a subscriber', () => {
  it.each([
    'http://platform.example.cn/inbox',
    'https://127.0.0.1/inbox',
    'https://localhost/inbox',
    'https://10.1.2.3/inbox',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://user:pass@platform.example.cn/',
    'ftp://platform.example.cn/',
    'not an address',
  ])('%s is refused', (url) => {
    expect(addressProblem(url, false)).toBeDefined()
  })

  it('is fine when it is public and https; a private one only where the configuration allows it', () => {
    expect(addressProblem('https://platform.example.cn/inbox', false)).toBeUndefined()
    expect(addressProblem('http://10.1.2.3:8080/inbox', true)).toBeUndefined()
    expect(addressProblem('ftp://10.1.2.3/', true)).toBeDefined()
  })

  it.each([
    ['8.8.8.8', false],
    ['100.64.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['::ffff:127.0.0.1', true],
    ['64:ff9b::a00:1', true],
    ['2400:3200::1', false],
    ['fe80::1', true],
  ])('%s reserved: %s', (address, reserved) => {
    expect(isReservedAddress(address)).toBe(reserved)
  })
})

describe('a connection', () => {
  let server: Server
  let port = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
      else if (request.url === '/endless') response.writeHead(200).end('x'.repeat(1_000_000))
      else if (request.url === '/silent') return
      else response.writeHead(200, { 'retry-after': '7' }).end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const call = (path: string, allowPrivate: boolean, host = '127.0.0.1') => {
    const outbound = createOutbound({ allowPrivate })
    return outbound({
      method: 'POST',
      url: `http://${host}:${port}${path}`,
      headers: {},
      body: '{}',
      timeoutMs: 300,
    }).finally(() => outbound.close())
  }

  it('goes through where private addresses are allowed, and nowhere else', async () => {
    expect(await call('/', true)).toMatchObject({ status: 200, body: 'ok', headers: { 'retry-after': '7' } })
    await expect(call('/', false)).rejects.toThrow('网址必须是 https')
  })

  it('judges the address that a name leads to when it connects', async () => {
    const outbound = createOutbound({ allowPrivate: false })
    const localName = { method: 'GET' as const, url: `https://ip6-localhost:${port}/`, headers: {}, timeoutMs: 2000 }
    await expect(outbound(localName)).rejects.toThrow(/内部网络|找不到这个域名|解析失败/)
    outbound.close()
  })

  it('follows no redirect, reads no endless answer, and waits no longer than told', async () => {
    expect((await call('/redirect', true)).status).toBe(302)
    await expect(call('/endless', true)).rejects.toThrow('对方的回答太长')
    await expect(call('/silent', true)).rejects.toThrow('对方没有在时限内回答')
  })
})
