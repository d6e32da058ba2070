/**
 * Connections to addresses that an operator has typed in. Rules against being used as a way into our own network: https
 * only; no private, local or reserved address, judged for the very address that is connected to and not for an earlier
 * answer of the name server; no redirect is followed; the answer is cut off. A configuration may allow all of that.
 */
import { lookup as resolve, type LookupOptions } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { Outbound, OutgoingRequest, OutgoingResponse } from './settings.ts'

/** IANA special-purpose registries (RFC 6890 and what was added since). */
const reserved = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  reserved.addSubnet(net, prefix, 'ipv6')

export const isReservedAddress = (address: string): boolean =>
  reserved.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Why an address may not be a subscriber's, in words; undefined when it may. Names are judged again on connecting. */
export const addressProblem = (url: string, allowPrivate: boolean): string | undefined => {
  if (!URL.canParse(url)) return '不是完整的网址'
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return '必须是 https 网址'
  if (username !== '' || password !== '') return '网址里不能带账号和密码'
  const host = hostname.replace(/^\[|\]$/g, '')
  const local = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isReservedAddress(host))
  return local && !allowPrivate ? '指向内部网络' : undefined
}

const largestAnswer = 64 * 1024
const largestFeedPage = 16 * 1024 * 1024

class AddressRefusedError extends Error {}

export const createOutbound = ({ allowPrivate }: { allowPrivate: boolean }): Outbound & { close(): void } => {
  const lookup: http.AgentOptions['lookup'] = (hostname, options, callback) => {
    resolve(hostname, { ...(options as LookupOptions), all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      if (!allowPrivate && addresses.some(({ address }) => isReservedAddress(address)))
        return callback(new AddressRefusedError('网址指向内部网络'), [])
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      return callback(null, first?.address ?? '', first?.family)
    })
  }
  const agents = {
    'http:': new http.Agent({ keepAlive: true, lookup }),
    'https:': new https.Agent({ keepAlive: true, lookup }),
  }

  const send = (request: OutgoingRequest): Promise<OutgoingResponse> =>
    new Promise((answer, fail) => {
      const problem = addressProblem(request.url, allowPrivate)
      if (problem !== undefined) return fail(new AddressRefusedError(`网址${problem}`))
      const url = new URL(request.url)
      const body = request.body === undefined ? undefined : Buffer.from(request.body)
      const limit = request.method === 'GET' ? largestFeedPage : largestAnswer
      const call = (url.protocol === 'https:' ? https : http).request(
        url,
        {
          method: request.method,
          agent: url.protocol === 'https:' ? agents['https:'] : agents['http:'],
          headers: { ...request.headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
          signal: AbortSignal.timeout(request.timeoutMs),
        },
        (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size <= limit) chunks.push(chunk)
            else response.destroy(new Error('对方的回答太长'))
          })
          response.once('error', (error) => fail(named(error)))
          response.once('end', () =>
            answer({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      call.once('error', (error) => fail(named(error)))
      call.end(body)
    })
  return Object.assign(send, {
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  })
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: '对方没有在听（连接被拒绝）',
  ENOTFOUND: '找不到这个域名',
  EAI_AGAIN: '域名解析失败',
  ETIMEDOUT: '连接超时',
  ECONNRESET: '连接中断',
  ABORT_ERR: '对方没有在时限内回答',
  CERT_HAS_EXPIRED: '对方的证书已过期',
  DEPTH_ZERO_SELF_SIGNED_CERT: '对方的证书是自签名的',
}
const named = (error: Error): Error => {
  if (error instanceof AddressRefusedError) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new Error(words[code] ?? `连接失败：${error.message}`, { cause: error })
}
