/** Starts the local gateway on a loopback port and gives the channels that talk to it. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { serve } from '@hono/node-server'
import { createAlipayChannel } from '../channels/alipay/channel.ts'
import { createRegistry } from '../channels/channel.ts'
import { createDeclaredChannel } from '../channels/declared.ts'
import { createMiniProgram } from '../channels/wechat/mini-program.ts'
import { createWechatChannel } from '../channels/wechat/channel.ts'
import type { PaymentDesk } from '../desk.ts'
import type { Deliver } from './callbacks.ts'
import { NoAnswer } from './faults.ts'
import { createGateway, type GatewayOptions, type LocalGateway } from './gateway.ts'
import {
  alipaySettingsFor,
  miniProgramSettingsFor,
  serviceAppId,
  serviceMerchantNumber,
  wechatSettingsFor,
} from './keys.ts'
import type { JournalRow } from './ledger.ts'

export interface OpenGatewayOptions extends Omit<GatewayOptions, 'deliver' | 'journal'> {
  readonly production: boolean
  readonly publicUrl: string
  readonly mode?: 'public_key' | 'certificate'
  /** Whether charges may be paid together; no unless told. */
  readonly combined?: boolean
  /** Keeps the gateway's books over restarts; without it they live in memory. */
  readonly journalFile?: string | undefined
  /** Time limit of the channels' requests. */
  readonly timeoutMs?: number
}

export interface OpenedGateway {
  readonly desk: PaymentDesk
  readonly gateway: LocalGateway
  /** Address of the loopback server. */
  readonly address: string
  /** Says where callbacks go: the product's own app. */
  connect(deliver: Deliver): void
  close(): Promise<void>
}

/** Throws in production: there a payment page without money behind it would be a fraud. */
export const openLocalGateway = async (options: OpenGatewayOptions): Promise<OpenedGateway> => {
  if (options.production) throw new Error('环境变量 PAYMENTS：生产环境不能使用本地演示收银台，请配置真实的支付渠道')
  let deliver: Deliver = () => Promise.reject(new Error('gateway is not connected'))
  const { journalFile } = options
  const gateway = createGateway({
    ...options,
    deliver: (url, init) => deliver(url, init),
    signing: options.signing ?? options.mode ?? 'public_key',
    ...(journalFile === undefined
      ? {}
      : {
          journal: {
            rows: readJournal(journalFile),
            write: (row) => appendFileSync(journalFile, `${JSON.stringify(row)}\n`, { mode: 0o600 }),
          },
        }),
  })
  const { server, address } = await listen(gateway)
  gateway.setAddress(address)
  const { clock } = options
  const channels = createRegistry([
    createWechatChannel({
      settings: wechatSettingsFor(gateway.keys, options.mode ?? 'public_key', address),
      clock,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    }),
    createAlipayChannel({
      settings: alipaySettingsFor(gateway.keys, `${address}/gateway.do`, `${options.publicUrl}/pay/local-alipay`),
      clock,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    }),
    createDeclaredChannel(clock),
  ])
  return {
    gateway,
    address,
    desk: {
      channels,
      publicUrl: options.publicUrl,
      miniProgram: createMiniProgram({
        settings: miniProgramSettingsFor(address),
        clock,
        serviceMerchantNumber,
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      }),
      serviceAppId,
      combined: options.combined ?? false,
      demo: { gateway, pageUrl: (chargeNumber) => `${options.publicUrl}/pay/local/${chargeNumber}` },
    },
    connect: (to) => {
      deliver = to
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const listen = (
  gateway: LocalGateway,
): Promise<{ server: { close: (done: () => void) => unknown }; address: string }> =>
  new Promise((resolve) => {
    const server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        fetch: async (request) => {
          try {
            return await gateway.fetch(request)
          } catch (error) {
            if (!(error instanceof NoAnswer)) throw error
            // The caller's own time limit ends this.
            await new Promise((given) => {
              const timer = setTimeout(given, 30_000)
              timer.unref()
              request.signal.addEventListener('abort', given)
            })
            return new Response(null, { status: 504 })
          }
        },
      },
      (info) => resolve({ server, address: `http://127.0.0.1:${info.port}` }),
    )
  })

/** A last line cut short by a crash is left out; what it held was never answered. */
const readJournal = (file: string): JournalRow[] => {
  mkdirSync(path.dirname(file), { recursive: true })
  if (!existsSync(file)) return []
  const rows: JournalRow[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    try {
      rows.push(JSON.parse(line) as JournalRow)
    } catch {
      break
    }
  }
  return rows
}
