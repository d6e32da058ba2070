/**
 * The local gateway: stands in for WeChat Pay and Alipay where there is neither network nor merchant account. It speaks
 * their protocols honestly, with keys of its own, so that nothing in the channels knows the difference. No money moves,
 * and every page of it says so. Never in production: `openLocalGateway` refuses.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { createAlipayDesk } from './alipay.ts'
import { createCallbackQueue, type Deliver } from './callbacks.ts'
import { type FaultPlan, NoAnswer, noFaults } from './faults.ts'
import { type GatewayKeys, makeKeys, serviceAppId } from './keys.ts'
import { createLedger, type JournalRow, type Ledger, type Trade } from './ledger.ts'
import type { MessageDesk } from './messages.ts'
import { createMiniProgramDesk, type Shipment } from './mini-program.ts'
import { createWechatDesk, type SigningMode } from './wechat.ts'

export interface GatewayOptions {
  readonly clock: () => Date
  readonly deliver: Deliver
  readonly faults?: FaultPlan
  readonly signing?: SigningMode
  /** Earlier journal, oldest first, and where later rows go. */
  readonly journal?: { readonly rows: readonly JournalRow[]; readonly write: (row: JournalRow) => void }
}

/** What the desks of the two channels share. */
export interface Gateway {
  readonly keys: GatewayKeys
  readonly ledger: Ledger
  readonly clock: () => Date
  readonly serviceAppId: string
  readonly signing: () => SigningMode
  readonly wechatBaseUrl: () => string
  /** A number of the channel's own kind: prefix and 24 digits. */
  readonly newNumber: (prefix: string) => string
}

export interface LocalGateway {
  readonly keys: GatewayKeys
  readonly ledger: Ledger
  /** Answers like the channel's own host. Throws NoAnswer where the fault plan says that none comes. */
  fetch(request: Request): Promise<Response>
  /** The shopper confirms a charge or a combined payment. `late`: its time is over or it is closed. */
  pay(chargeNumber: string): 'paid' | 'already' | 'late' | 'not_found'
  /** Decides on refunds in progress, or on abnormal ones, as somebody at the channel's desk does; `succeeded` unless told. */
  finishRefunds(outcome?: 'succeeded' | 'failed' | 'abnormal', from?: 'processing' | 'abnormal'): number
  /** Sends the callbacks that are due. */
  deliverDue(): Promise<number>
  openAlipayPage(query: URLSearchParams): string | undefined
  setSigning(mode: SigningMode): void
  setFaults(plan: FaultPlan): void
  setAddress(baseUrl: string): void
  /** What WeChat was told of goods handed over. */
  shipments(): readonly Shipment[]
  /** Subscribe messages: who agreed in WeChat's dialog, what arrived, and what is refused next. */
  readonly messages: MessageDesk
  /** As when WeChat takes an access token away before its time. */
  dropToken(): void
  waitingCallbacks(): number
  /** As when the channel has given up on all of them: it promises nothing. */
  dropCallbacks(): void
}

export const createGateway = (options: GatewayOptions): LocalGateway => {
  const { clock } = options
  const rows = options.journal?.rows ?? []
  const write = options.journal?.write ?? (() => undefined)
  const stored = rows.find((row) => 'keys' in row)
  const keys = stored !== undefined && 'keys' in stored ? (stored.keys as GatewayKeys) : makeKeys(clock())
  if (stored === undefined) write({ keys })
  let faults = options.faults ?? noFaults
  let signing = options.signing ?? 'public_key'
  let address = 'http://127.0.0.1'
  const ledger = createLedger(rows, write)
  const newNumber = (prefix: string): string =>
    prefix + Array.from({ length: 24 }, () => String(randomInt(10))).join('')
  const gateway: Gateway = {
    keys,
    ledger,
    clock,
    serviceAppId,
    signing: () => signing,
    wechatBaseUrl: () => address,
    newNumber,
  }
  const wechat = createWechatDesk(gateway)
  const alipay = createAlipayDesk(gateway)
  const miniProgram = createMiniProgramDesk(serviceAppId, ledger, clock)
  const deskFor = (path: string) =>
    path.startsWith('/v3/') ? wechat : /^\/(sns|cgi-bin|wxa)\//.test(path) ? miniProgram : alipay
  const queue = createCallbackQueue(options.deliver, (chargeNumber) => faults.callback(chargeNumber))

  const announceCombined = (combinedNumber: string, trades: readonly Trade[]): void => {
    const eventId = randomBytes(16).toString('hex')
    queue.add(
      {
        channel: 'wechat',
        chargeNumber: combinedNumber,
        url: trades[0]?.notifyUrl ?? '',
        seal: (fault) => wechat.combinedCallback(trades, eventId, fault),
      },
      clock(),
    )
  }

  const announcePayment = (trade: Trade): void => {
    const eventId = randomBytes(16).toString('hex')
    const desk = trade.channel === 'wechat' ? wechat : alipay
    queue.add(
      {
        channel: trade.channel,
        chargeNumber: trade.chargeNumber,
        url: trade.notifyUrl,
        seal: (fault) => desk.paymentCallback(trade, eventId, fault),
      },
      clock(),
    )
  }

  return {
    keys,
    ledger,
    fetch: async (request) => {
      const path = new URL(request.url).pathname
      const fault = faults.request(path)
      if (fault === 'lost') throw new NoAnswer()
      if (fault === 'broken') return new Response('<html>502 Bad Gateway</html>', { status: 502 })
      const answer = await deskFor(path).answer(request)
      switch (fault) {
        case 'silent':
          throw new NoAnswer()
        case 'broken_after':
          return new Response('<html>504 Gateway Time-out</html>', { status: 504 })
        case 'tampered':
          return tamper(answer)
        case 'unsigned':
          return strip(answer)
        case 'none':
          return answer
      }
    },
    pay: (chargeNumber) => {
      const named = ledger.findTrade(chargeNumber)
      const combinedNumber = named === undefined ? chargeNumber : named.combinedNumber
      const trades = combinedNumber === undefined ? [] : ledger.partsOf(combinedNumber)
      if (named !== undefined && trades.length === 0) trades.push(named)
      const [first] = trades
      if (first === undefined) return 'not_found'
      if (first.state === 'paid') return 'already'
      if (first.state === 'closed' || new Date(first.expiresAt) <= clock()) return 'late'
      const paidAt = new Date(Math.floor(clock().getTime() / 1000) * 1000).toISOString()
      const paid = trades.map((trade): Trade => ({
        ...trade,
        state: 'paid',
        transactionNumber: newNumber(trade.channel === 'wechat' ? '4200' : '2026'),
        paidAt,
      }))
      for (const trade of paid) ledger.putTrade(trade)
      if (first.combinedNumber !== undefined) announceCombined(first.combinedNumber, paid)
      else for (const trade of paid) announcePayment(trade)
      return 'paid'
    },
    finishRefunds: (outcome = 'succeeded', from = 'processing') => {
      const open = ledger.refunds().filter((refund) => refund.state === from)
      for (const refund of open) {
        const finished = {
          ...refund,
          state: outcome,
          finishedAt: outcome === 'succeeded' ? clock().toISOString() : null,
        }
        ledger.putRefund(finished)
        const trade = ledger.findTrade(refund.chargeNumber)
        if (trade === undefined || refund.notifyUrl === null) continue
        const eventId = randomBytes(16).toString('hex')
        queue.add(
          {
            channel: 'wechat',
            chargeNumber: refund.chargeNumber,
            url: refund.notifyUrl,
            seal: (fault) => wechat.refundCallback(finished, trade, eventId, fault),
          },
          clock(),
        )
      }
      return open.length
    },
    deliverDue: () => queue.deliverDue(clock()),
    openAlipayPage: (query) => alipay.openPage(query),
    setSigning: (mode) => {
      signing = mode
    },
    setFaults: (plan) => {
      faults = plan
    },
    setAddress: (baseUrl) => {
      address = baseUrl
    },
    shipments: () => miniProgram.shipments(),
    messages: miniProgram.messages,
    dropToken: () => miniProgram.dropToken(),
    waitingCallbacks: () => queue.size(),
    dropCallbacks: () => queue.clear(),
  }
}

/** One digit of the body changed, the signature left as it was. */
const tamper = async (answer: Response): Promise<Response> => {
  const body = await answer.text()
  const changed = body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))
  return new Response(changed === body ? `${body} ` : changed, {
    status: answer.status === 204 ? 200 : answer.status,
    headers: answer.headers,
  })
}

const strip = async (answer: Response): Promise<Response> => {
  const body = await answer.text()
  const unsealed = body.replace(/,"sign":"[^"]*"\}$/, '}')
  return new Response(unsealed === '' ? null : unsealed, {
    status: answer.status,
    headers: { 'content-type': 'application/json' },
  })
}
