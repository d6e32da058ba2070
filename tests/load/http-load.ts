/**
 * Closed-loop HTTP load: each client sends its next request when the answer has come. Bare sockets and prepared bytes,
 * because driver and server share the machine and what the driver burns is taken from what it measures.
 */
import { connect, type Socket } from 'node:net'

export interface LoadResult {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly answers: number
  /** Status and body of the first answers that were not as wanted. */
  readonly failures: readonly string[]
}

export interface LoadOptions {
  readonly port: number
  readonly clients: number
  readonly seconds: number
  /** Whole request text of a client's nth call. */
  readonly request: (client: number, n: number) => string
  readonly wantedStatus: number
}

/** Request text of a JSON call. */
export const postJson = (path: string, token: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

export const runLoad = async (options: LoadOptions): Promise<LoadResult> => {
  const times: number[] = []
  const failures: string[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + options.seconds * 1000
  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const wire = await openWire(options.port)
      for (let n = 0; performance.now() < endsAt; n++) {
        const sentAt = performance.now()
        const answer = await wire.send(options.request(client, n))
        times.push(performance.now() - sentAt)
        const status = Number(answer.slice(9, 12))
        if (status !== options.wantedStatus && failures.length < 5) failures.push(answer.slice(0, 600))
      }
      wire.close()
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { perSecond: sorted.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), answers: sorted.length, failures }
}

const openWire = (port: number): Promise<{ send: (request: string) => Promise<string>; close: () => void }> =>
  new Promise((resolve, reject) => {
    let buffer = ''
    let waiting: ((answer: string) => void) | undefined
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true }, () =>
      resolve({
        send: (request) =>
          new Promise((answered) => {
            waiting = answered
            socket.write(request)
          }),
        close: () => socket.destroy(),
      }),
    )
    socket.setEncoding('latin1')
    socket.once('error', reject)
    socket.on('data', (chunk: string) => {
      buffer += chunk
      if (!isWhole(buffer)) return
      const answer = buffer
      buffer = ''
      waiting?.(answer)
    })
  })

/** One request is under way on a connection, so an answer is whole when its announced length has come. */
const isWhole = (text: string): boolean => {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1]
  if (length !== undefined) return text.length >= head + 4 + Number(length)
  return text.endsWith('0\r\n\r\n')
}
