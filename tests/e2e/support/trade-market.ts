/** A market that sells online: three stalls with goods and accounts, a zone, slots, a rider, on a server of its own. */
import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import type { catalogueRoutes, Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { CallInput } from '@smart-market/shared/route.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type ServerProcess, startServer } from '../../support/server-process.ts'
import { command } from './command.ts'
import { clientAt } from './ledger.ts'

type NewListing = CallInput<typeof catalogueRoutes.createListing> extends { body: infer B } ? Omit<B, 'stallId'> : never
type Goods = Partial<NewListing> & Pick<NewListing, 'name' | 'priceFen'>
const password = 'a long enough phrase'
/** Where the market stands and, 400 m away, where the shopper lives. */
const marketPlace = { latitude: 34.75, longitude: 113.65 }
export const homePlace = { latitude: 34.7536, longitude: 113.65 }

export interface TradeStall {
  readonly code: string
  readonly stallId: string
  readonly merchantId: string
  readonly merchantName: string
  readonly loginName: string
  readonly listings: readonly Listing[]
}
export interface TradeMarket {
  readonly code: string
  readonly marketId: string
  readonly url: string
  readonly password: string
  readonly stalls: readonly TradeStall[]
  /** A fresh session: operators' sessions do not outlive a day. */
  operator(): Promise<Client<Api>>
  as(loginName: string): Promise<Client<Api>>
  /** Stops the server and starts it again on the same data, with its clock so many days later. */
  restart(daysLater: number, whileDown?: (dataDir: string) => void): Promise<void>
  stop(): Promise<void>
}

const freePort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(String(typeof address === 'object' && address ? address.port : 0)))
    })
  })

/** A module that Node loads before the server: the same clock, so many days later. */
const laterClock = (days: number): string =>
  `--import="data:text/javascript,${encodeURIComponent(
    `const Now=Date,by=${days * 86_400_000};globalThis.Date=class Date extends Now{constructor(...a){if(a.length===0)super(Now.now()+by);else super(...a)}static now(){return Now.now()+by}}`,
  )}"`

const creditCodeOf = (n: number): string => {
  const first17 = `92410105MA${String(n).padStart(7, '0')}`
  return first17 + (creditCodeCheckCharacter(first17) ?? '')
}

const openStall = async (
  operator: Client<Api>,
  marketId: string,
  n: number,
  { code, name, goods }: { code: string; name: string; goods: readonly Goods[] },
): Promise<TradeStall> => {
  const params = { marketId }
  const { stallId } = await operator.createStall({ params, body: { code } })
  const { merchantId } = await operator.createMerchant({
    params,
    body: { name, kind: 'person', creditCode: creditCodeOf(n), principalName: name.slice(0, 3), phone: '13800000000' },
  })
  await operator.startTenancy({ params, body: { stallId, merchantId, from: addDays(businessDate(new Date()), -100) } })
  await operator.addLicence({
    params: { marketId, merchantId },
    body: { kind: 'business', number: creditCodeOf(n), scope: '食用农产品' },
  })
  await operator.openPaymentAccount({ params, body: { stallId, channel: 'wechat', merchantNumber: `160000000${n}` } })
  // The local gateway takes a seller's number for its authorisation token.
  const seller = `20880000000${n}`
  await operator.openPaymentAccount({
    params,
    body: { stallId, channel: 'alipay', merchantNumber: seller, appAuthToken: seller },
  })
  const listings: Listing[] = []
  for (const one of goods)
    listings.push(
      await operator.createListing({
        params,
        body: {
          categoryCode: 'vegetable',
          priceBasis: 'per_500g',
          stockKind: 'weighed',
          available: 50_000,
          origin: '河南中牟',
          ...one,
          stallId,
        },
      }),
    )
  const loginName = `seller-${n}`
  await operator.createMarketUser({
    params,
    body: { loginName, displayName: name, password, role: 'merchant', merchantId },
  })
  return { code, stallId, merchantId, merchantName: name, loginName, listings }
}

const stallsOf = [
  {
    code: 'A-01',
    name: '王记鲜蔬',
    goods: [
      { name: '西红柿', priceFen: 350 },
      { name: '大白菜', priceFen: 120 },
    ],
  },
  { code: 'B-01', name: '刘记鲜肉', goods: [{ name: '猪五花肉', priceFen: 1600, categoryCode: 'meat' as const }] },
  {
    code: 'C-01',
    name: '陈记禽蛋',
    goods: [
      {
        name: '土鸡蛋',
        priceFen: 150,
        categoryCode: 'egg' as const,
        priceBasis: 'per_piece' as const,
        pieceUnit: 'piece' as const,
        stockKind: 'counted' as const,
        available: 300,
      },
    ],
  },
]

/** Payments go to the local gateway, which is labelled as a demonstration on its own page. */
export const startTradeMarket = async (extra: Readonly<Record<string, string>> = {}): Promise<TradeMarket> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-e2e-'))
  const env = { DATA_DIR: folder, DEMO: 'off', PAYMENTS: 'local', PORT: await freePort(), ...extra }
  await command(env, ['create-market', '--code', 'TRADE', '--name', '河边农贸市场'])
  const role = ['--role', 'market_operator', '--market', 'TRADE']
  await command(env, ['create-user', '--login', 'operator', '--password', password, '--name', '张经理', ...role])
  let server: ServerProcess = await startServer(env)
  const operator = () => clientAt(server.url, 'operator', password)
  const first = await operator()
  const { items } = await first.listMarkets()
  const marketId = items[0]?.marketId ?? ''
  const params = { marketId }
  const stalls: TradeStall[] = []
  for (const [i, stall] of stallsOf.entries()) stalls.push(await openStall(first, marketId, i + 1, stall))
  await first.issueStallCodes({ params, body: {} })
  await first.createMarketUser({
    params,
    body: { loginName: 'rider', displayName: '小赵', password, role: 'market_staff' },
  })
  await first.createDeliveryZone({
    params,
    body: {
      name: '三公里内',
      shape: 'radius',
      centre: marketPlace,
      radiusMetres: 3000,
      feeFen: 500,
      freeFromFen: 10_000,
      minimumFen: 1000,
    },
  })
  const hour = 3_600_000
  const slot = (from: number) => ({
    startsAt: new Date(Date.now() + from * hour).toISOString(),
    endsAt: new Date(Date.now() + (from + 1) * hour).toISOString(),
    capacity: 5,
  })
  await first.createDeliverySlots({ params, body: { slots: [slot(1), slot(2)] } })
  return {
    code: 'TRADE',
    marketId,
    password,
    stalls,
    get url() {
      return server.url
    },
    operator,
    as: (loginName) => clientAt(server.url, loginName, password),
    restart: async (daysLater, whileDown) => {
      await server.stop()
      whileDown?.(folder)
      server = await startServer({ ...env, NODE_OPTIONS: laterClock(daysLater) })
    },
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
