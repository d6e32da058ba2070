/**
 * FIXTURE, for tests only: answers the public routes from `fixture-data.ts`, each answer checked against its zod
 * contract. `fail(path)` makes the next call to a path answer 503, to see what a shopper sees then.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import { publicRoutes } from '@smart-market/shared/contracts/public.ts'
import { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import { asOf, fullStall, marketHome, markets, stalls } from './fixture-data.ts'
import { createStallPay, type StallPay } from './fixture-stall-pay.ts'
import { createTrade, type Trade } from './fixture-trade.ts'

export interface FixtureServer {
  readonly url: string
  readonly asked: readonly string[]
  readonly trade: Trade
  readonly stallPay: StallPay
  /** Does what is asked next at a path, and then breaks the line before the answer. */
  lose(path: string): void
  fail(path: string): void
  /** Does what is asked at a path and keeps the answers back until the returned function is called. */
  hold(path: string): () => void
  /** Answers what is asked next at a path with something that is not what the contract promises. */
  spoil(path: string, body: unknown): void
  close(): Promise<void>
}

const zoneOf = (zoneId: string) =>
  marketHome(markets[0] ?? missing('market')).zones.find((z) => z.zoneId === zoneId)?.name
const missing = (what: string): never => {
  throw new Error(`the fixture has no ${what}`)
}
const parsed = <S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> =>
  (schema ?? missing('schema')).parse(value)
const checked = <S extends z.ZodType>(schema: S | undefined, value: z.input<S>): unknown => parsed(schema, value)

const queryOf = (search: URLSearchParams): Record<string, string> => {
  const found: Record<string, string> = {}
  search.forEach((value, name) => (found[name] = value))
  return found
}

const cut = <T>(rows: readonly T[], query: { page: number; pageSize: number }) => ({
  items: rows.slice((query.page - 1) * query.pageSize, query.page * query.pageSize),
  total: rows.length,
  page: query.page,
  pageSize: query.pageSize,
})

const marketList = (search: URLSearchParams) => {
  const query = parsed(publicRoutes.listPublicMarkets.query, queryOf(search))
  const found = markets.filter((m) => `${m.name}${m.address}`.includes(query.q ?? ''))
  return checked(publicRoutes.listPublicMarkets.output, cut(found, query))
}
const stallList = (search: URLSearchParams) => {
  const query = parsed(publicRoutes.listPublicStalls.query, queryOf(search))
  const zoneName = query.zoneId === undefined ? undefined : zoneOf(query.zoneId)
  const found = stalls.filter(
    (s) =>
      `${s.stallCode}${s.merchantName ?? ''}${s.goodsScope ?? ''}`.includes(query.q ?? '') &&
      (zoneName === undefined || s.zoneName === zoneName),
  )
  return checked(publicRoutes.listPublicStalls.output, { ...cut(found, query), approximate: false, asOf })
}

/** What others say of a stall: nothing yet. */
const aboutStall = (about: string, stallCode: string): unknown => {
  const none = { items: [], total: 0, page: 1, pageSize: 3 }
  if (about === 'batches') return checked(sourcingRoutes.listPublicBatches.output, { items: [], asOf })
  if (about === 'ratings') return checked(complaintRoutes.getStallRatings.output, { ...none, average: null, fewest: 5 })
  if (about !== 'credit') return null
  const formula = {
    base: 100,
    floor: 0,
    ceiling: 110,
    decayDays: 365,
    points: {},
    grades: [{ grade: 'A' as const, from: 90 }],
    source: '本系统默认值',
    mark: 'default' as const,
    effectiveFrom: '2020-01-01',
  }
  const credit = { stallCodes: [stallCode], merchantName: '', score: 100, grade: 'A' as const, recorded: false }
  return checked(complaintRoutes.getPublicCredit.output, { ...credit, formula, events: [], asOf })
}

/** The answer, or null for 404. */
const answer = (path: string, search: URLSearchParams): unknown => {
  const [marketCode, part, code, about] = path.split('/').slice(5).map(decodeURIComponent)
  if (marketCode === undefined) return marketList(search)
  const place = markets.find((m) => m.code === marketCode)
  if (!place) return null
  if (part === undefined) return checked(publicRoutes.getPublicMarketHome.output, marketHome(place))
  if (part === 'stalls' && code === undefined) return stallList(search)
  if (part === 'stalls' && about !== undefined) return aboutStall(about, code ?? '')
  if (about !== undefined) return null
  if (part === 'stalls') {
    const stall = stalls.find((s) => s.stallCode === code)
    return stall ? checked(publicRoutes.getPublicStall.output, fullStall(place, stall)) : null
  }
  const notice = marketHome(place).notices.find((n) => n.noticeId === code)
  const body =
    '抽检批次 42 批，全部阴性。\n检测项目：有机磷和氨基甲酸酯类农药残留。\n不合格的当场停止销售，并在此公示。'
  const papers = [
    { attachmentId: 'att_1', fileName: '检测报告.pdf', mediaType: 'application/pdf' as const, size: 20_480 },
    { attachmentId: 'att_2', fileName: '现场.png', mediaType: 'image/png' as const, size: 4096 },
  ]
  return notice ? checked(publicRoutes.getPublicNotice.output, { ...notice, body, attachments: papers }) : null
}

const jsonOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString()) as unknown)
}
const tokenOf = (request: IncomingMessage): string | null =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null

/** Port 0 takes a free one. `serveFile` may answer other paths, to look at the H5 build. */
export const startFixtureServer = async (
  port = 0,
  serveFile: (path: string) => { type: string; bytes: Buffer } | null = () => null,
): Promise<FixtureServer> => {
  const asked: string[] = []
  const failing = new Set<string>()
  const losing = new Set<string>()
  const spoiled = new Map<string, unknown>()
  const held = new Map<string, Promise<void>>()
  const trade = createTrade()
  const stallPay = createStallPay(trade)
  const server = createServer((request, response) => void serve(request, response))
  const serve: (...args: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (!url.pathname.startsWith('/api/v1/')) {
      const file = serveFile(url.pathname)
      if (file) response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
      else send(404, { code: 'request.not_found', message: '没有这个地址，请检查网址。' })
      return
    }
    asked.push(url.pathname + url.search)
    if (failing.delete(url.pathname)) return send(503, { code: 'server.busy', message: '系统正忙，请稍后再试。' })
    if (spoiled.has(url.pathname)) {
      send(200, spoiled.get(url.pathname))
      return void spoiled.delete(url.pathname)
    }
    const call = { method: request.method ?? 'GET', path: url.pathname, search: url.searchParams }
    const whole = { ...call, body: await jsonOf(request), token: tokenOf(request) }
    const traded = stallPay.answer(whole) ?? trade.answer(whole)
    await held.get(url.pathname)
    if (losing.delete(url.pathname)) return void response.destroy()
    if (traded) return send(traded.status, traded.body)
    const body = url.pathname.startsWith('/api/v1/public/markets') ? answer(url.pathname, url.searchParams) : null
    if (body === null) send(404, { code: 'stall.not_found', message: '没有找到这个摊位或市场。' })
    else send(200, body)
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    trade,
    stallPay,
    lose: (path) => void losing.add(path),
    fail: (path) => void failing.add(path),
    hold: (path) => {
      let release = (): void => undefined
      held.set(path, new Promise((resolve) => (release = resolve)))
      return () => {
        held.delete(path)
        release()
      }
    },
    spoil: (path, body) => void spoiled.set(path, body),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close((error) => (error ? reject(error) : resolve()))
      }),
  }
}
