/** 订阅消息: one yes is one message; it is sent once at most, whatever the wire does; a no is kept. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { feedEvents, outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { messageGrants, wechatMessages } from '@smart-market/server/db/schema/wechat.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { createMiniProgram } from '@smart-market/server/features/payments/channels/wechat/mini-program.ts'
import { miniProgramSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { type OpenedGateway, openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'
import { findPayerOpenId } from '@smart-market/server/features/payments/index.ts'
import { sweepWechatMessages } from '@smart-market/server/features/wechat/index.ts'
import { remindStalls } from '@smart-market/server/features/orders/index.ts'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { followers } from '@smart-market/server/jobs/followers.ts'
import type { MessageAnswer, WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { type ApiClient, startTestApp, type TestApp } from '../support/app.ts'
import { sourcingOf } from '../support/sourcing.ts'
import type { OpenedStall } from '../support/selling.ts'
import { makeShop, type Shop } from './orders-shop.ts'

let app: TestApp
let opened: OpenedGateway
let shop: Shop
let stall: OpenedStall
let tofu: Listing
const errors: string[] = []
const startAt = '2026-03-02T02:00:00Z'
const desk = () => opened.gateway.messages

beforeAll(async () => {
  app = await startTestApp(startAt)
  app.deps.logger.error = ((...args: unknown[]) =>
    void errors.push(JSON.stringify(args))) as typeof app.deps.logger.error
})
afterAll(async () => {
  await app.close()
})
beforeEach(async () => {
  app.setNow(startAt)
  errors.length = 0
  shop = await makeShop(app)
  opened = await openLocalGateway({
    production: false,
    publicUrl: 'http://market.test',
    clock: app.now,
    timeoutMs: 30_000,
  })
  const { miniProgram, serviceAppId } = opened.desk
  Object.assign(app.deps, { payments: { ...app.deps.payments, miniProgram, serviceAppId } })
  stall = await shop.openStall('A-001')
  tofu = await shop.addListing(stall.stallId, { name: '豆腐' })
  return () => opened.close()
})

const later = (minutes: number): void => app.setNow(new Date(app.now().getTime() + minutes * 60_000))
/** What the server does by itself between two moments. */
const follow = async (): Promise<void> => {
  do await relayOutbox(app.deps)
  while ((await followFeeds(app.deps, followers)) > 0)
}
const send = (): Promise<number> => sweepWechatMessages(app.deps)
/** How messages travel to WeChat; tokens come as ever. */
type Wire = (url: string, init: RequestInit) => Promise<Response>
const sendOver = (wire: Wire): void => {
  const miniProgram = createMiniProgram({
    settings: miniProgramSettingsFor(opened.address),
    clock: app.now,
    serviceMerchantNumber: null,
    timeoutMs: 30_000,
    fetch: (url, init) => (url.includes('/subscribe/send') ? wire(url, init) : fetch(url, init)),
  })
  Object.assign(app.deps, { payments: { ...app.deps.payments, miniProgram } })
}

let prompts = 0
const answers = (kinds: readonly WechatMessageKind[], answer: MessageAnswer = 'accepted') => ({
  promptKey: `prompt-${++prompts}`,
  code: answer === 'accepted' ? `login-${prompts}` : null,
  answers: kinds.map((kind) => ({ kind, answer })),
})
const templateOf = (kind: WechatMessageKind): string => `local-demo-${kind.replaceAll('_', '-')}`

/** A shopper who has agreed in WeChat's dialog, and with whom the server therefore has something to use up. */
const newShopper = async (...kinds: readonly WechatMessageKind[]) => {
  const { token, account } = await app.as().startShopperSession()
  const client = app.as(token)
  const agree = async (...more: readonly WechatMessageKind[]) => {
    const offer = await client.answerMyMessageOffer({ params: { marketCode: shop.code }, body: answers(more) })
    const openId = (await findPayerOpenId(app.deps, account.userId)) ?? ''
    for (const kind of more) desk().agree(openId, templateOf(kind))
    return offer
  }
  if (kinds.length > 0) await agree(...kinds)
  const offer = () => client.getMyMessageOffer({ params: { marketCode: shop.code } })
  return { client, userId: account.userId, agree, offer }
}
type Shopper = Awaited<ReturnType<typeof newShopper>>

const order = async ({ client }: Shopper, payment: 'online' | 'at_stall' = 'at_stall') => {
  const placed = await client.checkOut(
    shop.bag({ payment, stalls: [{ stallCode: 'A-001', lines: [shop.line(tofu, 500)] }] }),
  )
  const { stallOrderId = '', number = '' } = placed.stallOrders[0] ?? {}
  return { ...placed, stallOrderId, number, at: { params: { ...shop.params, stallOrderId } } }
}
const accept = async (one: { at: { params: { marketId: string; stallOrderId: string } } }) => {
  await stall.merchant.acceptStallOrder(one.at)
  await follow()
}
const accepted = async (shopper: Shopper) => {
  const one = await order(shopper)
  await accept(one)
  return one
}
const messages = (userId: string) =>
  withSystemTransaction(app.deps, (tx) => tx.select().from(wechatMessages).where(eq(wechatMessages.userId, userId)))
const grants = (userId: string) =>
  withSystemTransaction(app.deps, (tx) =>
    tx.select().from(messageGrants).where(eq(messageGrants.userId, userId)).orderBy(messageGrants.messageGrantId),
  )
const actions = async (like: string) =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(auditLog).where(eq(auditLog.marketId, shop.marketId)))
      .map(({ action }) => action)
      .filter((action) => action.startsWith(like))
      .sort(),
  )
const eventTypes = async (): Promise<string[]> =>
  withSystemTransaction(app.deps, async (tx) => {
    const relayed = await tx.select().from(feedEvents).where(eq(feedEvents.marketId, shop.marketId))
    const waiting = await tx.select().from(outbox).where(eq(outbox.marketId, shop.marketId))
    const types = [...relayed, ...waiting].map(({ type }) => type)
    return types.filter((type) => type.startsWith('wechat_message.')).sort()
  })
const taken = () => desk().taken()

describe('what a person is offered', () => {
  it('is nothing without a mini-program or without templates, and an answer is refused then', async () => {
    const shopper = await newShopper()
    Object.assign(app.deps, { payments: { ...app.deps.payments, miniProgram: null } })
    expect(await shopper.offer()).toEqual({ items: [] })
    await expect(shopper.agree('order_ready')).rejects.toMatchObject({
      code: 'wechat_message.no_template',
      status: 422,
    })
    const one = await accepted(shopper)
    expect(one.number).not.toBe('')
    expect(await send()).toBe(0)
  })

  it('are the shopper’s messages for a shopper and the stall’s for a merchant', async () => {
    const shopper = await newShopper()
    expect((await shopper.offer()).items.map(({ kind }) => kind)).toEqual([
      'order_accepted',
      'order_overweight',
      'order_ready',
      'order_on_the_way',
      'refund_arrived',
      'complaint_answered',
      'goods_recalled',
    ])
    expect(await stall.merchant.getStallMessageOffer({ params: shop.params })).toMatchObject({
      items: [{ kind: 'new_order', templateId: 'local-demo-new-order', ready: 0, mayAsk: true }],
    })
    await expect(shopper.agree('new_order')).rejects.toMatchObject({ code: 'wechat_message.no_template' })
  })

  it('counts each yes once, also when the answer is sent again, with its row in the log and its event', async () => {
    const shopper = await newShopper()
    const body = answers(['order_ready', 'order_accepted'])
    const at = { params: { marketCode: shop.code } }
    await shopper.client.answerMyMessageOffer({ ...at, body })
    await shopper.client.answerMyMessageOffer({ ...at, body: { ...body, code: 'another-login' } })
    const { items } = await shopper.offer()
    expect(items.map(({ kind, ready }) => [kind, ready]).slice(0, 3)).toEqual([
      ['order_accepted', 1],
      ['order_overweight', 0],
      ['order_ready', 1],
    ])
    expect(await actions('message_grants.')).toEqual(['message_grants.answer'])
    const [event] = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(outbox).where(eq(outbox.marketId, shop.marketId)),
    ).then((all) => all.filter(({ type }) => type === 'message_grants.answered'))
    expect(event?.payload).toEqual({ kinds: ['order_ready', 'order_accepted'], accepted: 2 })
  })

  it('is not offered again for the visit after a no, which is kept', async () => {
    const shopper = await newShopper()
    const at = { params: { marketCode: shop.code } }
    await shopper.client.answerMyMessageOffer({ ...at, body: answers(['order_ready'], 'refused') })
    const mayAsk = async () => (await shopper.offer()).items.find(({ kind }) => kind === 'order_ready')?.mayAsk
    expect(await mayAsk()).toBe(false)
    expect((await grants(shopper.userId)).map(({ state }) => state)).toEqual(['refused'])
    later(4 * 60)
    expect(await mayAsk()).toBe(true)
    await accepted(shopper)
    expect(await messages(shopper.userId)).toEqual([])
  })

  it('needs to know whom to write to: a yes without a good login code counts for nothing', async () => {
    const shopper = await newShopper()
    const at = { params: { marketCode: shop.code } }
    for (const code of [null, 'invalid-code'])
      await expect(
        shopper.client.answerMyMessageOffer({ ...at, body: { ...answers(['order_ready']), code } }),
      ).rejects.toMatchObject({ code: 'wechat_message.code_missing' })
    opened.gateway.setFaults({ ...noFaults, request: () => 'broken' })
    await expect(shopper.client.answerMyMessageOffer({ ...at, body: answers(['order_ready']) })).rejects.toMatchObject({
      code: 'wechat_message.unsure',
      status: 503,
    })
    expect(await grants(shopper.userId)).toEqual([])
  })
})

describe('a message', () => {
  it('follows the order, uses up the consent in the same transaction, and says what the template asks for', async () => {
    const shopper = await newShopper('order_accepted', 'order_ready')
    const one = await accepted(shopper)
    expect((await grants(shopper.userId)).map(({ kind, state }) => [kind, state]).sort()).toEqual([
      ['order_accepted', 'used'],
      ['order_ready', 'granted'],
    ])
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'waiting', causeId: one.stallOrderId, tries: 0 }])
    expect(await send()).toBe(1)
    expect(taken()).toMatchObject([
      {
        templateId: 'local-demo-order-accepted',
        page: `packages/shop/order/index?market=${shop.code}&group=${one.orderGroupId}`,
        data: {
          character_string1: one.number,
          thing2: 'A-001 号摊位',
          phrase3: '已接单',
          time4: '2026年3月2日 10:00',
        },
      },
    ])
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'sent', tries: 1, nextTryAt: null, detail: null }])
    expect(await actions('wechat_message.')).toEqual(['wechat_message.queue', 'wechat_message.sent'])
    expect(await eventTypes()).toEqual(['wechat_message.ended', 'wechat_message.queued'])

    await stall.merchant.startPicking(one.at)
    await stall.merchant.weighLine({ params: { ...one.at.params, lineNo: '1' }, body: { quantity: 500 } })
    await stall.merchant.finishPicking(one.at)
    await follow()
    await send()
    expect(taken().at(-1)).toMatchObject({ templateId: 'local-demo-order-ready', data: { thing3: '豆腐' } })
    expect(await send()).toBe(0)
  })

  it('asks the shopper to decide when far more was weighed than ordered, and opens the order', async () => {
    const shopper = await newShopper('order_overweight')
    const one = await accepted(shopper)
    await stall.merchant.startPicking(one.at)
    const weigh = (quantity: number) =>
      stall.merchant.weighLine({ params: { ...one.at.params, lineNo: '1' }, body: { quantity } })
    // Little more asks nothing; a question taken back before anybody could read of it is none.
    await weigh(550)
    await weigh(700)
    await weigh(500)
    await follow()
    expect(await messages(shopper.userId)).toEqual([])
    await weigh(600)
    await follow()
    await follow()
    expect(await messages(shopper.userId)).toMatchObject([
      { kind: 'order_overweight', causeId: `${one.stallOrderId}:1:600`, state: 'waiting' },
    ])
    expect(await send()).toBe(1)
    expect(taken()).toMatchObject([
      {
        templateId: 'local-demo-order-overweight',
        page: `packages/shop/order/index?market=${shop.code}&group=${one.orderGroupId}`,
        data: {
          character_string1: one.number,
          thing2: 'A-001 号摊位',
          thing3: '豆腐',
          thing4: '称出来比订的重，请点开看要不要',
        },
      },
    ])
    expect((await grants(shopper.userId)).map(({ kind, state }) => [kind, state])).toEqual([
      ['order_overweight', 'used'],
    ])
    expect(await actions('wechat_message.')).toEqual(['wechat_message.queue', 'wechat_message.sent'])
    expect(await eventTypes()).toEqual(['wechat_message.ended', 'wechat_message.queued'])
    await weigh(650)
    await follow()
    expect(await messages(shopper.userId)).toHaveLength(1)
  })

  it('is written once for one cause and one consent, however often the feed is read and however many orders follow', async () => {
    const shopper = await newShopper('order_accepted')
    await accepted(shopper)
    await follow()
    await accepted(shopper)
    expect(await messages(shopper.userId)).toHaveLength(1)
    await Promise.all([send(), send()])
    await send()
    expect(taken()).toHaveLength(1)
  })

  it('is not written about what happened too long ago, and keeps the consent for the next', async () => {
    const shopper = await newShopper('order_accepted')
    const one = await order(shopper)
    await stall.merchant.acceptStallOrder(one.at)
    later(2 * 60)
    await follow()
    expect(await messages(shopper.userId)).toEqual([])
    expect((await grants(shopper.userId)).map(({ state }) => state)).toEqual(['granted'])
    await accepted(shopper)
    expect(await messages(shopper.userId)).toHaveLength(1)
  })

  it('goes to nobody who did not agree, and never to another app’s or template’s consent', async () => {
    const shopper = await newShopper('goods_recalled')
    await accepted(shopper)
    const other = await newShopper('order_accepted')
    await withSystemTransaction(app.deps, (tx) =>
      tx.update(messageGrants).set({ templateId: 'an-old-template' }).where(eq(messageGrants.userId, other.userId)),
    )
    await accepted(other)
    expect([...(await messages(shopper.userId)), ...(await messages(other.userId))]).toEqual([])
  })

  it.each([-1, 45009, 45011])('that WeChat puts off with %i is sent once, later', async (errcode) => {
    const shopper = await newShopper('order_accepted')
    await accepted(shopper)
    desk().refuseNext(errcode, errcode)
    await send()
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'waiting', detail: `errcode ${errcode}` }])
    expect(await send()).toBe(0)
    for (let i = 0; i < 4; i++) {
      later(2)
      await send()
    }
    expect(taken()).toHaveLength(1)
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'sent', tries: 3 }])
  })

  it.each([40001, 42001])(
    'goes out at once with another token when WeChat refuses the one at hand (%i)',
    async (errcode) => {
      const shopper = await newShopper('order_accepted')
      await accepted(shopper)
      const asked: string[] = []
      opened.gateway.setFaults({ ...noFaults, request: (path) => (asked.push(path), 'none') })
      desk().refuseNext(errcode)
      await send()
      expect(taken()).toHaveLength(1)
      expect(asked.filter((path) => path.endsWith('/send'))).toHaveLength(2)
      expect(await messages(shopper.userId)).toMatchObject([{ state: 'sent', tries: 1 }])
    },
  )

  it('waits when every token is refused, and goes out when WeChat takes one again', async () => {
    const shopper = await newShopper('order_accepted')
    await accepted(shopper)
    desk().refuseNext(40001, 40001)
    await send()
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'waiting' }])
    later(1)
    await send()
    expect(taken()).toHaveLength(1)
  })

  it('that the person refuses in WeChat is not sent again, and the other consents of its kind are void', async () => {
    const shopper = await newShopper('order_accepted', 'order_ready')
    await shopper.agree('order_accepted')
    desk().forgetConsents((await findPayerOpenId(app.deps, shopper.userId)) ?? '')
    await accepted(shopper)
    await send()
    later(60)
    await send()
    expect(taken()).toEqual([])
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'refused', detail: 'errcode 43101' }])
    expect((await grants(shopper.userId)).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'order_accepted used',
      'order_accepted void',
      'order_ready granted',
    ])
    expect(await actions('message_grants.void')).toHaveLength(1)
  })

  it('with wrong arguments is a configuration to look at: logged without the person, not tried again', async () => {
    const shopper = await newShopper('order_accepted')
    await accepted(shopper)
    desk().refuseNext(47003)
    await send()
    later(60)
    expect(await send()).toBe(0)
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'failed', detail: 'errcode 47003' }])
    expect(errors.join()).toContain('check the template')
    expect(errors.join()).not.toContain((await findPayerOpenId(app.deps, shopper.userId)) ?? 'nobody')
  })

  it.each<[string, number, Wire]>([
    ['lost on the way', 0, () => Promise.reject(new DOMException('timed out', 'TimeoutError'))],
    [
      'taken, and then silence',
      1,
      async (url, init) => {
        await fetch(url, init)
        throw new DOMException('timed out', 'TimeoutError')
      },
    ],
    [
      'taken, and a page of a proxy',
      1,
      async (url, init) => (await fetch(url, init), new Response('<html>504</html>')),
    ],
  ])('whose answer never came (%s) is not sent again: it arrived %i times', async (_, arrived, wire) => {
    const shopper = await newShopper('order_accepted')
    await shopper.agree('order_accepted')
    await accepted(shopper)
    sendOver(wire)
    await send()
    sendOver(fetch)
    for (let i = 0; i < 3; i++) {
      later(30)
      await send()
    }
    expect(taken()).toHaveLength(arrived)
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'unsure', tries: 1 }])
  })

  it('that a server had in hand when it died is not sent again', async () => {
    const shopper = await newShopper('order_accepted')
    await accepted(shopper)
    await withSystemTransaction(app.deps, (tx) =>
      tx.update(wechatMessages).set({ state: 'sending', tries: 1 }).where(eq(wechatMessages.userId, shopper.userId)),
    )
    later(2)
    await send()
    expect(taken()).toEqual([])
    expect(await messages(shopper.userId)).toMatchObject([{ state: 'unsure' }])
  })

  it('waits while WeChat cannot be reached, and is dropped when it helps nobody any more', async () => {
    const soon = await newShopper('order_accepted')
    await accepted(soon)
    sendOver(() => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })))
    await send()
    expect(await messages(soon.userId)).toMatchObject([{ state: 'waiting', detail: 'WeChat was not reached' }])
    later(3 * 60)
    await send()
    expect(await messages(soon.userId)).toMatchObject([{ state: 'expired' }])
  })
})

describe('the other causes', () => {
  it('tell a merchant of each new order, paid online or at the stall, while consents last', async () => {
    const merchantId = stall.merchantId
    const answer = (kinds: readonly WechatMessageKind[]) =>
      stall.merchant.answerStallMessageOffer({ params: shop.params, body: answers(kinds) })
    await answer(['new_order'])
    expect(await answer(['new_order'])).toMatchObject({ items: [{ kind: 'new_order', ready: 2 }] })
    const [grant] = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(messageGrants).where(eq(messageGrants.merchantId, merchantId)),
    )
    const openId = (await findPayerOpenId(app.deps, grant?.userId ?? '')) ?? ''
    desk().agree(openId, templateOf('new_order'))
    desk().agree(openId, templateOf('new_order'))
    const shopper = await newShopper()
    const atStall = await order(shopper)
    const online = await order(shopper, 'online')
    await follow()
    await send()
    expect(taken()).toMatchObject([
      {
        data: { character_string1: atStall.number, thing2: '豆腐', amount3: '3.50元' },
        page: `packages/stall/order/index?order=${atStall.stallOrderId}`,
      },
    ])
    await shop.payFor(shopper.client, online.stallOrderId)
    await follow()
    await send()
    expect(taken().at(-1)).toMatchObject({ data: { character_string1: online.number } })
    await order(shopper)
    await follow()
    await send()
    expect(taken()).toHaveLength(2)
    // Nobody has answered for five minutes: whoever agrees to another message is told once more.
    await answer(['new_order'])
    desk().agree((await findPayerOpenId(app.deps, grant?.userId ?? '')) ?? '', templateOf('new_order'))
    later(6)
    await remindStalls(app.deps, shop.marketId)
    await follow()
    await send()
    expect(taken()).toHaveLength(3)
    expect(taken().at(-1)).toMatchObject({ data: { time4: '2026年3月2日 10:06' } })
  })

  it('take a helper’s consents away with the helper', async () => {
    const helper = await stall.merchant.addStallHelper({
      params: shop.params,
      body: { loginName: `helper-${shop.code}`, displayName: '小王', password: 'a long enough one', rights: [] },
    })
    const { token } = await app.as().login({ body: { loginName: helper.loginName, password: 'a long enough one' } })
    const asHelper: ApiClient = app.as(token)
    await asHelper.answerStallMessageOffer({ params: shop.params, body: answers(['new_order']) })
    await stall.merchant.removeStallHelper({ params: { ...shop.params, userId: helper.userId } })
    await follow()
    expect((await grants(helper.userId)).map(({ state }) => state)).toEqual(['void'])
    await order(await newShopper())
    await follow()
    expect(await messages(helper.userId)).toEqual([])
  })

  it('tell of a refund when it arrives, with all that came back', async () => {
    const shopper = await newShopper('refund_arrived')
    const one = await order(shopper, 'online')
    await shop.payFor(shopper.client, one.stallOrderId)
    await stall.merchant.declineStallOrder({ ...one.at, body: { reason: '卖完了' } })
    await follow()
    expect(await messages(shopper.userId)).toEqual([])
    await shop.settleRefunds()
    await follow()
    await send()
    expect(taken()).toMatchObject([{ templateId: templateOf('refund_arrived'), data: { amount2: '3.50元' } }])
  })

  it('tell of an answered complaint to the account that complained, without its code', async () => {
    const shopper = await newShopper('complaint_answered')
    const { code } = await shopper.client.submitComplaint({
      params: { marketCode: shop.code },
      body: { category: 'weight', description: '少了', stallCode: 'A-001' },
    })
    const [complaint] = (await shop.operator.listComplaints({ params: shop.params })).items
    const at = { params: { ...shop.params, complaintId: complaint?.complaintId ?? '' } }
    await shop.operator.moveComplaint({ ...at, body: { action: 'accept', note: '受理' } })
    await follow()
    expect(await messages(shopper.userId)).toEqual([])
    await shop.operator.moveComplaint({ ...at, body: { action: 'answer', note: '已补足' } })
    await follow()
    await send()
    expect(taken()).toMatchObject([{ data: { thing1: 'A-001 号摊位', phrase2: '有答复' } }])
    expect(JSON.stringify([taken(), await messages(shopper.userId)])).not.toContain(code)
  })

  it('tell of a recall to who bought the goods', async () => {
    const sourcing = sourcingOf(app, shop.operator, shop.marketId, shop.operator.token)
    const { batch } = await sourcing.addIntake('A-001', { commodityName: '豆腐' })
    await shop.operator.linkListingBatch({
      params: { ...shop.params, listingId: tofu.listingId },
      body: { batchId: batch.batchId },
    })
    const shopper = await newShopper('goods_recalled')
    const one = await order(shopper, 'online')
    await shop.payFor(shopper.client, one.stallOrderId)
    await stall.merchant.acceptStallOrder(one.at)
    await stall.merchant.startPicking(one.at)
    await stall.merchant.weighLine({ params: { ...one.at.params, lineNo: '1' }, body: { quantity: 500 } })
    await stall.merchant.finishPicking(one.at)
    const pickupCode = one.stallOrders[0]?.pickupCode ?? ''
    await stall.merchant.handOver({ ...one.at, body: { pickupCode } })
    await shop.operator.startRecall({
      params: shop.params,
      body: { batchId: batch.batchId, drill: false, reason: '快检阳性' },
    })
    await follow()
    await send()
    expect(taken()).toMatchObject([
      {
        templateId: templateOf('goods_recalled'),
        data: { thing1: '召回通知：豆腐', thing4: '请不要再食用，可退货退款' },
      },
    ])
  })
})

describe('a shopper’s own data', () => {
  it('names the consents when it is exported, and holds none after a deletion', async () => {
    const shopper = await newShopper('order_accepted', 'goods_recalled')
    const one = await accepted(shopper)
    const exported = await shopper.client.exportMyData()
    expect(exported.messageConsents.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      '买过的商品召回 同意发一条',
      '摊主接单 已用',
    ])
    await stall.merchant.abandonStallOrder({ ...one.at, body: { reason: '卖完了' } })
    await shopper.client.deleteMyData()
    await send()
    expect([await grants(shopper.userId), await messages(shopper.userId), taken()]).toEqual([[], [], []])
  })
})
