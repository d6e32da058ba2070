/**
 * FIXTURE, for tests only: the trade of one market in memory — goods, bags, orders, one merchant. It keeps the shape of
 * the contracts (every answer is zod-checked) and just enough of the rules for a walk; the rules themselves are tested
 * where they live, on the server.
 */
import type { z } from 'zod'
import { catalogueRoutes, type Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import { identityRoutes } from '@smart-market/shared/contracts/identity.ts'
import { marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import { noticeRoutes } from '@smart-market/shared/contracts/notices.ts'
import {
  checkoutBody,
  orderRoutes,
  type OrderGroupView,
  type StallOrderView,
} from '@smart-market/shared/contracts/orders.ts'
import { salesRoutes } from '@smart-market/shared/contracts/sales.ts'
import { stallPaymentRoutes } from '@smart-market/shared/contracts/stall-payments.ts'
import { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import { lineAmount } from './fixture-amounts.ts'
import { asOf, marketHome, markets, stalls } from './fixture-data.ts'
import { createMessages, type Messages } from './fixture-messages.ts'

export interface Call {
  readonly method: string
  readonly path: string
  readonly search: URLSearchParams
  readonly body: unknown
  readonly token: string | null
}
export interface Answer {
  readonly status: number
  readonly body: unknown
}
export interface Trade {
  readonly orders: StallOrderView[]
  readonly listings: Listing[]
  readonly keys: readonly string[]
  /** What the payment channel does with the next payment. */
  payment: 'pays' | 'silent'
  /** Whether one payment pays several stalls, as with COMBINED_PAYMENTS=on. */
  combined: boolean
  /** What each payment paid, in order. */
  readonly payments: (readonly string[])[]
  /** Login codes by which the payer was named, in order; nobody pays in the mini-program before the first. */
  readonly payerCodes: string[]
  readonly messages: Messages
  answer(call: Call): Answer | null
}

const goodsNames = ['大白菜', '西红柿', '黄瓜', '土豆', '青椒', '菠菜', '芹菜', '西兰花', '茄子', '豆角']
const listingOf = (stallNo: number, i: number): Listing => {
  const stall = stalls[stallNo]
  const bunch = i % 5 === 4
  return {
    listingId: `lst_${stallNo}_${i}`,
    commodityId: null,
    categoryCode: 'vegetable',
    name: `${goodsNames[i % 10] ?? ''}${i >= 10 ? '（大）' : ''}`,
    specification: null,
    photoIds: [],
    origin: i === 0 ? '中牟' : null,
    priceFen: 200 + i * 50,
    priceBasis: bunch ? 'per_piece' : i % 5 === 3 ? 'per_kg' : 'per_500g',
    pieceUnit: bunch ? 'bunch' : null,
    priceOn: '2026-11-21',
    guidePrice: i === 0 ? { priceFen: 180, businessDate: '2026-11-22', source: '市场' } : null,
    stallId: `stl_00${stallNo}`,
    stallCode: stall?.stallCode ?? '',
    merchantId: `mer_00${stallNo}`,
    state: 'on_sale',
    stockKind: bunch ? 'counted' : 'untracked',
    available: bunch ? 6 : null,
  }
}

const page = <T>(items: readonly T[]) => ({ items: [...items], total: items.length, page: 1, pageSize: 200 })
const checked = <S extends z.ZodType>(schema: S | undefined, value: z.input<S>): unknown => schema?.parse(value)
const account = (role: 'merchant' | 'shopper') => ({
  userId: 'usr_00001',
  loginName: role,
  displayName: role === 'merchant' ? '王记鲜蔬' : '访客',
  memberships: [
    {
      role,
      marketId: role === 'merchant' ? 'mkt_00001' : null,
      marketName: null,
      merchantId: role === 'merchant' ? 'mer_000' : null,
      districtCode: null,
      stallRights: null,
    },
  ],
})
const later = '2027-01-01T00:00:00Z'

export const createTrade = (): Trade => {
  const listings = [0, 1].flatMap((stallNo) => Array.from({ length: 20 }, (_, i) => listingOf(stallNo, i)))
  const orders: StallOrderView[] = []
  const groups = new Map<string, OrderGroupView>()
  const byKey = new Map<string, unknown>()
  const keys: string[] = []
  const messages = createMessages()

  const find = (id: string | undefined) => orders.findIndex(({ stallOrderId }) => stallOrderId === id)
  const change = (id: string | undefined, patch: Partial<StallOrderView>): StallOrderView => {
    const at = find(id)
    const next = { ...orders[at], ...patch } as StallOrderView
    orders[at] = next
    return next
  }
  const groupNow = (group: OrderGroupView): OrderGroupView => ({
    ...group,
    payTogether: trade.combined && waitingOf(group.orderGroupId).length > 1 ? waitingOf(group.orderGroupId) : [],
    stallOrders: orders.filter(({ orderGroupId }) => orderGroupId === group.orderGroupId),
  })
  const waitingOf = (groupId: string | undefined): string[] =>
    orders
      .filter(({ orderGroupId, state }) => orderGroupId === groupId && state === 'placed')
      .map(({ stallOrderId }) => stallOrderId)

  const checkOut = (input: unknown): unknown => {
    const body = checkoutBody.parse(input)
    keys.push(body.idempotencyKey)
    const known = byKey.get(body.idempotencyKey)
    if (known) return known
    const orderGroupId = `grp_0000${groups.size + 1}`
    const placed = body.stalls.map((stall, i): StallOrderView => {
      const lines = stall.lines.map((line, n) => {
        const listing = listings.find(({ listingId }) => listingId === line.listingId)
        const orderedFen = lineAmount(line.quantity, line.priceFen, line.priceBasis)
        return {
          lineNo: n + 1,
          listingId: line.listingId,
          name: listing?.name ?? '',
          priceFen: line.priceFen,
          priceBasis: line.priceBasis,
          pieceUnit: listing?.pieceUnit ?? null,
          orderedQuantity: line.quantity,
          orderedFen,
          pickedQuantity: null,
          askedAt: null,
          scaleWeighedAt: null,
          finalFen: null,
          consent: 'none' as const,
        }
      })
      const goodsFen = lines.reduce((sum, line) => sum + line.orderedFen, 0)
      return {
        stallOrderId: `ord_${orders.length + i + 1}`.padEnd(8, '0'),
        orderGroupId,
        number: `112200000${orders.length + i + 1}`,
        stallId: 'stl_000',
        stallCode: stall.stallCode,
        merchantName: stalls.find(({ stallCode }) => stallCode === stall.stallCode)?.merchantName ?? '',
        state: 'placed',
        payment: body.payment,
        fulfilment: body.fulfilment,
        declaredMeans: null,
        goodsFen,
        deliveryFeeFen: 0,
        amountFen: goodsFen,
        finalFen: null,
        paidFen: 0,
        extraDueFen: 0,
        refundWantedFen: 0,
        refundedFen: 0,
        placedAt: asOf,
        payBy: body.payment === 'online' ? later : null,
        paidAt: null,
        acceptedAt: null,
        readyAt: null,
        completedAt: null,
        remindedAt: null,
        escalatedAt: null,
        endReason: null,
        note: null,
        pickupCode: '246810',
        lines,
        traces: [],
        latePayments: [],
      }
    })
    orders.push(...placed)
    const amountFen = placed.reduce((sum, order) => sum + order.amountFen, 0)
    const { payment, fulfilment } = body
    groups.set(orderGroupId, {
      orderGroupId,
      placedAt: asOf,
      payment,
      fulfilment,
      amountFen,
      payTogether: [],
      parcel: null,
      stallOrders: [],
    })
    const answer = checked(orderRoutes.checkOut.output, {
      orderGroupId,
      placedAt: asOf,
      payBy: payment === 'online' ? later : null,
      goodsFen: amountFen,
      deliveryFeeFen: 0,
      amountFen,
      stallOrders: placed.map((order) => ({ ...order, pickupCode: '246810' })),
    })
    byKey.set(body.idempotencyKey, answer)
    return answer
  }

  const weigh = (id: string, lineNo: number, quantity: number): StallOrderView => {
    const order = orders[find(id)]
    const lines = (order?.lines ?? []).map((line) => {
      if (line.lineNo !== lineNo) return line
      const heavy = quantity > line.orderedQuantity * 1.1
      const actual = lineAmount(quantity, line.priceFen, line.priceBasis)
      return {
        ...line,
        pickedQuantity: quantity,
        finalFen: Math.min(actual, line.orderedFen),
        consent: heavy ? ('asked' as const) : ('none' as const),
        askedAt: heavy ? asOf : null,
      }
    })
    return change(id, { lines, extraDueFen: 0 })
  }
  const finish = (id: string): StallOrderView => {
    const order = orders[find(id)]
    const finalFen = (order?.lines ?? []).reduce((sum, line) => sum + (line.finalFen ?? 0), 0)
    const refundWantedFen = Math.max(0, (order?.paidFen ?? 0) - finalFen)
    return change(id, { state: 'waiting_for_pickup', readyAt: asOf, finalFen, refundWantedFen })
  }

  const shopper = (call: Call, rest: readonly string[]): Answer | null => {
    const [part, id, verb] = rest
    if (part === 'wechat-messages') return messages.talk(call, (kind) => kind !== 'new_order')
    if (part === 'orders' && call.method === 'POST' && id === undefined)
      return { status: 201, body: checkOut(call.body) }
    if (part === 'orders' && id === undefined)
      return { status: 200, body: checked(orderRoutes.listMyOrders.output, page([...groups.values()].map(groupNow))) }
    if (part === 'orders' && verb === undefined) {
      const group = groups.get(id ?? '')
      return group ? { status: 200, body: checked(orderRoutes.getMyOrder.output, groupNow(group)) } : null
    }
    if (verb === 'pay') {
      if ((call.body as { scene?: string }).scene === 'jsapi' && trade.payerCodes.length === 0)
        return { status: 409, body: { code: 'payer.not_linked', message: '还没有认出付款的微信账号。' } }
      if (trade.payment === 'silent')
        return {
          status: 200,
          body: checked(orderRoutes.payMyStallOrder.output, {
            state: 'unknown',
            parameters: null,
            codeImage: null,
            demoPageUrl: null,
          }),
        }
      const pays = part === 'orders' ? waitingOf(id) : [id ?? '']
      trade.payments.push(pays)
      for (const one of pays) {
        const { state, lines = [], amountFen = 0, paidFen = 0, extraDueFen = 0 } = orders[find(one)] ?? {}
        const calm = lines.map((line) => ({ ...line, askedAt: null }))
        if (state === 'picking') change(one, { paidFen: paidFen + extraDueFen, extraDueFen: 0, lines: calm })
        else change(one, { state: 'paid', paidAt: asOf, paidFen: amountFen })
      }
      const parameters = {
        kind: 'jsapi' as const,
        appId: 'wx0000000000000000',
        timeStamp: '1',
        nonceStr: 'n',
        package: 'prepay_id=1',
        signType: 'RSA' as const,
        paySign: 's',
      }
      const opened = { state: 'open' as const, parameters, codeImage: null, demoPageUrl: null }
      return {
        status: 200,
        body:
          part === 'orders'
            ? checked(orderRoutes.payMyOrderGroup.output, { ...opened, stallOrderIds: pays, leftOut: [] })
            : checked(orderRoutes.payMyStallOrder.output, opened),
      }
    }
    if (verb === 'cancel') return { status: 200, body: change(id, { state: 'cancelled', endReason: '消费者取消' }) }
    if (verb === 'lines') {
      const order = orders[find(id)]
      const lines = (order?.lines ?? []).map((line) => ({
        ...line,
        consent: 'given' as const,
        askedAt: asOf,
        finalFen: lineAmount(line.pickedQuantity ?? 0, line.priceFen, line.priceBasis),
      }))
      const extraDueFen = lines.reduce((sum, { finalFen }) => sum + finalFen, 0) - (order?.paidFen ?? 0)
      return { status: 200, body: checked(orderRoutes.answerOverweight.output, change(id, { lines, extraDueFen })) }
    }
    return null
  }

  const sellerOrder = (call: Call, id: string, rest: readonly string[]): StallOrderView | undefined => {
    const [verb, lineNo] = rest
    const { quantity = 0, pickupCode } = (call.body ?? {}) as { quantity?: number; pickupCode?: string }
    switch (verb) {
      case undefined:
        return orders[find(id)]
      case 'accept':
        return change(id, { state: 'accepted', acceptedAt: asOf })
      case 'pick':
        return change(id, { state: 'picking' })
      case 'lines':
        return weigh(id, Number(lineNo), quantity)
      case 'ready':
        return finish(id)
      case 'hand-over':
        return pickupCode === '246810' ? change(id, { state: 'completed', completedAt: asOf }) : undefined
      default:
        return undefined
    }
  }

  const market = (call: Call, rest: readonly string[]): Answer | null => {
    const [part, id, ...more] = rest
    const own = listings.filter(({ stallId }) => stallId === 'stl_000')
    const ok = (body: unknown): Answer => ({ status: 200, body })
    switch (part) {
      case undefined: {
        const home = marketHome(markets[0] ?? fail())
        const counts = {
          zones: 6,
          stalls: 1000,
          occupiedStalls: 900,
          merchants: 900,
          staffMembers: 1,
          devices: 0,
          devicesAlive: 0,
        }
        const fields = { marketId: 'mkt_00001', code: home.code, name: home.name, demo: home.demo }
        // The page needs only the market's name; the other fields of this answer are the console's.
        const schema = marketRoutes.getMarketOverview.output?.shape.market.pick({
          marketId: true,
          code: true,
          name: true,
          demo: true,
        })
        return ok({ market: checked(schema, fields), counts, asOf, work: [] })
      }
      case 'stall-orders': {
        if (id === undefined) {
          const ended = ['completed', 'cancelled', 'refunding', 'refunded']
          const isOpen = ({ state, payment }: StallOrderView) =>
            !ended.includes(state) && (state !== 'placed' || payment === 'at_stall')
          const all = call.search.get('queue') !== 'open'
          const shown = orders.filter((order) => order.stallCode === 'A-001' && (all || isOpen(order)))
          return ok(
            checked(orderRoutes.listStallOrders.output, page(shown.map((order) => ({ ...order, pickupCode: null })))),
          )
        }
        const order = sellerOrder(call, id, more)
        if (!order)
          return {
            status: 422,
            body: { code: 'stall_order.wrong_code', message: '取货码不对，请让消费者出示订单里的取货码。' },
          }
        return ok(checked(orderRoutes.getStallOrder.output, { ...order, pickupCode: null }))
      }
      case 'wechat-messages':
        return messages.talk(call, (kind) => kind === 'new_order')
      case 'listings':
        if (more[0] === 'prices') {
          // A price a day, newest first: up, down, kept.
          const days = Array.from({ length: 32 }, (_, i) => ({
            at: new Date(Date.parse(asOf) - i * 86_400_000).toISOString(),
            kind: i === 31 ? ('listed' as const) : i % 3 === 2 ? ('confirmed' as const) : ('changed' as const),
            priceFen: i % 3 === 0 ? 200 : 150,
            priceBasis: 'per_500g' as const,
            by: '王记鲜蔬',
          }))
          const at = Number(call.search.get('page') ?? 1)
          const size = Number(call.search.get('pageSize') ?? 20)
          const told = { items: days.slice((at - 1) * size, at * size), total: days.length, page: at, pageSize: size }
          return ok(checked(catalogueRoutes.listPriceHistory.output, told))
        }
        return ok(checked(catalogueRoutes.listListings.output, page(own)))
      case 'stalls':
        if (more[0] === 'prices') {
          for (const [i, one] of listings.entries())
            if (one.stallId === id) listings[i] = { ...one, priceOn: '2026-11-22' }
          return ok(checked(catalogueRoutes.confirmPrices.output, { confirmed: own.length }))
        }
        return ok(page([]))
      case 'prices': {
        const { changes } = call.body as { changes: { listingId: string; priceFen: number }[] }
        for (const [i, one] of listings.entries()) {
          const next = changes.find(({ listingId }) => listingId === one.listingId)
          if (next) listings[i] = { ...one, priceFen: next.priceFen, priceOn: '2026-11-22' }
        }
        return ok(checked(catalogueRoutes.setPrices.output, { changed: changes.length, confirmed: 0 }))
      }
      case 'stall-payments':
        return ok(checked(stallPaymentRoutes.listStallPayments.output, page([])))
      case 'channel-sales': {
        const items = [
          { channel: 'scale' as const, saleCount: 2, amountFen: 2500, refundCount: 0, refundFen: 0 },
          { channel: 'online' as const, saleCount: 1, amountFen: 1250, refundCount: 1, refundFen: 250 },
        ]
        return ok(checked(salesRoutes.listChannelSales.output, { businessDate: '2026-11-22', items, asOf }))
      }
      case 'batches':
        return ok(checked(sourcingRoutes.listBatches.output, page([])))
      case 'sales-holds':
        return ok(checked(sourcingRoutes.listSalesHolds.output, page([])))
      case 'quick-tests':
        return ok(checked(sourcingRoutes.listQuickTests.output, page([])))
      case 'complaints':
        return id === undefined ? ok(checked(complaintRoutes.listComplaints.output, page([]))) : null
      case 'expiring-documents':
        return ok(
          checked(
            marketRoutes.listExpiringDocuments.output,
            page([
              {
                kind: 'health_certificate' as const,
                documentId: 'hcr_1',
                merchantId: 'mer_000',
                merchantName: '王记鲜蔬',
                stallCodes: ['A-001'],
                holder: '王**',
                documentName: '健康证',
                validTo: '2026-11-25',
                daysLeft: 3,
              },
            ]),
          ),
        )
      case 'merchants':
        if (more[0] !== 'credit')
          return ok(
            checked(marketRoutes.getMerchant.output, {
              merchantId: 'mer_000',
              name: '王记鲜蔬',
              kind: 'person',
              creditCode: null,
              principalName: null,
              principalResidentIdMasked: null,
              phone: null,
              goodsScope: '时令蔬菜',
              sellsReadyToEat: false,
              creditGrade: 'A',
              tenancies: [
                { tenancyId: 'ten_000', stallId: 'stl_000', stallCode: 'A-001', from: '2026-01-01', to: null },
              ],
              licences: [],
              staffMembers: [],
            }),
          )
        return ok(
          checked(complaintRoutes.getMerchantCredit.output, {
            stallCodes: ['A-001'],
            merchantName: '王记鲜蔬',
            score: 98,
            grade: 'A',
            recorded: true,
            formula: {
              base: 100,
              floor: 0,
              ceiling: 110,
              decayDays: 365,
              points: { finding_minor: -2 },
              grades: [
                { grade: 'A', from: 90 },
                { grade: 'B', from: 75 },
                { grade: 'C', from: 60 },
                { grade: 'D', from: 0 },
              ],
              source: '市场信用办法',
              mark: 'market',
              effectiveFrom: '2026-01-01',
            },
            events: [
              {
                creditEventId: 'cre_000000',
                kind: 'finding_minor',
                occurredOn: '2026-11-20',
                points: -2,
                countsNow: -2,
                reason: '检查发现：地面有积水',
                corrects: null,
                appeal: null,
              },
            ],
            asOf,
          }),
        )
      case 'notices':
        return ok(
          checked(
            noticeRoutes.listNotices.output,
            page(
              marketHome(markets[0] ?? fail()).notices.map((notice) => ({
                ...notice,
                body: '',
                state: 'published' as const,
                publishOn: null,
                withdrawnAt: null,
                withdrawnReason: null,
                createdBy: '市场办公室',
                places: ['mini_program' as const],
                superseded: false,
                submittedBy: null,
                approvedBy: null,
                returnedReason: null,
                attachments: [],
                readCount: 0,
              })),
            ),
          ),
        )
      default:
        return null
    }
  }

  const publicListings = (search: URLSearchParams): unknown => {
    const [q, stallCode] = [search.get('q') ?? '', search.get('stallCode')]
    const found = listings.filter((one) => one.name.includes(q) && (stallCode === null || one.stallCode === stallCode))
    const named = found.map((one) => ({
      ...one,
      merchantName: stalls.find((stall) => stall.stallCode === one.stallCode)?.merchantName ?? '',
    }))
    return checked(catalogueRoutes.listPublicListings.output, { ...page(named), approximate: false, asOf })
  }

  const trade: Trade = {
    orders,
    listings,
    keys,
    payment: 'pays',
    combined: false,
    payments: [],
    payerCodes: [],
    messages,
    answer: (call) => {
      const [, , , area, ...rest] = call.path.split('/').map(decodeURIComponent)
      if (area === 'shopper' && rest[0] === 'wechat-payer') {
        trade.payerCodes.push(String((call.body as { code?: string }).code))
        return { status: 200, body: { ok: true } }
      }
      if (area === 'shopper' && rest[0] === 'wechat-phone') return messages.phone(call)
      if (area === 'shopper-sessions')
        return {
          status: 201,
          body: checked(identityRoutes.startShopperSession.output, {
            token: 'shopper',
            expiresAt: later,
            account: account('shopper'),
          }),
        }
      if (area === 'sessions' && call.method === 'POST') {
        const { password } = call.body as { password: string }
        if (password !== 'right')
          return { status: 401, body: { code: 'session.wrong_credentials', message: '账号或密码不对，请重新输入。' } }
        return {
          status: 201,
          body: checked(identityRoutes.login.output, {
            token: 'seller',
            expiresAt: later,
            account: account('merchant'),
          }),
        }
      }
      if (area === 'me' && call.token === 'seller')
        return { status: 200, body: checked(identityRoutes.getMe.output, account('merchant')) }
      if (area === 'public' && rest[2] === 'listings') return { status: 200, body: publicListings(call.search) }
      if (area === 'shopper' && call.token === 'shopper') return shopper(call, rest.slice(2))
      if (area === 'markets' && call.token === 'seller') return market(call, rest.slice(1))
      return null
    },
  }
  return trade
}

const fail = (): never => {
  throw new Error('the fixture has no market')
}
